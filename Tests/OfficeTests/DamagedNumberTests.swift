import Database
import Foundation
import LedgerStore
import Money
import Office
import Reconciliation
import Sealing
import TestSupport
import Testing

@Suite(
    "Numbers out of their range in the books",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct DamagedNumberTests {
    /// Columns of whole numbers in the tables outside of the ledger.
    private static func columns() throws -> [(table: String, column: String)] {
        let folder = try SmallBooks.copy()
        let raw = try RawDatabase(folder.path("books.sqlite"))
        let tables = try raw.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
                + "AND name NOT LIKE 'ledger%' AND name <> 'table_seal'")
        return try tables.flatMap { table in
            try raw.columns(table[0]).filter { $0.type == "INTEGER" }.map { (table[0], $0.name) }
        }
    }

    private static let verbs: [(String, @Sendable (Books, TemporaryFolder) throws -> Void)] = [
        ("exceptions", { books, _ in _ = try ListExceptions(books).run(all: true) }),
        ("closed", { books, _ in _ = try ReadFigures(books).run(Desk.day("2026-04-02")) }),
        ("open", { books, _ in _ = try ReadFigures(books).run(Desk.day("2026-04-08")) }),
        ("cash", { books, _ in _ = try ReadCash(books).run(Desk.day("2026-04-08")) }),
        ("clearing", { books, _ in _ = try ReadClearing(books).run(Desk.day("2026-04-08")) }),
        ("audit", { books, _ in _ = try AuditBooks(books).run { _, _ in } }),
        (
            "reconcile",
            { books, _ in
                _ = try ReconcileBooks(books).run(
                    through: Desk.day("2026-04-08"), at: Desk.noon("2026-05-21")
                ) { _ in }
            }
        ),
        (
            "close",
            { books, folder in
                _ = try SealKeys(
                    folder: folder.url.path(), books: books, isWithoutHandover: true
                ).makeDemo(
                    in: folder.path("keys"), organization: "Shiomi City", kind: .p256,
                    passphrase: nil, at: Desk.noon("2026-05-21"))
                _ = try CloseDays(books, stamp: { _, _ in [] }, printSummary: { _, _, _ in [] })
                    .run(
                        CloseDays.Request(
                            days: [Desk.day("2026-04-07")], folder: folder.path("out"),
                            person: "sato", carry: "waits", software: "test"),
                        at: Desk.noon("2026-05-22")
                    ) { _ in }
            }
        ),
    ]

    private static let turns = 60

    @Test("Each verb does its work or says which table is damaged; none breaks")
    func verbs() throws {
        var random = SplitMix64.seeded("damaged numbers")
        let columns = try Self.columns()
        #expect(columns.count > 80)
        var told = 0
        for _ in 0..<Self.turns {
            let (table, column) = try #require(columns.randomElement(using: &random))
            let folder = try SmallBooks.copy()
            let raw = try RawDatabase(folder.path("books.sqlite"))
            let change = Bool.random(using: &random) ? "+ (1 << 40)" : "- (1 << 40)"
            do {
                try raw.disarmed(table) {
                    try raw.run("UPDATE \(table) SET \"\(column)\" = \"\(column)\" \(change)")
                }
            } catch is RawDatabase.Trouble { continue }
            guard let (name, verb) = Self.verbs.randomElement(using: &random) else { continue }
            do {
                let books = try Books.open(folder.url.path())
                defer { try? books.database.close() }
                try verb(books, folder)
            } catch let trouble as DatabaseTrouble {
                told += 1
                #expect(!trouble.message.isEmpty, "\(name) \(table).\(column)")
            } catch is OfficeDenial {
            } catch is ClosingDenial {
            } catch is PostingRefused {}
        }
        #expect(told > 0)
    }

    @Test(
        "A day, a time or a kind that is none is told with its table",
        arguments: [
            ("UPDATE sale SET at = at + (1 << 50)", "sale"), ("UPDATE sale SET kind = 9", "sale"),
            ("UPDATE sale SET id = CAST('x' || rowid AS BLOB)", "sale"),
            ("UPDATE sale SET basket = x'01FF'", "sale"),
            ("UPDATE provider_line SET kind = 999", "provider_line"),
            ("UPDATE bank_line SET day = day - (1 << 40)", "bank_line"),
            ("UPDATE slip SET pay_date = 1 << 40", "slip"),
            ("UPDATE bill SET due = 1 << 40", "bill"),
            ("UPDATE bill_change SET event = 'x'", "bill_change"),
        ])
    func told(_ sql: String, _ table: String) throws {
        let folder = try SmallBooks.copy()
        let raw = try RawDatabase(folder.path("books.sqlite"))
        try raw.disarmed(table) { try raw.run(sql) }
        let books = try Books.open(folder.url.path())
        defer { try? books.database.close() }
        let trouble = #expect(throws: DatabaseTrouble.self) {
            try ReconcileBooks(books).run(
                through: Desk.day("2026-04-08"), at: Desk.noon("2026-05-21")
            ) { _ in }
        }
        #expect(trouble?.kind == .corrupt)
        #expect(trouble?.message.contains("table \(table) is damaged") == true, "\(trouble)")
    }
}
