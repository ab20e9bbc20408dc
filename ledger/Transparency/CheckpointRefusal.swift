/// Why a text is no checkpoint, in order of precedence.
///
/// Raw values are stable codes.
public enum CheckpointRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case notUTF8 = "not-utf-8"
    /// A character below U+0020 other than the newline between lines.
    case controlCharacter = "control-character"
    case noFinalNewline = "no-final-newline"
    /// Among the lines, or instead of the origin or an extension line. Signatures come after an
    /// empty line, so a signed note is refused here: only its text is a checkpoint's body.
    case emptyLine = "empty-line"
    /// Fewer than three lines.
    case missingLine = "missing-line"
    /// The second line is no number between 0 and 2^63 − 1 without sign and leading zeros.
    case wrongTreeSize = "wrong-tree-size"
    /// The third line is not base64 of 32 bytes.
    case wrongRoot = "wrong-root"

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .notUTF8:
            ("UTF-8 ではありません。", "The checkpoint is not UTF-8.")
        case .controlCharacter:
            ("制御文字が含まれています。", "The checkpoint holds a control character.")
        case .noFinalNewline:
            ("最後の改行がありません。", "The checkpoint does not end with a newline.")
        case .emptyLine:
            ("空の行があります。", "The checkpoint holds an empty line.")
        case .missingLine:
            ("3行に足りません。", "The checkpoint has fewer than three lines.")
        case .wrongTreeSize:
            ("2行目が木の大きさではありません。", "The second line is no tree size.")
        case .wrongRoot:
            ("3行目が根のハッシュではありません。", "The third line is no root hash.")
        }
    }
}
