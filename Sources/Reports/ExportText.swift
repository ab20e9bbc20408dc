/// Texts as programs read them that give marks a meaning.
///
/// Percent escapes as in `journal.csv`, of more characters: control characters, ends of lines,
/// `%`, `;` (a comment), `|` (a payee), `,` (the next tag), `"`, `\`, and spaces at either end.
enum ExportText {
    private static let digits = Array("0123456789ABCDEF".utf8)
    private static let marks = Set("%;|,\"\\".unicodeScalars.map(\.value))

    static func append(_ text: String, to bytes: inout [UInt8]) {
        let scalars = text.unicodeScalars
        for place in scalars.indices {
            let value = scalars[place].value
            let isEnd =
                place == scalars.startIndex || scalars.index(after: place) == scalars.endIndex
            if isControl(value) || marks.contains(value) || (value == 0x20 && isEnd) {
                for byte in String(scalars[place]).utf8 { append(escaped: byte, to: &bytes) }
            } else {
                bytes.append(contentsOf: String(scalars[place]).utf8)
            }
        }
    }

    /// C0, DEL, C1, and the line and paragraph separators.
    private static func isControl(_ value: UInt32) -> Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }

    private static func append(escaped byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(0x25)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
    }

    /// One part of an hledger account: letters, digits, `-`, `_` and `.` of ASCII; other bytes as
    /// %XX.
    static func hledgerPart(_ part: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in part.utf8 {
            if isLower(byte) || isUpper(byte) || isDigit(byte) || "-_.".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                append(escaped: byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One part of a beancount account, which begins with a capital or a digit and goes on with
    /// letters, digits and `-`.
    ///
    /// The first letter becomes a capital; every byte but a–z, 0–9 and `-` is written XHH, as are a
    /// `-` or an `x` that come first. No two parts become one.
    static func beancountPart(_ part: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in part.utf8 {
            let isFirst = bytes.isEmpty
            if isDigit(byte) || (isLower(byte) && !isFirst) || (byte == 0x2D && !isFirst) {
                bytes.append(byte)
            } else if isFirst, isLower(byte), byte != UInt8(ascii: "x") {
                bytes.append(byte - 0x20)
            } else {
                append(lettered: byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A beancount tag without its `#`: a–z, 0–9, `-`, `_` and `.`; other bytes as XHH.
    static func beancountTag(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isLower(byte) || isDigit(byte) || "-_.".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                append(lettered: byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(lettered byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "X"))
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
