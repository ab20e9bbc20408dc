import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing
import Transparency

/// A forger who keeps every sum in step: the row, the day's and the carried balances, the turnover.
struct ForgeryTests {
    /// Makes 500 yen of the 600 of a sale.
    private static func forge(
        sequence: Int, day: BookDay, isClosed: Bool, _ connection: Connection
    ) throws {
        try AuditTests.disarm(connection)
        func run(_ sql: String) throws {
            let statement = try connection.statement(TestEngine.sql(sql))
            try statement.run()
            #expect(statement.changes == 1, "\(sql)")
        }
        let name = Array("sale-\(sequence == 2 ? 2 : 3)".utf8)
        try run(
            Patch.replace(
                name + [1, 0, 1, 0xD8, 4], with: name + [1, 0, 1, 0xF4, 3]))
        let place = Int64(day.number) << 32
        if isClosed {
            try run("UPDATE ledger_day_balance SET debits = debits - 100 WHERE place = \(place)")
            try run(
                "UPDATE ledger_day_balance SET credits = credits - 100 WHERE place = \(place + 1)")
            try run("UPDATE ledger_carried_balance SET debits = debits - 100 WHERE account = 0")
            try run("UPDATE ledger_carried_balance SET credits = credits - 100 WHERE account = 1")
        }
        try run("UPDATE ledger_head SET turnover = turnover - 100")
    }

    private static func kinds(_ books: Books) throws -> Set<AuditDamage.Kind> {
        Set(try books.store.audit().damages.map(\.kind))
    }

    @Test("In a closed day the root tells of a forgery that keeps every sum in step")
    func closedDay() throws {
        let books = try AuditTests.books()
        try books.database.write {
            try ForgeryTests.forge(sequence: 2, day: Books.begins, isClosed: true, $0)
        }
        #expect(try ForgeryTests.kinds(books) == [.hashWrong, .treeWrong, .rootWrong])
        let damages = try books.store.audit().damages
        #expect(damages.contains { $0.place == "ledger_closing \(Books.begins)" })
    }

    @Test("A forger who makes the tree anew too is told by the closing's own hash")
    func closedDayWithTree() throws {
        let books = try AuditTests.books()
        // The same books as if the sale had been of 500 yen all along.
        let forged = try AuditTests.books(amountOfSecondSale: 500)
        let (root, hashes) = try forged.database.read { connection in
            let row = try connection.statement("SELECT hashes FROM ledger_tree_run")
            #expect(try row.step())
            return (try forged.store.closings(connection)[0].root, row.blob(0))
        }
        try books.database.write { connection in
            try ForgeryTests.forge(sequence: 2, day: Books.begins, isClosed: true, connection)
            let row = try connection.statement("UPDATE ledger_tree_run SET hashes = ?1")
            row.bind(1, hashes)
            try row.run()
            let closing = try connection.statement("UPDATE ledger_closing SET root = ?1")
            closing.bind(1, root.bytes)
            try closing.run()
        }
        let damages = try books.store.audit().damages
        #expect(damages.map(\.kind) == [.hashWrong, .hashWrong])
        // The commit of the sale, and the commit of the closing.
        #expect(damages.map(\.place) == ["ledger_commit 1", "ledger_commit 3"])
    }

    @Test("In an open day the running hash tells of it")
    func openDay() throws {
        let books = try AuditTests.books()
        try books.database.write {
            try ForgeryTests.forge(
                sequence: 6, day: Books.begins.adding(1), isClosed: false, $0)
        }
        #expect(try ForgeryTests.kinds(books) == [.hashWrong])
    }

    @Test(
        "Rows that no program writes are damage, and do not stop the audit",
        arguments: [
            Patch.replace(Patch.number(Books.recorded), with: Patch.number(.max)),
            Patch.replace(
                Patch.number(Books.begins) + [6],
                with: Patch.number(Int64(Int32.min)) + [6]),
            Patch.replace(
                Patch.number(Books.begins) + Patch.number(Books.recorded),
                with: Patch.number(Int64(Int32.max)) + Patch.number(Books.recorded)),
            "UPDATE ledger_journal SET first = -1 WHERE first = 1; "
                + "UPDATE ledger_day SET first_sequence = -1",
            "UPDATE ledger_journal SET vouchers = 9223372036854775807",
            "UPDATE ledger_journal SET first = 9223372036854775807 WHERE first = 6",
            Patch.after("sale-1", [1, 0, 1, 0xD8, 4], with: [1, 0, 79, 1]),
            "UPDATE ledger_fold SET first = -9223372036854775807, number = -1",
            "UPDATE ledger_statement SET entries = x'00ffffffffffffffff7f'",
            "UPDATE ledger_closing SET day = 99999999999",
            "UPDATE ledger_closing SET tree_size = 9223372036854775807",
            "UPDATE ledger_tree_run SET place = place + 1",
            "UPDATE ledger_tree_run SET sequences = x'8080'; DELETE FROM ledger_account",
        ])
    func wildRows(_ sql: String) throws {
        let books = try AuditTests.books()
        try books.database.write { connection in
            try AuditTests.disarm(connection)
            try connection.run(TestEngine.sql(sql))
        }
        #expect(try !books.store.audit().isSound)
    }

    @Test("Reading says that the tree is damaged where it is")
    func damagedTree() throws {
        let books = try TreeTests.books(days: [300, 5])
        let id = try books.database.read { connection in
            let first = try Books.sales(["sale-0"]).vouchers[0].id
            let other = try Books.sales(["sale-0"], day: Books.begins.adding(1)).vouchers[0].id
            return try books.store.leafIndex(of: first, connection) == nil ? other : first
        }
        for sql in [
            "UPDATE ledger_tree_run SET sequences = x'80' WHERE sequences NOTNULL",
            "UPDATE ledger_tree_run SET hashes = x'00'", "DELETE FROM ledger_tree_run",
        ] {
            try books.database.write { connection in
                try AuditTests.disarm(connection)
                try connection.run(TestEngine.sql(sql))
            }
            let trouble = #expect(throws: DatabaseTrouble.self) {
                try books.database.read { try books.store.inclusionProof(of: id, $0) }
            }
            #expect(trouble?.kind == .corrupt)
        }
    }
}
