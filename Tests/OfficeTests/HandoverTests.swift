import Foundation
import Money
import Office
import Sealing
import Settlement
import TestSupport
import Testing

@Suite("A seal that comes to another key")
struct HandoverTests {
    private let books: SealedBooks

    init() throws { books = try SealedBooks() }

    private func settings(_ name: String) throws -> SealSettings {
        var settings = try SealSettings.read(in: books.desk.path)
        settings.key = "\(books.keys)/\(name).key"
        settings.chain =
            name == "seal" ? "\(books.keys)/chain.pem" : "\(books.keys)/\(name)-chain.pem"
        settings.handover = nil
        return settings
    }

    private func facts(_ name: String) throws -> CertificateFacts {
        try SealCertificate(file: settings(name).chain).facts
    }

    @discardableResult
    private func use(_ name: String, isWithout: Bool = false) throws -> SealPapers {
        try SealKeys(
            folder: books.desk.path, books: books.desk.books, isWithoutHandover: isWithout
        ).use(settings(name), at: SealedBooks.now.get())
    }

    /// A further key of the demo authority, beside the officer's.
    private func makeThird() throws {
        let authority = try DemoAuthority(
            certificateFile: books.keys + "/ca.pem", keyFile: books.keys + "/ca.key",
            passphrase: nil)
        let now = try SealedBooks.now.get().seconds
        let identity = try authority.issue(
            .seal, name: DemoName(commonName: "third", organization: "汐見市"), kind: .p256,
            validity: now - 86_400...now + 86_400 * 365)
        try identity.writeKey(to: books.keys + "/third.key", passphrase: nil)
        try Data(identity.chainPEM).write(to: URL(filePath: books.keys + "/third-chain.pem"))
    }

    private func verdicts(_ signers: [String] = [], _ paths: [String]? = nil) throws -> [String] {
        let report = VerifyPackages(
            trust: try TrustAnchors(file: books.keys + "/ca.pem"), timestampTrust: nil,
            signers: try signers.map(facts)
        ).run(paths ?? [books.out]) { _ in }
        return report.packages.flatMap { package in
            package.findings.map { "\(package.day?.description ?? "") \($0.code)" }
        }
    }

    @Test("The former key names the new one, and the package carries it for ever")
    func handedOn() throws {
        try books.close("2026-03-31")
        try use("officer")
        try books.close("2026-04-01", "2026-04-02", carry: "waits")
        let files = try SealedBooks.files(books.out + "/2026-04-01")
        let text = try #require(files["handover.txt"])
        let statement = try #require(HandoverStatement(Array(text)))
        #expect(statement.from == (try facts("seal").fingerprint))
        #expect(statement.to == (try facts("officer").fingerprint))
        #expect(files["handover.txt.p7s"] != nil)
        #expect(try SealedBooks.files(books.out + "/2026-04-02")["handover.txt"] == nil)
        #expect(try verdicts() == [])
        // The reader who knows the first certificate knows the second by it.
        #expect(try verdicts(["seal"]) == [])
        #expect(try verdicts(["seal"], [books.out + "/2026-04-01"]) == [])
        #expect(
            try verdicts(["seal"], [books.out + "/2026-04-02"]) == ["2026-04-02 signer-not-named"])
        #expect(try AuditBooks(books.desk.books).run { _, _ in }.isSound)
        // Rendered once more, it is the same, whoever seals by now.
        try makeThird()
        try use("third")
        try books.forgetIssues()
        try FileManager.default.removeItem(atPath: books.out + "/2026-04-01")
        try FileManager.default.removeItem(atPath: books.out + "/2026-04-02")
        try FileManager.default.removeItem(atPath: books.out + "/2026-03-31")
        try books.close("2026-03-31", "2026-04-02")
        #expect(try SealedBooks.files(books.out + "/2026-04-01") == files)
    }

    @Test("A key that is changed twice before it seals, or back again, is still announced")
    func twice() throws {
        try makeThird()
        try books.close("2026-03-31")
        try use("officer")
        try use("third")
        try books.close("2026-04-01", carry: "waits")
        #expect(try verdicts() == [])
        try use("officer")
        try use("third")
        try books.close("2026-04-02", carry: "waits")
        #expect(try verdicts() == [])
        // The former key need not stay once it has signed.
        try use("seal")
        try FileManager.default.removeItem(atPath: books.keys + "/third.key")
        try use("seal")
        try books.close("2026-04-03", carry: "waits")
        #expect(try verdicts() == [])
    }

    @Test("Without a word of the former key nothing closes, until somebody says that it is lost")
    func lost() throws {
        try books.close("2026-03-31")
        try settings("officer").write(in: books.desk.path)
        let denied = try SealedBooks.denial { try books.close("2026-04-01", carry: "waits") }
        #expect(denied == "seal-not-handed-on")
        #expect(try books.desk.count("closing") == 1)
        #expect(try SealedBooks.denial { try use("officer") } == "seal-not-handed-on")
        try use("officer", isWithout: true)
        try books.close("2026-04-01", "2026-04-02", carry: "waits")
        #expect(try verdicts() == ["2026-04-01 seal-key-unannounced"])
        #expect(try verdicts(["seal", "officer"]) == [])
        #expect(try verdicts(["officer"]) == ["2026-03-31 signer-not-named"])
        #expect(try verdicts(["seal"]) == ["2026-04-01 seal-key-unannounced"])
    }

    @Test("A demo key takes over only where the former key says so")
    func demo() throws {
        try books.close("2026-03-31")
        let other = books.desk.folder.path("other")
        let now = try SealedBooks.now.get()
        let keys = SealKeys(folder: books.desk.path, books: books.desk.books)
        _ = try keys.makeDemo(
            in: other, organization: "x", kind: .p256, passphrase: Passphrase("p"), at: now)
        #expect(try SealSettings.read(in: books.desk.path).handover?.seal != nil)
        try FileManager.default.removeItem(atPath: books.desk.path + "/seal.json")
        let denied = try SealedBooks.denial {
            _ = try keys.makeDemo(
                in: other + "2", organization: "x", kind: .p256, passphrase: nil, at: now)
        }
        #expect(denied == "seal-not-handed-on")
    }

    // MARK: - Whoever has another certificate of the same authority

    /// The day as the officer could seal it again, naming himself.
    private func resigned(
        _ day: String, _ extra: [String: Data] = [:]
    ) throws -> [String: Data] {
        var files = try SealedBooks.files("\(books.out)/\(day)")
        for (name, bytes) in extra { files[name] = bytes }
        let (old, new) = (try facts("seal").fingerprint, try facts("officer").fingerprint)
        let text = String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
        var manifest = text.replacing(
            "\"certificate_sha256\":\"\(old)\",\"previous_certificate_sha256\":null",
            with: "\"certificate_sha256\":\"\(new)\",\"previous_certificate_sha256\":\"\(old)\"")
        try #require(manifest != text)
        for (name, bytes) in extra.sorted(by: { $0.key < $1.key }) {
            manifest = manifest.replacing(
                "}]}\n", with: "},{\"name\":\"\(name)\",\"bytes\":\(bytes.count)}]}\n")
        }
        files["manifest.json"] = Data(manifest.utf8)
        var list = try DigestList(Array(try #require(files["SHA256SUMS"])))
        list.entries += extra.keys.sorted().map { DigestList.Entry(name: $0, digest: "") }
        for place in list.entries.indices {
            let bytes = Array(try #require(files[list.entries[place].name]))
            list.entries[place].digest = FileDigest(of: bytes).hex
        }
        files["SHA256SUMS"] = Data(list.text.utf8)
        files["SHA256SUMS.p7s"] = try sealed(list.text, by: "officer")
        return files
    }

    private func sealed(_ text: String, by name: String) throws -> Data {
        let sealer = try settings(name).open().sealer
        return Data(try sealer.seal(Array(text.utf8), at: SealedBooks.now.get().seconds))
    }

    private func exchange(_ day: String, _ files: [String: Data]) throws {
        for (name, data) in files {
            try data.write(to: URL(filePath: "\(books.out)/\(day)/\(name)"))
        }
    }

    @Test("The last day, sealed again by another certificate of the same authority, is found")
    func resignedDay() throws {
        try books.close("2026-03-31", "2026-04-01", carry: "waits")
        try exchange("2026-04-01", resigned("2026-04-01"))
        #expect(try verdicts() == ["2026-04-01 seal-key-unannounced"])
        #expect(
            try verdicts([], [books.out + "/2026-04-01"]) == ["2026-04-01 seal-key-unannounced"])
    }

    @Test(
        "A handover that the former key did not sign, or not for this day, hands nothing on",
        arguments: ["by himself", "of another day", "to another", "cut off", "no text"])
    func forged(_ how: String) throws {
        try books.close("2026-03-31", "2026-04-01", carry: "waits")
        let sums = try SealedBooks.files(books.out + "/2026-04-01")["SHA256SUMS"]
        let list = try DigestList(Array(try #require(sums)))
        var statement = HandoverStatement(
            municipality: list.municipality, day: try Desk.day("2026-03-31"),
            after: list.previous, from: try facts("seal").fingerprint,
            to: try facts("officer").fingerprint)
        if how == "of another day" { statement.after = String(repeating: "0", count: 64) }
        if how == "to another" { statement.to = String(repeating: "0", count: 64) }
        let text = how == "no text" ? "x" : statement.text
        var seal = try sealed(text, by: how == "by himself" ? "officer" : "seal")
        if how == "cut off" { seal.removeLast(20) }
        let extra = ["handover.txt": Data(text.utf8), "handover.txt.p7s": seal]
        try exchange("2026-04-01", resigned("2026-04-01", extra))
        let code = how == "cut off" ? "seal-not-cms" : "handover-wrong"
        #expect(try verdicts() == ["2026-04-01 \(code)"])
    }

    @Test("The seal's own certificate is no second name under a day")
    func cosigned() throws {
        let path = try #require(try books.close("2026-03-31").first).path
        let trust = try TrustAnchors(file: books.keys + "/ca.pem")
        let now = try SealedBooks.now.get()
        func cosign(_ name: String) throws -> String {
            try CosignPackage(settings(name).open(), trust: trust) { _, _ in [] }
                .run(path, at: now)
        }
        let denial = #expect(throws: CosignDenial.self) { try cosign("seal") }
        #expect(denial?.findings.map(\.code) == ["cosigner-is-seal"])
        #expect(try cosign("officer") == "cosign-1.p7s")
        #expect(try verdicts() == [])
        try FileManager.default.copyItem(
            atPath: path + "/SHA256SUMS.p7s", toPath: path + "/cosign-2.p7s")
        #expect(try verdicts() == ["2026-03-31 cosigner-is-seal"])
    }
}
