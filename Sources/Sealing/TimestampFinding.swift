/// What is broken in a timestamp (RFC 3161).
public enum TimestampFinding: Error, Sendable, Hashable {
    /// The bytes are no whole TimeStampResp: cut off, damaged, or something else.
    case notResponse
    /// A whole response with more bytes behind it.
    case trailingBytes(Int)
    /// The authority did not grant it: PKIStatus 2 rejection, 3 waiting, 4 and 5 revocation.
    case notGranted(status: Int64, text: String)
    /// The response is granted and holds no token, or one that holds no TSTInfo.
    case tokenMissing
    /// The time was given for other bytes.
    case imprintDiffers
    /// A digest that no longer protects, such as SHA-1.
    case weakDigest(String)
    /// The answer is not to our question: another nonce or none.
    case nonceDiffers
    /// The authority's certificate is neither in the token nor in the chain given.
    case authorityCertificateMissing
    /// The token is not signed by the key of the authority's certificate, or was altered.
    case signatureWrong
    case certificate(CertificateFinding)
    /// OpenSSL refuses the token for another reason; in its words.
    case refused(String)

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .notResponse: "timestamp-not-response"
        case .trailingBytes: "timestamp-trailing-bytes"
        case .notGranted: "timestamp-not-granted"
        case .tokenMissing: "timestamp-token-missing"
        case .imprintDiffers: "timestamp-imprint-differs"
        case .weakDigest: "timestamp-weak-digest"
        case .nonceDiffers: "timestamp-nonce-differs"
        case .authorityCertificateMissing: "timestamp-authority-certificate-missing"
        case .signatureWrong: "timestamp-signature-wrong"
        case .certificate(let finding): "timestamp-" + finding.code
        case .refused: "timestamp-refused"
        }
    }

    /// The finding for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) { (japanese, english) }

    private var japanese: String {
        switch self {
        case .notResponse: "タイムスタンプ（tsr）が応答の形式でないか、途中で切れています。"
        case .trailingBytes(let count): "タイムスタンプ（tsr）の後ろに余分な \(count) バイトがあります。"
        case .notGranted(let status, let text):
            "時刻認証局がタイムスタンプを発行しませんでした（状態 \(status)）: \(text)"
        case .tokenMissing: "タイムスタンプの応答にトークンがありません。"
        case .imprintDiffers: "タイムスタンプは別の内容に対するものです。"
        case .weakDigest(let name): "タイムスタンプのダイジェスト \(name) は強度が足りません。"
        case .nonceDiffers: "タイムスタンプの応答が要求と対応していません（nonce が一致しません）。"
        case .authorityCertificateMissing: "時刻認証局の証明書がありません。"
        case .signatureWrong: "タイムスタンプの署名が時刻認証局の鍵と一致しません。"
        case .certificate(let finding): finding.sentence.ja
        case .refused(let reason): "タイムスタンプを検証できません: \(reason)"
        }
    }

    private var english: String {
        switch self {
        case .notResponse: "The timestamp (tsr) is no response, or it was cut off."
        case .trailingBytes(let count):
            "There are \(count) bytes too many behind the timestamp (tsr)."
        case .notGranted(let status, let text):
            "The authority did not give a timestamp (status \(status)): \(text)"
        case .tokenMissing: "The response holds no timestamp token."
        case .imprintDiffers: "The timestamp is for other bytes."
        case .weakDigest(let name): "The digest \(name) of the timestamp is too weak."
        case .nonceDiffers: "The response does not answer the request: its nonce is another."
        case .authorityCertificateMissing: "The certificate of the timestamp authority is missing."
        case .signatureWrong: "The timestamp is not signed by the authority's key."
        case .certificate(let finding): finding.sentence.en
        case .refused(let reason): "The timestamp does not verify: \(reason)"
        }
    }
}
