import Glibc

/// Why the demonstration's keys are not there.
public enum DemoAuthorityTrouble: Error, Sendable, Hashable {
    /// A file cannot be written, with its `errno`; one that is there is never written over.
    case file(String, Int32)
    /// The root's key file is not taken.
    case key(SealKeyRefusal)
    /// The root's certificate file is not taken.
    case certificate(SealRefusal)
    /// In OpenSSL's words.
    case openSSL(String)

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .file: "demo-file"
        case .key(let refusal): refusal.code
        case .certificate(let refusal): refusal.code
        case .openSSL: "demo-openssl"
        }
    }

    /// The trouble for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .file(let path, let number):
            (
                "\(path) を書けません: \(String(cString: strerror(number)))",
                "\(path) cannot be written: \(String(cString: strerror(number)))"
            )
        case .key(let refusal): refusal.sentence
        case .certificate(let refusal): refusal.sentence
        case .openSSL(let reason):
            (
                "デモ用の鍵を作れません: \(reason)",
                "The keys of the demonstration cannot be made: \(reason)"
            )
        }
    }
}
