import Foundation
import Office
import TestSupport
import Testing

@Suite(
    "Damage behind the program's back", .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct DamageTests {
    /// A cell of the books, and what becomes of it.
    struct Change {
        var table: String
        var column: String
        /// Names the row in SQL.
        var row: String
        /// As SQL.
        var value: String

        var sql: String { "UPDATE \(table) SET \"\(column)\" = \(value) WHERE \(row)" }
    }

    private static let turns = 1_000

    /// Tables of live payments, which these books, made of files, do not have; and of payouts that
    /// came to a bank, of which none has in these few days.
    private static let live: Set = [
        "api_key", "api_key_end", "bank_collection", "bank_movement", "idempotent_answer", "lease",
        "page_token", "payment", "payment_contact", "payment_dispute", "payment_event",
        "payment_exchange",
        "payment_fact", "payment_link", "payment_link_end", "payment_payout", "payment_settled",
        "payment_standing", "request_bucket", "reservation", "webhook_answer", "webhook_delivery",
        "webhook_endpoint", "webhook_secret", "webhook_subscription", "webhook_try",
    ]

    @Test("Undamaged books are sound, and hold rows in every table")
    func sound() throws {
        let folder = try SmallBooks.copy()
        guard case .sound = try SmallBooks.audit(folder) else {
            Issue.record("\(try SmallBooks.audit(folder))")
            return
        }
        let empty = try RawDatabase(folder.path("books.sqlite")).emptyTables()
        #expect(
            Set(empty).subtracting(DamageTests.live) == [],
            "these are never damaged in these tests")
    }

    @Test("A changed byte of any evidence is told, starred out or not")
    func evidence() throws {
        let folder = try SmallBooks.copy()
        let source = folder.path("evidence")
        let kept = try FileManager.default.destinationOfSymbolicLink(atPath: source)
        let names = try FileManager.default.subpathsOfDirectory(atPath: kept)
            .filter { $0.contains("/") && !$0.hasPrefix("incoming") }
        try FileManager.default.removeItem(atPath: source)
        try FileManager.default.copyItem(atPath: kept, toPath: source)
        var starred = 0
        for name in names {
            let file = URL(filePath: source + "/" + name)
            let whole = try Data(contentsOf: file)
            if whole.range(of: Data("**** **** **** 1111".utf8)) != nil { starred += 1 }
            var changed = whole
            changed[changed.startIndex + changed.count / 2] ^= 1
            try changed.write(to: file)
            guard case .damaged(let places) = try SmallBooks.audit(folder) else {
                Issue.record("\(name) is changed unseen")
                continue
            }
            let digest = name.split(separator: "/").last.map(String.init) ?? ""
            #expect(places == ["evidence-changed \(digest)"])
            try whole.write(to: file)
        }
        #expect(starred == 1 && names.count > 10)
    }

    @Test("A changed cell of any table is told by the audit")
    func cells() throws {
        var random = SplitMix64.seeded("cells")
        var unseen: [String] = []
        var troubles = 0
        let picker = try SmallBooks.copy()
        let source = try RawDatabase(picker.path("books.sqlite"))
        let bytes = try SmallBooks.bytes()
        for _ in 0..<Self.turns {
            let folder = try SmallBooks.copy(bytes)
            let change = try Self.damage(folder, source, &random)
            switch try SmallBooks.audit(folder) {
            case .sound: unseen.append(change.sql)
            case .damaged(let places): #expect(!places.isEmpty)
            case .trouble(let words):
                troubles += 1
                #expect(!words.isEmpty)
            }
        }
        print("cells: \(Self.turns) changed, \(troubles) of them stop the program")
        #expect(unseen == [])
    }

    @Test("A flipped byte of the file is told by the audit, or no cell is another")
    func bytes() throws {
        var random = SplitMix64.seeded("bytes")
        let bytes = try SmallBooks.bytes()
        let undamaged = try SmallBooks.copy()
        let whole = try RawDatabase(undamaged.path("books.sqlite")).dump()
        var unseen: [Int] = []
        var harmless = 0
        var troubles = 0
        for _ in 0..<Self.turns {
            var flipped = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            flipped[place] ^= UInt8.random(in: 1...255, using: &random)
            let folder = try SmallBooks.copy(flipped)
            switch try SmallBooks.audit(folder) {
            case .sound:
                let dump = try? RawDatabase(folder.path("books.sqlite")).dump()
                if dump == whole { harmless += 1 } else { unseen.append(place) }
            case .damaged(let places): #expect(!places.isEmpty)
            case .trouble(let words):
                troubles += 1
                #expect(!words.isEmpty)
            }
        }
        print(
            "bytes: \(Self.turns) flipped, \(troubles) stop the program, \(harmless) are no cell's")
        #expect(unseen == [])
    }

    // MARK: - Making damage

    /// Changes one cell; what the database does not take, as a second row of one key, is not tried
    /// again.
    static func damage(
        _ folder: TemporaryFolder, _ source: RawDatabase, of chosen: Set<String>? = nil,
        _ random: inout SplitMix64
    ) throws -> Change {
        let database = try RawDatabase(folder.path("books.sqlite"))
        while true {
            let change = try pick(source, chosen, &random)
            var changes = 0
            do {
                try database.disarmed(change.table) {
                    try database.run(change.sql)
                    changes = database.changes
                }
            } catch is RawDatabase.Trouble { continue }
            #expect(changes == 1, "\(change.sql)")
            return change
        }
    }

    private static func pick(
        _ source: RawDatabase, _ chosen: Set<String>?, _ random: inout SplitMix64
    ) throws -> Change {
        while true {
            let tables = try source.filledTables().filter { chosen?.contains($0.name) ?? true }
            let table = tables[Int.random(in: 0..<tables.count, using: &random)]
            let columns = try source.columns(table.name)
            let column = columns[Int.random(in: 0..<columns.count, using: &random)]
            let keys = columns.filter { $0.key > 0 }.map(\.name)
            let names = keys.isEmpty ? ["rowid"] : keys
            let place = Int.random(in: 0..<table.rows, using: &random)
            let quoted = names.map { "quote(\"\($0)\")" }.joined(separator: ", ")
            let row = try #require(
                try source.rows(
                    "SELECT quote(\"\(column.name)\"), \(quoted) FROM \(table.name) LIMIT 1 "
                        + "OFFSET \(place)"
                ).first)
            let value = value(instead: row[0], type: column.type, &random)
            if value == row[0] { continue }
            return Change(
                table: table.name, column: column.name,
                row: zip(names, row.dropFirst()).map { "\"\($0)\" IS \($1)" }
                    .joined(separator: " AND "), value: value)
        }
    }

    /// Another value of a column's type, as SQL.
    private static func value(
        instead old: String, type: String, _ random: inout SplitMix64
    ) -> String {
        if Int.random(in: 0..<8, using: &random) == 0 { return "NULL" }
        if type == "INTEGER" {
            let number = Int64(old) ?? 0
            let others: [Int64] = [
                number &+ 1, number &- 1, 0 &- number, 0, 1, -1, number ^ 1 << 20, Int64(Int32.max),
                Int64(Int32.min), Int64(Int32.max) + 1, .max, .min + 1,
                Int64.random(in: -100_000...100_000, using: &random),
            ]
            return String(others[Int.random(in: 0..<others.count, using: &random)])
        }
        let isBlob = type == "BLOB"
        if old == "NULL" { return isBlob ? "x'00'" : "'x'" }
        var characters = Array(isBlob ? old.dropFirst(2).dropLast() : old.dropFirst().dropLast())
        switch Int.random(in: 0..<4, using: &random) {
        case 0: characters = []
        case 1: characters.removeLast(min(characters.count, 2))
        case 2: characters += isBlob ? ["0", "0"] : [" "]
        default:
            guard !characters.isEmpty else { return isBlob ? "x'01'" : "'y'" }
            let place = Int.random(in: 0..<characters.count, using: &random)
            let other: Character = isBlob ? "a" : "z"
            characters[place] = characters[place] == other ? "b" : other
        }
        let text = String(characters)
        return isBlob ? "X'\(text.uppercased())'" : "'\(text)'"
    }
}

extension RawDatabase {
    func tableNames() throws -> [String] {
        try rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                + "ORDER BY name"
        ).map { $0[0] }
    }

    func filledTables() throws -> [(name: String, rows: Int)] {
        try tableNames().map { ($0, Int(try rows("SELECT count(*) FROM \($0)")[0][0]) ?? 0) }
            .filter { $0.1 > 0 }
    }

    func emptyTables() throws -> [String] {
        try tableNames().filter { try rows("SELECT 1 FROM \($0) LIMIT 1").isEmpty }
    }
}
