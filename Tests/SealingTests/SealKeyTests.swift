import Foundation
import Sealing
import Testing

@Suite("Keys that may seal")
struct SealKeyTests {
    private static func refusal(_ make: () throws -> SealKey) -> SealKeyRefusal? {
        do {
            _ = try make()
            return nil
        } catch {
            return error as? SealKeyRefusal
        }
    }

    @Test(
        "A key file in each form of openssl opens with its passphrase", arguments: SealTests.kinds)
    func forms(_ kind: SealKey.Kind) throws {
        let folder = try Demo.folder(try Demo.identity(kind))
        let old = kind == .p256 ? "ec" : "rsa -traditional"
        let commands = [
            "pkcs8 -topk8 -in seal.key -out a.key -passout pass:himitsu",
            "pkcs8 -topk8 -in seal.key -out a.key -passout pass:himitsu -v2 aes256 -scrypt",
            "\(old) -in seal.key -out a.key -aes256 -passout pass:himitsu",
        ]
        for command in commands {
            try Tool.openssl(command, in: folder)
            let path = folder.path("a.key")
            #expect(try SealKey(file: path, passphrase: Passphrase("himitsu")).kind == kind)
            #expect(SealKeyTests.refusal { try SealKey(file: path) } == .passphraseMissing(path))
            for wrong in ["", "himitsV", String(repeating: "x", count: 5_000)] {
                let found = SealKeyTests.refusal {
                    try SealKey(file: path, passphrase: Passphrase(wrong))
                }
                #expect(found == .passphraseWrong(path), "\(command)")
            }
        }
        try Tool.openssl("\(old) -in seal.key -out plain.key", in: folder)
        #expect(try SealKey(file: folder.path("plain.key")).kind == kind)
        let unneeded = Passphrase("unneeded")
        #expect(try SealKey(file: folder.path("plain.key"), passphrase: unneeded).kind == kind)
    }

    @Test("A key file that we write opens in stock openssl with its passphrase")
    func written() throws {
        let folder = try Folder()
        let identity = try Demo.p256.get()
        let path = folder.path("a.key")
        try identity.writeKey(to: path, passphrase: Passphrase("合言葉 1"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(
            try Tool.run(
                ["openssl", "pkey", "-in", "a.key", "-noout", "-passin", "pass:合言葉 1"], in: folder
            ).status == 0)
        #expect(try !Tool.accepts("pkey -in a.key -noout -passin pass:other", in: folder))
        #expect(throws: DemoAuthorityTrouble.file(path, EEXIST)) {
            try identity.writeKey(to: path, passphrase: nil)
        }
    }

    @Test(
        "A key in the clear that any user can open is not taken", arguments: [0o666, 0o604, 0o620])
    func exposed(_ mode: Int) throws {
        let folder = try Demo.folder(Demo.p256.get())
        let path = folder.path("seal.key")
        func set(_ mode: Int) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        try set(mode)
        #expect(SealKeyTests.refusal { try SealKey(file: path) } == .exposed(path))
        // A group of its own may read it.
        try set(0o640)
        #expect(try SealKey(file: path).kind == .p256)
        // What a passphrase locks is open to nobody.
        try Tool.openssl(
            "pkcs8 -topk8 -in seal.key -out a.key -passout pass:himitsu", in: folder)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: folder.path("a.key"))
        #expect(
            try SealKey(file: folder.path("a.key"), passphrase: Passphrase("himitsu")).kind
                == .p256)
    }

    static let unfitKeys: [(command: String, refusal: SealKeyRefusal)] = [
        ("genpkey -algorithm ED25519", .kind("ED25519")),
        ("genpkey -algorithm X25519", .kind("X25519")),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024",
            .tooShort(bits: 1_024, minimum: 3_072)
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            .tooShort(bits: 2_048, minimum: 3_072)
        ),
        (
            "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:3072", .kind("RSASSA-PSS")
        ),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384", .curve("secp384r1")),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", .curve("secp256k1")),
        ("genpkey -algorithm DH -pkeyopt group:ffdhe2048", .kind("dhKeyAgreement")),
    ]

    @Test("A key of another kind or too weak is refused, and named", arguments: unfitKeys.indices)
    func unfit(_ index: Int) throws {
        let folder = try Folder()
        let (command, refusal) = SealKeyTests.unfitKeys[index]
        try Tool.openssl(command + " -out a.key", in: folder)
        #expect(SealKeyTests.refusal { try SealKey(file: folder.path("a.key")) } == refusal)
    }

    @Test("A curve that is spelled out in numbers is refused")
    func explicitCurve() throws {
        let folder = try Folder()
        try Tool.openssl(
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 "
                + "-pkeyopt ec_param_enc:explicit -out a.key", in: folder)
        let found = SealKeyTests.refusal { try SealKey(file: folder.path("a.key")) }
        #expect(found?.code == "key-curve")
    }

    @Test("A file that holds no key is told from one that is not there")
    func noKey() throws {
        let folder = try Demo.folder(try Demo.rsa.get())
        let missing = folder.path("missing.key")
        #expect(SealKeyTests.refusal { try SealKey(file: missing) } == .fileUnreadable(missing))
        let whole = try folder.read("seal.key")
        let texts: [[UInt8]] = [
            [], Array("hello".utf8), try folder.read("chain.pem"), Array(whole[..<500]),
        ]
        for text in texts {
            try folder.write(text, "a.key")
            let path = folder.path("a.key")
            #expect(SealKeyTests.refusal { try SealKey(file: path) } == .notPEM(path))
            let passphrase = Passphrase("x")
            let found = SealKeyTests.refusal { try SealKey(file: path, passphrase: passphrase) }
            #expect(found == .notPEM(path))
        }
    }

    @Test("Neither a key nor a passphrase nor a PIN can be printed")
    func secrets() throws {
        let key = try Demo.rsa.get().sealKey()
        let secret = Passphrase("himitsu")
        let token = try TokenKey(
            uri: "pkcs11:token=city;object=seal", module: "libsofthsm2.so",
            pin: Passphrase("987654"))
        var text = "\(key) \(secret) \(token) \(String(reflecting: secret))"
        dump(key, to: &text)
        dump(secret, to: &text)
        dump(token, to: &text)
        dump(Sealer(key: key, certificate: try SealCertificate(pem: Demo.rsa.get().chainPEM)))
        #expect(!text.contains("himitsu"))
        #expect(!text.contains("987654"))
        #expect(text.contains("RSA 3072"))
        #expect(text.contains("(secret)"))
    }

    @Test(
        "A text that is no URI of a token's key is refused, and one that holds the PIN too",
        arguments: [
            "", "city", "pkcs11:", "pkcs11:token=city", "pkcs11:object=a b",
            "pkcs11:object=seal;pin-value=1234", "pkcs11:object=seal?pin-source=file:pin",
        ])
    func tokenURI(_ uri: String) {
        #expect(throws: SealKeyRefusal.tokenURI) {
            try TokenKey(uri: uri, module: "libsofthsm2.so", pin: Passphrase("1234"))
        }
    }
}
