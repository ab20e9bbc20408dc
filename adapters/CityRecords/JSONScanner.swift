/// A single pass over one JSON text (RFC 8259) that stands in memory as bytes: it finds the places
/// of names and values and makes nothing of them, so that a line costs no allocation.
///
/// The caller has seen to it that the bytes are valid UTF-8. Offsets are in bytes.
struct JSONScanner {
    /// Where a value stands and what it is.
    struct Token {
        enum Kind: UInt8 {
            case missing
            /// Text between quotes; the place is without them.
            case text
            /// The same, with at least one backslash in it.
            case escapedText
            /// A number without fraction and exponent.
            case integer
            /// A number with fraction or exponent.
            case otherNumber
            case null
            case boolean
            case list
            case object
        }

        var kind: Kind
        var start: Int
        var end: Int

        static let missing = Token(kind: .missing, start: 0, end: 0)
        var isText: Bool { kind == .text || kind == .escapedText }
    }

    /// Why the bytes cannot be used, and from which place on.
    struct Fault: Error {
        enum Reason { case syntax, duplicateName, tooManyMembers }

        let place: Int
        var reason = Reason.syntax
    }

    static let deepest = 32

    let bytes: UnsafeRawBufferPointer
    // Start and length apart: the buffer would look for nil at every byte. Every access below
    // stands behind a comparison with `count`.
    private let base: UnsafeRawPointer
    private let count: Int
    private(set) var index = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        // Of an empty text nothing is ever read, so any address will do.
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        count = bytes.count
    }

    private var fault: Fault { Fault(place: index) }

    @inline(__always)
    private func byte(_ place: Int) -> UInt8 { base.load(fromByteOffset: place, as: UInt8.self) }

    /// The next byte that is no white space, not yet taken; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while index < count {
            let next = byte(index)
            if next > 0x20 { return next }
            guard next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D else { return next }
            index += 1
        }
        return 0
    }

    /// Takes the one byte that must come next.
    @inline(__always)
    mutating func take(_ byte: UInt8) throws(Fault) {
        guard index < count, peek() == byte else { throw fault }
        index += 1
    }

    /// Only white space is left.
    mutating func finish() throws(Fault) {
        _ = peek()
        guard index == count else { throw fault }
    }

    /// The next name of an object whose `{` is taken, with its colon; nil at its `}`.
    mutating func nextKey(first: Bool) throws(Fault) -> Token? {
        if peek() == 0x7D {
            index += 1
            return nil
        }
        if !first {
            try take(0x2C)
            _ = peek()
        }
        let key = try text()
        try take(0x3A)
        return key
    }

    /// Whether an element follows in a list whose `[` is taken; its `]` is taken too.
    mutating func nextElement(first: Bool) throws(Fault) -> Bool {
        if peek() == 0x5D {
            index += 1
            return false
        }
        if !first {
            try take(0x2C)
            // A comma promises an element.
            guard peek() != 0x5D else { throw fault }
        }
        return true
    }

    /// Any value; lists and objects are walked through.
    mutating func value(depth: Int = 0) throws(Fault) -> Token {
        let first = peek()
        guard index < count else { throw fault }
        let start = index
        switch first {
        case 0x22: return try text()
        case 0x2D, 0x30...0x39: return try number()
        case 0x6E:
            try word(0x6E75_6C6C, length: 4)
            return Token(kind: .null, start: start, end: index)
        case 0x74:
            try word(0x7472_7565, length: 4)
            return Token(kind: .boolean, start: start, end: index)
        case 0x66:
            index += 1
            try word(0x616C_7365, length: 4)
            return Token(kind: .boolean, start: start, end: index)
        case 0x7B:
            guard depth < JSONScanner.deepest else { throw fault }
            index += 1
            var isFirst = true
            while try nextKey(first: isFirst) != nil {
                isFirst = false
                _ = try value(depth: depth + 1)
            }
            return Token(kind: .object, start: start, end: index)
        case 0x5B:
            guard depth < JSONScanner.deepest else { throw fault }
            index += 1
            var isFirst = true
            while try nextElement(first: isFirst) {
                isFirst = false
                _ = try value(depth: depth + 1)
            }
            return Token(kind: .list, start: start, end: index)
        default: throw fault
        }
    }

    private mutating func word(_ letters: UInt32, length: Int) throws(Fault) {
        guard count - index >= length else { throw fault }
        for place in 0..<length {
            let wanted = UInt8(truncatingIfNeeded: letters >> UInt32(8 * (length - 1 - place)))
            guard byte(index + place) == wanted else { throw fault }
        }
        index += length
    }

    private mutating func text() throws(Fault) -> Token {
        guard index < count, byte(index) == 0x22 else { throw fault }
        let start = index + 1
        var kind = Token.Kind.text
        var place = start
        while true {
            place = plain(from: place)
            guard place < count else { break }
            let next = byte(place)
            if next == 0x22 {
                index = place + 1
                return Token(kind: kind, start: start, end: place)
            }
            if next == 0x5C {
                kind = .escapedText
                place = try escape(at: place)
            } else if next < 0x20 {
                index = place
                throw fault
            } else {
                place += 1
            }
        }
        index = count
        throw fault
    }

    /// Skips eight bytes at a time while none of them is a quote, a backslash or a control
    /// character; stops at the first that is, or near the end of the bytes.
    @inline(__always)
    private func plain(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var place = start
        while place + 8 <= count {
            let word = UInt64(
                littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // A byte's high bit is set where the byte is zero, or, for `word`, below 0x20. False
            // hits lie only behind a true one, so the first is right.
            let hits =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash
                    | (word &- ones &* 0x20) & ~word) & highs
            if hits != 0 { return place + hits.trailingZeroBitCount >> 3 }
            place += 8
        }
        return place
    }

    /// Checks one escape, or the two of a surrogate pair; gives the place behind it.
    private mutating func escape(at place: Int) throws(Fault) -> Int {
        index = place
        guard place + 1 < count else { throw fault }
        switch byte(place + 1) {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return place + 2
        case 0x75:
            guard let unit = JSONScanner.codeUnit(bytes, at: place) else { throw fault }
            if unit & 0xFC00 == 0xD800 {
                guard let low = JSONScanner.codeUnit(bytes, at: place + 6), low & 0xFC00 == 0xDC00
                else { throw fault }
                return place + 12
            }
            // A low surrogate alone is no character, and U+0000 ends texts in other programs.
            guard unit & 0xFC00 != 0xDC00, unit != 0 else { throw fault }
            return place + 6
        default: throw fault
        }
    }

    /// The UTF-16 code unit of `\uXXXX`, nil where there is none.
    static func codeUnit(_ bytes: UnsafeRawBufferPointer, at place: Int) -> UInt16? {
        guard place + 6 <= bytes.count, bytes[place] == 0x5C, bytes[place + 1] == 0x75 else {
            return nil
        }
        var unit: UInt16 = 0
        for byte in bytes[(place + 2)..<(place + 6)] {
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt16(byte - 0x37)
            case 0x61...0x66: unit = unit << 4 | UInt16(byte - 0x57)
            default: return nil
            }
        }
        return unit
    }

    private mutating func number() throws(Fault) -> Token {
        let start = index
        if byte(index) == 0x2D { index += 1 }
        let whole = digits()
        // No leading zeros.
        guard whole > 0, whole == 1 || byte(index - whole) != 0x30 else { throw fault }
        var kind = Token.Kind.integer
        if index < count, byte(index) == 0x2E {
            kind = .otherNumber
            index += 1
            guard digits() > 0 else { throw fault }
        }
        if index < count, byte(index) | 0x20 == 0x65 {
            kind = .otherNumber
            index += 1
            if index < count, byte(index) == 0x2B || byte(index) == 0x2D { index += 1 }
            guard digits() > 0 else { throw fault }
        }
        return Token(kind: kind, start: start, end: index)
    }

    private mutating func digits() -> Int {
        let start = index
        while index < count, byte(index) &- 0x30 < 10 { index += 1 }
        return index - start
    }
}

extension JSONScanner {
    /// A part of the bytes.
    func part(_ token: Token) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[token.start..<token.end])
    }

    /// The text of a token, its escapes undone.
    func string(_ token: Token) -> String {
        token.kind == .escapedText
            ? String(decoding: JSONScanner.unescaped(part(token)), as: UTF8.self)
            : String(decoding: part(token), as: UTF8.self)
    }

    /// Whether a token's bytes are exactly these; a name written with escapes is compared without
    /// them.
    @inline(__always)
    func says(_ token: Token, _ word: StaticString) -> Bool {
        if token.kind == .escapedText { return saysEscaped(token, word) }
        let length = word.utf8CodeUnitCount
        guard token.end - token.start == length else { return false }
        let letters = UnsafeRawPointer(word.utf8Start)
        var place = 0
        while place + 4 <= length {
            guard
                base.loadUnaligned(fromByteOffset: token.start + place, as: UInt32.self)
                    == letters.loadUnaligned(fromByteOffset: place, as: UInt32.self)
            else { return false }
            place += 4
        }
        while place < length {
            guard byte(token.start + place) == letters.load(fromByteOffset: place, as: UInt8.self)
            else { return false }
            place += 1
        }
        return true
    }

    private func saysEscaped(_ token: Token, _ word: StaticString) -> Bool {
        JSONScanner.unescaped(part(token)).elementsEqual(
            UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Bytes with their JSON escapes undone; what is no escape stays as it is.
    static func unescaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x5C, place + 1 < bytes.count else {
                result.append(byte)
                place += 1
                continue
            }
            if let unit = codeUnit(bytes, at: place) {
                place += 6
                var units = [unit]
                if unit & 0xFC00 == 0xD800, let low = codeUnit(bytes, at: place) {
                    units.append(low)
                    place += 6
                }
                result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
                continue
            }
            place += 2
            switch bytes[place - 1] {
            case 0x62: result.append(0x08)
            case 0x66: result.append(0x0C)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x74: result.append(0x09)
            default: result.append(bytes[place - 1])
            }
        }
        return result
    }
}
