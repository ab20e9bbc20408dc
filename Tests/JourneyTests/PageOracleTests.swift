import Foundation
import TestSupport
import Testing

@Suite("Pages in a real browser, at the width of a phone and of a desk, in both languages")
struct PageOracleTests {
    private static let order = CheckoutTests.order

    /// Where the page of a new payment is opened, and its id.
    private static func page(
        _ service: RunningService, _ key: String, isCapturedLater: Bool = false
    ) throws -> (next: String, id: String) {
        let body = isCapturedLater ? #"{"delayed_capture":true,"# + order.dropFirst() : order
        let made = try Curl.send("POST", service.url + "/v1/payments", key: key, body: body)
        let payment = try made.json
        return (
            try #require(payment["_links"]["next_url"]["href"].text, "\(made.body)"),
            try #require(payment["payment_id"].text)
        )
    }

    @Test("A card is paid, given up, reserved, and without an answer on the provider's page")
    func card() throws {
        let books = try TestBooks(training: true)
        let key = try books.apiKey("procedures")
        let service = try RunningService(books, page: "training: true\n")
        let paid = try Self.page(service, key)
        let givenUp = try Self.page(service, key)
        let unknown = try Self.page(service, key)
        let reserved = try Self.page(service, key, isCapturedLater: true)
        let answer = try StockTool.python(
            Shell.scripts + "/card_page.py", paid.next, givenUp.next, unknown.next, reserved.next,
            service.url, books.folder.path)
        print(answer.text)
        #expect(answer.status == 0, "\(answer.text)")
        #expect(answer.text.contains("クレジットカード利用 visa **** 4242"), "\(answer.text)")
        for (page, statuses) in [
            (paid, ["success"]), (givenUp, ["cancelled"]), (reserved, ["capturable"]),
            // The sweeper may have asked by now.
            (unknown, ["started", "submitted", "created"]),
        ] {
            let found = try Curl.send("GET", "\(service.url)/v1/payments/\(page.id)", key: key)
            let status = try found.json["state"]["status"].text ?? ""
            #expect(statuses.contains(status), "\(status): \(found.body)")
        }
        #expect(service.stop() == 0)
        try books.audit()
    }

    /// `YYYY-MM-DD` in Japan, so many days from now.
    private static func day(_ days: Int) throws -> String {
        let answer = try StockTool.shell("TZ=Asia/Tokyo date -d '\(days) days' +%F")
        return answer.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("A receipt's QR code says 締め前 until the day is sealed, then gives proof")
    func proof() throws {
        let begin = try Self.day(-4)
        let books = try TestBooks(training: true) {
            $0.replacing("books_begin: 2026-03-31", with: "books_begin: \(begin)")
                .replacing("      day: 2026-03-31", with: "      day: \(begin)")
                + "\nreceipt_proof_qr: true\n"
        }
        let key = try books.apiKey("procedures")
        let folder = books.folder.path
        // Two days ago, a day that can be closed.
        try Shell.done(
            "cc -shared -fPIC -o shift.so '\(Shell.scripts)/shift_clock.c' -ldl", in: folder)
        let past = ["LD_PRELOAD": folder + "/shift.so", "CLOCK_SHIFT": "\(-2 * 86_400)"]
        let service = try RunningService(books, page: "training: true\n", environment: past)
        let payment = try Self.page(service, key)
        let entered = try Curl.send("GET", payment.next)
        let cookie = try #require(entered.headers["set-cookie"]?.split(separator: ";").first)
        let own = ["Cookie: \(cookie)"]
        let page = "\(service.url)/payment/\(payment.id)"
        #expect(
            try Curl.send(
                "POST", page + "/begin", headers: own, more: ["--data", "provider=paypay-online"]
            ).status == 303)
        let wish = #"{"payment":"\#(payment.id)"}"#
        let desk = service.url + "/training/paypay-online/_simulator/pay"
        #expect(try Curl.send("POST", desk, body: wish).status == 200)
        #expect(try Curl.send("GET", page + "/back", headers: own).status == 303)
        #expect(try Curl.send("GET", page, headers: own).body.contains("締め前"))
        let found = try Curl.send("GET", "\(service.url)/v1/payments/\(payment.id)", key: key)
        let day = try #require(try found.json["settlement_summary"]["captured_date"].text)
        #expect(day < (try Self.day(0)), "\(found.body)")
        let script = Shell.scripts + "/proof_page.py"
        let before = try StockTool.python(
            script, "\(service.url)/proof/\(payment.id)", "before", folder)
        #expect(before.status == 0, "\(before.text)")
        #expect(try Curl.send("GET", "\(service.url)/proof/\(payment.id)/file").status == 404)
        #expect(service.stop() == 0)

        #expect(try books.run("keys", "demo", "--out", folder + "/keys").status == 0)
        try books.reconcile(day)
        let closed = try books.run(
            "close", "\(begin)..\(day)", "--out", folder + "/settlement", "--by", "tanaka",
            "--carry", "waiting for the provider")
        #expect(closed.status == 0, "\(closed.ending)")
        let later = try RunningService(books, page: "training: true\n")
        let after = try StockTool.python(
            script, "\(later.url)/proof/\(payment.id)", "after", folder)
        #expect(after.status == 0, "\(after.text)")
        #expect(later.stop() == 0)
        let lines = after.text.split(separator: "\n")
        let proof = try #require(lines.first { $0.hasPrefix("PROOF ") })
        let file = try books.folder.write("proof.json", (proof.dropFirst(6) + "\n").utf8)
        let verified = try books.run(
            "proof", "verify", file, "--package", "\(folder)/settlement/\(day)", "--ca",
            folder + "/keys/ca.pem")
        #expect(verified.status == 0, "\(verified.ending)")
    }
}
