import Database
import Ledger
import Money

/// The sums of the books as an audit adds them up, from the journal alone.
struct AuditSums {
    struct Place: Hashable {
        var day: Int32
        var account: Int32
    }

    struct Day: Hashable {
        var first: Int64
        var last: Int64
        var vouchers: Int64
    }

    private(set) var balances: [Place: Balance] = [:]
    private(set) var days: [Int32: Day] = [:]

    /// - Parameter isFolded: whether the stored sums of days and accounts have it by now.
    mutating func add(_ voucher: StoredVoucher, isFolded: Bool) {
        let day = voucher.day.number
        days[day, default: Day(first: voucher.sequence, last: 0, vouchers: 0)].last =
            voucher.sequence
        days[day]?.vouchers += 1
        guard isFolded else { return }
        for transfer in voucher.transfers {
            let debit = Place(day: day, account: transfer.debit.index)
            let credit = Place(day: day, account: transfer.credit.index)
            balances[debit, default: .zero] =
                balances[debit, default: .zero]
                + .onDebit(of: transfer.amount, kind: voucher.kind)
            balances[credit, default: .zero] =
                balances[credit, default: .zero]
                + .onCredit(of: transfer.amount, kind: voucher.kind)
        }
    }

    /// What closed days have carried forward, by account.
    func carried(through last: BookDay?) -> [Int32: Balance] {
        guard let last else { return [:] }
        var carried: [Int32: Balance] = [:]
        for (place, balance) in balances where place.day <= last.number {
            carried[place.account, default: .zero] =
                carried[place.account, default: .zero] + balance
        }
        return carried
    }
}

extension BooksAudit {
    /// Compares every stored sum with what the walk has added up.
    mutating func compareSums() throws(DatabaseTrouble) {
        try compareDays()
        try compareDayBalances()
        try compareCarriedBalances()
        compareFunds()
    }

    private mutating func compareDays() throws(DatabaseTrouble) {
        var expected = sums.days
        let row = try connection.statement(
            "SELECT day, first_sequence, last_sequence, vouchers FROM ledger_day")
        while try row.step() {
            report.sums += 1
            let found = AuditSums.Day(
                first: row.int64(1), last: row.int64(2), vouchers: row.int64(3))
            if Int32(exactly: row.int64(0)).flatMap({ expected.removeValue(forKey: $0) }) != found {
                report.add(.dayWrong, at: "ledger_day \(row.int64(0))")
            }
        }
        for day in expected.keys.sorted() { report.add(.dayWrong, at: "ledger_day \(day)") }
    }

    private mutating func compareDayBalances() throws(DatabaseTrouble) {
        var expected = sums.balances
        let row = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits, day
            FROM ledger_day_balance
            """)
        while try row.step() {
            report.sums += 1
            let place = AuditSums.Place(
                day: Int32(truncatingIfNeeded: row.int64(5)),
                account: Int32(truncatingIfNeeded: row.int64(0)))
            if expected.removeValue(forKey: place) != StoredBalances.stored(row) {
                report.add(
                    .dayBalanceWrong, at: "ledger_day_balance \(row.int64(5)), \(row.int64(0))")
            }
        }
        for place in expected.keys {
            report.add(.dayBalanceWrong, at: "ledger_day_balance \(place.day), \(place.account)")
        }
    }

    private mutating func compareCarriedBalances() throws(DatabaseTrouble) {
        var expected = sums.carried(through: head.closedThrough)
        let row = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_carried_balance
            """)
        while try row.step() {
            report.sums += 1
            let account = Int32(truncatingIfNeeded: row.int64(0))
            if expected.removeValue(forKey: account) != StoredBalances.stored(row) {
                report.add(.carriedBalanceWrong, at: "ledger_carried_balance \(row.int64(0))")
            }
        }
        for account in expected.keys.sorted() {
            report.add(.carriedBalanceWrong, at: "ledger_carried_balance \(account)")
        }
    }

    /// In each fund, debits are credits, posted and pending.
    private mutating func compareFunds() {
        var funds: [String: Balance] = [:]
        for (place, balance) in sums.balances {
            let fund = accounts[Int(place.account)].fund
            funds[fund, default: .zero] = funds[fund, default: .zero] + balance
        }
        for (fund, sum) in funds.sorted(by: { $0.key < $1.key }) {
            if sum.debits != sum.credits || sum.pendingDebits != sum.pendingCredits {
                report.add(.fundUnbalanced, at: fund)
            }
        }
    }
}
