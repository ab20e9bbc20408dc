import Foundation
import Office
import TestSupport
import Testing

@Suite("The service before tools that nobody here wrote")
struct ServiceOracleTests {
    private static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scripts").path()

    @Test("schemathesis finds the API as its own description says: all checks, no failure")
    func schemathesis() throws {
        let books = try TestBooks()
        let key = try books.apiKey("procedures", scopes: APIScope.allCases.map(\.rawValue))
        let simulator = try RunningSimulator("paypay", in: books.folder)
        let page =
            try RunningService.page(books, provider: simulator.url)
            + "limits: {burst: 1000000, requests_per_second: 1000000}\n"
        let service = try RunningService(books, page: page)
        let seed = Int.random(in: 0...999_999)
        let given = ProcessInfo.processInfo.environment["SUITO_SEED"].flatMap { Int($0) } ?? seed
        print("schemathesis: SUITO_SEED=\(given)")
        let answer = try StockTool.python(
            ServiceOracleTests.scripts + "/schemathesis_run.py", "--config-file",
            ServiceOracleTests.scripts + "/schemathesis.toml",
            "run", service.url + "/openapi.json", "--header", "Authorization: Bearer \(key)",
            "--checks", "all", "--mode", "all", "--max-examples", "25", "--seed", "\(given)",
            "--generation-database", "none", "--request-timeout", "240", "--no-color")
        print(answer.text.split(separator: "\n").suffix(24).joined(separator: "\n"))
        #expect(answer.status == 0, "\(answer.text.suffix(6000))")
        #expect(service.stop() == 0)
        try books.audit()
    }

    @Test("A citizen pays in a real browser, with and without scripts; axe-core finds no fault")
    func browser() throws {
        let books = try TestBooks()
        let key = try books.apiKey("procedures")
        let simulator = try RunningSimulator("paypay", in: books.folder)
        let service = try RunningService(
            books, page: RunningService.page(books, provider: simulator.url))
        let made = try Curl.send(
            "POST", service.url + "/v1/payments", key: key, body: CheckoutTests.order)
        let next = try #require(try made.json["_links"]["next_url"]["href"].text, "\(made.body)")
        let answer = try StockTool.python(
            ServiceOracleTests.scripts + "/payment_page.py", next, simulator.url,
            books.folder.path)
        print(answer.text)
        #expect(answer.status == 0, "\(answer.text)")
        // Only details of use, never a receipt; and not sealed yet.
        #expect(answer.text.contains("利用明細") && answer.text.contains("PayPay 利用"))
        #expect(answer.text.contains("この利用明細は領収書ではありません"))
        #expect(answer.text.contains("締め前"))
        let id = try #require(try made.json["payment_id"].text)
        let paid = try Curl.send("GET", service.url + "/v1/payments/\(id)", key: key).json
        #expect(paid["state"]["status"].text == "success")
        #expect(paid["refund_summary"]["amount_available"].int == 600)
        #expect(service.stop() == 0)
        try books.audit()
    }
}
