import Testing
import Transport

@Suite("One request after the other") struct HandleTests {
    let server: LoopbackServer

    init() throws { server = try LoopbackServer.plain.get() }

    @Test("Nothing of one request is in the next one")
    func clean() async throws {
        let client = TransportClient(.patient)
        let full = TransportRequest(
            "POST", server.url("/echo"),
            headers: [.init("X-Secret", "one"), .init("Content-Type", "text/plain")],
            body: Array("body of the first".utf8))
        let empty = TransportRequest("GET", server.url("/echo"))
        for _ in 0..<3 {
            let first = String(decoding: try await client.send(full).body, as: UTF8.self)
            #expect(first.contains("X-Secret: one") && first.hasSuffix("body of the first"))
            let second = try await client.send(empty)
            #expect(second.reusedConnection)
            #expect(
                String(decoding: second.body, as: UTF8.self)
                    == "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
            #expect(second.evidence.request == second.body)
        }
    }

    @Test("After a request that broke off, and one that was cancelled, the next ones are answered")
    func afterTrouble() async throws {
        let client = TransportClient(.patient)
        for _ in 0..<3 {
            let broken = TransportRequest(
                "GET", server.url("/echo"), limits: TransportLimits(answerBytes: 4))
            await #expect(throws: TransportTrouble.self) { try await client.send(broken) }
            let task = Task { try await client.send(TransportRequest("GET", server.url("/echo"))) }
            task.cancel()
            _ = try? await task.value
            let answer = try await client.send(TransportRequest("GET", server.url("/status/204")))
            #expect(answer.status == 204)
        }
    }

    @Test(
        "Names are masked whatever their case, and nothing that only begins like them",
        arguments: [
            ("Api_Key=1&b=2", "Api_Key=***&b=2"), ("api_keys=1", "api_keys=1"),
            (#"{"SECRET" : "a\"b","secreted":"c"}"#, #"{"SECRET" : "***","secreted":"c"}"#),
            (#"{"password":17,"x":1}"#, #"{"password":***,"x":1}"#),
            ("a[client_secret]=5&a%5Bsecret%5D=6", "a[client_secret]=***&a%5Bsecret%5D=***"),
            ("a%5b0%5D%5BSecret%5d=6&b%5Bnote%5D=7", "a%5b0%5D%5BSecret%5d=***&b%5Bnote%5D=7"),
            (#"{"secret":"#, #"{"secret":"#), (#"{"secret":""#, #"{"secret":"***"#),
        ])
    func names(_ body: String, _ kept: String) async throws {
        let client = TransportClient(.patient)
        let response = try await client.send(
            TransportRequest(
                "POST", server.url("/status/200"), headers: [.init("X-API-KEY", "k")],
                body: Array(body.utf8)))
        let sent = String(decoding: response.evidence.request, as: UTF8.self)
        #expect(sent.hasSuffix("\r\n\r\n\(kept)"))
        #expect(sent.contains("X-API-KEY: ***\r\n"))
    }
}
