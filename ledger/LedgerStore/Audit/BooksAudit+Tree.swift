import Database
import Transparency

extension BooksAudit {
    /// Makes the tree of each closed day again from the journal, and compares rows, size and root.
    ///
    /// Each day goes on from what is stored of the days before, so that one damage is told once;
    /// that this is the right tree has been shown when those days were compared.
    mutating func compareTree() throws(DatabaseTrouble) {
        var secret: LeafSecret?
        do {
            secret = try StoredSecret.read(connection)
        } catch  where error.kind == .corrupt {}
        guard let secret else {
            if !closedDays.isEmpty { report.add(.leafSecretMissing, at: "ledger_leaf_secret") }
            return
        }
        var size: Int64 = 0
        var rows: Int64 = 0
        for closing in closedDays {
            try compareTree(of: closing, after: size, secret, &rows)
            size = closing.treeSize
        }
        let stored = try connection.statement("SELECT count(*) FROM ledger_tree_run")
        try stored.step()
        if stored.int64(0) != rows { report.add(.treeWrong, at: "ledger_tree_run") }
    }

    private mutating func compareTree(
        of closing: DayClosing, after size: Int64, _ secret: LeafSecret, _ rows: inout Int64
    ) throws(DatabaseTrouble) {
        let former: MerkleAccumulator
        do {
            former = try StoredTree(connection).reader(size: size).accumulator()
        } catch  where error.kind == .corrupt {
            return report.add(.treeWrong, at: "ledger_tree_run, \(size) leaves")
        }
        var wrong: [String] = []
        var handedOver: Int64 = 0
        let growth = TreeGrowth(former, secret: secret, accounts: accounts) {
            [connection] run throws(DatabaseTrouble) in
            handedOver += 1
            guard try !run.isStored(connection) else { return }
            wrong.append("ledger_tree_run \(TreeRun.place(level: run.level, index: run.first))")
        }
        do {
            var cursor = try journal.cursor(bookedOn: closing.day)
            defer { cursor.close() }
            while let record = try cursor.next() {
                report.leaves += 1
                // What names unknown accounts has no leaf; that it is damaged has been told.
                if try !growth.append(record, sequence: cursor.sequence) {
                    try growth.append(.empty, sequence: cursor.sequence)
                }
            }
        } catch  where error.kind == .corrupt {
            // The journal is damaged, which has been told.
        }
        try growth.finish()
        rows += handedOver
        for place in wrong { report.add(.treeWrong, at: place) }
        if growth.accumulator.size != closing.treeSize {
            report.add(.treeSizeWrong, at: "ledger_closing \(closing.day)")
        } else if growth.accumulator.root != closing.root {
            report.add(.rootWrong, at: "ledger_closing \(closing.day)")
        }
    }
}
