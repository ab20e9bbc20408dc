import Sealing
import Testing

@Suite("Revocation lists")
struct RevocationTests {
    static let validity = (Demo.moment - Demo.day)...(Demo.moment + 7 * Demo.day)

    private static func lists(
        _ revoked: [(certificate: CertificateFacts, on: Int64)] = [],
        validity: DemoAuthority.Validity = validity, by authority: DemoAuthority? = nil
    ) throws -> RevocationLists {
        let issuer = try authority ?? Demo.authority.get()
        return try RevocationLists(
            pem: issuer.revocationList(revoked: revoked, validity: validity))
    }

    private static func seal() throws -> [UInt8] {
        try Demo.sealer(try Demo.p256.get()).seal(Demo.content, at: Demo.moment)
    }

    @Test("A certificate that is on no list holds")
    func clean() throws {
        let other = try Demo.rsa.get().facts
        let lists = try RevocationTests.lists([(other, Demo.moment - 5)])
        #expect(try Demo.codes(RevocationTests.seal(), revocations: lists) == [])
    }

    @Test(
        "A certificate is revoked from the second that its list names",
        arguments: [(-1, true), (0, true), (1, false)] as [(Int64, Bool)])
    func revoked(_ offset: Int64, _ broken: Bool) throws {
        let own = try Demo.p256.get().facts
        let lists = try RevocationTests.lists([(own, Demo.moment + offset)])
        let report = Seal.verify(
            try RevocationTests.seal(), over: Demo.content, trust: try Demo.trust(),
            at: Demo.moment, revocations: lists)
        let finding = SealFinding.certificate(
            .revoked(subject: own.subject, on: Demo.moment + offset))
        #expect(report.findings == (broken ? [finding] : []))
        #expect(report.revokedLater == (broken ? nil : Demo.moment + offset))
        let sealer = Sealer(
            key: try Demo.p256.get().sealKey(),
            certificate: try SealCertificate(pem: Demo.p256.get().chainPEM),
            trust: try Demo.trust(), revocations: lists)
        if broken {
            #expect(
                throws: SealRefusal.certificate(
                    .revoked(subject: own.subject, on: Demo.moment + offset))
            ) { try sealer.seal(Demo.content, at: Demo.moment) }
        } else {
            #expect(try sealer.seal(Demo.content, at: Demo.moment).count > 500)
        }
    }

    @Test("A list that was made after the moment is used")
    func later() throws {
        let own = try Demo.p256.get().facts
        let lists = try RevocationTests.lists(
            [(own, Demo.moment - 5)],
            validity: (Demo.moment + Demo.day)...(Demo.moment + 8 * Demo.day))
        let codes = try Demo.codes(RevocationTests.seal(), revocations: lists)
        #expect(codes == ["seal-certificate-revoked"])
    }

    @Test("A list that was due to be replaced before the moment says nothing of it")
    func stale() throws {
        let lists = try RevocationTests.lists(
            validity: (Demo.moment - 9 * Demo.day)...(Demo.moment - 1))
        let codes = try Demo.codes(RevocationTests.seal(), revocations: lists)
        #expect(codes == ["seal-certificate-revocation-stale"])
    }

    @Test("A list of another authority is no list of the issuer, and a namesake's is not trusted")
    func others() throws {
        for (name, code) in [
            ("Other CA", "seal-certificate-revocation-unknown"),
            ("Demo CA", "seal-certificate-revocation-untrusted"),
        ] {
            let other = try DemoAuthority(name: Demo.name(name), validity: Demo.validity)
            let lists = try RevocationTests.lists(by: other)
            let codes = try Demo.codes(RevocationTests.seal(), revocations: lists)
            #expect(codes == [code], "\(name)")
        }
    }

    @Test("Our list is one to stock openssl, and it refuses with it as we do")
    func stock() throws {
        let own = try Demo.p256.get()
        let folder = try Demo.folder(own)
        try folder.write(try RevocationTests.seal(), "ours.p7s")
        for (revoked, holds) in [([(own.facts, Demo.moment - 5)], false), ([], true)] {
            try folder.write(
                try Demo.authority.get().revocationList(
                    revoked: revoked, validity: RevocationTests.validity), "crl.pem")
            try Tool.openssl("crl -in crl.pem -noout -CAfile ca.pem", in: folder)
            try folder.write(
                try folder.read("ca.pem") + folder.read("crl.pem"), "ca-and-crl.pem")
            let command = Demo.stockVerify("ours.p7s").replacing(
                "-CAfile ca.pem", with: "-CAfile ca-and-crl.pem -crl_check")
            #expect(try Tool.accepts(command, in: folder) == holds)
        }
    }
}
