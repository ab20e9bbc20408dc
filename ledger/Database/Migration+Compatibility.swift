import GRDBSQLite

extension Migration {
    /// Which programs may write: those that know every step up to the number in it.
    ///
    /// Later steps only expand. The newest program writes it; an older one that stands beside it
    /// reads it.
    public static let compatibility = Migration(
        number: 20, name: "compatible versions", sqlite: compatible,
        postgresql: PostgreSQLSchema.tables(compatible))

    private static let compatible = """
        CREATE TABLE schema_compatible (
            place INTEGER PRIMARY KEY CHECK (place = 1),
            since INTEGER NOT NULL
        ) STRICT;
        INSERT INTO schema_compatible VALUES (1, 20);
        """

    /// What steps that should only expand do besides, in words; nothing where all keep the rule.
    ///
    /// - Parameter migrations: all of a program, in any order.
    public static func breaches(in migrations: [Migration]) throws -> [String] {
        let sorted = migrations.sorted { $0.number < $1.number }
        var breaches: [String] = []
        for (place, migration) in sorted.enumerated() where migration.expands {
            let before = try Database.schema(of: Array(sorted[..<place]))
            let after = try Database.schema(of: Array(sorted[...place]))
            // By kind, name and table.
            let tables = Set(before.keys.compactMap { $0.split(separator: " ").last })
            for name in Set(before.keys).union(after.keys).sorted()
            where before[name] != after[name] {
                let isNew = before[name] == nil
                let isOnNewTable = name.split(separator: " ").last.map { !tables.contains($0) }
                guard isNew, isOnNewTable == true else {
                    breaches.append("\(migration.number) “\(migration.name)” changes \(name)")
                    continue
                }
            }
            if migration.code != nil {
                breaches.append("\(migration.number) “\(migration.name)” writes rows anew")
            }
        }
        return breaches
    }
}

extension Connection {
    /// The number that ``Migration/compatibility`` keeps; nil in books that lack it.
    func compatibleSince() throws(DatabaseTrouble) -> Int? {
        guard try tables().contains("schema_compatible") else { return nil }
        let row = try statement("SELECT since FROM schema_compatible")
        defer { row.reset() }
        return try row.step() ? Int(row.int64(0)) : nil
    }

    /// Notes which programs may write, after these steps.
    func noteCompatibility(after migrations: [Migration]) throws(DatabaseTrouble) {
        guard let last = migrations.last(where: { !$0.expands })?.number,
            let since = try compatibleSince(), since < last
        else { return }
        let row = try statement("UPDATE schema_compatible SET since = ?1")
        row.bind(1, Int64(last))
        try row.run()
    }
}

extension Database {
    /// Makes sure, inside a write, that this program may still write: another one may have moved
    /// the schema on meanwhile.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/schema`` where it may not.
    public func requireSchema(_ connection: Connection) throws(DatabaseTrouble) {
        let row = try connection.statement(
            """
            SELECT (SELECT max(number) FROM schema_migration),
                (SELECT max(since) FROM schema_compatible)
            """)
        defer { row.reset() }
        try row.step()
        try Database.require(
            schemaVersion, in: row.int64(0), compatibleSince: row.optionalInt64(1))
    }

    /// - Parameters:
    ///   - version: that a program knows.
    ///   - found: that the database has.
    public static func require(
        _ version: Int, in found: Int64, compatibleSince since: Int64?
    ) throws(DatabaseTrouble) {
        if found == version { return }
        guard found > version, let since, since <= version else {
            throw DatabaseTrouble(.schema, "the books were upgraded by another program meanwhile")
        }
    }
}
