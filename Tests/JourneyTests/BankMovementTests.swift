import Foundation
import TestSupport
import Testing

@Suite("Bank movements, over sockets")
struct BankMovementTests {
    @Test("Every deposit of the month gets its payouts, as the truth has them")
    func month() throws {
        let books = try TestBooks.withMonth()
        let truth = try JSONValue(
            #require(FileManager.default.contents(atPath: Shiomi.path("expected.json"))))
        try books.reconcile(try #require(truth["through"].text))
        let key = try books.apiKey(
            "accounting", scopes: ["bank-movements:write", "bank-movements:read"])
        let service = try RunningService(books)
        var deposits: [String: [JSONValue]] = [:]
        for payout in truth["payouts"].rows {
            guard let line = payout["bank_ref"].text else { continue }
            deposits[line, default: []].append(payout)
        }
        #expect(deposits.count > 10)
        let held = truth["exceptions"].rows
            .filter { $0["code"].text == "payout-lines-differ" }
            .compactMap { $0["reference"].text }
        #expect(held.count == 1)
        for (line, payouts) in deposits {
            let parts = line.split(separator: "/").map(String.init)
            let amount = payouts.reduce(0) { $0 + ($1["net"].int ?? 0) }
            let body = """
                {"account":"main","date":"\(parts[0])","reference":"\(parts[1])",\
                "amount":\(amount)}
                """
            let answer = try Curl.send(
                "POST", service.url + "/v1/bank-movements", key: key, body: body)
            #expect(answer.status == 201, "\(answer.body)")
            let isWhole = payouts.allSatisfy { $0["status"].text == "banked" }
            #expect(try answer.json["state"].text == (isWhole ? "matched" : "differs"), "\(line)")
            guard isWhole else { continue }
            let found = try answer.json["collections"].rows
            for payout in payouts {
                let match = try #require(
                    found.first {
                        $0["provider"] == payout["provider"] && $0["payout"] == payout["payout"]
                    }, "\(payout)")
                for name in ["gross", "refunds", "fee", "fee_tax", "net"] {
                    #expect(match[name] == payout[name], "\(line) \(name)")
                }
                let revenue = match["revenue"].rows.reduce(0) { $0 + ($1["amount"].int ?? 0) }
                // What a payout whose lines differ was for is decided by a person first.
                let isHeld = held.contains(payout["payout"].text ?? "")
                let due = (payout["gross"].int ?? 0) - (payout["refunds"].int ?? 0)
                #expect(revenue == (isHeld ? 0 : due), "\(line)")
            }
            #expect(found.count == payouts.count)
            #expect(found.reduce(0) { $0 + ($1["amount"].int ?? 0) } == amount)
        }
        let matched = try Curl.send(
            "GET", service.url + "/v1/bank-movements?state=matched&display_size=3", key: key)
        #expect(try matched.json["results"].rows.count == 3)
        #expect(try matched.json["total"].int ?? 0 > 10)
        #expect(try matched.json["_links"]["next_page"]["href"].text?.contains("page=2") == true)
        #expect(service.stop() == 0)
        try books.audit()
    }

    @Test("A movement is told once, found again, and refused with another amount")
    func rules() throws {
        let books = try TestBooks()
        let key = try books.apiKey(
            "accounting", scopes: ["bank-movements:write", "bank-movements:read"])
        let service = try RunningService(books)
        let url = service.url + "/v1/bank-movements"
        func body(_ more: String = "") -> String {
            "{\"account\":\"main\",\"date\":\"2026-04-30\",\"reference\":\"00000001\"\(more)}"
        }
        let first = try Curl.send("POST", url, key: key, body: body(",\"amount\":5"))
        #expect(first.status == 201, "\(first.body)")
        let id = try #require(try first.json["bank_movement_id"].text)
        #expect(first.headers["location"] == "\(url)/\(id)")
        let again = try Curl.send("POST", url, key: key, body: body(",\"amount\":5"))
        #expect(try again.status == 200 && again.json["bank_movement_id"].text == id)
        let other = try Curl.send("POST", url, key: key, body: body(",\"amount\":6"))
        #expect(other.status == 409 && other.code == "S1409")
        #expect(try Curl.send("GET", "\(url)/\(id)", key: key).json["state"].text == "awaited")
        let inside = try Curl.send("GET", "\(url)/\(id)/payments", key: key)
        #expect(try inside.json["total"].int == 0 && inside.json["results"].rows.isEmpty)
        let bad: [(String, String, String?)] = [
            ("{}", "P0101", "account"), (body(), "P0101", "amount"),
            (body(",\"amount\":0"), "P0102", "amount"),
            (body(",\"amount\":1.0"), "P0102", "amount"),
            (body(",\"amount\":5,\"x\":1"), "P0104", "x"),
            (body(",\"amount\":5").replacing("main", with: "nobody"), "P0102", "account"),
            (body(",\"amount\":5").replacing("04-30", with: "04-31"), "P0102", "date"),
            (body(",\"amount\":5").replacing("2026-04-30", with: "2025-04-30"), "P0102", "date"),
            (body(",\"amount\":5").replacing("0000", with: "a b"), "P0102", "reference"),
        ]
        for (body, code, field) in bad {
            let answer = try Curl.send("POST", url, key: key, body: body)
            #expect(try answer.code == code && answer.json["field"].text == field, "\(answer.body)")
        }
        #expect(try Curl.send("GET", "\(url)/x", key: key).code == "S1404")
        for query in ["?state=x", "?from_date=x", "?color=red", "?display_size=501", "?page=0"] {
            #expect(try Curl.send("GET", url + query, key: key).code == "P0401", "\(query)")
        }
        #expect(try Curl.send("GET", url + "?page=2", key: key).code == "P0402")
        // A key for which nobody says so does not see into all services' money.
        let plain = try books.apiKey("procedures")
        #expect(try Curl.send("GET", url, key: plain).code == "S0403")
        #expect(try Curl.send("POST", url, key: plain, body: body()).code == "S0403")
        // Another service has movements of its own.
        let stranger = try books.apiKey("stranger", scopes: ["bank-movements:read"])
        #expect(try Curl.send("GET", "\(url)/\(id)", key: stranger).code == "S1404")
        #expect(service.stop() == 0)
        try books.audit()
    }
}
