import Foundation
import Testing

@Suite("Books that an older version made")
struct UpgradeTests {
    /// What `Tests/Fixtures/books-6` holds.
    static let vouchers = 1_274

    /// The books at schema 6, unpacked, and beside them the packages that they brought out.
    private func unpacked() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let fixtures = URL(filePath: Shiomi.folder).deletingLastPathComponent().path()
        try Shell.done(
            "for part in books packages; do tar -xzf \"$FIXTURE/$part.tar.gz\"; done",
            in: folder.path, environment: ["FIXTURE": fixtures + "/books-6"])
        return folder
    }

    private func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> Answer {
        try RunningProgram(arguments + ["--data", folder.path + "/books"], in: folder).answer()
    }

    private func sql(_ text: String, _ folder: TemporaryFolder) throws {
        try Shell.done(
            "sqlite3 books/books.sqlite \"$SQL\"", in: folder.path, environment: ["SQL": text])
    }

    /// Upgrades, and proves the books.
    @discardableResult
    private func upgrade(_ folder: TemporaryFolder, from: Int) throws -> JSONValue {
        let answer = try run(["upgrade", "--json"], folder)
        try #require(answer.status == 0, "\(answer.ending)")
        let report = try answer.json()
        #expect(report["from"] == .int(from))
        let audit = try run(["audit", "--json"], folder)
        #expect(audit.status == 0, "\(audit.ending)")
        #expect(try audit.json()["vouchers"] == .int(Self.vouchers))
        return report
    }

    @Test("They are refused until they are upgraded, then hold, and nothing is to be done twice")
    func upgraded() throws {
        let folder = try unpacked()
        let before = try run(["exceptions"], folder)
        let report = try upgrade(folder, from: 6)
        let version = try #require(report["to"].int)
        if version > 6 {
            #expect(before.status == 1 && before.words.hasPrefix("schema-older: "))
            #expect(before.words.contains("suito upgrade"))
            #expect(report["backup"].text?.hasSuffix("/books/books-schema-6.sqlite") == true)
        } else {
            #expect(before.status == 0, "\(before.ending)")
            #expect(report["backup"] == .null)
        }
        let again = try upgrade(folder, from: version)
        #expect(again["to"] == .int(version))
        #expect(again["backup"] == .null)
        #expect(try run(["reconcile", "--through", "2026-04-06"], folder).status == 0)
    }

    @Test("Their packages are rendered again byte for byte")
    func sameBytes() throws {
        let folder = try unpacked()
        try upgrade(folder, from: 6)
        try sql("DROP TRIGGER package_issue_no_delete; DELETE FROM package_issue", folder)
        // Another key: what was sealed stays sealed by its own.
        let keys = try run(
            ["keys", "demo", "--out", folder.path + "/keys", "--without-handover"], folder)
        #expect(keys.status == 0, "\(keys.ending)")
        let out = folder.path + "/again"
        let closed = try run(
            ["close", "2026-03-31..2026-04-02", "--out", out, "--by", "sato"], folder)
        #expect(closed.status == 0, "\(closed.ending)")
        let said = try Shell.run("diff -r packages again", in: folder.path)
        #expect(said.text == "Only in packages: ca.pem\n")
        let verified = try RunningProgram(
            ["verify", out, "--ca", folder.path + "/packages/ca.pem"], in: folder
        ).answer()
        #expect(verified.status == 0, "\(verified.ending)")
    }

    @Test("A real step keeps a copy of the former books, which are books of their version")
    func fromFive() throws {
        let folder = try unpacked()
        // Schema 5 had no seals of tables.
        try sql("DROP TABLE table_seal; DELETE FROM schema_migration WHERE number = 6", folder)
        let before = try Data(contentsOf: URL(filePath: folder.path + "/books/books.sqlite"))
        for command in [["audit"], ["exceptions"], ["reconcile"], ["backup", "b"]] {
            let answer = try run(command, folder)
            #expect(answer.status == 1, "\(command) \(answer.ending)")
            #expect(answer.words.hasPrefix("schema-older: "), "\(answer.ending)")
            #expect(answer.words.contains("suito upgrade"), "\(answer.ending)")
        }
        let report = try upgrade(folder, from: 5)
        let copy = try #require(report["backup"].text)
        #expect(copy.hasSuffix("/books/books-schema-5.sqlite"))
        #expect(FileManager.default.fileExists(atPath: copy))
        let versions = try Shell.done(
            "sqlite3 books/books-schema-5.sqlite 'SELECT max(number) FROM schema_migration; "
                + "SELECT count(*) FROM sale; PRAGMA integrity_check'", in: folder.path)
        #expect(versions == "5\n911\nok\n")
        // Tried again from the copy, it keeps another.
        try FileManager.default.removeItem(atPath: folder.path + "/books/books.sqlite")
        try before.write(to: URL(filePath: folder.path + "/books/books.sqlite"))
        let second = try upgrade(folder, from: 5)
        #expect(second["backup"].text?.hasSuffix("/books-schema-5-2.sqlite") == true)
    }

    @Test("An older backup is restored and upgraded, and its books ask for the packages")
    func olderBackup() throws {
        let folder = try unpacked()
        try Shell.done(
            """
            sqlite3 books/books.sqlite "VACUUM INTO 'old.suito'"
            sqlite3 old.suito 'CREATE TABLE backup_file (name TEXT NOT NULL PRIMARY KEY,
                digest BLOB NOT NULL) STRICT; CREATE TABLE backup_part (name TEXT NOT NULL,
                part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (name, part)) STRICT'
            rm -r books
            """, in: folder.path)
        #expect(try run(["restore", folder.path + "/old.suito"], folder).status == 0)
        #expect(try run(["upgrade"], folder).status == 0)
        let keys = ["keys", "demo", "--out", folder.path + "/keys", "--without-handover"]
        #expect(try run(keys, folder).status == 0)
        let close = [
            "close", "2026-04-03", "--out", folder.path + "/more", "--by", "sato", "--carry", "x",
        ]
        let asked = try run(close, folder)
        #expect(asked.status == 1 && asked.words.hasPrefix("restored-unsettled: "))
        let wrong = try run(close + ["--packages", folder.path], folder)
        #expect(wrong.status == 1 && wrong.words.hasPrefix("packages-not-there: "))
        let right = try run(close + ["--packages", folder.path + "/packages"], folder)
        #expect(!right.words.contains("restored-unsettled"), "\(right.ending)")
        let said = try Shell.done(
            "sqlite3 books/books.sqlite 'SELECT person, packages FROM restoration_end; "
                + "SELECT closed_through FROM restoration'", in: folder.path)
        #expect(said == "sato|\(folder.path)/packages\n20545\n")
    }

    @Test("Newer books are refused by every command, and not upgraded")
    func newer() throws {
        let folder = try unpacked()
        try upgrade(folder, from: 6)
        try sql(
            "INSERT INTO schema_migration VALUES (999, 'of tomorrow'); "
                + "UPDATE schema_compatible SET since = 999", folder)
        for command in [["audit"], ["upgrade"], ["exceptions"], ["backup", "b"]] {
            let answer = try run(command, folder)
            #expect(answer.status == 1, "\(command) \(answer.ending)")
            #expect(answer.words.hasPrefix("schema-newer: "), "\(answer.ending)")
        }
    }

    @Test("While another process works on the books, they are not upgraded")
    func busy() throws {
        let folder = try unpacked()
        let said = try Shell.run(
            "flock books/books.lock \"$SUITO\" upgrade --data books", in: folder.path)
        #expect(said.status == 5, "\(said.text)")
        #expect(said.text.contains("busy: "), "\(said.text)")
        try upgrade(folder, from: 6)
    }

    @Test("Books go into one file and out of it through the command line")
    func backup() throws {
        let folder = try unpacked()
        try upgrade(folder, from: 6)
        let file = folder.path + "/copy.suito"
        let made = try run(["backup", file, "--json"], folder)
        #expect(made.status == 0, "\(made.ending)")
        #expect(try made.json()["missing"] == .array([]))
        let again = try run(["backup", file], folder)
        #expect(again.status == 1 && again.words.hasPrefix("file-exists: "), "\(again.ending)")
        let other = try TemporaryFolder()
        let restored = try run(["restore", file, "--json"], other)
        #expect(restored.status == 0, "\(restored.ending)")
        #expect(try restored.json()["evidence"] == made.json()["evidence"])
        let audit = try run(["audit", "--json"], other)
        #expect(audit.status == 0, "\(audit.ending)")
        #expect(try audit.json()["vouchers"] == .int(Self.vouchers))
        let twice = try run(["restore", file], other)
        #expect(twice.status == 1 && twice.words.hasPrefix("books-exist: "), "\(twice.ending)")
    }
}
