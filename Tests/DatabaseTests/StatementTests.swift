import Database
import Testing

struct StatementTests {
    let folder: TemporaryFolder
    let database: Database

    init() throws {
        folder = try TemporaryFolder()
        database = try Database.create(path: folder.path("books"), migrations: []) {
            try $0.run("CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, s TEXT, b BLOB)")
        }
    }

    @Test("Integers come back", arguments: [0, 1, -1, .max, .min] as [Int64])
    func integers(_ value: Int64) throws {
        let found = try database.write { connection in
            let row = try connection.statement("SELECT ?1, typeof(?1)")
            row.bind(1, value)
            try row.step()
            return (row.int64(0), row.text(1))
        }
        #expect(found == (value, "integer"))
    }

    @Test(
        "Texts come back, byte for byte",
        arguments: [
            "", "a", "収納日", "が\u{304B}\u{3099}", "a\0b", String(repeating: "円", count: 5_000),
        ])
    func texts(_ text: String) throws {
        let found = try database.write { connection in
            let insert = try connection.statement("INSERT INTO t (id, s) VALUES (1, ?1)")
            insert.bind(1, text)
            try insert.run()
            let row = try connection.statement("SELECT s, typeof(s) FROM t")
            try row.step()
            return (row.text(0), row.text(1))
        }
        #expect(Array(found.0.utf8) == Array(text.utf8))
        #expect(found.1 == "text")
    }

    @Test(
        "Blobs come back", arguments: [[], [0], [1, 2, 3], Array(repeating: 0xFF, count: 9_000)])
    func blobs(_ blob: [UInt8]) throws {
        try database.write { connection in
            let insert = try connection.statement("INSERT INTO t (id, b) VALUES (?1, ?2)")
            insert.bind(1, 1)
            insert.bind(2, blob)
            try insert.run()
            try blob.withUnsafeBytes { bytes in
                insert.bind(1, 2)
                insert.bindInPlace(blob: 2, bytes)
                try insert.run()
            }
            let row = try connection.statement("SELECT b, typeof(b) FROM t")
            for _ in 1...2 {
                #expect(try row.step())
                #expect(row.blob(0) == blob)
                #expect(row.withBytes(0) { $0.count } == blob.count)
                #expect(row.text(1) == "blob")
            }
            #expect(try !row.step())
        }
    }

    @Test("What is missing is null, and not zero or empty")
    func nulls() throws {
        try database.write { connection in
            let insert = try connection.statement("INSERT INTO t VALUES (1, ?1, ?2, ?3)")
            insert.bind(1, Int64?.none)
            insert.bind(2, String?.none)
            insert.bind(3, [UInt8]?.none)
            try insert.run()
            #expect(insert.changes == 1)
            let row = try connection.statement("SELECT i, s, b FROM t")
            try row.step()
            #expect((0..<3).allSatisfy { row.isNull($0) })
            #expect(row.optionalInt64(0) == nil)
            #expect(row.optionalText(1) == nil)
            #expect(row.optionalBlob(2) == nil)
        }
    }

    @Test("A loop may ask the same question inside itself")
    func sameStatementInside() throws {
        try database.write { connection in
            try connection.run("INSERT INTO t (id) VALUES (1), (2), (3)")
            var pairs: [[Int64]] = []
            let outer = try connection.statement("SELECT id FROM t ORDER BY id")
            while try outer.step() {
                let inner = try connection.statement("SELECT id FROM t ORDER BY id")
                while try inner.step() { pairs.append([outer.int64(0), inner.int64(0)]) }
            }
            #expect(pairs == (1...3).flatMap { a in (1...3).map { [a, $0] } })
        }
    }

    @Test("A statement is prepared once and comes back ready")
    func statementIsKept() throws {
        try database.write { connection in
            try connection.run("INSERT INTO t (id) VALUES (1), (2)")
            let first = try connection.statement("SELECT id FROM t ORDER BY id")
            while try first.step() {}
            let second = try connection.statement("SELECT id FROM t ORDER BY id")
            #expect(first === second)
            try second.step()
            #expect(second.int64(0) == 1)
        }
    }

    @Test("What is written in a mistake is undone, and the error goes on")
    func mistakeIsUndone() throws {
        struct Mistake: Error {}
        #expect(throws: Mistake.self) {
            try database.write { connection in
                try connection.run("INSERT INTO t (id) VALUES (1)")
                throw Mistake()
            }
        }
        #expect(try count() == 0)
        try database.write { try $0.run("INSERT INTO t (id) VALUES (1)") }
        #expect(try count() == 1)
    }

    private func count() throws -> Int64 {
        try database.read { connection in
            let row = try connection.statement("SELECT count(*) FROM t")
            try row.step()
            return row.int64(0)
        }
    }

    @Test("A rule of the database that refuses a row is a constraint, with its message")
    func constraint() throws {
        try database.write { connection in
            try connection.run(
                """
                CREATE TRIGGER t_stays BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, '残す'); END;
                INSERT INTO t (id) VALUES (1)
                """)
        }
        for sql in [
            "INSERT INTO t (id) VALUES (1)", "DELETE FROM t", "REPLACE INTO t (id) VALUES (1)",
        ] {
            let trouble = #expect(throws: DatabaseTrouble.self) {
                try database.write { try $0.statement(sql).run() }
            }
            #expect(trouble?.kind == .constraint)
            #expect(trouble?.mayRetry == false)
            if !sql.hasPrefix("INSERT") { #expect(trouble?.message.contains("残す") == true) }
        }
        #expect(try count() == 1)
    }

    @Test("Reading cannot write")
    func readingCannotWrite() throws {
        let trouble = #expect(throws: DatabaseTrouble.self) {
            try database.read { try $0.run("INSERT INTO t (id) VALUES (1)") }
        }
        #expect(trouble?.kind == .readonly)
    }

    @Test("A reader sees one snapshot while others write")
    func snapshot() throws {
        try database.read { connection in
            let row = try connection.statement("SELECT count(*) FROM t")
            try row.step()
            #expect(row.int64(0) == 0)
            let other = try Database.open(path: database.path, migrations: [])
            try other.write { try $0.run("INSERT INTO t (id) VALUES (1)") }
            row.reset()
            try row.step()
            #expect(row.int64(0) == 0)
        }
        #expect(try count() == 1)
    }

    @Test("While another process writes, the database is busy and may be tried again")
    func busy() throws {
        let other = try Database.open(
            path: database.path, migrations: [], busyTimeoutSeconds: 0)
        try database.write { _ in
            let trouble = #expect(throws: DatabaseTrouble.self) { try other.write { _ in } }
            #expect(trouble?.kind == .busy)
            #expect(trouble?.mayRetry == true)
        }
        try other.write { try $0.run("INSERT INTO t (id) VALUES (1)") }
        #expect(try count() == 1)
    }

    @Test("A closed database is trouble, not a crash")
    func closed() throws {
        #expect(try count() == 0)
        try database.close()
        #expect(throws: DatabaseTrouble.self) { try count() }
        #expect(throws: DatabaseTrouble.self) { try database.write { _ in } }
    }

    @Test("Many threads read and write side by side")
    func manyThreads() async throws {
        try await withThrowingTaskGroup { group in
            for writer in 0..<8 {
                group.addTask {
                    for place in 0..<50 {
                        try database.write { connection in
                            let insert = try connection.statement("INSERT INTO t (id) VALUES (?1)")
                            insert.bind(1, Int64(writer * 1_000 + place))
                            try insert.run()
                        }
                        _ = try count()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try count() == 400)
    }
}
