import Money

/// Dates as YYMMDD with the year of a Japanese era, which the record does not name.
///
/// Years 1 to 28 are Reiwa, 2019 to 2046. Years 29 to 31 up to 30 April 31 are Heisei, 2017 to
/// 2019: read as Reiwa they would lie two decades ahead. There is no clock here to ask, and the
/// same file must mean the same on every day. Reiwa began on 1 May 2019; days of its first year
/// before that are Heisei 31 written as year 1, and are accepted as such.
enum EraDate {
    /// The day of six digits, or of five where a spreadsheet took the zero.
    ///
    /// - Returns: nil where there is no such day.
    static func day(_ text: UnsafeRawBufferPointer) -> BookDay? {
        guard text.count == 6 || text.count == 5 else { return nil }
        var value = 0
        for byte in text {
            guard byte &- 0x30 < 10 else { return nil }
            value = value * 10 + Int(byte &- 0x30)
        }
        let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
        switch year {
        case 1...28: return BookDay(year: 2018 + year, month: month, day: day)
        case 29...31:
            let lastOfHeisei = BookDay(year: 2019, month: 4, day: 30)
            guard let result = BookDay(year: 1988 + year, month: month, day: day),
                let lastOfHeisei, result <= lastOfHeisei
            else { return nil }
            return result
        default: return nil
        }
    }
}
