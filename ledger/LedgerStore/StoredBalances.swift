import Database
import Ledger
import Money

/// The sums that the books keep: closed days carried forward in one row per account, and each day's
/// own movement in a row per day and account.
///
/// Both are behind the journal by what came after the last fold (``Fold``). What stands on an
/// account is what was carried forward plus its open days and what is not folded in; as of a
/// closed day, less the days closed since.
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

    /// The key of a day's sum of an account: sorts by day, then account.
    static func place(day: Int32, account: Int32) -> Int64 { Int64(day) << 32 | Int64(account) }

    /// Every account on which anything stands, in the order of the accounts.
    ///
    /// - Parameter last: the book day at whose end it is asked; nil: all days.
    static func read(
        asOf last: BookDay?, _ connection: Connection
    ) throws(DatabaseTrouble) -> [(Account, Balance)] {
        let head = try LedgerHead.read(connection)
        let span = Span(asOf: last, head)
        try requireAccounts(head, connection)
        var balances = [Balance](repeating: .zero, count: Int(head.accounts))
        let carried = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_carried_balance
            """)
        while try carried.step() {
            balances[try account(carried, head)] = try balance(carried, head)
        }
        // Adding the rows up here is faster than grouping them there, which sorts them.
        let days = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_day_balance WHERE place BETWEEN ?1 AND ?2
            """)
        days.bind(1, span.first << 32)
        days.bind(2, span.last << 32 | Int64(UInt32.max))
        while try days.step() {
            let account = try account(days, head)
            balances[account] =
                span.isTakenOff
                ? balances[account] - (try balance(days, head))
                : balances[account] + (try balance(days, head))
        }
        // Closed days are folded in: what is not lies on open ones.
        if !span.isTakenOff, let tail = try StoredFolds(connection).tail(head) {
            tail.forEachSum { day, account, sum in
                guard day <= span.last else { return }
                balances[Int(account)] = balances[Int(account)] + sum
            }
        }
        return try named(balances, connection)
    }

    /// As many as there are, before memory is taken for them.
    private static func requireAccounts(
        _ head: LedgerHead, _ connection: Connection
    ) throws(DatabaseTrouble) {
        let row = try connection.statement("SELECT max(id) FROM ledger_account")
        defer { row.reset() }
        guard try row.step(), (row.optionalInt64(0) ?? -1) == Int64(head.accounts) - 1 else {
            throw DatabaseTrouble(.corrupt, "the head of the books is damaged")
        }
    }

    private static func account(
        _ row: Statement, _ head: LedgerHead
    ) throws(DatabaseTrouble) -> Int {
        guard (0..<Int64(head.accounts)).contains(row.int64(0)) else {
            throw DatabaseTrouble(
                .corrupt, "a balance stands on account \(row.int64(0)), not there")
        }
        return Int(row.int64(0))
    }

    /// What stands on one account.
    static func read(
        _ account: AccountID, asOf last: BookDay?, _ connection: Connection
    ) throws(DatabaseTrouble) -> Balance {
        let head = try LedgerHead.read(connection)
        let span = Span(asOf: last, head)
        var total = Balance.zero
        let carried = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_carried_balance WHERE account = ?1
            """)
        carried.bind(1, Int64(account.index))
        if try carried.step() { total = try balance(carried, head) }
        carried.reset()
        let days = try connection.statement(
            "SELECT day FROM ledger_day WHERE day BETWEEN ?1 AND ?2")
        days.bind(1, span.first)
        days.bind(2, span.last)
        defer { days.reset() }
        let sum = try connection.statement(
            """
            SELECT account, debits, credits, pending_debits, pending_credits
            FROM ledger_day_balance WHERE place = ?1
            """)
        while try days.step() {
            sum.bind(1, days.int64(0) << 32 | Int64(account.index))
            if try sum.step() {
                let day = try balance(sum, head)
                total = span.isTakenOff ? total - day : total + day
            }
            sum.reset()
        }
        if !span.isTakenOff, let tail = try StoredFolds(connection).tail(head) {
            tail.forEachSum { day, place, sum in
                if place == account.index, day <= span.last { total = total + sum }
            }
        }
        return total
    }

    /// The days between the closed ones, which are carried forward, and the one that is asked for.
    private struct Span {
        var first: Int64
        var last: Int64
        /// Closed days came after the one that is asked for: theirs is taken off.
        var isTakenOff: Bool

        init(asOf last: BookDay?, _ head: LedgerHead) {
            let open = Int64(head.earliestOpenDay.number)
            let wanted = Int64(last?.number ?? .max)
            isTakenOff = wanted < open
            first = isTakenOff ? wanted + 1 : open
            self.last = isTakenOff ? open - 1 : wanted
        }
    }

    private static func named(
        _ balances: [Balance], _ connection: Connection
    ) throws(DatabaseTrouble) -> [(Account, Balance)] {
        let row = try connection.statement(
            "SELECT id, fund, code FROM ledger_account ORDER BY code, fund")
        var named: [(Account, Balance)] = []
        while try row.step() {
            let number = row.int64(0)
            guard balances.indices.contains(Int(clamping: number)) else {
                throw DatabaseTrouble(.corrupt, "account \(number) is damaged")
            }
            let balance = balances[Int(number)]
            if balance == .zero { continue }
            guard let account = Account(fund: row.text(1), code: row.text(2)) else {
                throw DatabaseTrouble(.corrupt, "account \(number) is damaged")
            }
            named.append((account, balance))
        }
        // Bytes are in another order than texts where these are not in composed form.
        let isSorted = zip(named, named.dropFirst()).allSatisfy { $0.0 < $1.0 }
        return isSorted ? named : named.sorted { $0.0 < $1.0 }
    }

    /// Reads a row of account and the four sums, none of which is more than ever moved: of two such
    /// there is a sum.
    private static func balance(
        _ row: Statement, _ head: LedgerHead
    ) throws(DatabaseTrouble) -> Balance {
        for column in 1...4 where row.int64(column).magnitude > head.turnover.value.magnitude {
            throw DatabaseTrouble(.corrupt, "a balance of account \(row.int64(0)) is damaged")
        }
        return stored(row)
    }

    /// The four sums as the row has them, whatever they are.
    static func stored(_ row: Statement) -> Balance {
        Balance(
            debits: Yen(row.int64(1)), credits: Yen(row.int64(2)),
            pendingDebits: Yen(row.int64(3)), pendingCredits: Yen(row.int64(4)))
    }
}
