import Foundation
import Testing
import Transport

@Suite("Report files over SFTP and FTPS")
struct FileTests {
    /// A server of files, and whether it is SFTP.
    struct Place: Sendable {
        var server: FileServer
        var folder: Folder
        /// Held, so that it is not removed before the server ends.
        var keys: Folder?
        var settings = TransportSettings()
        var held: LoopbackServer
        /// What stands before names in its paths.
        var root: String
    }

    enum Kind: String, CaseIterable, Sendable { case sftp, ftps, ftpsExplicit }

    static func place(_ kind: Kind, cut: Int = 0) throws -> Place {
        kind == .sftp ? try sftp(cut: cut) : try ftps(kind)
    }

    static func run(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw LoopbackServer.NotStarted(words: words) }
    }

    static func sftp(cut: Int) throws -> Place {
        let keys = try Folder()
        let folder = try Folder()
        for name in ["host", "user"] {
            try run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys.path(name))
        }
        try keys.write(try keys.read("user.pub"), "authorized")
        let config = """
            HostKey \(keys.path("host"))
            AuthorizedKeysFile \(keys.path("authorized"))
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            Subsystem sftp internal-sftp

            """
        try keys.write(Array(config.utf8), "config")
        let held = try LoopbackServer(
            script: "sftp_server.py", keys.path("config"), "--cut", "\(cut)")
        let host = String(decoding: try keys.read("host.pub"), as: UTF8.self)
        let known = "[127.0.0.1]:\(held.port) \(host)"
        try folder.write(Array("".utf8), "empty.csv")
        try keys.write(Array(known.utf8), "known")
        let server = FileServer(
            security: .sftp(.knownHosts(keys.path("known"))), host: "127.0.0.1", port: held.port,
            user: NSUserName(), login: .key(file: keys.path("user"), passphrase: nil))
        let place = Place(
            server: server, folder: folder, keys: keys, held: held, root: folder.path)
        return place
    }

    static func ftps(_ kind: Kind) throws -> Place {
        let certificates = try Certificates.folder.get()
        let folder = try Folder()
        try folder.write([], "empty.csv")
        let held = try LoopbackServer(
            script: "ftps_server.py", folder.path,
            certificates.path("server-both.pem"), kind == .ftps ? "implicit" : "explicit")
        let server = FileServer(
            security: kind == .ftps ? .ftps : .ftpsExplicit, host: "127.0.0.1", port: held.port,
            user: "city", login: .password("himitsu"))
        return Place(
            server: server, folder: folder,
            settings: TransportSettings(caFile: certificates.path("ca.pem")), held: held, root: "")
    }

    static let report = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    @Test("Names are listed in order and a file is brought whole", arguments: Kind.allCases)
    func fetch(_ kind: Kind) async throws {
        let place = try Self.place(kind)
        try place.folder.write(Self.report, "report 日報.csv")
        let client = TransportClient(place.settings)
        let names = try await client.list(place.root + "/", on: place.server)
        #expect(names == ["empty.csv", "report 日報.csv"])
        let ours = try Folder()
        let count = try await client.fetch(
            "\(place.root)/report 日報.csv", on: place.server, to: ours.path("report.csv"))
        #expect(count == 400_000)
        #expect(try ours.read("report.csv") == Self.report)
        try await client.fetch(
            "\(place.root)/empty.csv", on: place.server, to: ours.path("empty.csv"))
        #expect(try ours.names() == ["empty.csv", "report.csv"])
        // What stands there is never written over.
        await #expect(throws: TransportTrouble.self) {
            try await client.fetch(
                "\(place.root)/empty.csv", on: place.server, to: ours.path("report.csv"))
        }
        #expect(try ours.read("report.csv") == Self.report)
    }

    @Test(
        "A part of the same version is completed, of another thrown away", arguments: Kind.allCases)
    func parts(_ kind: Kind) async throws {
        let place = try Self.place(kind)
        try place.folder.write(Self.report, "report.csv")
        let changed = Int64(1_800_000_000)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_800_000_000)],
            ofItemAtPath: place.folder.path("report.csv"))
        let ours = try Folder()
        let client = TransportClient(place.settings)
        try ours.write(Array(Self.report.prefix(150_000)), "report.csv.\(changed).part")
        let rest = try await client.fetch(
            "\(place.root)/report.csv", on: place.server, to: ours.path("report.csv"))
        #expect(rest == 250_000)
        #expect(try ours.read("report.csv") == Self.report)
        #expect(try ours.names() == ["report.csv"])

        let again = try Folder()
        try again.write([9, 9, 9], "report.csv.\(changed - 1).part")
        let all = try await client.fetch(
            "\(place.root)/report.csv", on: place.server, to: again.path("report.csv"))
        #expect(all == 400_000)
        #expect(try again.read("report.csv") == Self.report)
        #expect(try again.names() == ["report.csv"])
    }

    @Test("A pick-up that breaks off goes on where it stopped")
    func resume() async throws {
        let place = try Self.place(.sftp, cut: 150_000)
        try place.folder.write(Self.report, "report.csv")
        let ours = try Folder()
        let client = TransportClient()
        let path = "\(place.root)/report.csv"
        await #expect(throws: TransportTrouble.self) {
            try await client.fetch(path, on: place.server, to: ours.path("report.csv"))
        }
        let part = try #require(try ours.names().first)
        #expect(part.hasSuffix(".part"))
        let came = try ours.read(part).count
        #expect(came > 0 && came < 400_000)
        let rest = try await client.fetch(path, on: place.server, to: ours.path("report.csv"))
        #expect(Int(rest) == 400_000 - came)
        #expect(try ours.read("report.csv") == Self.report)
    }

    @Test("A file that is not there is named, and leaves nothing", arguments: Kind.allCases)
    func missing(_ kind: Kind) async throws {
        let place = try Self.place(kind)
        let ours = try Folder()
        let client = TransportClient(place.settings)
        do throws(TransportTrouble) {
            try await client.fetch(
                "\(place.root)/none.csv", on: place.server, to: ours.path("none.csv"))
            Issue.record("a file came from nowhere")
        } catch {
            #expect(error.kind == .fileNotFound)
        }
        #expect(try !ours.names().contains("none.csv"))
    }

    @Test("A host key that is not known refuses before the login")
    func hostKey() async throws {
        let place = try Self.place(.sftp)
        let client = TransportClient()
        for key in [
            FileServer.HostKey.sha256(String(repeating: "A", count: 43)),
            .knownHosts(place.folder.path("none")),
        ] {
            var server = place.server
            server.security = .sftp(key)
            do throws(TransportTrouble) {
                _ = try await client.list(place.root, on: server)
                Issue.record("trusted an unknown host")
            } catch {
                #expect(error.kind == .serverNotTrusted)
            }
        }
    }

    @Test("A wrong password is said, and not repeated")
    func login() async throws {
        let place = try Self.place(.ftpsExplicit)
        var server = place.server
        server.login = .password("chigau-word")
        do throws(TransportTrouble) {
            _ = try await TransportClient(place.settings).list("/", on: server)
            Issue.record("let in")
        } catch {
            #expect(error.kind == .loginDenied)
            #expect(!error.detail.contains("chigau-word"))
        }
    }

    @Test("A server that will not speak TLS gets no password")
    func plain() async throws {
        let folder = try Folder()
        let held = try LoopbackServer(
            script: "ftps_server.py", folder.path, "none", "plain")
        let server = FileServer(
            security: .ftpsExplicit, host: "127.0.0.1", port: held.port, user: "city",
            login: .password("himitsu"))
        do throws(TransportTrouble) {
            _ = try await TransportClient().list("/", on: server)
            Issue.record("spoke without TLS")
        } catch {
            #expect(error.kind == .tlsFailed)
        }
    }
}
