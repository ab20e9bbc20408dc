import Crypto
import Database
import Foundation

/// Files inside a backup, in parts, so that none of them is ever whole in memory.
struct BackupFiles {
    /// What the name of evidence begins with; its digest follows.
    static let evidence = "evidence/"
    /// `seal.json`, which names keys and holds none.
    static let sealSettings = "seal.json"

    private static let partSize = 1 << 20

    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func create() throws {
        try connection.run(
            """
            CREATE TABLE backup_file (
                name TEXT NOT NULL PRIMARY KEY,
                digest BLOB NOT NULL CHECK (length(digest) = 32)
            ) STRICT;
            CREATE TABLE backup_part (
                name TEXT NOT NULL,
                part INTEGER NOT NULL,
                bytes BLOB NOT NULL,
                PRIMARY KEY (name, part)
            ) STRICT;
            """)
    }

    /// Whether a database has files of a backup.
    func exist() throws -> Bool {
        let row = try connection.statement(
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('backup_file', 'backup_part')")
        defer { row.reset() }
        try row.step()
        return row.int64(0) == 2
    }

    func add(_ path: String, as name: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw FileTrouble.of(path) }
        defer { try? file.close() }
        var hash = SHA256()
        var number: Int64 = 0
        while let data = try file.read(upToCount: BackupFiles.partSize), !data.isEmpty {
            hash.update(data: data)
            let part = try connection.statement("INSERT INTO backup_part VALUES (?1, ?2, ?3)")
            part.bind(1, name)
            part.bind(2, number)
            data.withUnsafeBytes { part.bind(3, $0) }
            try part.run()
            number += 1
        }
        let row = try connection.statement("INSERT INTO backup_file VALUES (?1, ?2)")
        row.bind(1, name)
        row.bind(2, Array(hash.finalize()))
        try row.run()
    }

    func names() throws -> [String] {
        let row = try connection.statement("SELECT name FROM backup_file ORDER BY name")
        defer { row.reset() }
        var names: [String] = []
        while try row.step() { names.append(row.text(0)) }
        return names
    }

    /// Writes a file of the backup into a folder.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/corrupt`` where it is not what was put in.
    func extract(_ name: String, into folder: String, as target: String) throws {
        let output = try OutputFile(folder: folder, name: target)
        let parts = try connection.statement(
            "SELECT bytes FROM backup_part WHERE name = ?1 ORDER BY part")
        parts.bind(1, name)
        defer { parts.reset() }
        while try parts.step() {
            parts.withBytes(0) { output.buffer.append(contentsOf: $0) }
            try output.flushIfFull()
        }
        let digest = try output.finish().digest
        let row = try connection.statement("SELECT digest FROM backup_file WHERE name = ?1")
        row.bind(1, name)
        defer { row.reset() }
        guard try row.step(), hex(row.blob(0)) == digest else {
            throw DatabaseTrouble(.corrupt, "\(name) in the backup is damaged")
        }
    }

    /// Makes the database books again.
    func drop() throws { try connection.run("DROP TABLE backup_part; DROP TABLE backup_file") }
}
