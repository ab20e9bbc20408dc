import Glibc

/// Why there is no PDF.
public enum TypesettingTrouble: Error, Sendable, Hashable {
    /// No installed font has Japanese characters.
    case noJapaneseFont
    /// A date of creation that is not of the form "2026-04-02T09:00:00+09:00".
    case creationDate(String)
    /// Where the file shall stand, and the `errno` of what failed.
    case file(String, Int32)
    /// In cairo's words.
    case cairo(String)

    /// Whether the same document may be printed later.
    public var mayRetry: Bool {
        switch self {
        case .noJapaneseFont, .file, .cairo: true
        case .creationDate: false
        }
    }

    /// Stable, for tables and machines.
    public var code: String {
        switch self {
        case .noJapaneseFont: "print-no-japanese-font"
        case .creationDate: "print-creation-date"
        case .file: "print-file"
        case .cairo: "print-cairo"
        }
    }

    /// The trouble for a person, in Japanese and English.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .noJapaneseFont:
            (
                "日本語フォントがありません。\(JapaneseFont.package) を入れてください。",
                "No Japanese font is installed; install \(JapaneseFont.package)."
            )
        case .creationDate(let date):
            (
                "作成日時の形式が違います: \(date)",
                "The date of creation is not of the form 2026-04-02T09:00:00+09:00: \(date)"
            )
        case .file(let path, let number):
            (
                "\(path) を書けません: \(String(cString: strerror(number)))",
                "\(path) cannot be written: \(String(cString: strerror(number)))"
            )
        case .cairo(let reason):
            ("PDF を作れません: \(reason)", "The PDF cannot be made: \(reason)")
        }
    }
}
