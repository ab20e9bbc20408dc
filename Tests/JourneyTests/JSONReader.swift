/// Reads one JSON document (RFC 8259) and nothing behind it but blanks.
///
/// Strict where the program could be careless: a name that stands twice, a fraction, raw control
/// characters and bytes that are no UTF-8 are faults. It throws nothing, because many thousands of
/// values are read and the test library traces every error.
struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0

    /// The value of a document; nil where it is none.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader(bytes: bytes)
        guard let value = reader.value() else { return nil }
        reader.skipBlanks()
        return reader.place == bytes.count ? value : nil
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            place += 1
        }
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for index in 0..<count where bytes[place + index] != text.utf8Start[index] { return false }
        place += count
        return true
    }

    private mutating func value() -> JSONValue? {
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return array()
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
        default: return number()
        }
    }

    private mutating func object() -> JSONValue? {
        var members: [String: JSONValue] = [:]
        place += 1
        skipBlanks()
        if take("}") { return .object(members) }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\""), let name = string() else { return nil }
            skipBlanks()
            guard take(":"), let value = value(), members.updateValue(value, forKey: name) == nil
            else { return nil }
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { return nil }
        }
    }

    private mutating func array() -> JSONValue? {
        var rows: [JSONValue] = []
        place += 1
        skipBlanks()
        if take("]") { return .array(rows) }
        while true {
            guard let value = value() else { return nil }
            rows.append(value)
            skipBlanks()
            if take("]") { return .array(rows) }
            guard take(",") else { return nil }
        }
    }

    /// An integer; `1.0` is one too.
    private mutating func number() -> JSONValue? {
        let start = place
        if peek == UInt8(ascii: "-") { place += 1 }
        while let byte = peek, byte &- 0x30 < 10 { place += 1 }
        let value = Int(String(decoding: bytes[start..<place], as: UTF8.self))
        if take(".") {
            guard take("0") else { return nil }
            while take("0") {}
        }
        if let byte = peek, byte &- 0x30 < 10 || byte | 0x20 == UInt8(ascii: "e") { return nil }
        return value.map(JSONValue.int)
    }

    private mutating func string() -> String? {
        var text: [UInt8] = []
        place += 1
        while let byte = peek {
            place += 1
            if byte == UInt8(ascii: "\"") { return String(validating: text, as: UTF8.self) }
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let scalar = escape() else { return nil }
            text += UTF8.encode(scalar).map(Array.init) ?? []
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = peek else { return nil }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: return nil
        }
        guard let high = unit() else { return nil }
        guard high & 0xFC00 == 0xD800 else { return Unicode.Scalar(high) }
        guard take("\\u"), let low = unit(), low & 0xFC00 == 0xDC00 else { return nil }
        return Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
    }

    /// Four hexadecimal digits.
    private mutating func unit() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        let digits = bytes[place..<(place + 4)]
        place += 4
        guard digits.allSatisfy({ $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
