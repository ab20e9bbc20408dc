import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing

/// Nothing is updated or deleted in the books: the database itself refuses, whoever asks.
struct ImmutabilityTests {
    let books: Books
    let raw: Database

    init() throws {
        books = try Books()
        var change = try Books.sales(["sale-1", "sale-2"])
        change.vouchers.append(
            Voucher(
                cause: "reversal", occurred: Books.recorded, ownDay: Books.begins,
                action: .reverse(change.vouchers[0].id)))
        _ = try books.store.post([change])
        _ = try books.store.closeDay(Books.begins, recorded: Books.recorded).get()
        raw = try books.opened()
    }

    private func refusal(_ sql: String) -> DatabaseTrouble? {
        do {
            try raw.write { try $0.run(TestEngine.sql(sql)) }
            return nil
        } catch {
            return error as? DatabaseTrouble
        }
    }

    static let tables = [
        "ledger_account": "code = 'asset/x'", "ledger_journal": "records = x'00'",
        "ledger_follower": "sequence = 9", "ledger_fold": "last = 9",
        "ledger_statement": "entries = x'00'",
        "ledger_voucher_key": "sequence = 9", "ledger_commit": "sequence = 9",
        "ledger_closing": "recorded = 9", "ledger_leaf_secret": "secret = zeroblob(32)",
        "ledger_tree_run": "hashes = zeroblob(32)",
    ]

    @Test("No row of the books is changed", arguments: tables)
    func updateIsRefused(table: String, change: String) throws {
        let trouble = try #require(refusal("UPDATE \(table) SET \(change)"))
        #expect(trouble.kind == .constraint)
        #expect(trouble.message.contains("the books are only added to: no UPDATE"))
    }

    @Test("No row of the books is deleted", arguments: tables.keys)
    func deleteIsRefused(table: String) throws {
        let trouble = try #require(refusal("DELETE FROM \(table)"))
        #expect(trouble.kind == .constraint)
        #expect(trouble.message.contains("the books are only added to: no DELETE"))
    }

    @Test("No row of the books is replaced", arguments: tables.keys)
    func replaceIsRefused(table: String) {
        #expect(
            refusal("INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)")?.kind == .constraint)
    }

    @Test(
        "The head of the books goes forward only",
        arguments: [
            "UPDATE ledger_head SET sequence = sequence - 1, commits = commits + 1",
            "UPDATE ledger_head SET closed_through = NULL, commits = commits + 1",
            "UPDATE ledger_head SET closed_through = closed_through - 1, commits = commits + 1",
            "UPDATE ledger_head SET begins = begins + 1, commits = commits + 1",
            "UPDATE ledger_head SET turnover = 0, commits = commits + 1",
            "UPDATE ledger_head SET hash = zeroblob(32)",
            "DELETE FROM ledger_head",
        ])
    func headGoesForward(_ sql: String) {
        #expect(refusal(sql)?.kind == .constraint)
    }

    @Test("A voucher into a closed day is refused by the database", arguments: [-1, 0, 1])
    func closedDayIsRefused(offset: Int) {
        let day = Books.begins.adding(offset).number
        let trouble = refusal(
            "INSERT INTO ledger_journal VALUES (4, 1, \(day), \(day + 9), x'00')")
        #expect((trouble?.kind == .constraint) == (offset <= 0))
        if let trouble { #expect(trouble.message.contains("the day is closed")) }
    }

    @Test("A voucher in a place that is taken is refused by the database")
    func takenPlaceIsRefused() {
        let day = Books.begins.adding(1).number
        for sequence in 0...3 {
            let sql = "VALUES (\(sequence), 1, \(day), \(day), x'00')"
            #expect(refusal("INSERT OR REPLACE INTO ledger_journal \(sql)")?.kind == .constraint)
        }
    }

    @Test("A day out of order is not closed in the database either", arguments: [0, 2])
    func closingOutOfOrderIsRefused(offset: Int) {
        let day = Books.begins.adding(offset).number
        #expect(
            refusal(
                "INSERT OR REPLACE INTO ledger_closing VALUES (\(day), 7, 3, 0, 3, zeroblob(32))")?
                .kind == .constraint)
    }

    @Test("The tree of closed days takes no further rows", arguments: [0, 1, 7])
    func closedTreeIsRefused(level: Int64) {
        let sequences = level == 0 ? "x'01'" : "NULL"
        for index in 0...4 {
            let trouble = refusal(
                "INSERT INTO ledger_tree_run VALUES (\(level << 56 | Int64(index)), \(sequences), "
                    + "zeroblob(32))")
            // Of the three leaves' levels only the lowest has closed rows.
            let isClosed = level == 0 && index < 3
            #expect((trouble?.kind == .constraint) == isClosed, "\(index)")
            guard let trouble else { continue }
            // On a server a row whose key is taken is told before the row is looked at.
            let words =
                TestEngine.isCluster && index == 0
                ? "ledger_tree_run_pkey" : "the tree of closed days stays"
            #expect(trouble.message.contains(words))
        }
    }

    @Test("A closing whose tree is smaller than the one before is refused by the database")
    func shrunkenTreeIsRefused() throws {
        let day = Books.begins.adding(1).number
        let trouble = try #require(
            refusal("INSERT INTO ledger_closing VALUES (\(day), 7, 3, 0, 1, zeroblob(32))"))
        #expect(trouble.kind == .constraint)
        #expect(trouble.message.contains("the tree does not shrink"))
    }

    @Test("There is one secret of the leaves, of 32 bytes")
    func oneSecret() {
        for row in ["1, zeroblob(32)", "2, zeroblob(32)"] {
            #expect(refusal("INSERT INTO ledger_leaf_secret VALUES (\(row))")?.kind == .constraint)
        }
    }

    @Test("What was refused has changed nothing")
    func auditHolds() throws {
        for (table, change) in ImmutabilityTests.tables {
            #expect(refusal("UPDATE \(table) SET \(change)") != nil)
        }
        #expect(try books.store.audit().isSound)
    }
}
