import Sealing
import Testing

@Suite("Seals between us and the stock tools")
struct SealTests {
    static let kinds: [SealKey.Kind] = [.rsa(bits: 3_072), .p256]

    @Test("What we seal holds by the stock command, and by us", arguments: kinds)
    func ours(_ kind: SealKey.Kind) throws {
        let identity = try Demo.identity(kind)
        let folder = try Demo.folder(identity)
        let seal = try Demo.sealer(identity).seal(Demo.content, at: Demo.moment)
        try folder.write(seal, "ours.p7s")
        try Tool.openssl(Demo.stockVerify("ours.p7s"), in: folder)

        let report = Seal.verify(
            seal, over: Demo.content, trust: try Demo.trust(), at: Demo.moment)
        #expect(report.holds)
        #expect(report.signer == identity.facts)
        #expect(report.chain.map(\.subject) == [identity.facts.subject, identity.facts.issuer])
        #expect(report.claimedTime == Demo.moment)
    }

    @Test("Our seal has the form that CAdES-BES asks for", arguments: kinds)
    func form(_ kind: SealKey.Kind) throws {
        let identity = try Demo.identity(kind)
        let folder = try Demo.folder(identity)
        try folder.write(
            try Demo.sealer(identity).seal(Demo.content, at: Demo.moment), "ours.p7s")
        let dump = try Tool.openssl(
            "cms -cmsout -print -noout -inform DER -in ours.p7s", in: folder)
        #expect(dump.contains("id-smime-aa-signingCertificateV2"))
        #expect(dump.contains("eContent: <ABSENT>"))
        #expect(dump.contains("UTCTIME:Apr  1 00:00:00 2026 GMT"))
        #expect(dump.contains("sha256 (2.16.840.1.101.3.4.2.1)"))
        #expect(!dump.contains("S/MIME Capabilities"))
    }

    @Test("What stock openssl seals holds by us", arguments: kinds)
    func stock(_ kind: SealKey.Kind) throws {
        let identity = try Demo.identity(kind)
        let folder = try Demo.folder(identity)
        try Tool.openssl(Demo.stockSign, in: folder)
        let report = Seal.verify(
            try folder.read("stock.p7s"), over: Demo.content, trust: try Demo.trust(),
            at: Demo.moment)
        #expect(report.findings == [])
        #expect(report.signer == identity.facts)
    }

    @Test("A co-signature is a seal of its own, and the first one still holds")
    func cosign() throws {
        let system = try Demo.rsa.get()
        let officer = try Demo.p256.get()
        let folder = try Demo.folder(system)
        let first = try Demo.sealer(system).seal(Demo.content, at: Demo.moment)
        let second = try Demo.sealer(officer).seal(Demo.content, at: Demo.moment + Demo.day)
        for (name, seal, person) in [
            ("SHA256SUMS.p7s", first, system), ("cosign-1.p7s", second, officer),
        ] {
            try folder.write(seal, name)
            try Tool.openssl(Demo.stockVerify(name), in: folder)
            let report = Seal.verify(
                seal, over: Demo.content, trust: try Demo.trust(), at: Demo.moment)
            #expect(report.holds)
            #expect(report.signer?.sha256 == person.facts.sha256)
        }
    }

    @Test(
        "A seal holds over an empty file and over one of many megabytes", arguments: [0, 5 << 20])
    func sizes(_ count: Int) throws {
        let content = [UInt8](repeating: 0x0A, count: count)
        let seal = try Demo.sealer(try Demo.p256.get()).seal(content, at: Demo.moment)
        let report = Seal.verify(seal, over: content, trust: try Demo.trust(), at: Demo.moment)
        #expect(report.findings == [])
        #expect(
            Seal.verify(seal, over: content + [0], trust: try Demo.trust(), at: Demo.moment)
                .findings == [.contentDiffers])
    }

    @Test("A chain with an intermediate authority is built, in whatever order it stands")
    func intermediate() throws {
        let folder = try Demo.folder(try Demo.p256.get())
        try Authorities.intermediate(in: folder)
        let trust = try TrustAnchors(file: folder.path("root.pem"))
        for order in ["leaf.pem mid.pem", "leaf.pem root.pem mid.pem"] {
            let pem = try order.split(separator: " ").flatMap { try folder.read(String($0)) }
            let sealer = Sealer(
                key: try SealKey(file: folder.path("leaf.key")),
                certificate: try SealCertificate(pem: pem), trust: trust)
            let now = Authorities.now
            let seal = try sealer.seal(Demo.content, at: now)
            let report = Seal.verify(seal, over: Demo.content, trust: trust, at: now)
            #expect(report.holds)
            #expect(report.chain.count == 3)
        }
        let alone = Sealer(
            key: try SealKey(file: folder.path("leaf.key")),
            certificate: try SealCertificate(file: folder.path("leaf.pem")), trust: trust)
        #expect {
            try alone.seal(Demo.content, at: Authorities.now)
        } throws: {
            ($0 as? SealRefusal)?.code == "seal-certificate-issuer-unknown"
        }
    }
}
