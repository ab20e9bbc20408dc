import Database
import Dispatch
import Synchronization
import TestSupport
import Testing

/// The port on a PostgreSQL server.
@Suite(.enabled(if: TestEngine.server != nil, "\(TestEngine.noServer)"))
final class ClusterTests {
    static let table = Migration(
        number: 1, name: "first",
        sqlite: "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, b BLOB) STRICT;",
        postgresql: PostgreSQLSchema.tables(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, b BLOB) STRICT;"))

    let url: String
    let database: Database

    init() throws {
        url = try #require(TestEngine.newSchema())
        database = try Database.create(path: url, migrations: [ClusterTests.table])
    }

    deinit {
        try? database.write { connection in
            let row = try connection.statement("SELECT current_schema()::text")
            try row.step()
            let name = row.text(0)
            row.reset()
            try connection.run("DROP SCHEMA \(name) CASCADE")
        }
        try? database.close()
    }

    private func kind(_ body: () throws -> Void) -> DatabaseTrouble.Kind? {
        do {
            try body()
            return nil
        } catch {
            return (error as? DatabaseTrouble)?.kind
        }
    }

    private func fill(_ rows: Int64) throws {
        try database.write { connection in
            let insert = try connection.insertion(
                into: "t", [.integer("id"), .text("s"), .blob("b")])
            for id in 1...rows {
                insert.bind(1, id)
                insert.bind(2, "円 \(id)")
                insert.bind(3, id.isMultiple(of: 2) ? [UInt8(truncatingIfNeeded: id)] : nil)
                try insert.add()
            }
        }
    }

    private func count(_ database: Database? = nil) throws -> Int64 {
        try (database ?? self.database).read { connection in
            let row = try connection.statement("SELECT count(*), sum(id) FROM t")
            try row.step()
            return row.int64(0)
        }
    }

    @Test("Rows that are added in bulk come back as they were bound")
    func insertion() throws {
        try fill(1_000)
        try database.read { connection in
            let row = try connection.statement("SELECT id, s, b FROM t ORDER BY id")
            for id in 1...1_000 as ClosedRange<Int64> {
                #expect(try row.step())
                #expect(row.int64(0) == id && row.text(1) == "円 \(id)")
                #expect(
                    row.optionalBlob(2)
                        == (id.isMultiple(of: 2) ? [UInt8(truncatingIfNeeded: id)] : nil))
            }
            #expect(try !row.step())
        }
    }

    @Test("A walk may ask other questions, and the same one, inside itself")
    func nested() throws {
        try fill(700)
        try database.read { connection in
            let outer = try connection.statement("SELECT id FROM t ORDER BY id")
            var sum: Int64 = 0
            while try outer.step() {
                let id = outer.int64(0)
                let one = try connection.statement("SELECT s FROM t WHERE id = ?1")
                one.bind(1, id)
                #expect(try one.step() && one.text(0) == "円 \(id)")
                one.reset()
                guard id.isMultiple(of: 100) else { continue }
                let inner = try connection.statement("SELECT id FROM t ORDER BY id")
                while try inner.step() { sum += 1 }
            }
            #expect(sum == 7 * 700)
        }
    }

    @Test("A number, a text and nothing may be bound to the same place in turn")
    func types() throws {
        try database.write { connection in
            let row = try connection.statement("SELECT ?1 IS NULL, ?2 IS NOT DISTINCT FROM ?2")
            row.bind(1, Int64(7))
            row.bind(2, "a")
            #expect(try row.step() && row.int64(0) == 0 && row.int64(1) == 1)
            row.reset()
            row.bind(1, String?.none)
            #expect(try row.step() && row.int64(0) == 1)
            row.reset()
        }
    }

    @Test("Sums are whole numbers of any size", arguments: [0, 1, -1, 10_000, -123_456_789_012])
    func sums(_ amount: Int64) throws {
        let found = try database.read { connection in
            let row = try connection.statement("SELECT sum(x) FROM (SELECT ?1 AS x) AS one")
            row.bind(1, amount)
            try row.step()
            return row.int64(0)
        }
        #expect(found == amount)
    }

    @Test("What throws leaves nothing, also where it was not waited for")
    func undone() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.write { connection in
                try connection.statement("INSERT INTO t (id) VALUES (5)").runLater()
                throw Stop()
            }
        }
        #expect(try count() == 0)
        let trouble = kind {
            try database.write { connection in
                let insert = try connection.statement("INSERT INTO t (id) VALUES (5)")
                try insert.runLater()
                try insert.runLater()
            }
        }
        #expect(trouble == .constraint)
        #expect(try count() == 0)
        try fill(3)
        #expect(try count() == 3)
    }

    @Test("A reader sees one snapshot, whatever others commit")
    func snapshot() throws {
        try fill(10)
        try database.read { connection in
            let row = try connection.statement("SELECT count(*) FROM t")
            try row.step()
            #expect(row.int64(0) == 10)
            try database.write { try $0.run("INSERT INTO t (id) VALUES (11)") }
            row.reset()
            try row.step()
            #expect(row.int64(0) == 10)
        }
        #expect(try count() == 11)
    }

    @Test("Writers of several instances take turns, and nobody's write is lost")
    func turns() throws {
        let others = try (0..<4).map { _ in
            try Database.open(path: url, migrations: [ClusterTests.table])
        }
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { place in
            for _ in 0..<25 {
                do {
                    try others[place].write { connection in
                        let row = try connection.statement("SELECT coalesce(max(id), 0) FROM t")
                        try row.step()
                        let insert = try connection.statement("INSERT INTO t (id) VALUES (?1)")
                        insert.bind(1, row.int64(0) + 1)
                        try insert.run()
                    }
                } catch {
                    failures.withLock { $0 += 1 }
                }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(try count() == 100)
        for other in others { try other.close() }
    }

    @Test("Who may not wait is told at once that another writes")
    func busy() throws {
        let other = try Database.open(
            path: url, migrations: [ClusterTests.table], busyTimeoutSeconds: 0)
        try database.write { _ in
            #expect(kind { try other.write { _ in } } == .busy)
        }
        try other.write { try $0.run("INSERT INTO t (id) VALUES (1)") }
        #expect(try count() == 1)
        try other.close()
    }

    @Test("A server that ends connections is connected to anew, and what was under way is undone")
    func lost() throws {
        try fill(2)
        let other = try Database.open(path: url, migrations: [ClusterTests.table])
        let end = """
            SELECT pg_terminate_backend(pid, 5000)::int FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND application_name = 'suito'
                AND pid = ?1
            """
        let trouble = kind {
            try database.write { connection in
                let own = try connection.statement("SELECT pg_backend_pid()::bigint")
                try own.step()
                let number = own.int64(0)
                own.reset()
                try connection.run("INSERT INTO t (id) VALUES (77)")
                try other.read { connection in
                    let row = try connection.statement(end)
                    row.bind(1, number)
                    try row.step()
                }
                try connection.run("INSERT INTO t (id) VALUES (78)")
            }
        }
        #expect(trouble == .io)
        #expect(try count() == 2)
        try addOne()
        #expect(try count() == 3)
        try other.close()
    }

    private func addOne() throws {
        try database.write { try $0.run("INSERT INTO t (id) VALUES (9)") }
    }

    @Test("A schema is made once, and one that is not there is missing")
    func opening() throws {
        #expect(
            kind { _ = try Database.create(path: url, migrations: [ClusterTests.table]) } == .exists
        )
        #expect(kind { _ = try Database.open(path: url, migrations: []) } == .schema)
        let absent = try #require(TestEngine.newSchema())
        #expect(kind { _ = try Database.open(path: absent, migrations: []) } == .missing)
        let second = Migration(
            number: 2, name: "second", sqlite: "", postgresql: "ALTER TABLE t ADD COLUMN x bigint")
        #expect(
            kind { _ = try Database.open(path: url, migrations: [ClusterTests.table, second]) }
                == .schema)
        let upgraded = try Database.upgrade(path: url, migrations: [ClusterTests.table, second])
        #expect(upgraded.schemaVersion == 2)
        let expected = try #require(
            try upgraded.expectedSchema(of: [ClusterTests.table, second]))
        #expect(try upgraded.read { try $0.schema() } == expected)
        #expect(expected.keys.contains("table t x"))
        try upgraded.close()
    }

    @Test(
        "A server that the URL wants to know by its certificate is known, and another is refused",
        .enabled(if: TestEngine.certificate != nil, "SUITO_POSTGRES_CA names no certificate"))
    func certificate() throws {
        let file = try #require(TestEngine.certificate)
        let known = url + "&sslmode=verify-full&sslrootcert=" + file
        let database = try Database.open(path: known, migrations: [ClusterTests.table])
        let isEncrypted = try database.read { connection in
            let row = try connection.statement(
                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            try row.step()
            return row.int64(0)
        }
        #expect(isEncrypted == 1)
        try database.close()
        for other in [known.replacing("127.0.0.1", with: "localhost"), known + "-absent"] {
            #expect(
                kind {
                    _ = try Database.open(
                        path: other, migrations: [ClusterTests.table], busyTimeoutSeconds: 0)
                } == .io)
        }
    }

    @Test("A server that answers before the disk has it is refused")
    func asynchronous() throws {
        let loose = url + "&options=-c%20synchronous_commit%3Doff"
        #expect(kind { _ = try Database.open(path: loose, migrations: []) } == .other)
    }
}
