import Database
import Foundation
import Ledger
import LedgerStore
import Money
import Office
import Store
import TestSupport
import Testing

/// Two versions of the program side by side on the same books.
@Suite("A rolling upgrade")
struct RollingUpgradeTests {
    private static let today = LedgerStore.migrations + StoreSchema.migrations
    private static let table = "CREATE TABLE tomorrow (id INTEGER PRIMARY KEY, s TEXT) STRICT;"

    /// A step of tomorrow's program.
    private static func step(_ number: Int, expands: Bool) -> Migration {
        expands
            ? Migration(
                number: number, name: "tomorrow", sqlite: table,
                postgresql: PostgreSQLSchema.tables(table), expands: true)
            : Migration(
                number: number, name: "the day after", sqlite: "ALTER TABLE sale ADD COLUMN x TEXT",
                postgresql: "ALTER TABLE sale ADD COLUMN x text COLLATE \"C\"")
    }

    private func path(_ desk: Desk) -> String {
        ClusterAddress.isAddress(desk.place) ? desk.place : desk.path + "/books.sqlite"
    }

    private func upgrade(_ desk: Desk, _ migrations: [Migration]) throws -> Database {
        try Database.upgrade(
            path: path(desk), migrations: migrations, after: { try TableSeals($0).keep() })
    }

    private func code(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let denial as OfficeDenial {
            return denial.code
        } catch let trouble as DatabaseTrouble {
            return trouble.kind.rawValue
        }
    }

    private func change(_ name: String) throws -> Change {
        var chart = Chart()
        let debit = chart.open(try #require(Account(fund: "general", code: "asset/clearing/x")))
        let credit = chart.open(
            try #require(Account(fund: "general", code: "revenue/2026/14-02-01-01")))
        let day = try Desk.day("2026-04-30")
        let voucher = Voucher(
            cause: name, occurred: Moment(day: day, secondOfDay: 0), ownDay: day,
            action: .post([Transfer(debit: debit, credit: credit, amount: Yen(600))]))
        return Change(
            chart: chart, vouchers: [voucher], recorded: try Desk.noon("2026-06-01"))
    }

    @Test("Steps that expand only add tables, and what else they do is found")
    func rule() throws {
        #expect(try Migration.breaches(in: Self.today) == [])
        let expanding = Self.step(1_000, expands: true)
        #expect(try Migration.breaches(in: Self.today + [expanding]) == [])
        for sql in [
            "ALTER TABLE sale ADD COLUMN x TEXT", "DROP TABLE payout_receipt_line",
            "CREATE INDEX sale_office ON sale (office)", "DROP TRIGGER sale_no_update",
            "CREATE TRIGGER t BEFORE INSERT ON sale BEGIN SELECT 1; END",
        ] {
            let step = Migration(number: 1_000, name: "wrong", sqlite: sql, expands: true)
            #expect(try Migration.breaches(in: Self.today + [step]).count == 1, "\(sql)")
        }
        let rows = Migration(number: 1_000, name: "rows", sqlite: "", expands: true) { _ in }
        #expect(try Migration.breaches(in: Self.today + [rows]).count == 1)
    }

    @Test("The former program posts on beside the new one, and both find the books whole")
    func sideBySide() throws {
        let desk = try AprilBooks.copy()
        let before = try desk.vouchers().count
        let later = Self.today + [Self.step(1_000, expands: true)]
        let upgraded = try upgrade(desk, later)
        #expect(upgraded.schemaVersion == 1_000)
        let tomorrow = LedgerStore(upgraded)
        for turn in 0..<3 {
            // One that has been at work since before, and one that was started again.
            if turn == 1 { try desk.reopen() }
            for (store, name) in [(desk.books.ledger, "old"), (tomorrow, "new")] {
                let answer = try store.post([change("\(name)-\(turn)")])[0][0].get()
                #expect(answer.sequence == Int64(before + 2 * turn + (name == "old" ? 1 : 2)))
            }
            try upgraded.write { try $0.run("INSERT INTO tomorrow (s) VALUES ('x')") }
        }
        #expect(try tomorrow.audit().isSound)
        // What the two have posted follows from no fact; all else holds.
        let audit = try AuditBooks(desk.books).run { _, _ in }
        #expect(audit.ledger.isSound)
        #expect(Set(audit.damages.map(\.kind)).isSubset(of: [.entryUnfounded]), "\(audit.damages)")
        #expect(audit.ledger.vouchers == Int64(before + 6))
        try upgraded.close()
    }

    @Test("Facts come in through the former program beside the new one")
    func facts() throws {
        let desk = try AprilBooks.copy()
        let later = Self.today + [Self.step(1_000, expands: true)]
        let upgraded = try upgrade(desk, later)
        try desk.take(SampleMonth.late)
        try desk.reconcile("2026-05-20")
        #expect(try AuditBooks(desk.books).run { _, _ in }.isSound)
        #expect(try UpgradeBooks(desk.place).run().backup == nil)
        try upgraded.close()
    }

    @Test("After a step that does more, the former program writes nothing and is not started")
    func contracted() throws {
        let desk = try AprilBooks.copy()
        let later =
            Self.today + [Self.step(1_000, expands: true), Self.step(1_001, expands: false)]
        let upgraded = try upgrade(desk, later)
        try upgraded.close()
        let before = try desk.rowCounts()
        #expect(try code { _ = try desk.books.ledger.post([change("old")]) } == "schema")
        #expect(try code { try desk.take(SampleMonth.late) } == "schema")
        #expect(try desk.rowCounts() == before)
        #expect(try code { try desk.reopen() } == "schema-newer")
    }

    @Test("Evidence that was starred out before books kept its digest is proved after an upgrade")
    func starred() throws {
        let desk = try Desk()
        let number = "4111111111111111"
        _ = try desk.take(
            "a",
            Journal.event(1, "2026-04-01T10:00", ["juminhyo 1 300"])
                + Journal.event(2, "2026-04-01T10:01", office: "annex", ["inkan 1 300"])
                .replacing("\"slip\":\"10002\"", with: "\"slip\":\"\(number)\""))
        #expect(try desk.count("evidence_masked") == 1)
        // The books as the program had them that did not know of it.
        let former = Self.today.filter { $0.number < 23 }
        let known = Set(try Database.tables(of: former).map(\.name))
        try desk.books.database.write { connection in
            for table in try Database.tables(of: Self.today).reversed()
            where !known.contains(table.name) {
                try connection.run("DROP TABLE \(table.name)")
            }
            try connection.run("DELETE FROM schema_migration WHERE number >= 23")
        }
        #expect(try UpgradeBooks(desk.place).run().from == 22)
        try desk.reopen()
        #expect(try desk.count("evidence_masked") == 1)
        let audit = try AuditBooks(desk.books).run { _, _ in }
        #expect(audit.isSound && audit.evidence == 1, "\(audit.damages)")
    }
}
