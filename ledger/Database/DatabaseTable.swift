import GRDBSQLite

/// A table of the house as both engines have it: what copies its rows from one to the other, and
/// reads them in one order on both.
public struct DatabaseTable: Sendable, Hashable {
    /// What PostgreSQL calls the number that a row of SQLite has by itself.
    static let number = "rowid"

    public let name: String
    /// What is stored and not computed; first the row's own number, where it has one beside its
    /// key.
    let columns: [Insertion.Column]
    /// What tells its rows apart, in the order of which they are read.
    let key: [String]
    /// The column that counts up where a row is added without it, nil where none does.
    let counter: String?

    /// All rows in order: integers, texts and blobs.
    public var query: String {
        "SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name) "
            + "ORDER BY \(key.joined(separator: ", "))"
    }

    /// Copies all rows into the same table of another database, which is emptied first.
    ///
    /// Rows are held in memory a few mebibytes at a time. Triggers see each row as an addition
    /// (``Connection/withoutTriggers(_:)``), and what the rows refer to must be there already.
    ///
    /// - Returns: how many rows.
    public func copy(from source: Connection, to target: Connection) throws -> Int64 {
        try target.run("DELETE FROM \(name)")
        let insert = try target.insertion(into: name, columns)
        let row = try source.statement(query)
        defer { row.reset() }
        var rows: Int64 = 0
        while try row.step() {
            for (place, column) in columns.enumerated() {
                if row.isNull(place) {
                    insert.bindNull(place + 1)
                    continue
                }
                switch column {
                case .integer: insert.bind(place + 1, row.int64(place))
                case .text: insert.bind(place + 1, row.text(place))
                case .blob: row.withBytes(place) { insert.bind(place + 1, $0) }
                }
            }
            try insert.add()
            rows += 1
        }
        try insert.finish()
        if let counter, target.engine == .postgresql { try countOn(counter, target) }
        return rows
    }

    /// The next row counts on from the last one.
    private func countOn(_ counter: String, _ connection: Connection) throws(DatabaseTrouble) {
        let row = try connection.statement(
            """
            SELECT setval(pg_get_serial_sequence('\(name)', '\(counter)'), max(\(counter)))
            FROM \(name) HAVING max(\(counter)) > 0
            """)
        try row.run()
    }
}

extension Database {
    /// The tables that a database has that had exactly these migrations, each behind those that it
    /// refers to; without the list of migrations, which is the program's own.
    public static func tables(of migrations: [Migration]) throws -> [DatabaseTable] {
        try built(migrations) { connection in
            // In the order in which they were made.
            let names = try connection.statement(
                """
                SELECT t.name, t.wr FROM sqlite_schema s JOIN pragma_table_list t USING (name)
                WHERE s.type = 'table' AND t.schema = 'main'
                    AND s.name NOT LIKE 'sqlite^_%' ESCAPE '^'
                    AND s.name <> 'schema_migration'
                ORDER BY s.rowid
                """)
            var tables: [DatabaseTable] = []
            while try names.step() {
                tables.append(
                    try table(names.text(0), hasNumber: names.int64(1) == 0, connection))
            }
            return tables
        }
    }

    private static func table(
        _ name: String, hasNumber: Bool, _ connection: Connection
    ) throws(DatabaseTrouble) -> DatabaseTable {
        let row = try connection.statement(
            "SELECT name, type, pk, hidden FROM pragma_table_xinfo('\(name)') ORDER BY cid")
        var columns: [Insertion.Column] = []
        var key: [(place: Int64, column: Insertion.Column)] = []
        while try row.step() {
            // 2 and 3: computed.
            guard row.int64(3) == 0 else { continue }
            let column: Insertion.Column =
                switch row.text(1) {
                case "INTEGER": .integer(row.text(0))
                case "BLOB": .blob(row.text(0))
                default: .text(row.text(0))
                }
            columns.append(column)
            if row.int64(2) > 0 { key.append((row.int64(2), column)) }
        }
        key.sort { $0.place < $1.place }
        var counter: String?
        if hasNumber {
            // An INTEGER PRIMARY KEY is the row's number itself.
            if key.count == 1, case .integer(let name) = key[0].column {
                counter = name
            } else {
                columns.insert(.integer(DatabaseTable.number), at: 0)
                counter = DatabaseTable.number
                key = [(1, columns[0])]
            }
        }
        return DatabaseTable(
            name: name, columns: columns, key: key.map(\.column.name), counter: counter)
    }
}

extension Connection {
    /// Runs a body while none of the database's triggers runs: for rows that passed them already,
    /// elsewhere.
    ///
    /// Only for whoever made the database; where the body throws, the transaction must be undone.
    public func withoutTriggers<T>(_ body: () throws -> T) throws -> T {
        if engine == .postgresql {
            let names = try tables()
            for name in names { try run("ALTER TABLE \(name) DISABLE TRIGGER USER") }
            let result = try body()
            for name in names { try run("ALTER TABLE \(name) ENABLE TRIGGER USER") }
            return result
        }
        let row = try statement("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        var triggers: [(name: String, sql: String)] = []
        while try row.step() { triggers.append((row.text(0), row.text(1))) }
        row.reset()
        for trigger in triggers { try run("DROP TRIGGER \(trigger.name)") }
        let result = try body()
        for trigger in triggers { try run(trigger.sql) }
        return result
    }
}
