import Foundation
import TestSupport
import Testing

@Suite("Training")
struct TrainingTests {
    @Test("Books of training and real books never stand in for one another")
    func apart() throws {
        let real = try TestBooks()
        let refused = try real.run("serve", "--training", "--listen", "127.0.0.1:0")
        #expect(refused.status == 1 && refused.ending.contains("books-real"), "\(refused.ending)")
        let training = try TestBooks(training: true)
        let alone = try training.run("serve", "--listen", "127.0.0.1:0")
        #expect(alone.status == 1 && alone.ending.contains("books-for-training"), "\(alone.ending)")
        // The plain file leaves them what they are, and no file makes real ones of training.
        #expect(try training.run("city", "apply", Shiomi.cityFile).status == 0)
        #expect(try training.run("serve", "--listen", "127.0.0.1:0").status == 1)
        let city = try String(contentsOfFile: Shiomi.cityFile, encoding: .utf8)
        let marked = try real.folder.write("marked.yaml", (city + "\ntraining: true\n").utf8)
        let changed = try real.run("city", "apply", marked)
        #expect(changed.status == 1 && changed.ending.contains("training-changed"))
        // Whatever is printed of them says so.
        #expect(try training.run("report", "cash").page.contains("Shiomi City (training)"))
    }

    @Test("With real providers there is no training")
    func providers() throws {
        let books = try TestBooks(training: true)
        let page = try RunningService.page(books)
        let config = try books.folder.write("serve.yaml", "training: true\n\(page)".utf8)
        let answer = try books.run("serve", "--config", config)
        #expect(answer.status == 1 && answer.ending.contains("providers"), "\(answer.ending)")
    }

    @Test("A card is paid on the simulated page, each answer says that it is no money")
    func card() throws {
        let books = try TestBooks(training: true)
        let key = try books.apiKey("procedures")
        let service = try RunningService(books, page: "training: true\n")
        let made = try Curl.send(
            "POST", service.url + "/v1/payments", key: key, body: CheckoutTests.order)
        let payment = try made.json
        #expect(payment["live"] == .bool(false), "\(made.body)")
        let id = try #require(payment["payment_id"].text)
        let next = try #require(payment["_links"]["next_url"]["href"].text)
        let entered = try Curl.send("GET", next)
        let cookie = try #require(entered.headers["set-cookie"]?.split(separator: ";").first)
        let chosen = try Curl.send(
            "POST", "\(service.url)/payment/\(id)/begin", headers: ["Cookie: \(cookie)"],
            more: ["--data", "provider=stripe"])
        #expect(chosen.status == 303, "\(chosen.body)")
        let page = try Curl.send(
            "GET", "\(service.url)/payment/\(id)?lang=en", headers: ["Cookie: \(cookie)"])
        #expect(page.body.contains("the payment providers are simulated, no money moves"))
        #expect(page.body.contains("Shiomi City (training)"))
        let link = try #require(
            page.body.firstMatch(of: /href="([^"]*\/training\/stripe\/pay\/[^"]*)"/)?.1)
        let shown = try Curl.send("GET", String(link))
        #expect(shown.status == 200 && shown.body.contains(#"action="\#(link)""#), "\(shown.body)")
        let paid = try Curl.send(
            "POST", String(link), more: ["--data", "payment_method=pm_card_visa"])
        #expect(paid.status == 303, "\(paid.body)")
        #expect(paid.headers["location"]?.hasPrefix(service.url) == true)
        _ = try Curl.send(
            "GET", "\(service.url)/payment/\(id)/back", headers: ["Cookie: \(cookie)"])
        let found = try Curl.send("GET", "\(service.url)/v1/payments/\(id)", key: key).json
        #expect(found["state"]["status"].text == "success")
        #expect(found["card_details"]["last_digits_card_number"].text == "4242")
        // The interface of a provider is not for visitors, and there are no others.
        for path in ["stripe/v1/payment_intents", "stripe/v1/events/evt_1", "nobody/app/1"] {
            #expect(try Curl.send("GET", "\(service.url)/training/\(path)").status == 404)
        }
        #expect(service.stop() == 0)
        try books.audit()
    }

    @Test("Without training there are no simulated providers")
    func live() throws {
        let service = try RunningService(TestBooks())
        let answer = try Curl.send("GET", service.url + "/training/paypay-online/_simulator/state")
        #expect(answer.status == 404)
        #expect(service.stop() == 0)
    }

    /// Blocks of commands under a heading of the README, as they stand there.
    static func commands(under heading: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let start = try #require(readme.range(of: "### \(heading)\n"))
        let section = readme[start.upperBound...].components(separatedBy: "\n##")[0]
        let parts = section.components(separatedBy: "```\n")
        return stride(from: 1, to: parts.count, by: 2).map { parts[$0] }.joined()
    }

    @Test("The lines of the README run as they stand, and the day reconciles")
    func readme() throws {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: folder.path + "/suito", withDestinationPath: Program.path())
        try files.createDirectory(
            atPath: folder.path + "/Tests/Fixtures", withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: folder.path + "/Tests/Fixtures/shiomi", withDestinationPath: Shiomi.folder)
        // But for the port, which somebody else may have.
        let port = try RunningService.freePort()
        let lines = try TrainingTests.commands(under: "An online procedure in ten lines")
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(port)")
            .replacing("serve --training", with: "serve --listen 127.0.0.1:\(port) --training")
        try #require(lines.contains("./suito serve") && lines.contains("./suito reconcile"))
        let script = """
            trap 'kill $(jobs -p)' EXIT
            \(lines)
            ./suito reconcile --json --data training
            """
        let answer = try Shell.run(script, in: folder.path)
        #expect(answer.status == 0, "\(answer.text)")
        #expect(answer.text.contains(#""reference":"application-1""#), "\(answer.text)")
        #expect(answer.text.contains(#""status":"success""#), "\(answer.text)")
        let last = try #require(
            answer.text.split(separator: "\n").last { $0.hasPrefix(#"{"through""#) })
        let report = try JSONValue(Data(last.utf8))
        #expect(report["sales"]["count"].int == 1 && report["sales"]["matched"].int == 1)
        #expect(report["provider_lines"]["open"].int == 0)
        #expect(report["exceptions"] == .array([]))
    }
}
