import Database
import Ledger
import Money

/// The folds that the books have had.
struct StoredFolds {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// The number of folds, and the last voucher that is folded in.
    func last() throws(DatabaseTrouble) -> (number: Int64, sequence: Int64) {
        let row = try connection.statement(
            "SELECT number, last FROM ledger_fold ORDER BY number DESC LIMIT 1")
        defer { row.reset() }
        return try row.step() ? (row.int64(0), row.int64(1)) : (0, 0)
    }

    /// The same, held against the books.
    private func last(
        _ head: LedgerHead
    ) throws(DatabaseTrouble) -> (number: Int64, sequence: Int64) {
        let last = try last()
        guard StoredPlace.isValid(last.number), (0...head.sequence).contains(last.sequence) else {
            throw DatabaseTrouble(.corrupt, "ledger_fold \(last.number) is damaged")
        }
        return last
    }

    /// What came after the last fold, nil where nothing did.
    func tail(_ head: LedgerHead) throws(DatabaseTrouble) -> Fold? {
        let folded = try last(head).sequence
        guard folded < head.sequence else { return nil }
        return try Fold(folded + 1...head.sequence, accounts: head.accounts, connection)
    }

    /// Folds everything in that is in the journal.
    ///
    /// - Parameter head: the books as they stand in this transaction.
    func fold(_ head: LedgerHead) throws(DatabaseTrouble) {
        var (number, sequence) = try last(head)
        while sequence < head.sequence {
            let end = min(sequence + Fold.width, head.sequence)
            let fold = try Fold(sequence + 1...end, accounts: head.accounts, connection)
            number += 1
            try write(fold, number: number)
            try writeSums(fold)
            sequence = end
        }
    }

    /// Writes a fold's statements without its sums.
    func write(_ fold: Fold, number: Int64) throws(DatabaseTrouble) {
        let insert = try connection.statement("INSERT INTO ledger_fold VALUES (?1, ?2, ?3)")
        insert.bind(1, number)
        insert.bind(2, fold.first)
        insert.bind(3, fold.last)
        try insert.runLater()
        let row = try connection.insertion(
            into: "ledger_statement", [.integer("place"), .blob("entries")])
        try fold.forEachStatementRow { statement throws(DatabaseTrouble) in
            row.bind(1, StatementRow.place(fold: number, account: statement.first))
            row.bind(2, statement.bytes.bytes)
            try row.add()
        }
        try row.finish()
    }

    private func writeSums(_ fold: Fold) throws(DatabaseTrouble) {
        let sum = try connection.insertion(
            into: "ledger_day_balance",
            [
                .integer("place"), .integer("debits"), .integer("credits"),
                .integer("pending_debits"), .integer("pending_credits"),
            ],
            onConflict: """
                (place) DO UPDATE SET debits = ledger_day_balance.debits + excluded.debits,
                    credits = ledger_day_balance.credits + excluded.credits,
                    pending_debits = ledger_day_balance.pending_debits + excluded.pending_debits,
                    pending_credits = ledger_day_balance.pending_credits + excluded.pending_credits
                """)
        try fold.forEachSum { day, account, balance throws(DatabaseTrouble) in
            sum.bind(1, StoredBalances.place(day: day, account: account))
            sum.bind(2, balance.debits.value)
            sum.bind(3, balance.credits.value)
            sum.bind(4, balance.pendingDebits.value)
            sum.bind(5, balance.pendingCredits.value)
            try sum.add()
        }
        try sum.finish()
    }

    /// The vouchers that stand on an account, among those of a range that are folded in.
    ///
    /// - Parameter body: is given them in rising order, one fold after the other.
    func forEachSequence(
        of account: AccountID, in range: ClosedRange<Int64>, _ body: (Int64) throws -> Void
    ) throws {
        let folds = try connection.statement(
            """
            SELECT number, first, last FROM ledger_fold WHERE last >= ?1 AND first <= ?2
            ORDER BY number
            """
        )
        folds.bind(1, range.lowerBound)
        folds.bind(2, range.upperBound)
        defer { folds.reset() }
        while try folds.step() {
            guard StoredPlace.isValid(folds.int64(0)), StoredPlace.isValid(folds.int64(1)),
                StoredPlace.isValid(folds.int64(2))
            else { throw DatabaseTrouble(.corrupt, "ledger_fold \(folds.int64(0)) is damaged") }
            let found = try sequences(
                of: account.index, fold: folds.int64(0), first: folds.int64(1),
                last: folds.int64(2))
            for sequence in found where range.contains(sequence) { try body(sequence) }
        }
    }

    private func sequences(
        of account: Int32, fold: Int64, first: Int64, last: Int64
    ) throws(DatabaseTrouble) -> [Int64] {
        let row = try connection.statement(
            """
            SELECT place, entries FROM ledger_statement WHERE place BETWEEN ?1 AND ?2
            ORDER BY place DESC LIMIT 1
            """)
        row.bind(1, StatementRow.place(fold: fold, account: 0))
        row.bind(2, StatementRow.place(fold: fold, account: account))
        defer { row.reset() }
        guard try row.step() else { return [] }
        let begins = Int32(truncatingIfNeeded: row.int64(0))
        let found = row.withBytes(1) {
            StatementRow.sequences(of: account, in: $0, rowBegins: begins, foldBegins: first)
        }
        guard let found, found.last ?? first <= last else {
            throw DatabaseTrouble(.corrupt, "statement row \(row.int64(0)) is damaged")
        }
        return found
    }
}
