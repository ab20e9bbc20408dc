import Foundation
import TestSupport
import Testing

@Suite("The service's connections: TLS, limits, stopping")
struct ServiceConnectionTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scripts/probe.py").path()

    private func probe(_ service: RunningService, _ name: String, key: String) throws -> String {
        let port = try #require(service.url.split(separator: ":").last)
        let answer = try StockTool.shell(
            "python3 '\(ServiceConnectionTests.script)' \(port) \(name) '\(key)'")
        try #require(answer.status == 0, "\(answer.text)")
        return answer.text
    }

    @Test("A port that another program has is told, and nothing of how it was found")
    func portInUse() throws {
        let first = try RunningService(TestBooks())
        let port = try #require(first.url.split(separator: ":").last.flatMap { Int($0) })
        let books = try TestBooks()
        let second = try books.run(
            "serve", "--sandbox", "--listen", "127.0.0.1:\(port)", "--lang", "en")
        #expect(second.status == 5)
        let sentence = "Another program listens at 127.0.0.1:\(port); name another port."
        #expect(second.words == "port-in-use: \(sentence)\n")
        #expect(first.stop() == 0)
    }

    @Test("What is no request, or too much of one, is answered in the shape of all errors")
    func floods() throws {
        let books = try TestBooks()
        let key = try books.apiKey("procedures")
        let page = "sandbox: true\nlimits: {head_seconds: 2, body_seconds: 2}\n"
        let service = try RunningService(books, page: page)
        let cases = [
            ("garbage", "400", "S0400"), ("many-headers", "431", "S0431"),
            ("large-header", "431", "S0431"), ("large-body", "413", "S0413"),
            ("endless-body", "413", "S0413"), ("slow-body", "408", "S0408"),
            ("bad-length", "400", "S0400"), ("smuggled", "400", "S0400"),
            ("bad-chunk", "400", "S0400"), ("odd-coding", "400", "S0400"),
            ("half-body", "400", "S0400"), ("two-hosts", "400", "S0400"),
        ]
        for (name, status, code) in cases {
            let said = try probe(service, name, key: key)
            #expect(said.hasPrefix("HTTP/1.1 \(status)"), "\(name): \(said)")
            #expect(said.contains("\"code\":\"\(code)\""), "\(name): \(said)")
            #expect(!said.contains("[still open]"), "\(name)")
        }
        // Who never ends his head is not waited for.
        #expect(try probe(service, "slow-head", key: key) == "\n")
        #expect(try Curl.send("GET", service.url + "/health/ready").status == 200)
        #expect(service.stop() == 0)
        // A caller's fault is none of the service's.
        #expect(!service.said.contains(#""level":"error""#), "\(service.said.suffix(2000))")
    }

    @Test("A key that asks too often waits, and another does not")
    func rates() throws {
        let books = try TestBooks()
        let hasty = try books.apiKey("hasty")
        let calm = try books.apiKey("calm")
        let page = "sandbox: true\nlimits: {burst: 3, requests_per_second: 1}\n"
        let service = try RunningService(books, page: page)
        let urls = Array(repeating: service.url + "/v1/links", count: 20)
        let answer = try StockTool.shell(
            "curl --silent --show-error --include --header 'Authorization: Bearer \(hasty)' "
                + urls.map { "'\($0)'" }.joined(separator: " "))
        let text = answer.text.lowercased()
        #expect(text.contains("http/1.1 200") && text.contains("http/1.1 429"))
        #expect(text.contains("retry-after: 1") && answer.text.contains("P0900"))
        #expect(try Curl.send("GET", service.url + "/v1/links", key: calm).status == 200)
        // Who guesses keys is slowed down too.
        let guesses = try StockTool.shell(
            "curl --silent --show-error --include --header 'Authorization: Bearer suito_x' "
                + urls.map { "'\($0)'" }.joined(separator: " "))
        #expect(guesses.text.contains("401") && guesses.text.contains("429"))
    }

    @Test("TLS speaks HTTP/2 and 1.1, and shows a new certificate after SIGHUP")
    func certificates() throws {
        let books = try TestBooks()
        let folder = books.folder.path
        func certificate(_ name: String) throws {
            try Shell.done(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 "
                    + "-subj /CN=\(name) -addext subjectAltName=IP:127.0.0.1 "
                    + "-keyout key.pem -out cert.pem 2>/dev/null", in: folder)
        }
        try certificate("first")
        let page =
            try RunningService.page(books)
            + "tls: {certificate: \(folder)/cert.pem, key: \(folder)/key.pem}\n"
        let service = try RunningService(books, page: page, scheme: "https")
        let trust = ["--cacert", "\(folder)/cert.pem"]
        let url = service.url + "/health/live"
        #expect(try Curl.send("GET", url, more: trust + ["--http2"]).version == "2")
        #expect(try Curl.send("GET", url, more: trust + ["--http1.1"]).version == "1.1")
        let key = try books.apiKey("procedures")
        let made = try Curl.send(
            "POST", service.url + "/v1/payments", key: key, body: CheckoutTests.order,
            more: trust + ["--http2"])
        #expect(made.status == 201, "\(made.body)")
        try certificate("second")
        #expect(try StockTool.shell("curl --silent \(url) --cacert \(folder)/cert.pem").status != 0)
        service.send(SIGHUP)
        // The signal is taken in a moment of its own.
        var status = 0
        for _ in 0..<200 where status != 200 {
            status =
                try StockTool.shell("curl --silent \(url) --cacert \(folder)/cert.pem").status == 0
                ? 200 : 0
        }
        #expect(status == 200)
        // A key that is no longer there changes nothing.
        try Shell.done("rm key.pem", in: folder)
        service.send(SIGHUP)
        for _ in 0..<200 where !service.said.contains("stay as they were") {
            _ = try Curl.send("GET", url, more: trust)
        }
        #expect(service.said.contains("stay as they were"))
        #expect(try Curl.send("GET", url, more: trust).status == 200)
        #expect(service.stop() == 0)
    }

    @Test("What the page of configuration gets wrong is told with its place")
    func badPage() throws {
        let books = try TestBooks()
        let error = #expect(throws: RunningService.Silent.self) {
            _ = try RunningService(books, page: "limits:\n  body_bytes: many\n")
        }
        #expect(error?.said.contains(":3:15: limits.body_bytes") == true, "\(error?.said ?? "")")
        let open = #expect(throws: RunningService.Silent.self) {
            _ = try RunningService(books, page: "listen: 0.0.0.0:1\n", scheme: "http")
        }
        #expect(open != nil)
    }

    @Test("Health tells of schema, head, queue and clock, and figures count by route")
    func watching() throws {
        let service = try RunningService(try TestBooks())
        #expect(try Curl.send("GET", service.url + "/health/live").status == 200)
        let ready = try Curl.send("GET", service.url + "/health/ready")
        #expect(ready.status == 200)
        for name in ["schema", "head", "queue", "clock"] {
            #expect(try ready.json["checks"][name].text == "ok")
        }
        _ = try Curl.send("GET", service.url + "/nothing/a-secret")
        let figures = try Curl.send("GET", service.url + "/metrics").body
        #expect(
            figures.contains(
                #"suito_http_requests_total{method="GET",route="/health/live",status="200"} 1"#))
        #expect(figures.contains(#"route="unknown",status="404"} 1"#))
        #expect(!figures.contains("a-secret"))
    }
}
