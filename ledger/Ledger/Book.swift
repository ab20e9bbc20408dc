public import Money

/// The books as a value: every rule, no disk.
///
/// This is the slow and clear version; the books on disk must answer as it does.
public struct Book: Sendable {
    /// The first book day; facts from before are booked on it.
    public let begins: BookDay
    /// The last closed day, nil before the first closing.
    public private(set) var closedThrough: BookDay?
    private var turnover = Yen.zero
    private var records: [VoucherID: Record] = [:]
    private var days: [BookDay: [Account: Balance]] = [:]

    public init(begins: BookDay) { self.begins = begins }

    /// A transfer with its accounts by name, free of any chart.
    private struct Entry: Sendable, Hashable {
        var debit: Account
        var credit: Account
        var amount: Yen

        var turnedRound: Entry { Entry(debit: credit, credit: debit, amount: amount) }
    }

    /// A voucher that the books took.
    private struct Record: Sendable {
        var cause: String
        var occurred: Moment
        var ownDay: BookDay
        var kind: Voucher.Kind
        var target: VoucherID?
        /// What it moved or reserved.
        var entries: [Entry]
        var sequence: Int64
        var day: BookDay
        var settled: (by: VoucherID, as: Voucher.Kind)?
        var reversed: VoucherID?

        var asTarget: VoucherRules.Target {
            VoucherRules.Target(
                kind: kind, state: VoucherState(kind: kind, settled: settled, reversed: reversed))
        }
    }

    /// The first day that still takes vouchers.
    public var earliestOpenDay: BookDay { closedThrough?.adding(1) ?? begins }

    /// How many vouchers stand in the books; the last one's sequence.
    public var sequence: Int64 { Int64(records.count) }

    /// Takes a voucher, or says why not; a refused voucher leaves no trace.
    public mutating func post(
        _ voucher: Voucher, chart: Chart
    ) -> Result<VoucherOutcome, VoucherRefusal> {
        if let known = records[voucher.id] {
            guard isSame(voucher, chart: chart, as: known) else { return .failure(.idReused) }
            return .success(.duplicate(sequence: known.sequence, day: known.day))
        }
        if let refusal = refusal(of: voucher.action, chart: chart) { return .failure(refusal) }
        let entries = entries(of: voucher.action, chart: chart)
        guard
            let turnover = VoucherRules.turnover(
                turnover, adding: entries.lazy.map(\.amount), of: voucher.action.kind)
        else { return .failure(.balanceOverflow) }
        // After this point the voucher must succeed.
        self.turnover = turnover
        let day = Voucher.bookingDay(of: voucher.ownDay, earliestOpen: earliestOpenDay)
        let record = Record(
            cause: voucher.cause, occurred: voucher.occurred, ownDay: voucher.ownDay,
            kind: voucher.action.kind, target: voucher.action.target, entries: entries,
            sequence: sequence + 1, day: day)
        records[voucher.id] = record
        markTarget(of: voucher)
        for entry in entries {
            days[day, default: [:]][entry.debit, default: .zero] =
                balance(of: entry.debit, on: day) + .onDebit(of: entry.amount, kind: record.kind)
            days[day, default: [:]][entry.credit, default: .zero] =
                balance(of: entry.credit, on: day) + .onCredit(of: entry.amount, kind: record.kind)
        }
        return .success(.posted(sequence: record.sequence, day: day))
    }

    /// Closes a day, which must be the earliest open one.
    public mutating func close(_ day: BookDay) throws(CloseRefusal) {
        if let refusal = CloseRefusal(
            closing: day, begins: begins, earliestOpen: earliestOpenDay)
        {
            throw refusal
        }
        closedThrough = day
    }

    /// How a voucher stands, nil where the books do not hold it.
    public func state(of id: VoucherID) -> VoucherState? { records[id]?.asTarget.state }

    private func refusal(of action: Voucher.Action, chart: Chart) -> VoucherRefusal? {
        switch action {
        case .post(let transfers), .reserve(let transfers):
            VoucherRules.refusal(of: transfers, chart: chart)
        case .confirm(let target), .void(let target):
            VoucherRules.refusalToSettle(records[target]?.asTarget)
        case .reverse(let target):
            VoucherRules.refusalToReverse(records[target]?.asTarget)
        }
    }

    private func entries(of action: Voucher.Action, chart: Chart) -> [Entry] {
        switch action {
        case .post(let transfers), .reserve(let transfers):
            transfers.map {
                Entry(debit: chart[$0.debit], credit: chart[$0.credit], amount: $0.amount)
            }
        case .confirm(let target), .void(let target):
            records[target]?.entries ?? []
        case .reverse(let target):
            (records[target]?.entries ?? []).map(\.turnedRound)
        }
    }

    private mutating func markTarget(of voucher: Voucher) {
        switch voucher.action {
        case .post, .reserve: break
        case .confirm(let target): records[target]?.settled = (voucher.id, .confirm)
        case .void(let target): records[target]?.settled = (voucher.id, .void)
        case .reverse(let target): records[target]?.reversed = voucher.id
        }
    }

    private func isSame(_ voucher: Voucher, chart: Chart, as known: Record) -> Bool {
        guard voucher.cause.utf8.elementsEqual(known.cause.utf8),
            voucher.occurred == known.occurred, voucher.ownDay == known.ownDay,
            voucher.action.kind == known.kind, voucher.action.target == known.target
        else { return false }
        // What a confirmation, void or reversal moves follows from its target.
        return known.target != nil || entries(of: voucher.action, chart: chart) == known.entries
    }
}

extension Book {
    /// What stands on an account, all days together.
    public func balance(of account: Account) -> Balance {
        days.values.reduce(.zero) { $0 + ($1[account] ?? .zero) }
    }

    /// What one book day did to an account.
    public func balance(of account: Account, on day: BookDay) -> Balance {
        days[day]?[account] ?? .zero
    }

    /// Every account on which anything stands.
    public var balances: [Account: Balance] { sums { _ in true } }

    /// Every account on which anything stood at the end of a book day.
    public func balances(asOf last: BookDay) -> [Account: Balance] { sums { $0 <= last } }

    private func sums(where isWanted: (BookDay) -> Bool) -> [Account: Balance] {
        var sums: [Account: Balance] = [:]
        for (day, balances) in days where isWanted(day) {
            sums.merge(balances, uniquingKeysWith: +)
        }
        return sums.filter { $0.value != .zero }
    }
}
