import GRDBSQLite

/// One connection to the database, confined to the thread that it was handed to.
///
/// It is only good inside the body of ``Database/read(_:)`` or ``Database/write(_:)``: neither it
/// nor a statement of it may be kept. Statements go through the C API; the wrapper above it costs
/// 16–30 % in bulk.
public final class Connection {
    let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    init(handle: OpaquePointer) { self.handle = handle }

    /// Runs one or several statements, ignoring rows.
    public func run(_ sql: String) throws(DatabaseTrouble) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw DatabaseTrouble(handle: handle)
        }
    }

    /// The statement of a text, prepared once per connection and kept under its text.
    ///
    /// It comes back reset. Where the kept one is still giving rows, a second one is prepared, so
    /// that a loop may ask the same question inside itself.
    public func statement(_ sql: String) throws(DatabaseTrouble) -> Statement {
        if let kept = statements[sql] {
            if kept.isBusy { return try prepare(sql, flags: 0) }
            kept.reset()
            return kept
        }
        let statement = try prepare(sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        statements[sql] = statement
        return statement
    }

    /// The code of SQLite with which the last call ended.
    var lastCode: Int32 { sqlite3_extended_errcode(handle) }

    /// Whether a transaction is open.
    public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    private func prepare(_ sql: String, flags: UInt32) throws(DatabaseTrouble) -> Statement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, flags, &statement, nil) == SQLITE_OK,
            let statement
        else { throw DatabaseTrouble(handle: handle) }
        return Statement(handle: statement)
    }

    /// Ends every row still being given, which would hold a snapshot open.
    func resetStatements() {
        for statement in statements.values where statement.isBusy { statement.reset() }
    }

    /// Gives up the kept statements, so that the connection can be closed.
    func forgetStatements() { statements = [:] }

    /// Undoes the open transaction; SQLite may have done so by itself where it met trouble.
    func rollBack() {
        resetStatements()
        if isInTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }
}
