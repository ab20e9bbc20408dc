import Money

/// Date and time as RFC 3339 writes them.
enum RFC3339 {
    /// `YYYY-MM-DDTHH:MM:SS`, a fraction that is dropped, and `Z` or an offset `±HH:MM`.
    ///
    /// A leap second (`:60`) is refused: no register in Japan has ever printed one.
    ///
    /// - Returns: nil where the text is anything else, or such a time does not exist.
    static func moment(_ text: UnsafeRawBufferPointer) -> Moment? {
        guard text.count >= 20, text[4] == 0x2D, text[7] == 0x2D,
            text[10] | 0x20 == 0x74 || text[10] == 0x20, text[13] == 0x3A, text[16] == 0x3A,
            let century = two(text, 0), let year = two(text, 2), let month = two(text, 5),
            let dayOfMonth = two(text, 8), let hour = two(text, 11), let minute = two(text, 14),
            let second = two(text, 17), hour < 24, minute < 60, second < 60,
            let day = BookDay(year: century * 100 + year, month: month, day: dayOfMonth)
        else { return nil }
        var place = 19
        if text[place] == 0x2E {
            place += 1
            let start = place
            while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
            guard place > start, place < text.count else { return nil }
        }
        guard let offset = offsetSeconds(text, from: place) else { return nil }
        return Moment(
            seconds: Int64(day.number) * 86400 + Int64(hour * 3600 + minute * 60 + second - offset))
    }

    private static func offsetSeconds(_ text: UnsafeRawBufferPointer, from place: Int) -> Int? {
        if text[place] | 0x20 == 0x7A { return text.count == place + 1 ? 0 : nil }
        guard text.count == place + 6, text[place] == 0x2B || text[place] == 0x2D,
            text[place + 3] == 0x3A, let hours = two(text, place + 1),
            let minutes = two(text, place + 4), hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return text[place] == 0x2B ? seconds : -seconds
    }

    private static func two(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int? {
        let tens = text[place] &- 0x30
        let ones = text[place + 1] &- 0x30
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }
}
