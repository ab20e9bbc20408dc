/// Writes JSON in the order it is told, so that the same report is the same bytes.
public struct JSONText {
    public private(set) var text = ""
    private var needsComma = false

    public init() {}

    /// A whole document from one value.
    public static func document(_ body: (inout JSONText) -> Void) -> String {
        var json = JSONText()
        body(&json)
        return json.text
    }

    public mutating func object(_ body: (inout JSONText) -> Void) {
        separate()
        text += "{"
        needsComma = false
        body(&self)
        text += "}"
        needsComma = true
    }

    public mutating func array<Elements: Sequence>(
        _ elements: Elements, _ body: (inout JSONText, Elements.Element) -> Void
    ) {
        separate()
        text += "["
        needsComma = false
        for element in elements { body(&self, element) }
        text += "]"
        needsComma = true
    }

    public mutating func key(_ name: String) {
        separate()
        quote(name)
        text += ":"
        needsComma = false
    }

    public mutating func value(_ string: String?) {
        separate()
        if let string { quote(string) } else { text += "null" }
        needsComma = true
    }

    public mutating func value(_ number: Int64) {
        separate()
        text += String(number)
        needsComma = true
    }

    /// A number, or null.
    public mutating func value(orNull number: Int64?) {
        if let number { value(number) } else { value(nil as String?) }
    }

    public mutating func value(_ bool: Bool) {
        separate()
        text += bool ? "true" : "false"
        needsComma = true
    }

    public mutating func member(_ name: String, _ string: String?) {
        key(name)
        value(string)
    }

    public mutating func member(_ name: String, _ number: Int64) {
        key(name)
        value(number)
    }

    public mutating func member(_ name: String, _ number: Int) { member(name, Int64(number)) }

    public mutating func member(_ name: String, _ bool: Bool) {
        key(name)
        value(bool)
    }

    private mutating func separate() { if needsComma { text += "," } }

    private mutating func quote(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
