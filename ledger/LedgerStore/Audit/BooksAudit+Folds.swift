import Database
import Ledger

extension BooksAudit {
    /// Folds each stretch of the journal again, and compares the statements of accounts.
    mutating func compareFolds() throws(DatabaseTrouble) {
        let row = try connection.statement(
            "SELECT number, first, last FROM ledger_fold ORDER BY number")
        defer { row.reset() }
        var last: Int64 = 0
        var number: Int64 = 0
        var rows: Int64 = 0
        while try row.step() {
            let place = "ledger_fold \(row.int64(0))"
            guard row.int64(0) == number + 1, row.int64(1) == last + 1,
                row.int64(1) <= row.int64(2),
                row.int64(2) <= head.sequence
            else { return report.add(.foldWrong, at: place) }
            number += 1
            last = row.int64(2)
            do {
                let fold = try Fold(row.int64(1)...last, accounts: head.accounts, connection)
                try compareStatements(fold, number: number, &rows)
            } catch {
                guard error.kind == .corrupt else { throw error }
                report.add(.statementWrong, at: place)
            }
        }
        if last < (head.closedThrough == nil ? 0 : closedDays.last?.sequence ?? 0) {
            report.add(.foldWrong, at: "ledger_fold \(number + 1)")
        }
        let stored = try connection.statement("SELECT count(*) FROM ledger_statement")
        try stored.step()
        if stored.int64(0) != rows { report.add(.statementWrong, at: "ledger_statement") }
        stored.reset()
    }

    private mutating func compareStatements(
        _ fold: Fold, number: Int64, _ rows: inout Int64
    ) throws(DatabaseTrouble) {
        let stored = try connection.statement(
            "SELECT entries FROM ledger_statement WHERE place = ?1")
        var wrong: [Int64] = []
        var found: Int64 = 0
        try fold.forEachStatementRow { row throws(DatabaseTrouble) in
            let place = StatementRow.place(fold: number, account: row.first)
            stored.bind(1, place)
            let isSame =
                try stored.step() && stored.withBytes(0) { $0.elementsEqual(row.bytes.bytes) }
            stored.reset()
            if !isSame { wrong.append(place) }
            found += 1
        }
        rows += found
        for place in wrong { report.add(.statementWrong, at: "ledger_statement \(place)") }
    }
}
