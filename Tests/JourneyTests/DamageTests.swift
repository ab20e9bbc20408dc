import Foundation
import TestSupport
import Testing

@Suite(
    "Damage, and a forger, told by the program that ships",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct DamageTests {
    /// Books of some days, of which the first are closed.
    static let closed = Result {
        let books = try TestBooks()
        try books.take(Shiomi.beginning())
        try books.reconcile("2026-04-08")
        for arguments in [
            ["keys", "demo", "--out", books.folder.path + "/keys"],
            [
                "close", "2026-03-31..2026-04-05", "--out", books.folder.path + "/packages",
                "--by", "sato", "--carry", "waits for the payout",
            ],
        ] {
            let answer = try books.run(arguments)
            try #require(answer.status == 0, "\(answer.ending)")
        }
        return books
    }

    static func sql(_ books: TestBooks, _ sql: String) throws -> String {
        let answer = try StockTool.sqlite(books.path + "/books.sqlite", sql)
        try #require(answer.status == 0, "\(sql): \(answer.text)")
        return answer.text
    }

    /// Runs SQL while the triggers of some tables are gone; they come back as they were.
    static func disarmed(
        _ books: TestBooks, _ tables: [String], _ change: String, checks: Bool = true
    ) throws {
        let names = tables.map { "'\($0)'" }.joined(separator: ", ")
        let condition = "FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN (\(names))"
        let drops = try sql(books, "SELECT 'DROP TRIGGER ' || name || ';' \(condition)")
        let triggers = try sql(books, "SELECT sql || ';' \(condition)")
        let checking = checks ? "" : "PRAGMA ignore_check_constraints = ON;"
        _ = try sql(books, "\(checking) BEGIN; \(drops) \(change); \(triggers) COMMIT")
    }

    /// Makes 301 yen of a sale of 300 on a day, and keeps every sum in step.
    private static func forge(_ books: TestBooks, on day: String, isClosed: Bool) throws {
        let number = "(julianday('\(day)') - julianday('1970-01-01'))"
        // A sale's record ends with its one transfer, the day and when it was recorded.
        let found = try sql(
            books,
            """
            SELECT first || ' ' || hex(records) FROM ledger_journal
            WHERE earliest_day = \(number) AND latest_day = \(number)
                AND hex(records) LIKE '%01____AC02%'
            """)
        var places: (row: Substring, start: Int, debit: Int, credit: Int)?
        for line in found.split(separator: "\n") {
            let words = line.split(separator: " ")
            let bytes = hexadecimal(words[1])
            places =
                (0..<bytes.count - 5).lazy.filter { start in
                    bytes[start] == 1 && bytes[start + 1] < 0x80 && bytes[start + 2] < 0x80
                        && bytes[start + 3] == 0xAC && bytes[start + 4] == 2
                }.map { (words[0], $0 + 1, Int(bytes[$0 + 1]), Int(bytes[$0 + 2])) }.first
            if places != nil { break }
        }
        let (row, start, debit, credit) = try #require(places, "a sale of 300 yen on \(day)")
        var changes = [
            """
            UPDATE ledger_journal SET records = CAST(
                substr(records, 1, \(start + 2)) || x'AD' || substr(records, \(start + 4)) AS BLOB)
            WHERE first = \(row)
            """,
            "UPDATE ledger_head SET turnover = turnover + 1",
        ]
        for (account, side) in [(debit, "debits"), (credit, "credits")] {
            changes.append(
                """
                UPDATE ledger_day_balance SET \(side) = \(side) + 1
                WHERE place = (CAST(\(number) AS INTEGER) << 32 | \(account))
                """)
            if isClosed {
                changes.append(
                    """
                    UPDATE ledger_carried_balance SET \(side) = \(side) + 1
                    WHERE account = \(account)
                    """)
            }
        }
        try disarmed(books, ["ledger_journal", "ledger_head"], changes.joined(separator: "; "))
    }

    private static func hexadecimal(_ digits: Substring) -> [UInt8] {
        stride(from: 0, to: digits.utf8.count - 1, by: 2).compactMap { place in
            let start = digits.utf8.index(digits.startIndex, offsetBy: place)
            return UInt8(digits[start..<digits.utf8.index(start, offsetBy: 2)], radix: 16)
        }
    }

    private static func kinds(_ books: TestBooks) throws -> Set<String> {
        let answer = try books.run("audit", "--json")
        #expect(answer.status == 1, "\(answer.ending)")
        let report = try answer.json()
        #expect(report["sound"] == .bool(false))
        return Set(
            (report["damages"].rows + report["findings"].rows).compactMap { $0["kind"].text })
    }

    @Test("A forger who keeps every sum in step is told by the root in a closed day")
    func closedDay() throws {
        let books = try TestBooks(copyOf: Self.closed.get())
        try Self.forge(books, on: "2026-04-02", isClosed: true)
        #expect(try Self.kinds(books) == ["hash-wrong", "tree-wrong", "root-wrong"])
    }

    @Test("In an open day, by the running hash")
    func openDay() throws {
        let books = try TestBooks(copyOf: Self.closed.get())
        try Self.forge(books, on: "2026-04-07", isClosed: false)
        #expect(try Self.kinds(books) == ["hash-wrong"])
    }

    @Test("Undamaged books are sound; a trigger that is gone is damage")
    func trigger() throws {
        let books = try TestBooks(copyOf: Self.closed.get())
        try books.audit()
        _ = try Self.sql(books, "DROP TRIGGER sale_no_update")
        #expect(try Self.kinds(books) == ["schema-differs"])
    }

    @Test("A cell of any table that changed is told")
    func everyTable() throws {
        let whole = try Self.closed.get()
        let tables = try Self.sql(
            whole,
            """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name
            """)
        for table in tables.split(separator: "\n").map(String.init) {
            guard try Self.sql(whole, "SELECT count(*) FROM \(table)").first != "0" else {
                continue
            }
            let column = try Self.sql(
                whole,
                """
                SELECT name || ' ' || type FROM pragma_table_info('\(table)')
                ORDER BY pk, cid DESC LIMIT 1
                """
            ).split(whereSeparator: \.isWhitespace)
            let books = try TestBooks(copyOf: whole)
            let value = column[1] == "INTEGER" ? "coalesce(\(column[0]), 0) + 1" : "x'00'"
            let changed = column[1] == "TEXT" ? "coalesce(\(column[0]), '') || 'x'" : value
            try Self.disarmed(
                books, [table],
                "PRAGMA ignore_check_constraints = ON; UPDATE \(table) "
                    + "SET \(column[0]) = \(changed) "
                    + "WHERE \(column[0]) IS (SELECT max(\(column[0])) FROM \(table))"
            )
            let answer = try books.run("audit")
            #expect(answer.status == 1 || answer.status == 5, "\(table): \(answer.ending)")
            #expect(!answer.out.isEmpty || !answer.err.isEmpty, "\(table)")
        }
    }

    @Test("A flipped byte ends in exit code 0, 1 or 5, with words, and never in a crash")
    func bytes() throws {
        var random = SplitMix64.seeded("journey bytes")
        let whole = try Self.closed.get()
        _ = try Self.sql(whole, "PRAGMA wal_checkpoint(TRUNCATE)")
        let bytes = try Data(contentsOf: URL(filePath: whole.path + "/books.sqlite"))
        let books = try TestBooks(copyOf: whole)
        for _ in 0..<40 {
            var flipped = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            flipped[place] ^= UInt8.random(in: 1...255, using: &random)
            for rest in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: books.path + "/books.sqlite" + rest)
            }
            try flipped.write(to: URL(filePath: books.path + "/books.sqlite"))
            let answer = try books.run("audit")
            #expect([0, 1, 5].contains(answer.status), "\(place): \(answer.ending)")
            #expect(!answer.out.isEmpty || !answer.err.isEmpty)
        }
    }
}
