/// Finds full card numbers: runs of 13 to 19 digits, single spaces or hyphens between them
/// allowed, that pass the Luhn check.
///
/// Digits, spaces and hyphens may be full-width, in UTF-8 or CP932. Known id columns are not
/// shown to it. Where such a run has several groups (`No. 12 4111 1111 1111 1111`), a card number
/// may also be a part of it: one group of 13 to 19 digits, or groups as they are embossed,
/// 4-4-4-4, 4-4-4-4-3, 4-6-5 and 4-6-4.
///
/// Single dots, slashes and underlines may stand between the digits too. Dates and numbers of files
/// are written so, and of ten of them one passes the Luhn check: there the first digits must be
/// those of a card as well.
public enum CardNumberGuard {
    private static let embossed: [[Int]] = [
        [4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4],
    ]

    /// Ranges of card numbers in the bytes, first to last.
    public static func find(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            guard digit(bytes, index) != nil else {
                index += 1
                continue
            }
            let start = index
            var digits = 0
            var end = index
            // Where runs end before a mark, and where the next one begins.
            var marks: [Range<Int>] = []
            while let next = digit(bytes, index) {
                digits += 1
                index += next.length
                end = index
                guard let between = separator(bytes, index),
                    digit(bytes, index + between.length) != nil
                else { continue }
                index += between.length
                if between.isMark { marks.append(end..<index) }
            }
            if digits >= 13 { look(into: start..<end, marks: marks, of: bytes, found: &found) }
            index = end
        }
        return found
    }

    /// Looks at the runs between marks; where none holds a card number, at all of them as one.
    private static func look(
        into run: Range<Int>, marks: [Range<Int>], of bytes: UnsafeRawBufferPointer,
        found: inout [Range<Int>]
    ) {
        let before = found.count
        var start = run.lowerBound
        for mark in marks {
            look(into: start..<mark.lowerBound, of: bytes, found: &found, isCard)
            start = mark.upperBound
        }
        look(into: start..<run.upperBound, of: bytes, found: &found, isCard)
        guard !marks.isEmpty, found.count == before else { return }
        look(into: run, of: bytes, found: &found) { range, bytes in
            isCard(range, of: bytes) && isIssued(digits(of: range, bytes))
        }
    }

    /// Looks at one run of digits, as a whole and then by its groups.
    private static func look(
        into run: Range<Int>, of bytes: UnsafeRawBufferPointer, found: inout [Range<Int>],
        _ isCard: (Range<Int>, UnsafeRawBufferPointer) -> Bool
    ) {
        if isCard(run, bytes) {
            found.append(run)
            return
        }
        let groups = groups(of: run, bytes)
        guard groups.count > 1 else { return }
        var first = 0
        while first < groups.count {
            var length = isCard(groups[first].range, bytes) ? 1 : 0
            for shape in embossed where length == 0 && first + shape.count <= groups.count {
                let part = groups[first..<(first + shape.count)]
                let end = groups[first + shape.count - 1].range.upperBound
                let whole = groups[first].range.lowerBound..<end
                if part.elementsEqual(shape, by: { $0.digits == $1 }), isCard(whole, bytes) {
                    length = shape.count
                }
            }
            if length > 0 {
                let end = groups[first + length - 1].range.upperBound
                found.append(groups[first].range.lowerBound..<end)
            }
            first += max(1, length)
        }
    }

    /// The parts of a run between its separators.
    private static func groups(
        of run: Range<Int>, _ bytes: UnsafeRawBufferPointer
    ) -> [(range: Range<Int>, digits: Int)] {
        var groups: [(range: Range<Int>, digits: Int)] = []
        var index = run.lowerBound
        while index < run.upperBound {
            let start = index
            var digits = 0
            while index < run.upperBound, let next = digit(bytes, index) {
                digits += 1
                index += next.length
            }
            groups.append((start..<index, digits))
            index += max(1, separator(bytes, index)?.length ?? 0)
        }
        return groups
    }

    /// The digits of a range, in order.
    private static func digits(of range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var digits: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if let next = digit(bytes, index) {
                digits.append(next.value)
                index += next.length
            } else {
                index += 1
            }
        }
        return digits
    }

    /// Whether the digits of a range are 13 to 19 and pass the Luhn check; zeros alone are padding.
    private static func isCard(_ range: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Bool {
        let digits = digits(of: range, bytes)
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let doubled = Int(digit) * (place % 2 == 1 ? 2 : 1)
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return (13...19).contains(digits.count) && sum % 10 == 0 && sum > 0
    }

    /// The text with all but the last four digits of every card number made stars.
    public static func mask(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        let ranges = bytes.withUnsafeBytes { find(in: $0) }
        for range in ranges { mask(&result, range) }
        return result
    }

    /// Stars all digits of a range but the last four; as many stars as a digit has bytes.
    public static func mask(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var places: [Range<Int>] = []
        bytes.withUnsafeBytes { bytes in
            var index = range.lowerBound
            while index < range.upperBound {
                let length = digit(bytes, index)?.length ?? 0
                if length > 0 { places.append(index..<(index + length)) }
                index += max(1, length)
            }
        }
        for place in places.dropLast(4) {
            for index in place { bytes[index] = 0x2A }
        }
    }

    /// The digit that begins at a place, and its bytes: ASCII, or full-width in CP932 or UTF-8.
    @inline(__always)
    private static func digit(
        _ bytes: UnsafeRawBufferPointer, _ index: Int
    ) -> (value: UInt8, length: Int)? {
        guard index < bytes.count else { return nil }
        let first = bytes[index]
        if first &- 0x30 < 10 { return (first &- 0x30, 1) }
        if first == 0x82, index + 1 < bytes.count, bytes[index + 1] &- 0x4F < 10 {
            return (bytes[index + 1] &- 0x4F, 2)
        }
        if first == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xBC,
            bytes[index + 2] &- 0x90 < 10
        {
            return (bytes[index + 2] &- 0x90, 3)
        }
        return nil
    }

    /// The space, hyphen or mark at a place, and its bytes; nil where there is none.
    ///
    /// People also type a long vowel mark (ー, ｰ) for a hyphen.
    private static func separator(
        _ bytes: UnsafeRawBufferPointer, _ index: Int
    ) -> (isMark: Bool, length: Int)? {
        guard index < bytes.count else { return nil }
        let second = index + 1 < bytes.count ? bytes[index + 1] : 0
        switch (bytes[index], second) {
        case (0x20, _), (0x2D, _), (0xB0, _): return (false, 1)  // space, hyphen, ｰ in CP932
        case (0x2E, _), (0x2F, _), (0x5F, _), (0xA5, _): return (true, 1)  // . / _ ･ in CP932
        case (0x81, 0x40), (0x81, 0x5B...0x5D), (0x81, 0x7C): return (false, 2)
        case (0x81, 0x44...0x45), (0x81, 0x51), (0x81, 0x5E): return (true, 2)  // ．・＿／
        case (0xC2, 0xA0), (0xC2, 0xAD): return (false, 2)  // also a soft hyphen
        case (0xC2, 0xB7): return (true, 2)  // ·
        case (0xE2...0xEF, _):
            guard index + 2 < bytes.count else { return nil }
            return wideSeparator(bytes[index], second, bytes[index + 2])
        default: return nil
        }
    }

    /// One of three bytes in UTF-8.
    private static func wideSeparator(
        _ first: UInt8, _ second: UInt8, _ third: UInt8
    ) -> (isMark: Bool, length: Int)? {
        switch (first, second, third) {
        // Spaces U+2000 to U+200D, U+202F, U+205F, U+2060, U+3000, U+FEFF.
        case (0xE2, 0x80, 0x80...0x8D), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F...0xA0),
            (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
            return (false, 3)
        // ‐ to ―, ⁃, −, ー, ﹘, ﹣, －, ｰ
        case (0xE2, 0x80, 0x90...0x95), (0xE2, 0x81, 0x83), (0xE2, 0x88, 0x92),
            (0xE3, 0x83, 0xBC), (0xEF, 0xB9, 0x98), (0xEF, 0xB9, 0xA3), (0xEF, 0xBC, 0x8D),
            (0xEF, 0xBD, 0xB0):
            return (false, 3)
        // •, ‧, ․, ⁄, ∕, ・, ．, ／, ＿, ･
        case (0xE2, 0x80, 0xA2), (0xE2, 0x80, 0xA7), (0xE2, 0x80, 0xA4), (0xE2, 0x81, 0x84),
            (0xE2, 0x88, 0x95), (0xE3, 0x83, 0xBB), (0xEF, 0xBC, 0x8E...0x8F),
            (0xEF, 0xBC, 0xBF), (0xEF, 0xBD, 0xA5):
            return (true, 3)
        default: return nil
        }
    }
}

// MARK: - Among ids

extension CardNumberGuard {
    /// Card numbers where an id should stand: of every ten long numbers one passes the Luhn check,
    /// so the length and the first digits must be those of a card's brand as well, and no letter
    /// may touch them.
    ///
    /// - Returns: ranges, first to last.
    public static func findAmongIDs(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        find(in: bytes).filter { range in
            let touches =
                (range.lowerBound > 0 && isWord(bytes[range.lowerBound - 1]))
                || (range.upperBound < bytes.count && isWord(bytes[range.upperBound]))
            return !touches && isIssued(digits(of: range, bytes))
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F
    }

    /// Whether a brand gives out numbers of this length that begin like this.
    private static func isIssued(_ digits: [UInt8]) -> Bool {
        let prefix = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch (prefix, digits.count) {
        case (4000...4999, 16), (2221...2720, 16), (5100...5599, 16): return true
        case (3400...3499, 15), (3700...3799, 15): return true
        case (3528...3589, 16), (3000...3059, 14), (3600...3699, 14), (3800...3999, 14):
            return true
        case (6011, 16), (6440...6599, 16), (6200...6299, 16...19): return true
        default: return false
        }
    }
}

extension FactSink {
    /// Looks for a card number in free text of a row.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - place: where the text stands in the file, so that it can be masked there.
    /// - Returns: true where there is one: it is reported and marked, and the row must be left out.
    public mutating func guardFreeText(
        _ bytes: UnsafeRawBufferPointer, at place: Range<Int>, line: Int, column: String
    ) -> Bool {
        guard bytes.count >= 13, !CardNumberGuard.find(in: bytes).isEmpty else { return false }
        reportCardNumber(at: place, line: line, column: column)
        return true
    }

    /// The same for a field that should hold an id, of a row that is left out for another reason:
    /// what stands in it may be anything.
    public mutating func guardID(
        _ bytes: UnsafeRawBufferPointer, at place: Range<Int>, line: Int, column: String
    ) -> Bool {
        guard bytes.count >= 13, !CardNumberGuard.findAmongIDs(in: bytes).isEmpty else {
            return false
        }
        reportCardNumber(at: place, line: line, column: column)
        return true
    }

    private mutating func reportCardNumber(at place: Range<Int>, line: Int, column: String) {
        markSecret(place)
        report(
            Finding(
                line: line, column: column, code: .cardNumber,
                Sentence(
                    ja: "カード番号と思われる数字があるため、この行は取り込みません",
                    en: "holds what looks like a full card number; the row is not taken in")))
    }

    /// The same for one field of a CSV record.
    public mutating func guardFreeText(
        _ record: CSVRecord, _ index: Int, column: String
    ) -> Bool {
        guardFreeText(
            record[index], at: record.place(of: index), line: record.line, column: column)
    }
}

extension CardNumberGuard {
    /// Whether a text holds a card number, in digits of any script.
    public static func isFound(in text: String) -> Bool {
        guard text.utf8.count >= 13 else { return false }
        // Most texts have no digits but the usual ones.
        let isUsual = text.unicodeScalars.allSatisfy {
            $0.isASCII || $0.properties.numericType != .decimal
        }
        if isUsual {
            var text = text
            return text.withUTF8 { !find(in: UnsafeRawBufferPointer($0)).isEmpty }
        }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            guard !scalar.isASCII, properties.numericType == .decimal,
                let value = properties.numericValue,
                let digit = Unicode.Scalar(0x30 + UInt32(value))
            else {
                plain.append(scalar)
                continue
            }
            plain.append(digit)
        }
        var ascii = String(plain)
        return ascii.withUTF8 { !find(in: UnsafeRawBufferPointer($0)).isEmpty }
    }
}
