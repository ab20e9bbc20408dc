import Foundation
import Testing
import Transport

@Suite("No answer, and whether the request may have arrived")
struct TroubleTests {
    let server: LoopbackServer
    let client = TransportClient()

    init() throws { server = try LoopbackServer.plain.get() }

    /// The trouble of a request that must have no answer.
    func noAnswer(
        _ request: TransportRequest, _ client: TransportClient? = nil
    ) async -> TransportTrouble? {
        do throws(TransportTrouble) {
            let response = try await (client ?? self.client).send(request)
            Issue.record("an answer came: \(response.status)")
            return nil
        } catch {
            return error
        }
    }

    func outcome(
        _ request: TransportRequest, _ client: TransportClient
    ) async -> TransportTrouble? {
        do throws(TransportTrouble) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    func count(_ path: String) async throws -> Int? {
        let answer = try await client.send(TransportRequest("GET", server.url("/count?\(path)")))
        return Int(String(decoding: answer.body, as: UTF8.self))
    }

    static let short = TransportLimits(
        connectMilliseconds: 300, totalMilliseconds: 300, answerBytes: 1000)

    @Test(
        "Once the request went out, nobody knows",
        arguments: [
            ("/never", TransportTrouble.Kind.timedOut), ("/slow", .timedOut),
            ("/nothing", .connectionBroken), ("/middle", .connectionBroken),
            ("/garbage", .answerMalformed), ("/large", .answerTooLarge),
            ("/endless", .answerTooLarge), ("/headers", .answerTooLarge),
        ])
    func unknown(_ path: String, _ kind: TransportTrouble.Kind) async {
        let request = TransportRequest(
            "POST", server.url(path), body: Array("pay".utf8),
            limits: TransportLimits(
                connectMilliseconds: 5000, totalMilliseconds: kind == .timedOut ? 300 : 20_000,
                answerBytes: 1000))
        let trouble = await noAnswer(request)
        #expect(trouble?.kind == kind)
        #expect(trouble?.reach == .unknown)
        let sent = String(decoding: trouble?.evidence.request ?? [], as: UTF8.self)
        #expect(sent.hasPrefix("POST \(path) HTTP/1.1") && sent.hasSuffix("\r\n\r\npay"))
    }

    @Test("Of an answer that broke off, what came is kept")
    func brokenEvidence() async {
        let trouble = await noAnswer(TransportRequest("GET", server.url("/middle")))
        let came = String(decoding: trouble?.evidence.answer ?? [], as: UTF8.self)
        #expect(came.hasPrefix("HTTP/1.1 200 OK") && came.hasSuffix("0123456789"))
    }

    @Test("Without a connection nothing was sent")
    func notSent() async throws {
        let closed = try ClosedPort()
        let refused = await noAnswer(TransportRequest("POST", "http://127.0.0.1:\(closed.port)/"))
        #expect(refused?.kind == .connectionRefused)
        let noName = await noAnswer(TransportRequest("POST", "http://nowhere.invalid/"))
        #expect(noName?.kind == .nameNotResolved)
        // It takes the connection, but says nothing of TLS.
        let silent = try SilentPort()
        let noTLS = await noAnswer(
            TransportRequest("POST", "https://127.0.0.1:\(silent.port)/", limits: Self.short))
        #expect(noTLS?.kind == .connectTimedOut)
        let noProxy = await noAnswer(
            TransportRequest("POST", "https://city.example/"),
            TransportClient(TransportSettings(proxy: server.url(""))))
        #expect(noProxy?.kind == .proxyRefused || noProxy?.kind == .connectionBroken)
        for one in [refused, noName, noTLS, noProxy] {
            #expect(one?.reach == .notSent)
            #expect(one?.evidence == TransportEvidence())
        }
    }

    @Test(
        "What cannot be a request is refused before it leaves",
        arguments: [
            TransportRequest("GET", "ftp://127.0.0.1/a"),
            TransportRequest("GET", "file:///etc/hostname"),
            TransportRequest("GET", "gopher://127.0.0.1/"),
            TransportRequest("GET", "http://user:word@127.0.0.1/"),
            TransportRequest("GET", "http://127.0.0.1/a b"),
            TransportRequest("GET", "http://127.0.0.1/\r\nX: y"),
            TransportRequest("GET", "http://"),
            TransportRequest("GE T", "http://127.0.0.1/"),
            TransportRequest("", "http://127.0.0.1/"),
            TransportRequest("GET", "http://127.0.0.1/", headers: [.init("A", "b\r\nC: d")]),
            TransportRequest("GET", "http://127.0.0.1/", headers: [.init("A\0", "b")]),
            TransportRequest("GET", "http://127.0.0.1/", headers: [.init("A:", "b")]),
            TransportRequest("GET", "http://127.0.0.1/", headers: [.init("", "b")]),
        ])
    func badRequest(_ request: TransportRequest) async {
        let trouble = await noAnswer(request)
        #expect(trouble?.kind == .badRequest || trouble?.kind == .loginDenied)
        #expect(trouble?.reach == .notSent)
    }

    @Test("A request that moves money never goes out twice on its own")
    func noSecondPost() async throws {
        let client = TransportClient(.patient)
        let post = TransportRequest("POST", server.url("/once?post"), body: [1])
        #expect(try await client.send(post).body == Array("first".utf8))
        // The connection breaks on the second; a library that means well would send it again.
        let trouble = await noAnswer(post, client)
        #expect(trouble?.kind == .connectionBroken)
        #expect(trouble?.reach == .unknown)
        #expect(try await count("/once?post") == 2)
    }

    @Test("A question goes out again where an old connection breaks")
    func secondGet() async throws {
        let client = TransportClient(.patient)
        let get = TransportRequest("GET", server.url("/once?get"))
        #expect(try await client.send(get).body == Array("first".utf8))
        #expect(try await client.send(get).body == Array("first".utf8))
        #expect(try await count("/once?get") == 3)
    }

    @Test("A cancelled task ends its transfer, and what was sent stays unknown")
    func cancelled() async throws {
        let client = TransportClient()
        let url = server.url("/never?cancelled")
        let task = Task { await noAnswer(TransportRequest("POST", url), client) }
        while try await count("/never?cancelled") != 1 {}
        task.cancel()
        let trouble = await task.value
        #expect(trouble?.kind == .cancelled)
        #expect(trouble?.reach == .unknown)
    }

    @Test("A task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let url = server.url("/echo?cancelled-before")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await noAnswer(TransportRequest("POST", url))
        }
        let trouble = await task.value
        #expect(trouble?.kind == .cancelled)
        #expect(trouble?.reach == .notSent)
        #expect(try await count("/echo?cancelled-before") == 0)
    }

    @Test("Cancelled at any moment, a transfer ends once")
    func cancelledAnywhere() async throws {
        let client = TransportClient()
        let url = server.url("/echo?anywhere")
        for turn in 0..<200 {
            let task = Task { await outcome(TransportRequest("POST", url), client) }
            for _ in 0..<(turn % 20) { await Task.yield() }
            task.cancel()
            if let trouble = await task.value { #expect(trouble.kind == .cancelled) }
        }
        #expect(try await client.send(TransportRequest("GET", url)).status == 200)
    }

    @Test("A client that is shut down ends what runs and takes nothing more")
    func stopped() async throws {
        let client = TransportClient()
        let url = server.url("/never?stopped")
        let task = Task { await noAnswer(TransportRequest("POST", url), client) }
        while try await count("/never?stopped") != 1 {}
        client.shutDown()
        let running = await task.value
        #expect(running?.kind == .stopped)
        #expect(running?.reach == .unknown)
        let late = await noAnswer(TransportRequest("POST", url), client)
        #expect(late?.kind == .stopped)
        #expect(late?.reach == .notSent)
    }
}

/// A port on which nobody listens: taken, but not open.
final class ClosedPort: Sendable {
    let descriptor: Int32
    let port: Int

    init(listening: Bool = false) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var storage = sockaddr_storage()
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutableBytes(of: &storage) { bytes -> Int? in
            guard let start = bytes.baseAddress else { return nil }
            let loopback = start.assumingMemoryBound(to: sockaddr_in.self)
            loopback.pointee.sin_family = sa_family_t(AF_INET)
            loopback.pointee.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let address = start.assumingMemoryBound(to: sockaddr.self)
            var length = size
            guard bind(descriptor, address, size) == 0,
                !listening || listen(descriptor, 8) == 0,
                getsockname(descriptor, address, &length) == 0
            else { return nil }
            return Int(UInt16(bigEndian: loopback.pointee.sin_port))
        }
        guard let port else { throw POSIXError(.EADDRNOTAVAIL) }
        self.port = port
    }

    deinit { close(descriptor) }
}

/// A port that takes connections and never reads.
final class SilentPort: Sendable {
    private let open: ClosedPort
    var port: Int { open.port }

    init() throws { open = try ClosedPort(listening: true) }
}
