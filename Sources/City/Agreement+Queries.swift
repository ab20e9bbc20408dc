public import Money

extension Agreement {
    /// The provider's fee on a line: the first rule that fits brand and channel, or nil.
    ///
    /// - Parameter brand: id or name; nil where the line names none.
    public func feeRule(brand text: String?, channel: ProviderTerms.Channel) -> FeeRule? {
        let brand = self.brand(text)
        return fees.first { rule in
            let fitsBrand =
                rule.brand == nil || rule.brand == text
                || (brand != nil && self.brand(rule.brand) == brand)
            return fitsBrand && (rule.channel == nil || rule.channel == channel)
        }
    }

    /// The day on which the period that holds a provider's day closes (締日), or nil without a
    /// cycle.
    public func closing(for day: BookDay) -> BookDay? {
        payout.cycle.map { $0.closes.onOrAfter(day) }.min()
    }

    /// The day on which the money of a closing comes, rolled to a bank day as agreed; nil where
    /// no cycle closes on that day.
    public func payDate(forClosing closing: BookDay, calendar: BankCalendar) -> BookDay? {
        guard let cycle = payout.cycle.first(where: { $0.closes.onOrAfter(closing) == closing })
        else { return nil }
        let day =
            switch cycle.when {
            case .sameMonth: cycle.pays.inMonth(of: closing)
            case .nextMonth: cycle.pays.inMonth(of: closing.endOfMonth.adding(1))
            case .next: cycle.pays.onOrAfter(closing.adding(1))
            }
        switch payout.roll {
        case .previous: return calendar.previous(onOrBefore: day)
        case .next: return calendar.next(onOrAfter: day)
        case .none: return day
        }
    }
}

extension Agreement.CycleDay {
    /// The first such day that is not before the given one.
    func onOrAfter(_ day: BookDay) -> BookDay {
        if case .weekday(let weekday) = self {
            return day.adding((weekday - day.weekday + 7) % 7)
        }
        let here = inMonth(of: day)
        return here >= day ? here : inMonth(of: day.endOfMonth.adding(1))
    }

    /// The day in the month of another.
    ///
    /// A month too short for it ends it: the 31st of April is the 30th. A weekday is the first
    /// from that month's first day.
    func inMonth(of day: BookDay) -> BookDay {
        let end = day.endOfMonth
        let first = day.adding(1 - day.civil.day)
        switch self {
        case .end: return end
        case .day(let number): return min(first.adding(number - 1), end)
        case .weekday: return onOrAfter(first)
        }
    }
}
