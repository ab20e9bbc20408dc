import Foundation
import Sealing
import Testing

@Suite("The demonstration's authority")
struct DemoAuthorityTests {
    @Test("Its folder has all that a sealed, co-signed and stamped package needs")
    func folder() throws {
        let folder = try Folder()
        let secret = Passphrase("himitsu")
        try DemoAuthority.write(
            to: folder.path, organization: "塩見市", kind: .p256, validity: Demo.validity,
            passphrase: secret)
        for name in ["chain.pem", "officer-chain.pem", "tsa-chain.pem"] {
            try Tool.openssl(
                "verify -x509_strict -CAfile ca.pem -attime \(Demo.moment) \(name)", in: folder)
        }
        try Tool.openssl(
            "verify -purpose timestampsign -CAfile tsa-ca.pem -attime \(Demo.moment) "
                + "tsa-chain.pem", in: folder)
        for name in ["ca.key", "seal.key", "officer.key", "tsa.key"] {
            let path = folder.path(name)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
            #expect(throws: SealKeyRefusal.passphraseMissing(path)) { try SealKey(file: path) }
        }
        let trust = try TrustAnchors(file: folder.path("ca.pem"))
        let lists = try RevocationLists(file: folder.path("crl.pem"))
        for (chain, key) in [("chain.pem", "seal.key"), ("officer-chain.pem", "officer.key")] {
            let sealer = Sealer(
                key: try SealKey(file: folder.path(key), passphrase: secret),
                certificate: try SealCertificate(file: folder.path(chain)), trust: trust,
                revocations: lists)
            let seal = try sealer.seal(Demo.content, at: Demo.moment)
            let report = Seal.verify(
                seal, over: Demo.content, trust: trust, at: Demo.moment, revocations: lists)
            #expect(report.holds)
        }
        #expect(throws: DemoAuthorityTrouble.self) {
            try DemoAuthority.write(
                to: folder.path, organization: "塩見市", kind: .p256, validity: Demo.validity,
                passphrase: secret)
        }
    }

    @Test("Where one of its names is taken, or a former try was killed, it is all or nothing")
    func whole() throws {
        let folder = try Folder()
        func write() throws {
            try DemoAuthority.write(
                to: folder.path, organization: "x", kind: .p256, validity: Demo.validity,
                passphrase: nil)
        }
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        }
        try FileManager.default.createDirectory(
            atPath: folder.path(".keys.incomplete"), withIntermediateDirectories: false)
        try folder.write([1], ".keys.incomplete/seal.key")
        try folder.write([2], "crl.pem")
        #expect(throws: DemoAuthorityTrouble.file(folder.path("crl.pem"), EEXIST)) { try write() }
        #expect(try names() == ["crl.pem"])
        #expect(try folder.read("crl.pem") == [2])
        try FileManager.default.removeItem(atPath: folder.path("crl.pem"))
        try write()
        #expect(try names().count == 10)
        #expect(throws: DemoAuthorityTrouble.self) { try write() }
        #expect(try names().count == 10)
    }

    @Test("A root that was written issues the next key, and both keys' seals hold")
    func rotation() throws {
        let folder = try Folder()
        let secret = Passphrase("himitsu")
        try DemoAuthority.write(
            to: folder.path, organization: "塩見市", kind: .p256, validity: Demo.validity,
            passphrase: secret)
        let root = try DemoAuthority(
            certificateFile: folder.path("ca.pem"), keyFile: folder.path("ca.key"),
            passphrase: secret)
        let next = try root.issue(
            .seal, name: Demo.name("出納システム 2"), kind: .p256, validity: Demo.validity)
        let trust = try TrustAnchors(file: folder.path("ca.pem"))
        let old = Sealer(
            key: try SealKey(file: folder.path("seal.key"), passphrase: secret),
            certificate: try SealCertificate(file: folder.path("chain.pem")), trust: trust)
        let new = Sealer(
            key: try next.sealKey(), certificate: try SealCertificate(pem: next.chainPEM),
            trust: trust)
        let signers = try [old, new].map { sealer in
            let seal = try sealer.seal(Demo.content, at: Demo.moment)
            let report = Seal.verify(seal, over: Demo.content, trust: trust, at: Demo.moment)
            #expect(report.holds)
            return report.signer?.sha256
        }
        #expect(signers == [old.certificate.facts.sha256, next.facts.sha256])
        #expect(signers[0] != signers[1])
        #expect(throws: DemoAuthorityTrouble.self) {
            try DemoAuthority(
                certificateFile: folder.path("ca.pem"), keyFile: folder.path("seal.key"),
                passphrase: secret)
        }
    }

    @Test("A root holds by the strict rules of stock openssl, over the year 2050 too")
    func strict() throws {
        let folder = try Folder()
        let validity = Demo.moment...(Demo.moment + 20_000 * Demo.day)
        let root = try DemoAuthority(name: Demo.name("Long CA"), validity: validity)
        let leaf = try root.issue(.seal, name: Demo.name("long"), kind: .p256, validity: validity)
        try folder.write(root.pem, "ca.pem")
        try folder.write(leaf.chainPEM, "chain.pem")
        let late = Demo.moment + 19_000 * Demo.day
        try Tool.openssl(
            "verify -x509_strict -CAfile ca.pem -attime \(late) chain.pem", in: folder)
        let trust = try TrustAnchors(pem: root.pem)
        let sealer = Sealer(
            key: try leaf.sealKey(), certificate: try SealCertificate(pem: leaf.chainPEM),
            trust: trust)
        let seal = try sealer.seal(Demo.content, at: late)
        let report = Seal.verify(seal, over: Demo.content, trust: trust, at: late)
        #expect(report.claimedTime == late)
        #expect(report.holds)
    }
}
