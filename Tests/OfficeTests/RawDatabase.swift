import GRDBSQLite

/// A database file as anybody can open it, past the program: no foreign keys, no checks.
final class RawDatabase {
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            sqlite3_close_v2(handle)
            throw Trouble(description: "\(path) cannot be opened")
        }
        try run(
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; "
                + "PRAGMA synchronous = OFF")
    }

    deinit { sqlite3_close_v2(handle) }

    private var trouble: Trouble { Trouble(description: String(cString: sqlite3_errmsg(handle))) }

    func run(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw trouble }
    }

    var changes: Int { Int(sqlite3_changes(handle)) }

    /// All rows; NULL as the empty text.
    func rows(_ sql: String) throws -> [[String]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw trouble
        }
        defer { sqlite3_finalize(statement) }
        var rows: [[String]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                rows.append(
                    (0..<sqlite3_column_count(statement)).map { column in
                        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
                    })
            case SQLITE_DONE: return rows
            default: throw trouble
            }
        }
    }

    /// Does something to a table whose triggers are gone meanwhile, and come back as they were.
    func disarmed(_ table: String, _ body: () throws -> Void) throws {
        let triggers = try rows(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '\(table)'")
        try run("BEGIN")
        do {
            for trigger in triggers { try run("DROP TRIGGER \(trigger[0])") }
            try body()
            for trigger in triggers { try run(trigger[1]) }
            try run("COMMIT")
        } catch {
            try run("ROLLBACK")
            throw error
        }
    }

    /// Columns that are stored, in their order; the number is the place in the primary key, from 1.
    func columns(_ table: String) throws -> [(name: String, type: String, key: Int)] {
        try rows("SELECT name, type, pk FROM pragma_table_info('\(table)')").map {
            ($0[0], $0[1], Int($0[2]) ?? 0)
        }
    }

    /// All that `.dump` would write: the schema, and every cell of every table.
    func dump() throws -> [String] {
        let schema = try rows(
            "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
        var lines = schema.map { $0.joined(separator: "|") }
        for table in schema where table[0] == "table" {
            let cells = try columns(table[1]).map { "quote(\"\($0.name)\")" }
            lines += try rows(
                "SELECT \(cells.joined(separator: ", ")) FROM \"\(table[1])\" NOT INDEXED"
            ).map { "\(table[1])|" + $0.joined(separator: "|") }.sorted()
        }
        return lines
    }
}
