import Testing
import Transport

@Suite("Requests over HTTP and their answers")
struct ExchangeTests {
    let server: LoopbackServer
    let client = TransportClient()

    init() throws { server = try LoopbackServer.plain.get() }

    @Test("A request goes out as it was made, path and header order too")
    func asMade() async throws {
        let response = try await client.send(
            TransportRequest(
                "POST", server.url("/echo?a=/../b"),
                headers: [
                    .init("X-First", "1"), .init("Content-Type", "application/json;charset=UTF-8"),
                    .init("X-Empty", ""),
                ], body: Array(#"{"amount":300}"#.utf8)))
        let seen = String(decoding: response.body, as: UTF8.self)
        #expect(
            seen == "POST /echo?a=/../b HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                + "X-First: 1\r\nContent-Type: application/json;charset=UTF-8\r\nX-Empty:\r\n"
                + "Content-Length: 14\r\n\r\n{\"amount\":300}")
        #expect(response.status == 200)
        #expect(response.version == "1.1")
        #expect(response.evidence.request == response.body)
    }

    @Test(
        "Every method arrives", arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func methods(_ method: String) async throws {
        let response = try await client.send(TransportRequest(method, server.url("/echo")))
        let seen = String(decoding: response.body, as: UTF8.self)
        #expect(seen.hasPrefix("\(method) /echo HTTP/1.1\r\n"))
        #expect(!seen.contains("Content-Type"))
        #expect(!seen.contains("Expect"))
    }

    @Test("A body of a DELETE is sent, and bytes of any value pass")
    func body() async throws {
        let bytes = (0...255).map { UInt8($0) }
        let response = try await client.send(
            TransportRequest("DELETE", server.url("/echo"), body: bytes))
        #expect(Array(response.body.suffix(256)) == bytes)
    }

    @Test("Every status is an answer", arguments: [200, 201, 204, 400, 404, 429, 500, 503])
    func statuses(_ status: Int) async throws {
        let url = server.url("/status/\(status)")
        #expect(try await client.send(TransportRequest("GET", url)).status == status)
    }

    @Test("A redirect is an answer and is not followed")
    func redirect() async throws {
        let response = try await client.send(TransportRequest("GET", server.url("/redirect")))
        #expect(response.status == 302)
        #expect(response.header("location") == "/echo")
    }

    @Test("Of an answer with an early hint only the real one counts")
    func interim() async throws {
        let response = try await client.send(TransportRequest("GET", server.url("/interim")))
        #expect(response.status == 201)
        #expect(response.header("Link") == nil)
        #expect(response.header("x-kind") == "final")
    }

    @Test("A connection is used again")
    func reuse() async throws {
        let client = TransportClient(.patient)
        let first = try await client.send(TransportRequest("GET", server.url("/echo")))
        let second = try await client.send(TransportRequest("GET", server.url("/echo")))
        #expect(!first.reusedConnection)
        #expect(second.reusedConnection)
    }

    @Test("Three hundred requests at a time get each their own answer")
    func many() async throws {
        let client = TransportClient(TransportSettings(connectionsPerHost: 8))
        let url = server.url("/echo")
        let answers = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for number in 0..<300 {
                group.addTask {
                    let body = Array("<\(number)>".utf8)
                    let request = TransportRequest("POST", url, body: body)
                    return (number, try await client.send(request).body)
                }
            }
            var answers: [Int: String] = [:]
            for try await (number, body) in group {
                answers[number] = String(decoding: body, as: UTF8.self)
            }
            return answers
        }
        #expect(answers.count == 300)
        #expect(answers.allSatisfy { $0.value.hasSuffix("<\($0.key)>") })
    }

    @Test("A proxy is used where it is named")
    func proxy() async throws {
        let client = TransportClient(TransportSettings(proxy: server.url("")))
        let response = try await client.send(TransportRequest("GET", "http://city.example/a"))
        #expect(response.body == Array("by proxy to http://city.example/a".utf8))
    }

    @Test("What is kept of an exchange holds no secret")
    func evidence() async throws {
        let client = TransportClient(
            TransportSettings(masking: Masking(secrets: ["sk_live_123", "whsec_9"])))
        let response = try await client.send(
            TransportRequest(
                "POST", server.url("/secret?api_key=sk_query"),
                headers: [
                    .init("Authorization", "Bearer sk_live_123"), .init("X-Note", "whsec_9"),
                ],
                body: Array("a=1&client_secret=pi_1_secret_abc&note=sk_live_123".utf8)))
        let sent = String(decoding: response.evidence.request, as: UTF8.self)
        let came = String(decoding: response.evidence.answer, as: UTF8.self)
        for secret in ["sk_live_123", "whsec_9", "pi_1_secret_abc", "sk_query", "abc123"] {
            #expect(!sent.contains(secret) && !came.contains(secret), "\(secret)")
        }
        #expect(sent.contains("Authorization: ***\r\n"))
        #expect(sent.hasSuffix("\r\n\r\na=1&client_secret=***&note=***"))
        #expect(sent.hasPrefix("POST /secret?api_key=*** HTTP/1.1\r\n"))
        #expect(came.hasSuffix(#"{"id":"pi_1","client_secret":"***"}"#))
        #expect(came.contains("Set-Cookie: ***\r\n"))
        // The caller itself gets what came.
        #expect(response.header("Set-Cookie") == "session=abc123")
    }
}
