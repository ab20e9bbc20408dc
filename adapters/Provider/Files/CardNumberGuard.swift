/// Finds full card numbers: runs of 13 to 19 digits, single spaces or hyphens between them
/// allowed, that pass the Luhn check.
///
/// Known id columns are not shown to it. Where such a run has several groups
/// (`No. 12 4111 1111 1111 1111`), a card number may also be a part of it: one group of 13 to 19
/// digits, or groups as they are embossed, 4-4-4-4, 4-4-4-4-3, 4-6-5 and 4-6-4.
public enum CardNumberGuard {
    private static let embossed: [[Int]] = [
        [4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4],
    ]

    /// Ranges of card numbers in the bytes, first to last.
    public static func find(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            var digits = 0
            while index < bytes.count {
                if isDigit(bytes[index]) {
                    digits += 1
                } else if !(bytes[index] == 0x20 || bytes[index] == 0x2D)
                    || index + 1 == bytes.count || !isDigit(bytes[index + 1])
                {
                    break
                }
                index += 1
            }
            if digits >= 13 { look(into: start..<index, of: bytes, found: &found) }
            index += 1
        }
        return found
    }

    /// Looks at one run of digits, as a whole and then by its groups.
    private static func look(
        into run: Range<Int>, of bytes: UnsafeRawBufferPointer, found: inout [Range<Int>]
    ) {
        if isCard(run, of: bytes) {
            found.append(run)
            return
        }
        var groups: [Range<Int>] = []
        var start = run.lowerBound
        for index in run where !isDigit(bytes[index]) {
            groups.append(start..<index)
            start = index + 1
        }
        groups.append(start..<run.upperBound)
        guard groups.count > 1 else { return }
        var first = 0
        while first < groups.count {
            var length = isCard(groups[first], of: bytes) ? 1 : 0
            for shape in embossed where length == 0 && first + shape.count <= groups.count {
                let part = groups[first..<(first + shape.count)]
                let whole = groups[first].lowerBound..<part[first + shape.count - 1].upperBound
                if part.elementsEqual(shape, by: { $0.count == $1 }), isCard(whole, of: bytes) {
                    length = shape.count
                }
            }
            if length > 0 {
                found.append(
                    groups[first].lowerBound..<groups[first + length - 1].upperBound)
            }
            first += max(1, length)
        }
    }

    /// Whether the digits of a range are 13 to 19 and pass the Luhn check.
    private static func isCard(_ range: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Bool {
        var sum = 0
        var count = 0
        for index in range.reversed() where isDigit(bytes[index]) {
            let doubled = Int(bytes[index] - 0x30) * (count % 2 == 1 ? 2 : 1)
            sum += doubled > 9 ? doubled - 9 : doubled
            count += 1
        }
        return (13...19).contains(count) && sum % 10 == 0
    }

    /// The text with all but the last four digits of every card number made stars.
    public static func mask(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        let ranges = bytes.withUnsafeBytes { find(in: $0) }
        for range in ranges { mask(&result, range) }
        return result
    }

    /// Stars all digits of a range but the last four.
    public static func mask(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var left = range.reduce(0) { $0 + (isDigit(bytes[$1]) ? 1 : 0) }
        for index in range where isDigit(bytes[index]) {
            if left > 4 { bytes[index] = 0x2A }
            left -= 1
        }
    }

    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
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
        markSecret(place)
        report(
            Finding(
                line: line, column: column, code: .cardNumber,
                Sentence(
                    ja: "カード番号と思われる数字があるため、この行は取り込みません",
                    en: "holds what looks like a full card number; the row is not taken in")))
        return true
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
    /// Whether a text holds a card number.
    public static func isFound(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { !find(in: UnsafeRawBufferPointer($0)).isEmpty }
    }
}
