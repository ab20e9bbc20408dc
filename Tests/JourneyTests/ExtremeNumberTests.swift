import Foundation
import TestSupport
import Testing

/// Whole numbers at the ends of what a column holds, in any cell of the books.
///
/// A program that traps is ended by a signal, and one that counts to the end of such a number does
/// not end: both can be seen from outside alone.
@Suite(
    "Numbers out of all range in the books, and the program that ships",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct ExtremeNumberTests {
    private static let values: [Int64] = [
        .min, .max, 0, -1, 1 << 56, -(1 << 40), 2_932_897, -719_163, 100_000_000_000_000_000,
    ]

    private static let commands: [[String]] = [
        ["exceptions"], ["report", "daily", "2026-04-02"], ["report", "daily", "2026-04-07"],
        ["report", "cash"], ["report", "revenue"], ["report", "clearing"],
        ["report", "exceptions"], ["export", "journal", "--format", "hledger"],
        ["statement", "asset/bank/main", "--fund", "general", "--from", "2026-04-03"],
        ["proof", "days", "2026-03-31", "2026-04-02"], ["reconcile", "--through", "2026-04-08"],
        ["close", "2026-04-06", "--out", "again", "--by", "sato", "--carry", "x"],
    ]

    /// Of how many damages one run tells; `SUITO_TURNS` asks for more.
    private static let turns =
        ProcessInfo.processInfo.environment["SUITO_TURNS"].flatMap { Int($0) } ?? 120

    /// Integer columns of tables that hold something, and whether rows have a number.
    private static func columns(
        _ books: TestBooks
    ) throws -> [(table: String, column: String, isNumbered: Bool)] {
        let tables = try DamageTests.sql(
            books,
            """
            SELECT t.name || ' ' || c.name || ' ' || l.wr FROM sqlite_schema t
            JOIN pragma_table_list l ON l.name = t.name AND l.schema = 'main'
            JOIN pragma_table_xinfo(t.name) c ON c.type = 'INTEGER' AND c.hidden = 0
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1
            """)
        let found = tables.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return try found.filter { row in
            try DamageTests.sql(books, "SELECT count(*) FROM \(row[0])") != "0\n"
        }.map { ($0[0], $0[1], $0[2] == "0") }
    }

    @Test("Every command does its work or says what is damaged; none is ended by a signal")
    func extremes() throws {
        var random = SplitMix64.seeded("extreme numbers")
        let source = try DamageTests.closed.get()
        let columns = try Self.columns(source)
        #expect(columns.count > 150)
        var told = 0
        var tried = 0
        for _ in 0..<Self.turns {
            let (table, column, isNumbered) = try #require(columns.randomElement(using: &random))
            let value = try #require(Self.values.randomElement(using: &random))
            let command = try #require(Self.commands.randomElement(using: &random))
            let books = try TestBooks(copyOf: source)
            // Where rows have no number, all of them but those that would be twice there.
            let behind = Int.random(in: 0..<3, using: &random)
            let row = "WHERE rowid = (SELECT max(rowid) - \(behind) FROM \(table))"
            try DamageTests.disarmed(
                books, [table],
                "UPDATE OR IGNORE \(table) SET \"\(column)\" = \(value) \(isNumbered ? row : "");",
                checks: false)
            let answer = try books.run(command)
            let place = "\(table).\(column) = \(value), \(command[0])"
            #expect(answer.status != nil, "\(place): \(answer.ending)")
            tried += 1
            if let status = answer.status, status != 0 {
                told += 1
                #expect([1, 4, 5].contains(status), "\(place): \(answer.ending)")
                #expect(!answer.words.isEmpty, "\(place)")
            }
        }
        print("extremes: \(tried) tried, \(told) told")
        #expect(told > 0)
    }
}
