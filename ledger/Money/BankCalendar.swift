/// Which days banks work (銀行営業日), from the calendar of the city file.
public struct BankCalendar: Sendable, Hashable {
    /// Weekdays without banking, 0 Sunday … 6 Saturday.
    public var weeklyRest: Set<Int>
    public var holidays: Set<BookDay>
    /// First and last day of the yearly closure as month × 100 + day: 1231 and 103.
    public var closedFrom: Int
    public var closedTo: Int

    public init(weeklyRest: Set<Int>, holidays: Set<BookDay>, closedFrom: Int, closedTo: Int) {
        self.weeklyRest = weeklyRest
        self.holidays = holidays
        self.closedFrom = closedFrom
        self.closedTo = closedTo
    }

    public func isOpen(_ day: BookDay) -> Bool {
        if weeklyRest.contains(day.weekday) || holidays.contains(day) { return false }
        let date = day.civil
        let key = date.month * 100 + date.day
        return closedFrom <= closedTo
            ? !(closedFrom...closedTo).contains(key) : key < closedFrom && key > closedTo
    }

    /// The day itself if open, else the next open day.
    public func next(onOrAfter day: BookDay) -> BookDay { seek(day, step: 1) }

    /// The day itself if open, else the open day before.
    public func previous(onOrBefore day: BookDay) -> BookDay { seek(day, step: -1) }

    /// The day that lies `count` open days after.
    public func adding(openDays count: Int, to day: BookDay) -> BookDay {
        var result = day
        for _ in 0..<count { result = next(onOrAfter: result.adding(1)) }
        return result
    }

    private func seek(_ day: BookDay, step: Int) -> BookDay {
        var result = day
        for _ in 0..<400 where !isOpen(result) { result = result.adding(step) }
        return result
    }
}
