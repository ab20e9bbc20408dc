import Database
import Foundation
import Money
import Office
import Store
import TestSupport
import Testing

/// Whoever writes past the program, and keeps the tables' own seals in step.
@Suite(
    "Kept figures under the audit",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct FigureAuditTests {
    private static let forgeries: [(sql: String, table: String, place: String)] = [
        (
            "UPDATE figure_row SET entrusted = entrusted + 100 WHERE day = "
                + "(SELECT max(day) FROM figure_row WHERE entrusted > 0)",
            "figure_row", "2026-04-0"
        ),
        ("UPDATE figure_row SET payments = payments + 1", "figure_row", "general"),
        ("UPDATE figure_row SET received = received + 1", "figure_row", "received"),
        ("UPDATE figure_provider SET received = received + 1", "figure_provider", "providers"),
        ("UPDATE figure_office SET amount = amount + 1", "figure_office", "offices"),
        ("UPDATE figure_bank SET amount = amount + 1", "figure_bank", "bank"),
        ("DELETE FROM figure_row", "figure_row", "revenue general -: figures 0"),
    ]

    @Test("A forged figure is told, with its day", arguments: forgeries.indices)
    func forged(_ index: Int) throws {
        let forgery = Self.forgeries[index]
        let folder = try SmallBooks.copy()
        let raw = try RawDatabase(folder.path("books.sqlite"))
        try raw.disarmed(forgery.table) { try raw.run(forgery.sql) }
        try raw.disarmed("table_seal") {
            try raw.run("DELETE FROM table_seal WHERE name = '\(forgery.table)'")
        }
        let books = try Books.open(folder.url.path())
        defer { try? books.database.close() }
        try books.database.write { try TableSeals($0).keep() }
        let damages = try AuditBooks(books).run { _, _ in }.damages
        #expect(damages.allSatisfy { $0.kind == .figuresDiffer }, "the seals are in step")
        #expect(
            damages.contains {
                $0.kind == .figuresDiffer && $0.place.contains(forgery.place)
            }, "\(damages)")
    }

    @Test("The figures of the whole sample month hold")
    func month() throws {
        let books = try SealedBooks()
        try books.close("2026-03-31", "2026-04-30", carry: "carried")
        #expect(try AuditBooks(books.desk.books).run { _, _ in }.damages == [])
    }
}
