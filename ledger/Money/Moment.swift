/// A second in the world, counted from 1970-01-01T00:00:00Z.
public struct Moment: Sendable, Hashable, Comparable {
    public let seconds: Int64

    /// Japan has had one offset, nine hours, and no daylight saving since 1951.
    public static let japanOffsetSeconds: Int64 = 9 * 3600

    @inlinable public init(seconds: Int64) { self.seconds = seconds }
    @inlinable public static func < (a: Moment, b: Moment) -> Bool { a.seconds < b.seconds }

    /// A second of a day on the clock of Japan; hours past 24 reach into the next day.
    @inlinable public init(day: BookDay, secondOfDay: Int) {
        seconds = Int64(day.number) * 86400 + Int64(secondOfDay) - Moment.japanOffsetSeconds
    }

    /// The calendar day in Japan.
    @inlinable public var day: BookDay {
        let local = seconds + Moment.japanOffsetSeconds
        return BookDay(number: Int32(local >= 0 ? local / 86400 : (local - 86399) / 86400))
    }

    /// Seconds since midnight in Japan.
    @inlinable public var secondOfDay: Int {
        Int(seconds + Moment.japanOffsetSeconds - Int64(day.number) * 86400)
    }
}

extension Moment: CustomStringConvertible {
    /// RFC 3339 on the clock of Japan.
    public var description: String {
        let second = secondOfDay
        let date = day.civil
        if (0...9999).contains(date.year) {
            return String(unsafeUninitializedCapacity: 25) { text in
                BookDay.write(date, to: text)
                text[10] = 0x54
                writePair(second / 3600, to: text, at: 11)
                text[13] = 0x3A
                writePair(second / 60 % 60, to: text, at: 14)
                text[16] = 0x3A
                writePair(second % 60, to: text, at: 17)
                for (place, byte) in "+09:00".utf8.enumerated() { text[19 + place] = byte }
                return 25
            }
        }
        return "\(day)T\(padded(second / 3600, to: 2)):\(padded(second / 60 % 60, to: 2)):"
            + "\(padded(second % 60, to: 2))+09:00"
    }
}
