import Money

/// Reading and writing the fixed-width fields of which all slip codes are made.
enum DigitField {
    /// The bytes, once they are known to be ASCII digits and exactly `count` of them.
    static func checked(
        _ bytes: some Collection<UInt8>, count: Int
    ) throws(SlipError) -> [UInt8] {
        // One more than wanted is enough to know; an endless input is never copied whole.
        let copy = Array(bytes.prefix(count + 1))
        guard copy.count == count else { throw .length }
        for byte in copy where byte < 0x30 || byte > 0x39 { throw .notDigits }
        return copy
    }

    /// A field of at most 18 digits as a number.
    static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
        var value: Int64 = 0
        for byte in digits { value = value * 10 + Int64(byte & 0x0F) }
        return value
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The number with leading zeros; nil where it is negative or does not fit.
    static func rendered(_ number: Int64, width: Int) -> String? {
        guard number >= 0 else { return nil }
        let digits = String(number)
        guard digits.utf8.count <= width else { return nil }
        return String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    /// `YYYYMMDD`; the day must have been checked to lie in the years 0001 to 9999.
    static func rendered(_ day: BookDay) -> String {
        String(day.description.filter { $0 != "-" })
    }

    /// Reads `YYYYMMDD`.
    static func day(_ digits: ArraySlice<UInt8>) throws(SlipError) -> BookDay {
        let number = Int(number(digits))
        guard
            let day = BookDay(
                year: number / 10_000, month: number / 100 % 100, day: number % 100)
        else { throw .date }
        return day
    }
}
