import Testing
import Transport

@Suite("TLS: whom to trust, who we are, and HTTP/2")
struct TLSTests {
    let folder: Folder

    init() throws { folder = try Certificates.folder.get() }

    func server(_ name: String, _ more: String...) throws -> LoopbackServer {
        try LoopbackServer(
            [
                "python3", LoopbackServer.script("http_server.py"), "--cert",
                folder.path("\(name).pem"), "--key", folder.path("\(name).key"),
            ] + more)
    }

    func status(_ url: String, _ settings: TransportSettings) async -> Result<Int, TransportTrouble>
    {
        do throws(TransportTrouble) {
            let request = TransportRequest("POST", url, body: [1])
            return .success(try await TransportClient(settings).send(request).status)
        } catch {
            return .failure(error)
        }
    }

    @Test("A server whose authority is known is trusted")
    func trusted() async throws {
        let server = try server("server")
        let settings = TransportSettings(caFile: folder.path("ca.pem"))
        #expect(await status(server.url("/echo", scheme: "https"), settings) == .success(200))
    }

    @Test("Another authority, another name and no such file are refused before anything is sent")
    func notTrusted() async throws {
        let server = try server("server")
        let elsewhere = try self.server("elsewhere")
        let ca = folder.path("ca.pem")
        let cases: [(LoopbackServer, String?)] = [
            (server, nil), (server, folder.path("other.pem")), (elsewhere, ca),
            (server, folder.path("none.pem")),
        ]
        for (server, file) in cases {
            let result = await status(
                server.url("/echo", scheme: "https"), TransportSettings(caFile: file))
            guard case .failure(let trouble) = result else {
                Issue.record("trusted with \(file ?? "the system's")")
                continue
            }
            #expect(trouble.kind == .serverNotTrusted || trouble.kind == .tlsFailed)
            #expect(trouble.reach == .notSent)
        }
    }

    @Test("A server that asks who we are gets our certificate")
    func clientCertificate() async throws {
        let server = try server("server", "--client-ca", folder.path("ca.pem"))
        let url = server.url("/echo", scheme: "https")
        var settings = TransportSettings(caFile: folder.path("ca.pem"))
        guard case .failure(let nobody) = await status(url, settings) else {
            Issue.record("let in without a certificate")
            return
        }
        #expect(nobody.kind == .tlsFailed)
        #expect(nobody.reach == .notSent)
        settings.clientCertificate = .init(
            certificateFile: folder.path("client.pem"), keyFile: folder.path("client.key"))
        #expect(await status(url, settings) == .success(200))
        settings.clientCertificate = .init(
            certificateFile: folder.path("client.pem"), keyFile: folder.path("client-locked.key"),
            passphrase: "himitsu")
        #expect(await status(url, settings) == .success(200))
        settings.clientCertificate?.passphrase = "chigau"
        guard case .failure(let locked) = await status(url, settings) else {
            Issue.record("opened the key with a wrong passphrase")
            return
        }
        #expect(locked.kind == .tlsFailed)
        #expect(locked.reach == .notSent)
    }

    @Test("HTTP/2 is spoken where the server offers it, unless it is switched off")
    func http2() async throws {
        let port = try ClosedPort().port
        let nghttpd = try LoopbackServer([
            "sh", "-c",
            "nghttpd -a 127.0.0.1 -d \"$1\" \"$2\" \"$3\" \"$4\" >/dev/null 2>&1 & echo \"$2\"; "
                + "cat >/dev/null; kill -KILL $!",
            "sh", folder.path, "\(port)", folder.path("server.key"), folder.path("server.pem"),
        ])
        try folder.write(Array("two".utf8), "two.txt")
        let ca = folder.path("ca.pem")
        let request = TransportRequest("GET", nghttpd.url("/two.txt", scheme: "https"))
        let client = TransportClient(TransportSettings(caFile: ca))
        let response = try await first(request, client)
        #expect(response.version == "2")
        #expect(response.body == Array("two".utf8))
        #expect(
            String(decoding: response.evidence.request, as: UTF8.self).hasPrefix("GET /two.txt"))
        let second = try await client.send(request)
        #expect(second.reusedConnection)
        let plain = TransportClient(TransportSettings(caFile: ca, usesHTTP2: false))
        do throws(TransportTrouble) {
            #expect(try await plain.send(request).version == "1.1")
        } catch {
            // nghttpd speaks nothing else.
            #expect(error.kind != .timedOut)
        }
    }

    /// The first answer of a server that is just being started.
    private func first(
        _ request: TransportRequest, _ client: TransportClient
    ) async throws -> TransportResponse {
        for _ in 0..<20_000 {
            do {
                return try await client.send(request)
            } catch {
                guard error.kind == .connectionRefused else { throw error }
            }
        }
        return try await client.send(request)
    }
}
