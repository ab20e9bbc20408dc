/// Why no timestamp was had.
public enum TimestampTrouble: Error, Sendable {
    /// The question could not be put; in OpenSSL's words.
    case query(String)
    /// The authority was not reached, or the connection broke; in the transport's words.
    case transport(String)
    /// HTTP said something else than 200.
    case status(Int)
    /// The answer is not `application/timestamp-reply` but this.
    case contentType(String)
    /// The answer is longer than any timestamp.
    case tooLong(Int)
    /// The answer says another time than the clock here, later by so many seconds.
    case clockDiffers(Int64)
    /// There is an answer, and these are wrong with it.
    case findings([TimestampFinding])

    /// Whether the same question may be answered later.
    public var mayRetry: Bool {
        switch self {
        case .transport: true
        case .status(let status): status >= 500 || status == 429 || status == 408
        case .findings(let findings):
            findings.contains {
                if case .notGranted = $0 { true } else { false }
            }
        case .clockDiffers: true
        case .query, .contentType, .tooLong: false
        }
    }

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .query: "timestamp-query"
        case .transport: "timestamp-transport"
        case .status: "timestamp-http-status"
        case .contentType: "timestamp-content-type"
        case .tooLong: "timestamp-too-long"
        case .clockDiffers: "timestamp-clock-differs"
        case .findings: "timestamp-findings"
        }
    }

    /// The trouble for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .query(let reason):
            (
                "タイムスタンプの要求を作れません: \(reason)",
                "The timestamp query cannot be made: \(reason)"
            )
        case .transport(let reason):
            (
                "時刻認証局に接続できません: \(reason)",
                "The timestamp authority cannot be reached: \(reason)"
            )
        case .status(let status):
            (
                "時刻認証局が HTTP \(status) を返しました。",
                "The timestamp authority answered with HTTP \(status)."
            )
        case .contentType(let type):
            (
                "時刻認証局の応答の形式が違います（\(type)）。",
                "The timestamp authority's answer is of the type \(type)."
            )
        case .tooLong(let count):
            (
                "時刻認証局の応答が長すぎます（\(count) バイト）。",
                "The timestamp authority's answer is too long (\(count) bytes)."
            )
        case .clockDiffers(let seconds):
            (
                "時刻認証局の時刻が、このコンピューターの時計と \(seconds) 秒違います。時計を合わせてください。",
                "The timestamp authority's time differs from this computer's clock by "
                    + "\(seconds) seconds. Set the clock."
            )
        case .findings(let findings):
            (
                findings.map(\.sentence.ja).joined(separator: " "),
                findings.map(\.sentence.en).joined(separator: " ")
            )
        }
    }
}
