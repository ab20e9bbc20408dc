import Database
import Foundation
import Testing

struct OpeningTests {
    static let first = Migration(number: 1, name: "first", sqlite: "CREATE TABLE a (x INTEGER)")
    static let second = Migration(
        number: 5, name: "second", sqlite: "CREATE TABLE b (x INTEGER); INSERT INTO a VALUES (7)")

    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("books")
    }

    private func kind(_ body: () throws -> Database) -> DatabaseTrouble.Kind? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? DatabaseTrouble)?.kind
        }
    }

    private func integer(_ sql: String, _ database: Database) throws -> Int64 {
        try database.read { connection in
            let row = try connection.statement(sql)
            try row.step()
            return row.int64(0)
        }
    }

    @Test("A new database has every migration, in order, and what it was populated with")
    func createApplies() throws {
        let database = try Database.create(
            path: path, migrations: [OpeningTests.second, OpeningTests.first]
        ) { try $0.run("INSERT INTO b VALUES (9)") }
        #expect(database.schemaVersion == 5)
        #expect(try integer("SELECT x FROM a", database) == 7)
        #expect(try integer("SELECT x FROM b", database) == 9)
    }

    @Test("A database is not created where one is")
    func createRefusesExisting() throws {
        _ = try Database.create(path: path, migrations: [OpeningTests.first])
        #expect(
            kind { try Database.create(path: path, migrations: [OpeningTests.first]) } == .exists)
    }

    @Test("Where populating fails nothing is left, and creating may be tried again")
    func createIsWhole() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try Database.create(path: path, migrations: [OpeningTests.first]) { _ in throw Stop() }
        }
        #expect(kind { try Database.open(path: path, migrations: []) } == .schema)
        #expect(kind { try Database.create(path: path, migrations: []) } == nil)
    }

    @Test("A database that is not there is missing, and is not made by opening it")
    func openRefusesMissing() {
        #expect(kind { try Database.open(path: path, migrations: []) } == .missing)
        #expect(kind { try Database.upgrade(path: path, migrations: []) } == .missing)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A file that is no database is corrupt", arguments: [100, 5_000])
    func openRefusesOtherFile(size: Int) throws {
        try Data(repeating: 0x41, count: size).write(to: URL(filePath: path))
        #expect(kind { try Database.open(path: path, migrations: []) } == .corrupt)
    }

    @Test("A newer database is refused, also for upgrading")
    func newerIsRefused() throws {
        _ = try Database.create(path: path, migrations: [OpeningTests.first, OpeningTests.second])
        let known = [OpeningTests.first]
        #expect(kind { try Database.open(path: path, migrations: known) } == .schema)
        #expect(kind { try Database.upgrade(path: path, migrations: known) } == .schema)
    }

    @Test("An older database is refused until it is upgraded, and then opens")
    func olderIsUpgraded() throws {
        _ = try Database.create(path: path, migrations: [OpeningTests.first])
        let known = [OpeningTests.first, OpeningTests.second]
        #expect(kind { try Database.open(path: path, migrations: known) } == .schema)
        let upgraded = try Database.upgrade(path: path, migrations: known)
        #expect(upgraded.schemaVersion == 5)
        #expect(try integer("SELECT x FROM a", upgraded) == 7)
        let opened = try Database.open(path: path, migrations: known)
        #expect(opened.schemaVersion == 5)
    }

    @Test("A migration that fails leaves the database as it was")
    func failedUpgradeIsUndone() throws {
        _ = try Database.create(path: path, migrations: [OpeningTests.first])
        let broken = Migration(number: 6, name: "broken", sqlite: "CREATE TABLE c (x); NONSENSE")
        let known = [OpeningTests.first, OpeningTests.second, broken]
        #expect(kind { try Database.upgrade(path: path, migrations: known) } == .other)
        #expect(kind { try Database.open(path: path, migrations: [OpeningTests.first]) } == nil)
    }

    /// Doubles what is in `a`, which its text emptied into `b` before.
    static let coded = Migration(
        number: 6, name: "coded", sqlite: "INSERT INTO b SELECT x FROM a; DELETE FROM a"
    ) { connection in
        let rows = try connection.statement("SELECT x FROM b")
        let insert = try connection.statement("INSERT INTO a VALUES (?1)")
        while try rows.step() {
            insert.bind(1, rows.int64(0) * 2)
            try insert.run()
        }
    }

    @Test("A step's code runs after its text, in the same transaction, also in a new database")
    func codeRuns() throws {
        let before = [OpeningTests.first, OpeningTests.second]
        let known = before + [OpeningTests.coded]
        _ = try Database.create(path: path, migrations: before)
        let upgraded = try Database.upgrade(path: path, migrations: known)
        #expect(upgraded.schemaVersion == 6)
        #expect(try integer("SELECT x FROM a", upgraded) == 14)
        let new = try Database.create(path: folder.path("new"), migrations: known)
        #expect(try integer("SELECT x FROM a", new) == 14)
        #expect(try Database.schema(of: known) == new.read { try $0.schema() })
    }

    @Test("Where a step's code throws, its text and the steps before it are undone")
    func failedCodeIsUndone() throws {
        struct Stop: Error {}
        _ = try Database.create(path: path, migrations: [OpeningTests.first])
        let stopping = Migration(
            number: 6, name: "stopping", sqlite: "INSERT INTO b VALUES (1)"
        ) { connection in
            try connection.run("DROP TABLE a")
            throw Stop()
        }
        #expect(throws: Stop.self) {
            try Database.upgrade(
                path: path, migrations: [OpeningTests.first, OpeningTests.second, stopping])
        }
        #expect(kind { try Database.open(path: path, migrations: [OpeningTests.first]) } == nil)
    }

    @Test("Before an upgrade the former version is told, and nobody else writes meanwhile")
    func aroundUpgrade() throws {
        _ = try Database.create(path: path, migrations: [OpeningTests.first])
        let known = [OpeningTests.first, OpeningTests.second]
        let other = try Database.open(
            path: path, migrations: [OpeningTests.first], busyTimeoutSeconds: 0)
        var told: [Int] = []
        func upgrade() throws -> Database {
            try Database.upgrade(
                path: path, migrations: known, busyTimeoutSeconds: 0,
                before: { version in
                    told.append(version)
                    let trouble = #expect(throws: DatabaseTrouble.self) { try other.write { _ in } }
                    #expect(trouble?.kind == .busy)
                    try Database.copy(path, to: folder.path("former-\(told.count)"))
                }, after: { try $0.run("INSERT INTO b VALUES (3)") })
        }
        try other.write { _ in #expect(kind { try upgrade() } == .busy) }
        #expect(told == [])
        let upgraded = try upgrade()
        #expect(try integer("SELECT x FROM b", upgraded) == 3)
        #expect(told == [1])
        // Where nothing is missing, neither is called.
        #expect(try integer("SELECT count(*) FROM b", upgrade()) == 1)
        #expect(told == [1])
        let former = try Database.open(
            path: folder.path("former-1"), migrations: [OpeningTests.first])
        #expect(try integer("SELECT count(*) FROM a", former) == 0)
        #expect(try Database.schemaVersion(path: path) == 5)
        #expect(try Database.schemaVersion(path: folder.path("former-1")) == 1)
    }

    @Test("A copy takes nobody's place, and one that fails leaves nothing")
    func copies() throws {
        struct Stop: Error {}
        let database = try Database.create(path: path, migrations: [OpeningTests.first])
        let copies = try TemporaryFolder()
        let copy = copies.path("copy")
        #expect(throws: Stop.self) { try Database.copy(path, to: copy) { _ in throw Stop() } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: copies.url.path()) == [])
        try Database.copy(path, to: copy) { try $0.run("INSERT INTO a VALUES (4)") }
        let trouble = #expect(throws: DatabaseTrouble.self) { try database.backUp(to: copy) }
        #expect(trouble?.kind == .exists)
        let none = #expect(throws: DatabaseTrouble.self) {
            try Database.copy(folder.path("none"), to: copies.path("other"))
        }
        #expect(none?.kind == .missing)
        #expect(try FileManager.default.contentsOfDirectory(atPath: copies.url.path()) == ["copy"])
        let opened = try Database.open(path: copy, migrations: [OpeningTests.first])
        #expect(try integer("SELECT x FROM a", opened) == 4)
    }

    @Test("A history of other migrations is refused")
    func otherHistoryIsRefused() throws {
        _ = try Database.create(path: path, migrations: [OpeningTests.first])
        let renamed = Migration(number: 1, name: "other", sqlite: "")
        #expect(kind { try Database.open(path: path, migrations: [renamed]) } == .schema)
    }

    @Test("Every answered write is synchronised, and foreign keys hold")
    func settings() throws {
        let database = try Database.create(path: path, migrations: [])
        let settings = try database.write { connection in
            try ["synchronous", "foreign_keys", "journal_mode"].map { name in
                let row = try connection.statement("PRAGMA \(name)")
                try row.step()
                return row.text(0)
            }
        }
        #expect(settings == ["2", "1", "wal"])
    }

    @Test("A backup is a whole database")
    func backup() throws {
        let database = try Database.create(
            path: path, migrations: [OpeningTests.first, OpeningTests.second])
        let copy = folder.path("copy")
        try database.backUp(to: copy)
        let opened = try Database.open(
            path: copy, migrations: [OpeningTests.first, OpeningTests.second])
        #expect(try integer("SELECT x FROM a", opened) == 7)
    }

    @Test("After a checkpoint the file alone is the database")
    func checkpoint() throws {
        let database = try Database.create(
            path: path, migrations: [OpeningTests.first, OpeningTests.second])
        try database.checkpoint()
        let copy = folder.path("copy")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let opened = try Database.open(
            path: copy, migrations: [OpeningTests.first, OpeningTests.second])
        #expect(try integer("SELECT x FROM a", opened) == 7)
    }
}
