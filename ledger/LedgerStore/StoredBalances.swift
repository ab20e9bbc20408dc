import Database
import Ledger
import Money

/// The sums that the books keep: closed days carried forward in one row per account, and each day's
/// own movement in a row per day and account.
///
/// A batch thus writes one row per account that it touches. What stands on an account is what was
/// carried forward plus its open days; as of a closed day, less the days closed since.
enum StoredBalances {
    static func carryForward(_ day: BookDay, _ connection: Connection) throws(DatabaseTrouble) {
        let carry = try connection.statement(
            """
            INSERT INTO ledger_carried_balance
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_day_balance WHERE day = ?1
            ON CONFLICT (account) DO UPDATE
            SET debits = ledger_carried_balance.debits + excluded.debits,
                credits = ledger_carried_balance.credits + excluded.credits,
                pending_debits = ledger_carried_balance.pending_debits + excluded.pending_debits,
                pending_credits = ledger_carried_balance.pending_credits + excluded.pending_credits
            """)
        carry.bind(1, Int64(day.number))
        try carry.run()
    }

    /// Every account on which anything stands, in the order of the accounts.
    ///
    /// - Parameter last: the book day at whose end it is asked; nil: all days.
    static func read(
        asOf last: BookDay?, _ connection: Connection
    ) throws(DatabaseTrouble) -> [(Account, Balance)] {
        let head = try LedgerHead.read(connection)
        let closed = Int64((head.closedThrough ?? head.begins.adding(-1)).number)
        let wanted = last.map { Int64($0.number) } ?? Int64(Int32.max)
        var balances: [Int64: Balance] = [:]
        let carried = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_carried_balance
            """)
        while try carried.step() { balances[carried.int64(0)] = balance(carried) }
        let days = try connection.statement(
            """
            SELECT account, sum(debits), sum(credits), sum(pending_debits), sum(pending_credits)
            FROM ledger_day_balance WHERE day > ?1 AND day <= ?2 GROUP BY account
            """)
        days.bind(1, min(closed, wanted))
        days.bind(2, max(closed, wanted))
        while try days.step() {
            let former = balances[days.int64(0)] ?? .zero
            balances[days.int64(0)] =
                wanted < closed ? former - balance(days) : former + balance(days)
        }
        return try named(balances, connection)
    }

    private static func named(
        _ balances: [Int64: Balance], _ connection: Connection
    ) throws(DatabaseTrouble) -> [(Account, Balance)] {
        let accounts = try AccountIndex(connection).accounts
        var named: [(Account, Balance)] = []
        for (number, balance) in balances where balance != .zero {
            guard accounts.indices.contains(Int(number)) else {
                throw DatabaseTrouble(.corrupt, "a balance stands on account \(number), not there")
            }
            named.append((accounts[Int(number)], balance))
        }
        return named.sorted { $0.0 < $1.0 }
    }

    /// Reads a row of account and the four sums.
    static func balance(_ row: Statement) -> Balance {
        Balance(
            debits: Yen(row.int64(1)), credits: Yen(row.int64(2)),
            pendingDebits: Yen(row.int64(3)), pendingCredits: Yen(row.int64(4)))
    }
}
