import Provider

/// What may stand in a text that a caller sends.
enum TextRules {
    /// A class of characters for a pattern of ECMA 262: neither controls nor what turns the
    /// direction of writing round.
    static let pattern =
        #"^[^\u0000-\u001F\u007F-\u009F\u061C\u180E\u200B-\u200F\u2028-\u202E"#
        + #"\u2060-\u206F\uFEFF\uFFF0-\uFFFF]+$"#

    /// Why a text is refused; nil where it may stand.
    static func fault(_ text: String, most: Int) -> String? {
        let scalars = text.unicodeScalars
        if scalars.isEmpty { return "it is empty" }
        if scalars.count > most { return "it has more than \(most) characters" }
        if !scalars.allSatisfy(isPlain) { return "it has control characters" }
        if hasCard(text) { return "it looks like a card number" }
        return nil
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
            0x2060...0x206F, 0xFEFF, 0xFFF0...0xFFFF:
            false
        default: true
        }
    }

    /// Whether somebody may have put a full card number in.
    static func hasCard(_ text: String) -> Bool { CardNumberGuard.isFound(in: text) }
}
