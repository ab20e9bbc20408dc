import GRDBSQLite

extension Database {
    /// What a database has that had exactly these migrations: the SQL of tables, indexes and
    /// triggers, by kind and name; without text where SQLite made an index by itself.
    public static func schema(of migrations: [Migration]) throws -> [String: String] {
        try built(migrations) { try $0.schema() }
    }

    /// Lends a database of SQLite in memory that had exactly these migrations.
    static func built<T>(
        _ migrations: [Migration], _ body: (Connection) throws -> T
    ) throws -> T {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK, let handle else {
            throw DatabaseTrouble(.other, "no database in memory can be made")
        }
        let connection = Connection(handle: handle)
        // The deferred close waits for the statements that a step has kept.
        defer { connection.forgetStatements() }
        try connection.run(migrationTable(of: .sqlite))
        for migration in migrations.sorted(by: { $0.number < $1.number }) {
            try migration.run(connection)
        }
        return try body(connection)
    }
}

extension Connection {
    /// The names of its tables, on PostgreSQL those of its schema.
    public func tables() throws(DatabaseTrouble) -> [String] {
        let row = try statement(
            engine == .sqlite
                ? "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
                : """
                SELECT c.relname::text FROM pg_class c
                WHERE c.relnamespace = current_schema()::text::regnamespace
                    AND c.relkind IN ('r', 'p')
                ORDER BY 1
                """)
        defer { row.reset() }
        var names: [String] = []
        while try row.step() { names.append(row.text(0)) }
        return names
    }

    /// What the database has, as ``Database/schema(of:)`` says it; SQLite's own statistics apart.
    public func schema() throws(DatabaseTrouble) -> [String: String] {
        if engine == .postgresql { return try PostgreSQLSchema.read(self) }
        let row = try statement("SELECT type, name, tbl_name, sql FROM sqlite_schema")
        defer { row.reset() }
        var schema: [String: String] = [:]
        while try row.step() {
            let name = row.text(1)
            if name.hasPrefix("sqlite_stat") { continue }
            schema["\(row.text(0)) \(name) \(row.text(2))"] = row.text(3)
        }
        return schema
    }

    /// The number of the last migration; nil where there is no list of them.
    public func schemaVersion() throws(DatabaseTrouble) -> Int? {
        guard try tables().contains("schema_migration") else { return nil }
        let last = try statement("SELECT coalesce(max(number), 0) FROM schema_migration")
        defer { last.reset() }
        try last.step()
        return Int(last.int64(0))
    }

    /// What SQLite itself finds wrong with the file: pages, indexes, types and constraints.
    ///
    /// Nothing on PostgreSQL, which looks at a page's checksum whenever it reads it, and has
    /// `pg_amcheck` for who runs the server.
    public func integrityFindings() throws(DatabaseTrouble) -> [String] {
        if engine == .postgresql { return [] }
        let row = try statement("PRAGMA integrity_check(20)")
        defer { row.reset() }
        var findings: [String] = []
        while try row.step() {
            if row.text(0) != "ok" { findings.append(row.text(0)) }
        }
        return findings
    }
}
