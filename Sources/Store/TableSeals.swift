import Crypto
public import Database

/// Seals of the tables that the ledger does not prove: a running SHA-256 over the rows of each,
/// kept with every write, so that a cell that anybody changed behind the program's back is found.
///
/// ```
/// hash = SHA-256(former hash, row)        32 zero bytes before the first row
/// ```
///
/// A row is its canonical bytes (``Database/Statement/appendRow(to:)``). Of tables that are only
/// added to, the new rows alone are read; those whose rows change are small and are read whole.
public struct TableSeals {
    static let migration = Migration(
        number: 6, name: "table seals",
        sqlite: table, postgresql: PostgreSQLSchema.tables(table))

    private static let table = """
        CREATE TABLE table_seal (
            name TEXT NOT NULL PRIMARY KEY,
            rows INTEGER NOT NULL,
            last INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        """

    private struct Seal: Equatable {
        var rows: Int64 = 0
        var last = Int64.min
        var hash = [UInt8](repeating: 0, count: 32)
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Brings the seals to what the tables hold now: the last act of every write.
    public func keep() throws { try keep(SealedTable.all) }

    /// The same for the tables alone that a write has added to, where every moment counts.
    public func keep(of names: [String]) throws {
        for name in names {
            guard let table = SealedTable.named[name] else {
                preconditionFailure("no table \(name) is under a seal")
            }
            try keep([table])
        }
    }

    private func keep(_ tables: [SealedTable]) throws {
        for table in tables {
            let stored = try seal(of: table)
            let former = table.way == .added ? stored ?? Seal() : Seal()
            let grown = try walk(table, from: former)
            if grown != stored { try write(grown, of: table) }
        }
    }

    /// Proves the tables whose seals are made anew by each write: the first act of every write, so
    /// that none makes somebody's change its own.
    ///
    /// - Throws: ``Database/DatabaseTrouble/Kind/corrupt`` where a table is not what its seal says.
    public func prove() throws {
        for table in SealedTable.all where table.way == .replaced {
            // Not sealed yet: books in the making.
            guard let stored = try seal(of: table) else { continue }
            guard try stored == walk(table, from: Seal()) else {
                throw DatabaseTrouble(
                    .corrupt, "the table \(table.name) is not as it was left; see suito audit")
            }
        }
    }

    /// The tables that are not what their seals say.
    public func broken() throws -> [String] {
        var broken: [String] = []
        for table in SealedTable.all {
            if try seal(of: table) != walk(table, from: Seal()) { broken.append(table.name) }
        }
        let names = Set(SealedTable.all.map(\.name))
        let row = try connection.statement("SELECT name FROM table_seal")
        defer { row.reset() }
        while try row.step() {
            if !names.contains(row.text(0)) {
                broken.append(TableSeals.unknown + row.text(0))
            }
        }
        return broken
    }

    private static let unknown = "table_seal: "

    /// Whether what is said to be broken is the seal of a table that this program does not have.
    public static func isUnknown(_ broken: String) -> Bool { broken.hasPrefix(unknown) }

    private func walk(_ table: SealedTable, from former: Seal) throws -> Seal {
        var seal = former
        var bytes: [UInt8] = []
        let isWhole = former.rows == 0
        let row = try connection.statement(isWhole ? table.query : table.queryAfter)
        if !isWhole { row.bind(1, former.last) }
        defer { row.reset() }
        while try row.step() {
            bytes.removeAll(keepingCapacity: true)
            row.appendRow(to: &bytes)
            var hash = SHA256()
            seal.hash.withUnsafeBytes { hash.update(bufferPointer: $0) }
            bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
            hash.finalize().withUnsafeBytes { digest in
                seal.hash.withUnsafeMutableBytes { $0.copyMemory(from: digest) }
            }
            seal.rows += 1
            seal.last = row.int64(0)
        }
        return seal
    }

    private func seal(of table: SealedTable) throws -> Seal? {
        let row = try connection.statement(
            "SELECT rows, last, hash FROM table_seal WHERE name = ?1")
        row.bind(1, table.name)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return Seal(rows: row.int64(0), last: row.int64(1), hash: row.blob(2))
    }

    private func write(_ seal: Seal, of table: SealedTable) throws {
        let row = try connection.statement(
            """
            INSERT INTO table_seal VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name) DO UPDATE
            SET rows = excluded.rows, last = excluded.last, hash = excluded.hash
            """)
        row.bind(1, table.name)
        row.bind(2, seal.rows)
        row.bind(3, seal.last)
        row.bind(4, seal.hash)
        try row.run()
    }
}
