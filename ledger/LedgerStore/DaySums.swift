import Database
import Ledger
import Money

/// What a batch does to the sums kept per book day, written once per day and account.
struct DaySums {
    private struct Day {
        var first: Int64
        var last: Int64
        var vouchers: Int64
    }

    private var days: [BookDay: Day] = [:]
    /// Day and account as one number that sorts by day, then account.
    private var places: [Int64: Int] = [:]
    private var sums: [(key: Int64, balance: Balance)] = []

    init(_ staging: Staging) {
        for (voucher, sequence) in zip(staging.vouchers, (staging.stored.sequence + 1)...) {
            days[voucher.day, default: Day(first: sequence, last: 0, vouchers: 0)].last = sequence
            days[voucher.day]?.vouchers += 1
            for transfer in staging.transfers[voucher.transfers] {
                add(
                    .onDebit(of: transfer.amount, kind: voucher.kind),
                    day: voucher.day, account: transfer.debit)
                add(
                    .onCredit(of: transfer.amount, kind: voucher.kind),
                    day: voucher.day, account: transfer.credit)
            }
        }
    }

    private mutating func add(_ change: Balance, day: BookDay, account: AccountID) {
        let key = Int64(day.number) << 32 | Int64(account.index)
        if let place = places[key] {
            sums[place].balance = sums[place].balance + change
        } else {
            places[key] = sums.count
            sums.append((key, change))
        }
    }

    func write(_ connection: Connection) throws(DatabaseTrouble) {
        let day = try connection.statement(
            """
            INSERT INTO ledger_day VALUES (?1, ?2, ?3, ?4) ON CONFLICT (day) DO UPDATE
            SET last_sequence = excluded.last_sequence,
                vouchers = ledger_day.vouchers + excluded.vouchers
            """)
        for (number, sums) in days.sorted(by: { $0.key < $1.key }) {
            day.bind(1, Int64(number.number))
            day.bind(2, sums.first)
            day.bind(3, sums.last)
            day.bind(4, sums.vouchers)
            try day.run()
        }
        let sum = try connection.statement(
            """
            INSERT INTO ledger_day_balance
                (place, debits, credits, pending_debits, pending_credits)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (place) DO UPDATE
            SET debits = ledger_day_balance.debits + excluded.debits,
                credits = ledger_day_balance.credits + excluded.credits,
                pending_debits = ledger_day_balance.pending_debits + excluded.pending_debits,
                pending_credits = ledger_day_balance.pending_credits + excluded.pending_credits
            """)
        for (key, balance) in sums.sorted(by: { $0.key < $1.key }) {
            sum.bind(1, key)
            sum.bind(2, balance.debits.value)
            sum.bind(3, balance.credits.value)
            sum.bind(4, balance.pendingDebits.value)
            sum.bind(5, balance.pendingCredits.value)
            try sum.run()
        }
    }
}
