import Foundation
import TestSupport
import Testing

@Suite("The checkout API, over sockets")
struct CheckoutTests {
    static let order = """
        {"items":[{"fee":"juminhyo","quantity":2}],"reference":"A-1","description":"住民票の写し",\
        "return_url":"https://procedure.example.jp/back"}
        """

    /// An order of something else.
    static func of(_ items: String) -> String {
        order.replacing(#""items":[{"fee":"juminhyo","quantity":2}]"#, with: items)
    }

    let service: RunningService
    let key: String

    init() throws {
        let books = try TestBooks()
        key = try books.apiKey("procedures")
        service = try RunningService(books)
    }

    private func send(
        _ method: String, _ path: String, body: String? = nil, headers: [String] = []
    ) throws -> Curl {
        try Curl.send(method, service.url + path, key: key, body: body, headers: headers)
    }

    @Test("A payment is made, found, told of and cancelled")
    func life() throws {
        let made = try send("POST", "/v1/payments", body: CheckoutTests.order)
        try #require(made.status == 201, "\(made.body)")
        let payment = try made.json
        #expect(payment["amount"].int == 600 && payment["currency"].text == "JPY")
        #expect(payment["state"]["status"].text == "created")
        let id = try #require(payment["payment_id"].text)
        #expect(made.headers["location"] == "\(service.url)/v1/payments/\(id)")
        let found = try send("GET", "/v1/payments/\(id)").json
        #expect(found["reference"].text == "A-1")
        // A fresh token on each read.
        let first = try #require(payment["_links"]["next_url"]["href"].text)
        let second = try #require(found["_links"]["next_url"]["href"].text)
        #expect(first != second && first.hasPrefix(service.url + "/pay/"))
        #expect(found["_links"]["cancel"]["method"].text == "POST")
        #expect(try send("POST", "/v1/payments/\(id)/cancel").status == 204)
        let ended = try send("GET", "/v1/payments/\(id)").json
        #expect(ended["state"]["status"].text == "cancelled")
        #expect(ended["state"]["code"].text == "P0040")
        #expect(ended["_links"]["cancel"] == .null && ended["_links"]["next_url"] == .null)
        let again = try send("POST", "/v1/payments/\(id)/cancel")
        #expect(again.status == 400 && again.code == "P0501")
        let events = try send("GET", "/v1/payments/\(id)/events").json["events"].rows
        #expect(events.compactMap { $0["state"]["status"].text } == ["created", "cancelled"])
    }

    @Test("The same key and body get the first answer, another body is refused")
    func once() throws {
        let headers = ["Idempotency-Key: order-1"]
        let first = try send("POST", "/v1/payments", body: CheckoutTests.order, headers: headers)
        let same = try send("POST", "/v1/payments", body: CheckoutTests.order, headers: headers)
        #expect(first.status == 201 && same.status == 201)
        #expect(try first.json["payment_id"] == same.json["payment_id"])
        #expect(same.headers["idempotency-replayed"] == "true")
        let token = try #require(try same.json["_links"]["next_url"]["href"].text)
        #expect(try Curl.send("GET", token).status == 303)
        let other = try send(
            "POST", "/v1/payments", body: CheckoutTests.order.replacing("A-1", with: "A-2"),
            headers: headers)
        #expect(other.status == 409 && other.code == "P0191")
        #expect(try send("GET", "/v1/payments").json["total"].int == 1)
    }

    @Test(
        "Bad input is told precisely, and nothing of it is repeated or kept",
        arguments: [
            ("{", "P0197", nil), ("[]", "P0197", nil),
            (#"{"reference":"a","reference":"b"}"#, "P0197", nil),
            ("{}", "P0101", "amount"), (#"{"amount":0}"#, "P0102", "amount"),
            (#"{"amount":-1}"#, "P0102", "amount"), (#"{"amount":1.0}"#, "P0102", "amount"),
            (#"{"amount":1e3}"#, "P0102", "amount"), (#"{"amount":"300"}"#, "P0102", "amount"),
            (#"{"amount":99999999999}"#, "P0102", "amount"),
            (#"{"amount":10,"fund":"general"}"#, "P0101", "subject"),
            (#"{"items":[]}"#, "P0102", "items"),
            (#"{"items":[{"fee":"x"}]}"#, "P0101", "reference"),
            (#"{"items":[{"fee":"juminhyo","quantity":0}]}"#, "P0102", "items[0].quantity"),
            (#"{"items":[{"fee":"juminhyo","price":1}]}"#, "P0104", "items[0].price"),
            (#"{"items":[{"fee":"a"}],"fund":"general"}"#, "P0102", "fund"),
            (CheckoutTests.of(#""items":[{"fee":"inkan"}]"#), "P0102", "items[0].fee"),
            (
                CheckoutTests.of(#""items":[{"fee":"juminhyo"},{"bill":"W9"}]"#), "P0194",
                "items[1].bill"
            ),
            (CheckoutTests.of(#""amount":9,"fund":"none","subject":"1""#), "P0102", "fund"),
            (CheckoutTests.of(#""amount":9,"fund":"outside","subject":"1""#), "P0102", "fund"),
            (
                #"{"items":[{"fee":"juminhyo"}],"reference":"a\u0000b"}"#, "P0102",
                "reference"
            ),
            (
                #"{"items":[{"fee":"juminhyo"}],"reference":"4111 1111 1111 1111"}"#,
                "P0102", "reference"
            ),
            (
                #"{"items":[{"fee":"juminhyo"}],"reference":"a\u061cb"}"#, "P0102",
                "reference"
            ),
            (
                #"{"items":[{"fee":"juminhyo"}],"reference":"4111.1111/1111_1111"}"#,
                "P0102", "reference"
            ),
        ])
    func badBodies(_ body: String, _ code: String, _ field: String?) throws {
        let answer = try send("POST", "/v1/payments", body: body)
        let said = try answer.json
        #expect(said["code"].text == code, "\(answer.body)")
        #expect(said["field"].text == field, "\(answer.body)")
        #expect(!answer.body.contains("4111"))
        #expect(try send("GET", "/v1/payments").json["total"].int == 0)
    }

    @Test(
        "An order's own words are judged, one by one",
        arguments: [
            ("return_url", #""ftp://a""#, "P0102"),
            ("return_url", #""https://user@host/""#, "P0102"),
            ("return_url", #""javascript:alert(1)""#, "P0102"), ("language", #""fr""#, "P0102"),
            ("delayed_capture", "1", "P0102"), ("email", #""nobody""#, "P0102"),
            ("metadata", #"{"a":null}"#, "P0102"), ("metadata", #"{"a":1.5}"#, "P0102"),
            ("metadata", #"{"a":"5555555555554444"}"#, "P0102"), ("unknown_thing", "1", "P0104"),
            ("provider", #""nobody""#, "P0102"), ("office", #""nowhere""#, "P0102"),
            ("amount", "601", "P0195"),
        ])
    func badWords(_ name: String, _ value: String, _ code: String) throws {
        var body = CheckoutTests.order
        if name == "return_url" {
            body = body.replacing(#""https://procedure.example.jp/back""#, with: value)
        } else {
            body = "{\"\(name)\":\(value),\(body.dropFirst())"
        }
        let answer = try send("POST", "/v1/payments", body: body)
        #expect(answer.code == code, "\(answer.body)")
        #expect(!answer.body.contains("5555555555554444"))
    }

    @Test("A link that would have ended is refused with its field")
    func pastLink() throws {
        let body = CheckoutTests.order.dropLast()
        let past = try send(
            "POST", "/v1/links", body: body + #","expires_date":"2026-04-01T00:00:00+09:00"}"#)
        #expect(past.status == 422 && past.code == "P0102", "\(past.body)")
        #expect(try past.json["field"].text == "expires_date")
        #expect(try send("GET", "/v1/links").json["links"].rows.isEmpty)
        let ahead = try send(
            "POST", "/v1/links", body: body + #","expires_date":"2999-04-01T00:00:00+09:00"}"#)
        #expect(ahead.status == 201, "\(ahead.body)")
    }

    @Test("Who has no key, or one that does not go so far, is not let in")
    func keys() throws {
        let without = try Curl.send("GET", service.url + "/v1/payments")
        #expect(without.status == 401 && without.code == "S0401")
        #expect(without.headers["www-authenticate"] == "Bearer")
        let wrong = try Curl.send("GET", service.url + "/v1/payments", key: "suito_nonsense")
        #expect(wrong.status == 401)
        let reading = try service.books.apiKey("readers", scopes: ["payments:read"])
        let denied = try Curl.send(
            "POST", service.url + "/v1/payments", key: reading, body: CheckoutTests.order)
        #expect(denied.status == 403 && denied.code == "S0403")
        // Another service's payments are not there.
        let id = try #require(
            try send("POST", "/v1/payments", body: CheckoutTests.order).json["payment_id"].text)
        let foreign = try Curl.send("GET", "\(service.url)/v1/payments/\(id)", key: reading)
        #expect(foreign.status == 404 && foreign.code == "P0200")
    }

    @Test("Two instances on one cluster let together pass what one may")
    func sharedLimit() throws {
        let books = try TestBooks()
        let key = try books.apiKey("procedures")
        let page =
            try RunningService.page(books) + "limits: {burst: 12, requests_per_second: 1}\n"
        let begun = ContinuousClock().now
        let services = try (0..<(TestEngine.isFile ? 1 : 2)).map { _ in
            try RunningService(books, page: page)
        }
        var passed = 0
        for turn in 0..<40 {
            let answer = try Curl.send(
                "GET", services[turn % services.count].url + "/v1/payments", key: key)
            #expect(answer.status == 200 || answer.status == 429, "\(answer.body)")
            if answer.status == 429 { #expect(answer.headers["retry-after"] == "1") }
            if answer.status == 200 { passed += 1 }
        }
        let seconds = Int((ContinuousClock().now - begun).components.seconds)
        #expect(passed >= 12 && passed <= 12 + seconds + 1, "\(passed) in \(seconds) s")
        for service in services { #expect(service.stop() == 0) }
    }

    @Test("Wrong addresses, methods and types are told in the shape of all errors")
    func shapes() throws {
        let cases: [(Curl, Int, String)] = [
            (try send("GET", "/v1/nothing"), 404, "S0404"),
            (try send("GET", "/v1/payments/../keys"), 404, "S0404"),
            (try send("GET", "/v1/payments/%00"), 404, "P0200"),
            // One address each: a proxy's rule for it holds.
            (try send("GET", "//metrics"), 404, "S0404"),
            (try send("GET", "/metrics/"), 404, "S0404"),
            (try send("GET", "/v1//payments"), 404, "S0404"),
            (try send("DELETE", "/v1/payments"), 405, "S0405"),
            (
                try send("POST", "/v1/payments", headers: ["Content-Type: text/plain"]), 415,
                "S0415"
            ),
            (try send("GET", "/v1/payments?color=red"), 422, "P0401"),
            (try send("GET", "/v1/payments?page=1&page=1"), 422, "P0401"),
            (try send("GET", "/v1/payments?display_size=501"), 422, "P0401"),
            (try send("GET", "/v1/payments?page=7"), 404, "P0402"),
        ]
        for (answer, status, code) in cases {
            #expect(answer.status == status && answer.code == code, "\(answer.body)")
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.headers["x-request-id"] != nil)
        }
        #expect(try send("DELETE", "/v1/payments").headers["allow"] == "GET, POST")
    }

    @Test("The log names routes, and holds nothing that was sent")
    func log() throws {
        let secret = "geheim-\(UUID().uuidString)"
        _ = try send("GET", "/v1/payments?reference=\(secret)")
        _ = try send("GET", "/pay/\(secret)", headers: ["X-Request-Id: my-own-id"])
        #expect(service.stop() == 0)
        let lines = service.said.split(separator: "\n").compactMap {
            try? JSONValue(Data($0.utf8))
        }
        let routes = lines.compactMap { $0["route"].text }
        #expect(routes.contains("/v1/payments") && routes.contains("/pay/{token}"))
        #expect(lines.contains { $0["request_id"].text == "my-own-id" })
        #expect(!service.said.contains(secret) && !service.said.contains(key))
    }
}
