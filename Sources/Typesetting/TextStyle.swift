/// A voice in which text is set; lengths are points (1/72 inch).
struct TextStyle: Hashable {
    /// Not under ``smallest``.
    var size: Double
    var bold = false
    /// 0 is black.
    var gray = 0.0
    /// Whether all figures have one width, so that those of a column stand under each other.
    var isTabular = false

    /// From baseline to baseline; the same for all fonts.
    var lineHeight: Double { size * 1.4 }

    /// Nothing is set smaller: a photocopy of it must still be legible.
    static let smallest = 7.0

    static let title = TextStyle(size: 17, bold: true)
    static let subtitle = TextStyle(size: 10.5)
    static let issuer = TextStyle(size: 9.5)
    static let heading = TextStyle(size: 11, bold: true)
    static let paragraph = TextStyle(size: 8.5)
    static let label = TextStyle(size: 8, gray: 0.35)
    static let value = TextStyle(size: 9)
    static let small = TextStyle(size: 7.5, gray: 0.25)
    static let runningHead = TextStyle(size: 8, gray: 0.2)
    static let footer = TextStyle(size: 7, gray: 0.3)
}

/// A text with the room it has.
struct TextBox {
    var text: String
    var style: TextStyle
    /// Where lines break; nil for a text on one line.
    var width: Double?
    var alignment = Alignment.leading
    /// The most it may be high; what is longer ends with an ellipsis.
    var limit = Double.infinity

    enum Alignment {
        case leading, center, trailing
    }
}
