/// A calendar day in Japan (出納日): days since 1970-01-01.
public struct BookDay: Sendable, Hashable, Comparable {
    public let number: Int32

    @inlinable public init(number: Int32) { self.number = number }

    @inlinable public static func < (a: BookDay, b: BookDay) -> Bool { a.number < b.number }

    /// The day of a proleptic Gregorian date, or nil where there is no such date (2026-02-30).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= BookDay.daysIn(month: month, of: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146097 + dayOfEra - 719468)
    }

    /// Reads `YYYY-MM-DD`.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }

    public static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day of month.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719468
        let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
        let dayOfEra = shifted - era * 146097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// 0 Sunday … 6 Saturday.
    public var weekday: Int { Int(((number + 4) % 7 + 7) % 7) }

    @inlinable public func adding(_ days: Int) -> BookDay { BookDay(number: number + Int32(days)) }

    /// The last day of this day's month.
    public var endOfMonth: BookDay {
        let date = civil
        return adding(BookDay.daysIn(month: date.month, of: date.year) - date.day)
    }

    /// The fiscal year, April to March, that the day lies in.
    public var fiscalYear: FiscalYear {
        let date = civil
        return FiscalYear(date.month >= 4 ? date.year : date.year - 1)
    }
}

extension BookDay: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        let date = civil
        guard (0...9999).contains(date.year) else {
            return padded(date.year, to: 4) + "-" + padded(date.month, to: 2) + "-"
                + padded(date.day, to: 2)
        }
        return String(unsafeUninitializedCapacity: 10) { text in
            BookDay.write(date, to: text)
            return 10
        }
    }

    /// Ten bytes, for a year of four digits.
    static func write(
        _ date: (year: Int, month: Int, day: Int), to text: UnsafeMutableBufferPointer<UInt8>
    ) {
        writePair(date.year / 100, to: text, at: 0)
        writePair(date.year % 100, to: text, at: 2)
        text[4] = 0x2D
        writePair(date.month, to: text, at: 5)
        text[7] = 0x2D
        writePair(date.day, to: text, at: 8)
    }
}

/// A fiscal year (年度), named by the year in which its April lies.
public struct FiscalYear: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let year: Int

    @inlinable public init(_ year: Int) { self.year = year }
    @inlinable public static func < (a: FiscalYear, b: FiscalYear) -> Bool { a.year < b.year }
    public var description: String { String(year) }
}

/// Two digits of a number below 100.
func writePair(_ number: Int, to text: UnsafeMutableBufferPointer<UInt8>, at place: Int) {
    text[place] = 0x30 + UInt8(truncatingIfNeeded: number / 10)
    text[place + 1] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
}

/// A number with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
