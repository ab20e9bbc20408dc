import Sealing

/// One authority and its keys, made once for all tests: RSA keys take a while.
enum Demo {
    /// 2026-04-01T09:00:00+09:00.
    static let moment: Int64 = 1_775_001_600
    static let day: Int64 = 86_400
    static let validity = (moment - 2_000 * day)...(moment + 3_000 * day)
    static let content = Array(
        """
        # SUITO-SETTLEMENT v1 999016 2026-04-01
        # prev 0000000000000000000000000000000000000000000000000000000000000000
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  payments.csv

        """.utf8)

    static let authority = Result { try DemoAuthority(name: name("Demo CA"), validity: validity) }
    static let rsa = Result { try issue("出納システム", .rsa(bits: 3_072)) }
    static let p256 = Result { try issue("会計管理者", .p256) }

    static func name(_ text: String) -> DemoName {
        DemoName(commonName: text, organization: "塩見市")
    }

    static func issue(
        _ text: String, _ kind: SealKey.Kind, role: DemoAuthority.Role = .seal,
        validity: DemoAuthority.Validity = Demo.validity
    ) throws -> DemoIdentity {
        try authority.get().issue(role, name: name(text), kind: kind, validity: validity)
    }

    static func identity(_ kind: SealKey.Kind) throws -> DemoIdentity {
        kind == .p256 ? try p256.get() : try rsa.get()
    }

    static func trust() throws -> TrustAnchors { try TrustAnchors(pem: authority.get().pem) }

    static func sealer(_ identity: DemoIdentity) throws -> Sealer {
        Sealer(
            key: try identity.sealKey(), certificate: try SealCertificate(pem: identity.chainPEM),
            trust: try trust())
    }

    /// A folder with `SHA256SUMS`, `ca.pem`, `chain.pem` and `seal.key` of an identity.
    static func folder(_ identity: DemoIdentity) throws -> Folder {
        let folder = try Folder()
        try folder.write(content, "SHA256SUMS")
        try folder.write(try authority.get().pem, "ca.pem")
        try folder.write(identity.chainPEM, "chain.pem")
        try identity.writeKey(to: folder.path("seal.key"), passphrase: nil)
        return folder
    }

    /// The command of a package's `VERIFY.txt`.
    static func stockVerify(_ file: String, at moment: Int64 = Demo.moment) -> String {
        "cms -verify -binary -inform DER -in \(file) -content SHA256SUMS -CAfile ca.pem -cades "
            + "-purpose any -attime \(moment) -out /dev/null"
    }

    /// The command with which an officer seals without this software.
    static let stockSign =
        "cms -sign -binary -md sha256 -in SHA256SUMS -signer chain.pem -inkey seal.key "
        + "-certfile ca.pem -outform DER -out stock.p7s -cades -nosmimecap"

    /// What we say of a file, by codes.
    static func codes(
        _ bytes: [UInt8], at moment: Int64 = Demo.moment, revocations: RevocationLists? = nil
    ) throws -> [String] {
        Seal.verify(
            bytes, over: content, trust: try trust(), at: moment, revocations: revocations
        ).findings.map(\.code)
    }
}
