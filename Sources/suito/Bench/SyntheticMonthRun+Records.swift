import Money

// One event's way into the journal, the provider's report, its payout, and the truth.
extension SyntheticMonthRun {
    mutating func record(
        _ event: SyntheticEvent, on day: BookDay, journal lines: inout ByteText
    ) {
        var keys = SyntheticKeys()
        if let terminal = event.terminal { keys = counters[terminal - 1].next(for: event) }
        let lineDay = event.crossesMidnight ? day.adding(1) : day
        let journaled = event.fate != .absentFromBooks
        let reported = isReported(event, on: lineDay)
        if journaled { journal.add(event, keys: keys, on: day, to: &lines) }
        if reported { report(event, keys: keys, on: lineDay) }
        if event.provider == .dencard {
            moneyLogs[place(of: event)].register(
                event, reported: reported, journaled: journaled)
        }
        count(event, on: day, journaled: journaled, reported: reported)
    }

    /// Whether a report that is out by the month's last day has the event.
    private func isReported(_ event: SyntheticEvent, on lineDay: BookDay) -> Bool {
        if event.fate == .absentFromStatement || event.fate == .neverReported { return false }
        return event.provider == .stripe
            ? payDay(ofWeekWith: lineDay).adding(-1) <= city.lastDay : lineDay <= city.lastDay
    }

    /// A week closes on Sunday and pays on the next Friday, or on the bank day before.
    private func payDay(ofWeekWith day: BookDay) -> BookDay {
        let sunday = day.adding((7 - day.weekday) % 7)
        return city.banks.previous(onOrBefore: sunday.adding(5))
    }

    private func place(of event: SyntheticEvent) -> Int {
        (event.terminal ?? 1) - city.offices[event.office].terminals.lowerBound
    }

    // MARK: Reports

    private mutating func report(
        _ event: SyntheticEvent, keys: SyntheticKeys, on lineDay: BookDay
    ) {
        let second = (event.second + event.delay) % 86_400
        switch event.provider {
        case .paypay: payPay.add(event, on: lineDay, second: second, to: &counterRows)
        case .paypayOnline where event.crossesMidnight:
            payPay.add(event, on: lineDay, second: second, to: &nextOnlineRows)
        case .paypayOnline: payPay.add(event, on: lineDay, second: second, to: &onlineRows)
        case .jcn: cardLog.add(event, keys: keys, on: lineDay, to: &cardLogs[place(of: event)])
        case .dencard: moneyLogs[place(of: event)].add(event, keys: keys, on: lineDay)
        case .stripe:
            addToWeek(event, on: lineDay, second: second)
            return
        }
        let half = lineDay <= halves[event.provider.rawValue][0].window.upperBound ? 0 : 1
        _ = halves[event.provider.rawValue][half].add(event)
    }

    private mutating func addToWeek(_ event: SyntheticEvent, on lineDay: BookDay, second: Int) {
        let payDay = payDay(ofWeekWith: lineDay)
        if weeks[payDay.number] == nil {
            let sunday = lineDay.adding((7 - lineDay.weekday) % 7)
            weeks[payDay.number] = (
                SyntheticStripeReport(payDay: payDay, payoutSeed: random.next()),
                SyntheticPayout(
                    provider: .stripe, payDay: payDay, window: sunday.adding(-6)...sunday)
            )
        }
        guard let fee = weeks[payDay.number]?.payout.add(event) else { return }
        weeks[payDay.number]?.report.add(event, on: lineDay, second: second, fee: fee)
    }

    // MARK: Truth

    private mutating func count(
        _ event: SyntheticEvent, on day: BookDay, journaled: Bool, reported: Bool
    ) {
        let isMatched = event.fate == .known && reported
        if journaled {
            truth.journalLines += 1
            if event.kind == .captured { truth.payments += 1 }
            let stands = event.kind == .refunded || event.kind == .captured && !event.isVoided
            if stands {
                truth.sales.count += 1
                truth.sales.amount += event.kind == .captured ? event.amount : -event.amount
                truth.sales.matched += isMatched ? 1 : 0
            }
        }
        if reported {
            truth.providerLines.count += 1
            truth.providerLines.amount += event.lineAmount
            truth.providerLines.matched += isMatched ? 1 : 0
        }
        let isOverdue = day.adding(event.provider.reportWithin + 1) <= city.lastDay
        switch event.fate {
        case .known, .neverReported: break
        case .absentFromStatement:
            if isOverdue { truth.open("absent-from-statement") }
        case .absentFromBooks:
            if reported { truth.open("absent-from-books") }
        case .amountDiffers:
            if reported { truth.open("amount-differs") }
        case .ambiguous:
            if isOverdue { truth.open("absent-from-statement") }
            if reported { truth.open("absent-from-books") }
        }
    }
}
