/// A JSON text (RFC 8259) as a value, for answers of providers: small, and read once.
///
/// A text with the same name twice in an object is none: nobody can say which one was meant.
public enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// With a fraction or an exponent, or too large: as it is written.
    case number(String)
    case text(String)
    case list([JSONValue])
    case object([Member])

    public struct Member: Sendable, Hashable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    static let deepest = 64
    /// Most objects fit into so many without growing twice.
    private static let usualBytes = 512

    /// Nil where the bytes are no JSON text.
    public init?(_ bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard let value = reader.document() else { return nil }
        self = value
    }

    /// A member of an object; nil where there is none, or this is no object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
    public var isNull: Bool { self == .null }

    /// The text, without white space, members in their order.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        if case .object = self { bytes.reserveCapacity(JSONValue.usualBytes) }
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let number): JSONValue.write(number, into: &bytes)
        case .number(let text): bytes += text.utf8
        case .text(let text): JSONValue.quote(text, into: &bytes)
        case .list(let list):
            bytes.append(0x5B)
            for place in list.indices {
                if place > 0 { bytes.append(0x2C) }
                list[place].append(to: &bytes)
            }
            bytes.append(0x5D)
        case .object(let members):
            bytes.append(0x7B)
            for place in members.indices {
                if place > 0 { bytes.append(0x2C) }
                JSONValue.quote(members[place].name, into: &bytes)
                bytes.append(0x3A)
                members[place].value.append(to: &bytes)
            }
            bytes.append(0x7D)
        }
    }

    /// Appends a text in quotation marks, as it stands in a JSON text.
    public static func quote(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { letters in
            bytes.append(0x22)
            var start = 0
            var place = 0
            while place < letters.count {
                let byte = letters[place]
                place += 1
                guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: letters[start..<place - 1]))
                start = place
                escape(byte, &bytes)
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: letters[start...]))
            bytes.append(0x22)
        }
    }

    private static func escape(_ byte: UInt8, _ bytes: inout [UInt8]) {
        bytes.append(0x5C)
        if byte >= 0x20 {
            bytes.append(byte)
        } else {
            bytes += "u00".utf8
            bytes.append(Hexadecimal.digits[Int(byte >> 4)])
            bytes.append(Hexadecimal.digits[Int(byte & 15)])
        }
    }

    /// Appends a number in decimal digits.
    public static func write(_ number: Int64, into bytes: inout [UInt8]) {
        if number < 0 { bytes.append(0x2D) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}

/// Reads one JSON text.
private struct JSONReader {
    let bytes: [UInt8]
    var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func document() -> JSONValue? {
        guard String(validating: bytes, as: UTF8.self) != nil, let value = value(depth: 0) else {
            return nil
        }
        skipSpace()
        return place == bytes.count ? value : nil
    }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            place += 1
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        place += 1
        return true
    }

    mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        guard depth < JSONValue.deepest, let byte = next else { return nil }
        switch byte {
        case 0x22: return string().map { .text($0) }
        case 0x7B: return object(depth)
        case 0x5B: return list(depth)
        case 0x74: return word("true", .boolean(true))
        case 0x66: return word("false", .boolean(false))
        case 0x6E: return word("null", .null)
        default: return number()
        }
    }

    mutating func word(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
        let letters = Array("\(word)".utf8)
        guard bytes[place...].starts(with: letters) else { return nil }
        place += letters.count
        return value
    }

    mutating func object(_ depth: Int) -> JSONValue? {
        place += 1
        var members: [JSONValue.Member] = []
        // Few have more names than it costs to make a set of them.
        var names: Set<String>?
        if take(0x7D) { return .object([]) }
        repeat {
            skipSpace()
            guard next == 0x22, let name = string() else { return nil }
            if members.count == 16 { names = Set(members.map(\.name)) }
            let isNew =
                names?.insert(name).inserted ?? !members.contains { $0.name == name }
            guard isNew, take(0x3A), let value = value(depth: depth + 1) else { return nil }
            members.append(JSONValue.Member(name, value))
        } while take(0x2C)
        return take(0x7D) ? .object(members) : nil
    }

    mutating func list(_ depth: Int) -> JSONValue? {
        place += 1
        var values: [JSONValue] = []
        if take(0x5D) { return .list([]) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while take(0x2C)
        return take(0x5D) ? .list(values) : nil
    }

    mutating func string() -> String? {
        place += 1
        // Most texts have nothing that must be taken apart.
        let start = place
        while let byte = next, byte != 0x22, byte != 0x5C, byte >= 0x20 { place += 1 }
        if next == 0x22 {
            defer { place += 1 }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
        var text = Array(bytes[start..<place])
        while let byte = next {
            place += 1
            switch byte {
            case 0x22: return String(decoding: text, as: UTF8.self)
            case 0x5C: guard escape(&text) else { return nil }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    mutating func escape(_ text: inout [UInt8]) -> Bool {
        guard let byte = next else { return false }
        place += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(byte)
        case 0x62: text.append(0x08)
        case 0x66: text.append(0x0C)
        case 0x6E: text.append(0x0A)
        case 0x72: text.append(0x0D)
        case 0x74: text.append(0x09)
        case 0x75:
            guard var scalar = unit() else { return false }
            if scalar & 0xFC00 == 0xD800 {
                guard next == 0x5C, place + 1 < bytes.count, bytes[place + 1] == 0x75 else {
                    return false
                }
                place += 2
                guard let low = unit(), low & 0xFC00 == 0xDC00 else { return false }
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + (low & 0x3FF)
            }
            guard let letter = Unicode.Scalar(scalar) else { return false }
            text += Array(String(Character(letter)).utf8)
        default: return false
        }
        return true
    }

    mutating func unit() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[place..<(place + 4)] {
            guard let digit = Hexadecimal.value(byte) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        place += 4
        return unit
    }

    mutating func number() -> JSONValue? {
        let start = place
        if next == 0x2D { place += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[place - whole] != 0x30 else { return nil }
        var isWhole = true
        if next == 0x2E {
            isWhole = false
            place += 1
            guard digits() > 0 else { return nil }
        }
        if next == 0x65 || next == 0x45 {
            isWhole = false
            place += 1
            if next == 0x2B || next == 0x2D { place += 1 }
            guard digits() > 0 else { return nil }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .integer(number) }
        return .number(text)
    }

    mutating func digits() -> Int {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        return place - start
    }
}
