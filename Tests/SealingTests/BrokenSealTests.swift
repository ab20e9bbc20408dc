import Foundation
import Sealing
import TestSupport
import Testing

@Suite("What is broken in a seal is named")
struct BrokenSealTests {
    @Test("A seal cut off at any place is no CMS", arguments: SealTests.kinds)
    func truncated(_ kind: SealKey.Kind) throws {
        let seal = try Demo.sealer(try Demo.identity(kind)).seal(Demo.content, at: Demo.moment)
        for length in Array(stride(from: 0, to: seal.count, by: 50)) + [seal.count - 1] {
            #expect(try Demo.codes(Array(seal[..<length])) == ["seal-not-cms"], "\(length)")
        }
    }

    @Test(
        "A content that differs in one byte is found, and only that",
        arguments: [0, 5, Demo.content.count - 1])
    func tampered(_ place: Int) throws {
        let identity = try Demo.rsa.get()
        let folder = try Demo.folder(identity)
        let seal = try Demo.sealer(identity).seal(Demo.content, at: Demo.moment)
        var content = Demo.content
        content[place] ^= 1
        try folder.write(content, "SHA256SUMS")
        try folder.write(seal, "ours.p7s")
        #expect(try !Tool.accepts(Demo.stockVerify("ours.p7s"), in: folder))
        let report = Seal.verify(
            seal, over: content, trust: try Demo.trust(), at: Demo.moment)
        #expect(report.findings == [.contentDiffers])
    }

    /// How stock openssl is asked for a seal that is none of ours, and what we say to it.
    static let shapes: [(command: String, codes: [String])] = [
        (Demo.stockSign.replacing(" -cades", with: ""), ["seal-signing-certificate-missing"]),
        (Demo.stockSign + " -nodetach", ["seal-not-detached"]),
        (Demo.stockSign + " -signer second.pem -inkey second.key", ["seal-signers"]),
        (Demo.stockSign + " -nocerts", ["seal-signer-certificate-missing"]),
        (
            Demo.stockSign.replacing("sha256", with: "sha1"),
            ["seal-weak-digest", "seal-signing-certificate-missing"]
        ),
        (Demo.stockSign.replacing("-outform DER", with: "-outform PEM"), ["seal-not-cms"]),
        (
            Demo.stockSign.replacing(" -cades", with: "") + " -noattr",
            ["seal-signing-certificate-missing"]
        ),
        (
            "cms -encrypt -binary -in SHA256SUMS -outform DER -out stock.p7s chain.pem",
            ["seal-not-signed"]
        ),
        (
            "ts -query -data SHA256SUMS -sha256 -cert -out stock.p7s", ["seal-not-cms"]
        ),
    ]

    @Test("A CMS that is no seal is told from one", arguments: shapes.indices)
    func misshapen(_ index: Int) throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        let second = try Demo.p256.get()
        try folder.write(second.chainPEM, "second.pem")
        try second.writeKey(to: folder.path("second.key"), passphrase: nil)
        let (command, codes) = BrokenSealTests.shapes[index]
        try Tool.openssl(command, in: folder)
        #expect(try Demo.codes(folder.read("stock.p7s")) == codes, "\(command)")
    }

    @Test("A seal without certificates holds with those of chain.pem")
    func withoutCertificates() throws {
        let identity = try Demo.rsa.get()
        let folder = try Demo.folder(identity)
        try Tool.openssl(Demo.stockSign + " -nocerts", in: folder)
        let report = Seal.verify(
            try folder.read("stock.p7s"), over: Demo.content, trust: try Demo.trust(),
            at: Demo.moment, chain: try SealCertificate(pem: identity.chainPEM))
        #expect(report.findings == [])
    }

    @Test("Bytes behind a seal are counted")
    func trailing() throws {
        let seal = try Demo.sealer(try Demo.p256.get()).seal(Demo.content, at: Demo.moment)
        let report = Seal.verify(
            seal + [0, 0, 0], over: Demo.content, trust: try Demo.trust(), at: Demo.moment)
        #expect(report.findings == [.trailingBytes(3)])
    }

    @Test("A certificate that was exchanged for one of the same key and number is found")
    func exchangedCertificate() throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        // Signatures by RSA are all of one length, so that the two certificates are.
        try Authorities.root("root", key: "rsa:3072", in: folder)
        for days in [700, 710] {
            try Authorities.issue(
                "leaf", by: "root", key: "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
                extensions: "keyUsage=critical,digitalSignature", days: days, in: folder)
            try Tool.openssl("x509 -in leaf.pem -outform DER -out \(days).der", in: folder)
        }
        let trust = try TrustAnchors(file: folder.path("root.pem"))
        let seal = try Sealer(
            key: try SealKey(file: folder.path("leaf.key")),
            certificate: try SealCertificate(file: folder.path("leaf.pem")), trust: trust
        ).seal(Demo.content, at: Authorities.now)
        let original = try folder.read("710.der")
        let other = try folder.read("700.der")
        #expect(original.count == other.count)
        let place = try #require(seal.firstRange(of: original))
        var forged = seal
        forged.replaceSubrange(place, with: other)
        let report = Seal.verify(
            forged, over: Demo.content, trust: trust, at: Authorities.now)
        #expect(report.findings == [.signingCertificateDiffers])
    }

    @Test("A seal under another root is not trusted, nor one under a namesake of the root")
    func otherRoot() throws {
        let seal = try Demo.sealer(try Demo.p256.get()).seal(Demo.content, at: Demo.moment)
        for name in ["Other CA", "Demo CA"] {
            let other = try DemoAuthority(name: Demo.name(name), validity: Demo.validity)
            let report = Seal.verify(
                seal, over: Demo.content, trust: try TrustAnchors(pem: other.pem),
                at: Demo.moment)
            #expect(report.findings.map(\.code) == ["seal-certificate-issuer-unknown"], "\(name)")
            #expect(report.chain == [])
        }
    }

    @Test("A certificate whose issuer's signature is another's is found")
    func wrongIssuerSignature() throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        // Without key identifiers only the signature tells two authorities of one name apart.
        try Authorities.root("root", subject: "CA", in: folder)
        try Authorities.root("namesake", subject: "CA", in: folder)
        try Authorities.issue(
            "leaf", by: "namesake", key: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            extensions: "keyUsage=critical,digitalSignature\nauthorityKeyIdentifier=none",
            in: folder)
        try Tool.openssl(
            "cms -sign -binary -md sha256 -in SHA256SUMS -signer leaf.pem -inkey leaf.key "
                + "-outform DER -out stock.p7s -cades -nosmimecap", in: folder)
        let report = Seal.verify(
            try folder.read("stock.p7s"), over: Demo.content,
            trust: try TrustAnchors(file: folder.path("root.pem")), at: Authorities.now)
        #expect(report.findings.map(\.code) == ["seal-certificate-signature-wrong"])
    }

    @Test("Several faults are all told")
    func several() throws {
        let identity = try Demo.issue(
            "expired", .p256, validity: (Demo.moment - 10)...(Demo.moment + 10))
        let seal = try Demo.sealer(identity).seal(Demo.content, at: Demo.moment)
        let report = Seal.verify(
            seal + [0], over: Demo.content + [0], trust: try Demo.trust(), at: Demo.moment + 11)
        #expect(
            report.findings == [
                .trailingBytes(1), .contentDiffers,
                .certificate(
                    .expired(subject: identity.facts.subject, until: Demo.moment + 10)),
            ])
    }

    @Test("After any change of bytes we accept what stock openssl accepts, and nothing else")
    func randomChanges() throws {
        var random = SplitMix64()
        let identity = try Demo.p256.get()
        let folder = try Demo.folder(identity)
        let seal = try Demo.sealer(identity).seal(Demo.content, at: Demo.moment)
        // What we are stricter in than the stock command.
        let stricter: Set<String> = ["seal-trailing-bytes", "seal-signing-certificate-missing"]
        for number in 0..<150 {
            var changed = seal
            let place = Int.random(in: 0..<seal.count, using: &random)
            changed[place] = UInt8.random(in: 0...255, using: &random)
            try folder.write(changed, "changed.p7s")
            let stock = try Tool.accepts(Demo.stockVerify("changed.p7s"), in: folder)
            let codes = try Demo.codes(changed)
            if codes.isEmpty {
                #expect(stock, "\(number): byte \(place)")
            } else {
                #expect(!stock || !stricter.isDisjoint(with: codes), "\(place): \(codes)")
            }
        }
    }

    @Test("Random bytes are no CMS, and harm nobody")
    func randomBytes() throws {
        var random = SplitMix64()
        let seal = try Demo.sealer(try Demo.p256.get()).seal(Demo.content, at: Demo.moment)
        for _ in 0..<2_000 {
            var bytes = seal
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let place = Int.random(in: 0..<seal.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let codes = try Demo.codes(bytes)
            #expect(codes.allSatisfy { $0.hasPrefix("seal-") })
        }
    }
}
