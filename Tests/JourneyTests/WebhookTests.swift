import Foundation
import TestSupport
import Testing

@Suite("News for services, over sockets")
struct WebhookTests {
    static let allowed = "webhooks: {allow_http: true, allow_networks: [127.0.0.0/8]}\n"

    let books: TestBooks
    let key: String
    let receiver: WebhookReceiver

    init() throws {
        books = try TestBooks()
        key = try books.apiKey("procedures")
        receiver = try WebhookReceiver()
    }

    private func serve(_ more: String = WebhookTests.allowed) throws -> RunningService {
        try RunningService(books, page: RunningService.page(books) + more)
    }

    /// Adds an address at the receiver, and says its id and secret.
    @discardableResult
    private func add(
        _ path: String, events: [String] = ["payment_cancelled"]
    ) throws -> (id: String, secret: String) {
        let answer = try books.run(
            [
                "webhooks", "add", "\(receiver.url)/\(path)", "--service", "procedures",
                "--allow-http",
            ]
                + ["--json"] + events.flatMap { ["--event", $0] })
        try #require(answer.status == 0, "\(answer.ending)")
        let id = try #require(try answer.json()["id"].text)
        let secret = try #require(try answer.json()["secret"].text)
        try receiver.know(secret)
        return (id, secret)
    }

    /// Makes a payment and cancels it: one piece of news.
    @discardableResult
    private func cancelled(_ service: RunningService) throws -> String {
        let made = try Curl.send(
            "POST", service.url + "/v1/payments", key: key, body: CheckoutTests.order)
        let id = try #require(try made.json["payment_id"].text, "\(made.body)")
        let ended = try Curl.send("POST", "\(service.url)/v1/payments/\(id)/cancel", key: key)
        #expect(ended.status == 204)
        return id
    }

    private func log(_ id: String) throws -> [JSONValue] {
        let answer = try books.run("webhooks", "log", id, "--json")
        try #require(answer.status == 0, "\(answer.ending)")
        return try answer.json()["deliveries"].rows
    }

    /// Waits until the log says so; the program writes it behind the answer.
    private func log(_ id: String, until isSo: ([JSONValue]) -> Bool) throws -> [JSONValue] {
        for _ in 0..<2_000 {
            let rows = try log(id)
            if isSo(rows) { return rows }
        }
        let rows = try log(id)
        Issue.record("the log stays: \(rows)")
        return rows
    }

    @Test("A payment's news come signed, in the shape of the API, and a stranger can verify them")
    func comes() throws {
        let (id, secret) = try add("ok")
        let service = try serve()
        let payment = try cancelled(service)
        let come = try receiver.wait(for: 1, at: "ok")
        let news = try #require(come.first)
        #expect(news["holds"].rows == [.bool(true)] && news["signatures"].int == 1)
        let body = news["body"]
        #expect(body["event_type"].text == "payment_cancelled")
        #expect(body["resource_id"].text == payment && body["resource_type"].text == "payment")
        #expect(body["resource"]["state"]["status"].text == "cancelled")
        #expect(body["resource"]["amount"].int == 600)
        #expect(body["webhook_message_id"] == news["id"])
        let rows = try log(id) { $0.first?["state"].text == "delivered" }
        let row = try #require(rows.first)
        #expect(row["message"] == news["id"] && row["tries"].rows.first?["status"].int == 204)
        // Both secrets while two live; then the new one alone.
        let rotated = try books.run("webhooks", "rotate", id, "--json")
        try receiver.know(try #require(try rotated.json()["secret"].text))
        try cancelled(service)
        #expect(
            try receiver.wait(for: 2, at: "ok")[1]["holds"].rows == [.bool(true), .bool(true)])
        #expect(try books.run("webhooks", "retire", id).status == 0)
        try cancelled(service)
        let last = try receiver.wait(for: 3, at: "ok")[2]
        #expect(last["holds"].rows == [.bool(false), .bool(true)] && last["signatures"].int == 1)
        // By hand once more: the same id.
        let number = try #require(row["number"].int)
        #expect(try books.run("webhooks", "redeliver", "\(number)").status == 0)
        #expect(try receiver.wait(for: 4, at: "ok")[3]["id"] == news["id"])
        #expect(service.stop() == 0)
        // The log of the service names neither secret nor address.
        #expect(!service.said.contains(secret) && !service.said.contains(receiver.url))
        try books.audit()
    }

    @Test("Receivers that fail, hang, dawdle, redirect or never end hold no other")
    func bad() throws {
        let paths = ["hang", "slow", "redirect", "endless", "fail", "ok"]
        let ids = try paths.map { try add($0).id }
        let service = try serve(
            WebhookTests.allowed.replacing("}\n", with: ", timeout_seconds: 3}\n"))
        try cancelled(service)
        try cancelled(service)
        #expect(try receiver.wait(for: 2, at: "ok").count == 2)
        let outcomes = [
            "timed-out", "timed-out", "redirected", "answer-too-large", "refused", "delivered",
        ]
        for (id, outcome) in zip(ids, outcomes) {
            let rows = try log(id) { $0.count == 2 && $0.allSatisfy { !$0["tries"].rows.isEmpty } }
            for row in rows {
                #expect(row["tries"].rows.map { $0["outcome"].text } == [outcome], "\(row)")
                #expect(row["state"].text == (outcome == "delivered" ? "delivered" : "waiting"))
            }
        }
        #expect(try receiver.come(at: "elsewhere").isEmpty)
        // What was answered is kept, without the card number and what would move a terminal.
        let tries = try log(ids[4]).first?["tries"].rows ?? []
        let failed = try #require(tries.first?["answer"].text)
        #expect(failed.hasPrefix("card ") && !failed.contains("4111 1111 1111 1111"))
        #expect(!failed.contains("\u{1b}"))
        let list = try books.run("webhooks", "list", "--json").json()["webhooks"].rows
        #expect(list.count { $0["state"].text == "failing" } == 5)
        // They are told once a turn is over.
        let failing = "suito_webhooks_failing_endpoints 5.0"
        var figures = ""
        for _ in 0..<5_000 where !figures.contains(failing) {
            figures = try Curl.send("GET", service.url + "/metrics").body
        }
        #expect(figures.contains(failing), "\(figures)")
        #expect(figures.contains("suito_webhooks_waiting 10.0"), "\(figures)")
        #expect(figures.contains("suito_webhooks_delivered_total 2"))
        #expect(figures.contains("suito_webhooks_failed_tries_total 10"))
        #expect(figures.contains("suito_webhooks_oldest_waiting_seconds"))
        #expect(service.stop() == 0)
    }

    @Test("Nobody on the inside is called, by number or by name, unless the page allows it")
    func inside() throws {
        let (id, _) = try add("ok")
        let port = try #require(receiver.url.split(separator: ":").last)
        let named = try books.run(
            "webhooks", "add", "http://localhost:\(port)/ok", "--service", "procedures",
            "--allow-http", "--json")
        let other = try #require(try named.json()["id"].text)
        for (page, outcome) in [
            ("webhooks: {allow_http: true}\n", "address-forbidden"),
            ("webhooks: {allow_networks: [127.0.0.0/8]}\n", "http-forbidden"),
            ("", "http-forbidden"),
        ] {
            let count = try log(id).count + 1
            let service = try serve(page)
            try cancelled(service)
            for id in [id, other] {
                let rows = try log(id) { rows in
                    rows.count == count && !(rows.first?["tries"].rows.isEmpty ?? true)
                }
                #expect(rows.first?["tries"].rows.last?["outcome"].text == outcome)
            }
            #expect(service.stop() == 0)
        }
        #expect(try receiver.come(at: "ok").isEmpty)
        let wrong = try books.run(
            "webhooks", "add", "http://10.0.0.1/", "--service", "procedures")
        #expect(wrong.status == 1 && wrong.words.contains("url-malformed"))
    }

    @Test("Killed between an event and its news, the next instance brings them; nothing is lost")
    func killed() throws {
        let (id, _) = try add("first-fails")
        let first = try serve("")
        try cancelled(first)
        // It may not call anybody, so the news wait.
        _ = try log(id) { !($0.first?["tries"].rows.isEmpty ?? true) }
        first.send(SIGKILL)
        first.stop()
        let waiting = try log(id)
        let number = try #require(waiting.first?["number"].int)
        #expect(
            try books.ask("UPDATE webhook_delivery SET due = 0 WHERE number = \(number)")
                .status == 0)
        let second = try serve()
        // The lease of the killed one runs out first.
        #expect(try receiver.wait(for: 1, at: "first-fails").count == 1)
        second.send(SIGKILL)
        second.stop()
        #expect(
            try books.ask("UPDATE webhook_delivery SET due = 0 WHERE number = \(number)")
                .status == 0)
        let third = try serve()
        let come = try receiver.wait(for: 2, at: "first-fails")
        #expect(Set(come.compactMap { $0["id"].text }).count == 1)
        let rows = try log(id) { $0.first?["state"].text == "delivered" }
        #expect(rows.count == 1)
        #expect(third.stop() == 0)
        try books.audit()
    }

    @Test("Two services on the same books bring everything once, and one takes over from the other")
    func together() throws {
        let (id, _) = try add("ok")
        let services = [try serve(), try serve()]
        for turn in 0..<20 { try cancelled(services[turn % 2]) }
        _ = try receiver.wait(for: 20, at: "ok")
        let delivered = { (rows: [JSONValue]) in
            rows.allSatisfy { $0["state"].text == "delivered" }
        }
        #expect(try log(id, until: delivered).count == 20)
        // Whoever brought them stops; the other one goes on at once.
        #expect(services[0].stop() == 0)
        for _ in 0..<5 { try cancelled(services[1]) }
        _ = try receiver.wait(for: 25, at: "ok")
        #expect(try log(id, until: delivered).count == 25)
        let come = try receiver.come(at: "ok")
        #expect(come.count == 25 && Set(come.compactMap { $0["id"].text }).count == 25)
        #expect(services[1].stop() == 0)
        try books.audit()
    }

    @Test("The README's few lines verify what the service sends, and nothing else")
    func readme() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")
        let readme = try String(contentsOf: path, encoding: .utf8)
        let chapter = try #require(readme.components(separatedBy: "### News for your service").last)
        let code = try #require(chapter.components(separatedBy: "```python\n").dropFirst().first)
        let lines = try #require(code.components(separatedBy: "```").first)
        let script = try books.folder.write(
            "check.py",
            (lines + """

                import sys
                header, body, secret, now = sys.argv[1:]
                print(is_genuine(header, body.encode(), [secret], int(now)))

                """).utf8)
        // Made by OpenSSL.
        let made = try StockTool.shell(
            "printf %s '1775005200.{\"a\":1}' | openssl dgst -sha256 -hmac whsec_x | sed 's/.*= //'"
        )
        let code1 = made.text.trimmingCharacters(in: .whitespacesAndNewlines)
        let cases = [
            ("t=1775005200,v1=\(code1)", "{\"a\":1}", "whsec_x", "1775005201", "True"),
            ("t=1775005200,v1=00,v1=\(code1)", "{\"a\":1}", "whsec_x", "1775005201", "True"),
            ("t=1775005200,v1=\(code1)", "{\"a\":2}", "whsec_x", "1775005201", "False"),
            ("t=1775005200,v1=\(code1)", "{\"a\":1}", "whsec_y", "1775005201", "False"),
            ("t=1775005201,v1=\(code1)", "{\"a\":1}", "whsec_x", "1775005201", "False"),
            ("t=1775005200,v1=\(code1)", "{\"a\":1}", "whsec_x", "1775005501", "False"),
        ]
        for (header, body, secret, now, wanted) in cases {
            let answer = try StockTool.python(script, header, body, secret, now)
            #expect(answer.text.trimmingCharacters(in: .whitespacesAndNewlines) == wanted)
        }
    }
}
