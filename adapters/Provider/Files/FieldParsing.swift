public import Money

/// Reading numbers and dates out of fields; each returns nil where the field does not say so.
///
/// The readers work on the bytes in place; those that take any collection copy it first.
public enum Field {
    /// Digits only, at most 18 of them.
    public static func digits(_ bytes: some Collection<UInt8>) -> Int64? {
        guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    /// The same for a field of a record.
    public static func digits(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        digits(bytes, 0..<bytes.count)
    }

    static func digits(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int64? {
        guard !range.isEmpty, range.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in range {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    /// How an amount field failed.
    public enum AmountError: Error, Sendable, Hashable { case invalid, tooLarge }

    /// An amount as Japanese files write it: `1234`, `1,234`, `-1234`, `▲1,234` and `△1,234` in
    /// CP932 or UTF-8, also with `+`, a leading `\` or a trailing `.0…`.
    public static func amount(_ bytes: some Collection<UInt8>) throws(AmountError) -> Yen {
        let result: Result<Yen, AmountError> = Array(bytes).withUnsafeBytes { field in
            do throws(AmountError) {
                return .success(try amount(field))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The same for a field of a record.
    public static func amount(_ bytes: UnsafeRawBufferPointer) throws(AmountError) -> Yen {
        var index = 0
        var stop = bytes.count
        while index < stop, bytes[index] == 0x20 { index += 1 }
        while stop > index, bytes[stop - 1] == 0x20 { stop -= 1 }
        let mark = minusLength(bytes, index..<stop)
        index += mark
        if mark == 0, index < stop, bytes[index] == 0x2B { index += 1 }
        if index < stop, bytes[index] == 0x5C { index += 1 }
        var value: Int64 = 0
        var group = 0
        var grouped = false
        while index < stop, bytes[index] != 0x2E {
            let byte = bytes[index]
            index += 1
            if byte == 0x2C {
                guard grouped ? group == 3 : (1...3).contains(group) else { throw .invalid }
                grouped = true
                group = 0
                continue
            }
            guard byte &- 0x30 < 10 else { throw .invalid }
            guard value <= Yen.largest.value / 10 else { throw .tooLarge }
            value = value * 10 + Int64(byte - 0x30)
            group += 1
        }
        guard grouped ? group == 3 : group > 0 else { throw .invalid }
        if index < stop {
            guard index + 1 < stop else { throw .invalid }
            for place in (index + 1)..<stop where bytes[place] != 0x30 { throw .invalid }
        }
        guard value <= Yen.largest.value else { throw .tooLarge }
        return Yen(mark > 0 ? -value : value)
    }

    /// Bytes of a leading `-`, or of `▲` or `△` in CP932 or UTF-8; 0 where there is none.
    private static func minusLength(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        guard let first = range.first else { return 0 }
        switch bytes[first] {
        case 0x2D: return 1
        case 0x81:
            guard range.count > 1 else { return 0 }
            return bytes[first + 1] == 0xA3 || bytes[first + 1] == 0xA2 ? 2 : 0
        case 0xE2:
            guard range.count > 2, bytes[first + 1] == 0x96 else { return 0 }
            return bytes[first + 2] == 0xB2 || bytes[first + 2] == 0xB3 ? 3 : 0
        default: return 0
        }
    }

    /// `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYYMMDD`.
    public static func day(_ bytes: some Collection<UInt8>) -> BookDay? {
        Array(bytes).withUnsafeBytes { day($0) }
    }

    /// The same for a field of a record.
    public static func day(_ bytes: UnsafeRawBufferPointer) -> BookDay? {
        day(bytes, 0..<bytes.count)
    }

    private static func day(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> BookDay? {
        let from = range.lowerBound
        var gap = 0
        switch range.count {
        case 8: break
        case 10:
            let mark = bytes[from + 4]
            guard mark == bytes[from + 7], mark == 0x2D || mark == 0x2F else { return nil }
            gap = 1
        default: return nil
        }
        let monthAt = from + 4 + gap
        let dayAt = monthAt + 2 + gap
        guard let year = digits(bytes, from..<(from + 4)),
            let month = digits(bytes, monthAt..<(monthAt + 2)),
            let day = digits(bytes, dayAt..<(dayAt + 2))
        else { return nil }
        return BookDay(year: Int(year), month: Int(month), day: Int(day))
    }

    /// Seconds of `HH:MM:SS`, `HH:MM`, `HHMMSS` or `HHMM`.
    public static func second(_ bytes: some Collection<UInt8>) -> Int? {
        Array(bytes).withUnsafeBytes { second($0) }
    }

    /// The same for a field of a record.
    public static func second(_ bytes: UnsafeRawBufferPointer) -> Int? {
        second(bytes, 0..<bytes.count)
    }

    private static func second(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        let from = range.lowerBound
        let colons = range.count == 8 || range.count == 5
        guard colons || range.count == 6 || range.count == 4 else { return nil }
        let step = colons ? 3 : 2
        if colons, bytes[from + 2] != 0x3A { return nil }
        if range.count == 8, bytes[from + 5] != 0x3A { return nil }
        guard let hours = digits(bytes, from..<(from + 2)),
            let minutes = digits(bytes, (from + step)..<(from + step + 2)),
            hours < 24, minutes < 60
        else { return nil }
        guard range.count == 8 || range.count == 6 else { return Int(hours * 3600 + minutes * 60) }
        let secondAt = from + step * 2
        guard let seconds = digits(bytes, secondAt..<(secondAt + 2)), seconds < 60 else {
            return nil
        }
        return Int(hours * 3600 + minutes * 60 + seconds)
    }

    /// A civil date and time without offset, `YYYY-MM-DD HH:MM:SS` with `-` or `/`, and space or
    /// `T`; or `YYYYMMDDHHMMSS`.
    ///
    /// - Parameter offsetSeconds: the clock it is told on; Japan's is
    ///   ``Money/Moment/japanOffsetSeconds``.
    public static func moment(
        _ bytes: some Collection<UInt8>, offsetSeconds: Int64 = Moment.japanOffsetSeconds
    ) -> Moment? {
        Array(bytes).withUnsafeBytes { moment($0, offsetSeconds: offsetSeconds) }
    }

    /// The same for a field of a record.
    public static func moment(
        _ bytes: UnsafeRawBufferPointer, offsetSeconds: Int64 = Moment.japanOffsetSeconds
    ) -> Moment? {
        let count = bytes.count
        var (dayEnd, timeStart) = (8, 8)
        if count != 14 {
            guard count >= 15, bytes[10] == 0x20 || bytes[10] == 0x54 else { return nil }
            (dayEnd, timeStart) = (10, 11)
        }
        guard let day = day(bytes, 0..<dayEnd), let second = second(bytes, timeStart..<count)
        else { return nil }
        return Moment(seconds: Int64(day.number) * 86400 + Int64(second) - offsetSeconds)
    }
}
