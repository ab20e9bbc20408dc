import Sealing
import Testing

@Suite("Certificates are checked before anything is sealed")
struct CertificateTests {
    private static func code(_ make: () throws -> Void) -> String? {
        do {
            try make()
            return nil
        } catch {
            return (error as? SealRefusal)?.code
        }
    }

    @Test(
        "Nothing is sealed outside of the validity, to the second",
        arguments: [
            (-11, "seal-certificate-not-yet-valid"), (-10, nil), (9, nil),
            (10, "seal-certificate-expired"),
        ] as [(Int64, String?)])
    func validity(_ offset: Int64, _ code: String?) throws {
        let identity = try Demo.issue(
            "short", .p256, validity: (Demo.moment - 10)...(Demo.moment + 10))
        let sealer = try Demo.sealer(identity)
        let found = CertificateTests.code {
            _ = try sealer.seal(Demo.content, at: Demo.moment + offset)
        }
        #expect(found == code)
    }

    @Test("The moment of verification decides, for us and for the stock command")
    func expiredLater() throws {
        let identity = try Demo.issue(
            "short", .p256, validity: (Demo.moment - 10)...(Demo.moment + 10))
        let folder = try Demo.folder(identity)
        let seal = try Demo.sealer(identity).seal(Demo.content, at: Demo.moment)
        try folder.write(seal, "ours.p7s")
        for (offset, codes) in [
            (Int64(-11), ["seal-certificate-not-yet-valid"]), (0, []),
            (9, []), (10, ["seal-certificate-expired"]),
        ] {
            let moment = Demo.moment + offset
            #expect(try Demo.codes(seal, at: moment) == codes)
            let stock = try Tool.accepts(Demo.stockVerify("ours.p7s", at: moment), in: folder)
            #expect(stock == codes.isEmpty)
        }
    }

    @Test("A key of another certificate is refused, and so is a chain that begins with its root")
    func exchanged() throws {
        let key = try Demo.p256.get().sealKey()
        let own = try Demo.p256.get().chainPEM
        let root = try Demo.authority.get().pem
        for pem in [try Demo.rsa.get().chainPEM, root + own] {
            let sealer = Sealer(key: key, certificate: try SealCertificate(pem: pem))
            let found = CertificateTests.code {
                _ = try sealer.seal(Demo.content, at: Demo.moment)
            }
            #expect(found == "seal-key-does-not-match")
        }
    }

    static let usages: [(key: String, extensions: String, code: String)] = [
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            "keyUsage=critical,keyAgreement", "seal-certificate-key-usage"
        ),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
            "keyUsage=critical,keyEncipherment,dataEncipherment", "seal-certificate-key-usage"
        ),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            "keyUsage=critical,digitalSignature\n1.2.3.4=critical,DER:0500",
            "seal-certificate-other"
        ),
    ]

    @Test("A certificate that may not sign is refused before, and found after", arguments: 0..<3)
    func unfit(_ index: Int) throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        let (key, extensions, code) = CertificateTests.usages[index]
        try Authorities.root("root", in: folder)
        try Authorities.issue("leaf", by: "root", key: key, extensions: extensions, in: folder)
        let trust = try TrustAnchors(file: folder.path("root.pem"))
        let sealer = Sealer(
            key: try SealKey(file: folder.path("leaf.key")),
            certificate: try SealCertificate(file: folder.path("leaf.pem")), trust: trust)
        let found = CertificateTests.code {
            _ = try sealer.seal(Demo.content, at: Authorities.now)
        }
        #expect(found == code)
        try Tool.openssl(
            "cms -sign -binary -md sha256 -in SHA256SUMS -signer leaf.pem -inkey leaf.key "
                + "-outform DER -out stock.p7s -cades -nosmimecap", in: folder)
        let report = Seal.verify(
            try folder.read("stock.p7s"), over: Demo.content, trust: trust, at: Authorities.now)
        #expect(report.findings.map(\.code) == [code])
    }

    @Test(
        "nonRepudiation alone suffices, and so does a certificate that names no usage",
        arguments: ["keyUsage=critical,nonRepudiation", "basicConstraints=CA:FALSE"])
    func usage(_ extensions: String) throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        try Authorities.root("root", in: folder)
        try Authorities.issue(
            "leaf", by: "root", key: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            extensions: extensions, in: folder)
        let sealer = Sealer(
            key: try SealKey(file: folder.path("leaf.key")),
            certificate: try SealCertificate(file: folder.path("leaf.pem")),
            trust: try TrustAnchors(file: folder.path("root.pem")))
        #expect(try sealer.seal(Demo.content, at: Authorities.now).count > 500)
    }

    @Test("A seal by RSA 1024 that others made is weak, one by RSA 2048 as LGPKI has it holds")
    func lengths() throws {
        for (bits, codes) in [(1_024, ["seal-certificate-weak"]), (2_048, [])] {
            let identity = try Demo.issue("short", .rsa(bits: bits))
            #expect(throws: SealKeyRefusal.tooShort(bits: bits, minimum: 3_072)) {
                try identity.sealKey()
            }
            let folder = try Demo.folder(identity)
            try Tool.openssl(Demo.stockSign, in: folder)
            #expect(try Demo.codes(folder.read("stock.p7s")) == codes)
        }
    }

    @Test("A certificate that is no authority cannot issue others")
    func notAuthority() throws {
        let folder = try Demo.folder(try Demo.p256.get())
        try Authorities.root("root", in: folder)
        let key = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"
        try Authorities.issue(
            "mid", by: "root", key: key, extensions: "keyUsage=critical,digitalSignature",
            in: folder)
        try Authorities.issue(
            "leaf", by: "mid", key: key, extensions: "keyUsage=critical,digitalSignature",
            in: folder)
        let sealer = Sealer(
            key: try SealKey(file: folder.path("leaf.key")),
            certificate: try SealCertificate(
                pem: try folder.read("leaf.pem") + folder.read("mid.pem")),
            trust: try TrustAnchors(file: folder.path("root.pem")))
        let found = CertificateTests.code {
            _ = try sealer.seal(Demo.content, at: Authorities.now)
        }
        #expect(
            ["seal-certificate-not-authority", "seal-certificate-issuer-unknown"].contains(found))
    }

    @Test("A file without a certificate, or with a damaged one, is refused")
    func files() throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        let whole = try folder.read("chain.pem")
        for text in [[], Array("hello".utf8), Array(whole[..<900]), Array(whole[..<2_200])] {
            try folder.write(text, "a.pem")
            let path = folder.path("a.pem")
            #expect(throws: SealRefusal.certificateNotPEM(path)) {
                try SealCertificate(file: path)
            }
            #expect(throws: SealRefusal.certificateNotPEM(path)) { try TrustAnchors(file: path) }
            #expect(throws: SealRefusal.revocationListNotPEM(path)) {
                try RevocationLists(file: path)
            }
        }
        let missing = folder.path("missing.pem")
        #expect(throws: SealRefusal.fileUnreadable(missing)) { try SealCertificate(file: missing) }
    }

    @Test("A warning comes weeks before the end, to the second")
    func expiry() throws {
        let end = Demo.moment + 30 * Demo.day
        let identity = try Demo.issue("short", .p256, validity: Demo.moment...end)
        let certificate = try SealCertificate(pem: identity.chainPEM)
        #expect(certificate.expiresWithin(days: 29, at: Demo.moment) == nil)
        #expect(certificate.expiresWithin(days: 30, at: Demo.moment - 1) == nil)
        let warning = try #require(certificate.expiresWithin(days: 30, at: Demo.moment))
        #expect(warning.days == 30)
        #expect(warning.certificate == identity.facts)
        #expect(warning.sentence.en.contains("2026-05-01 09:00:00 JST"))
        #expect(certificate.expiresWithin(days: 30, at: end + 1)?.days == -1)
    }

    @Test("A certificate's facts are those that stock openssl shows")
    func facts() throws {
        let identity = try Demo.rsa.get()
        let folder = try Demo.folder(identity)
        let text = try Tool.openssl(
            "x509 -in chain.pem -noout -serial -fingerprint -sha256", in: folder)
        #expect(text.contains("serial=\(identity.facts.serial)"))
        let digits = identity.facts.sha256.map {
            ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)
        }
        #expect(text.contains(digits.joined(separator: ":")))
        #expect(identity.facts.subject == "CN=出納システム,O=塩見市,C=JP")
        #expect(try SealCertificate(pem: identity.chainPEM).pem == identity.chainPEM)
    }
}
