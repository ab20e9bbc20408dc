/// Why a private key is not taken.
///
/// No case carries anything of the key, the passphrase or the PIN.
public enum SealKeyRefusal: Error, Sendable, Hashable, CaseIterable {
    case fileUnreadable(String)
    /// No private key in PEM form, or a damaged one.
    case notPEM(String)
    /// The key file is encrypted and no passphrase was given.
    case passphraseMissing(String)
    /// The passphrase does not open the file, or the file is damaged: the two look the same.
    case passphraseWrong(String)
    /// A key in the clear, in a file that others than its owner and his group can open.
    case exposed(String)
    /// A kind of key that CMS cannot use here, such as Ed25519.
    case kind(String)
    /// An RSA key with fewer bits than asked for.
    case tooShort(bits: Int, minimum: Int)
    /// An elliptic curve other than P-256.
    case curve(String)
    /// The text is no `pkcs11:` URI (RFC 7512) that names a key.
    case tokenURI
    /// OpenSSL has no `pkcs11` engine.
    case engineMissing(String)
    /// The module of the token cannot be loaded.
    case tokenModule(path: String, reason: String)
    /// The token is not there, the PIN is wrong, or it holds no such key.
    case tokenKey(reason: String)

    /// One of each, with example values, so that a table can be walked through.
    public static let allCases: [SealKeyRefusal] = [
        .fileUnreadable("seal.key"), .notPEM("seal.key"), .passphraseMissing("seal.key"),
        .passphraseWrong("seal.key"), .exposed("seal.key"), .kind("ED25519"),
        .tooShort(bits: 1_024, minimum: 3_072), .curve("secp384r1"), .tokenURI,
        .engineMissing("no such engine"),
        .tokenModule(path: "libsofthsm2.so", reason: "not found"), .tokenKey(reason: "not found"),
    ]

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .fileUnreadable: "key-file-unreadable"
        case .notPEM: "key-not-pem"
        case .passphraseMissing: "key-passphrase-missing"
        case .passphraseWrong: "key-passphrase-wrong"
        case .exposed: "key-exposed"
        case .kind: "key-kind"
        case .tooShort: "key-too-short"
        case .curve: "key-curve"
        case .tokenURI: "key-token-uri"
        case .engineMissing: "key-engine-missing"
        case .tokenModule: "key-token-module"
        case .tokenKey: "key-token-key"
        }
    }

    /// The refusal for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) { (japanese, english) }

    private var japanese: String {
        switch self {
        case .fileUnreadable(let path): "鍵ファイル \(path) を読めません。"
        case .notPEM(let path): "\(path) に PEM 形式の秘密鍵がないか、壊れています。"
        case .passphraseMissing(let path): "\(path) は暗号化されています。パスフレーズが必要です。"
        case .passphraseWrong(let path): "\(path) を開けません。パスフレーズが違うか、ファイルが壊れています。"
        case .exposed(let path):
            "\(path) は暗号化されていない鍵なのに、他の利用者も開けます。chmod 600 で所有者だけのものにしてください。"
        case .kind(let kind):
            "鍵の種類 \(kind) では封緘できません。RSA 3072 ビット以上または ECDSA P-256 を使ってください。"
        case .tooShort(let bits, let minimum):
            "RSA 鍵が \(bits) ビットしかありません。\(minimum) ビット以上が必要です。"
        case .curve(let name): "楕円曲線 \(name) は使えません。P-256 を使ってください。"
        case .tokenURI: "鍵を指す pkcs11: URI（RFC 7512）ではありません。"
        case .engineMissing(let reason): "OpenSSL の pkcs11 エンジンがありません: \(reason)"
        case .tokenModule(let path, let reason):
            "PKCS#11 モジュール \(path) を読み込めません: \(reason)"
        case .tokenKey(let reason):
            "トークンの鍵を開けません（トークン、PIN、鍵の名前を確認してください）: \(reason)"
        }
    }

    private var english: String {
        switch self {
        case .fileUnreadable(let path): "The key file \(path) cannot be read."
        case .notPEM(let path): "\(path) holds no private key in PEM form, or a damaged one."
        case .passphraseMissing(let path): "\(path) is encrypted and needs its passphrase."
        case .passphraseWrong(let path):
            "\(path) does not open: the passphrase is wrong, or the file is damaged."
        case .exposed(let path):
            "\(path) holds a key in the clear, and others can open it; make it its owner's alone "
                + "with chmod 600."
        case .kind(let kind):
            "A key of the kind \(kind) cannot seal; use RSA of 3072 bits or more, or ECDSA P-256."
        case .tooShort(let bits, let minimum):
            "The RSA key has \(bits) bits only; \(minimum) are needed."
        case .curve(let name): "The elliptic curve \(name) cannot be used; use P-256."
        case .tokenURI: "This is no pkcs11: URI (RFC 7512) that names a key."
        case .engineMissing(let reason): "OpenSSL has no pkcs11 engine: \(reason)"
        case .tokenModule(let path, let reason):
            "The PKCS#11 module \(path) cannot be loaded: \(reason)"
        case .tokenKey(let reason):
            "The token's key cannot be opened (see to token, PIN and name of the key): \(reason)"
        }
    }
}
