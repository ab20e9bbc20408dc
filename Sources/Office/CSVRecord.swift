import Money

/// A record of a table, its fields decoded.
package struct CSVRecord {
    /// The fields, one behind the other.
    var bytes: [UInt8] = []
    package var fields: [Range<Int>] = []
    /// 1-based line on which the record begins.
    package var line = 0

    package func text(_ index: Int) -> String {
        String(decoding: bytes[fields[index]], as: UTF8.self)
    }

    func slice(_ index: Int) -> ArraySlice<UInt8> { bytes[fields[index]] }

    /// A whole number without leading zeros and without plus; nil for anything else.
    package func number(_ index: Int) -> Int64? {
        let digits = bytes[fields[index]]
        guard let first = digits.first else { return nil }
        let isNegative = first == 0x2D
        let rest = isNegative ? digits.dropFirst() : digits
        guard let lead = rest.first, lead != 0x30 || (rest.count == 1 && !isNegative) else {
            return nil
        }
        var value: Int64 = 0
        for digit in rest {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, over) = scaled.subtractingReportingOverflow(Int64(digit - 0x30))
            guard !overflow, !over else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// An amount of a size that the books can have.
    func yen(_ index: Int) -> Yen? {
        guard let value = number(index), value != .min else { return nil }
        let amount = Yen(value)
        return amount.magnitude <= .largest ? amount : nil
    }

    func isEqual(_ index: Int, _ other: some Collection<UInt8>) -> Bool {
        fields[index].count == other.count && bytes[fields[index]].elementsEqual(other)
    }

    /// Bytes of the table that were written %XX, as they were before.
    static func unescaped(_ text: ArraySlice<UInt8>) -> String {
        guard text.contains(0x25) else { return String(decoding: text, as: UTF8.self) }
        var bytes: [UInt8] = []
        var place = text.startIndex
        while place < text.endIndex {
            if text[place] == 0x25, place + 2 < text.endIndex,
                let high = digit(text[place + 1]), let low = digit(text[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(text[place])
                place += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        default: nil
        }
    }
}
