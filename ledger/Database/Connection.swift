import GRDBSQLite

/// One connection to the database, confined to the thread that it was handed to.
///
/// It is only good inside the body of ``Database/read(_:)`` or ``Database/write(_:)``: neither it
/// nor a statement of it may be kept. Statements go through the C API of SQLite or of libpq; the
/// wrapper above SQLite's costs 16–30 % in bulk.
public final class Connection {
    /// PostgreSQL's connection, nil where the database is a file of SQLite.
    let remote: RemoteConnection?
    private let embedded: OpaquePointer?
    private var statements: [StatementText: Statement] = [:]
    private var insertions: [String: Insertion] = [:]
    private var statementsMade = 0

    init(handle: OpaquePointer) {
        embedded = handle
        remote = nil
    }

    init(_ remote: RemoteConnection) {
        embedded = nil
        self.remote = remote
    }

    /// The database behind it.
    public var engine: DatabaseEngine { remote == nil ? .sqlite : .postgresql }

    /// What a SELECT ends with that takes the row it finds for this transaction; nothing on SQLite,
    /// where a transaction that writes has the whole file.
    public var forUpdate: String { engine == .sqlite ? "" : " FOR UPDATE" }

    /// SQLite's.
    var handle: OpaquePointer {
        guard let embedded else { preconditionFailure("a server has no handle of SQLite") }
        return embedded
    }

    /// A number that is another one after anybody else has committed to the file; nil on
    /// PostgreSQL, which has none.
    public func changesOfOthers() throws(DatabaseTrouble) -> Int64? {
        guard engine == .sqlite else { return nil }
        let row = try statement("PRAGMA data_version")
        defer { row.reset() }
        return try row.step() ? row.int64(0) : nil
    }

    /// Runs one or several statements, ignoring rows.
    public func run(_ sql: String) throws(DatabaseTrouble) {
        if let remote { return try remote.run(sql) }
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw DatabaseTrouble(handle: handle)
        }
    }

    /// The statement of a text, prepared once per connection and kept under its text.
    ///
    /// It comes back reset. Where the kept one is still giving rows, a second one is prepared, so
    /// that a loop may ask the same question inside itself.
    public func statement(_ sql: String) throws(DatabaseTrouble) -> Statement {
        let text = StatementText(sql: sql)
        if let kept = statements[text] {
            if kept.isBusy { return try prepare(sql, flags: 0) }
            kept.reset()
            return kept
        }
        let statement = try prepare(sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        statements[text] = statement
        return statement
    }

    /// The code of SQLite with which the last call ended.
    var lastCode: Int32 { sqlite3_extended_errcode(handle) }

    /// Whether a transaction is open.
    public var isInTransaction: Bool {
        remote.map(\.isInTransaction) ?? (sqlite3_get_autocommit(handle) == 0)
    }

    /// Rows to be added to a table, prepared once per connection and kept under the table's name.
    ///
    /// - Parameters:
    ///   - columns: of the table, in its order; those that are left out get what they get.
    ///   - onConflict: what becomes of a row whose place is taken; nil: trouble. On PostgreSQL the
    ///     rows are one statement, so no two of them may have the same place.
    public func insertion(
        into table: String, _ columns: [Insertion.Column], onConflict: String? = nil
    ) throws(DatabaseTrouble) -> Insertion {
        if let kept = insertions[table] { return kept }
        let insertion: Insertion
        if let remote {
            insertion = Insertion(
                RemoteInsertion(into: table, columns, onConflict: onConflict, remote))
        } else {
            insertion = Insertion(
                LocalInsertion(into: table, columns, onConflict: onConflict) {
                    [unowned self] sql throws(DatabaseTrouble) in
                    try prepare(sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
                })
        }
        insertions[table] = insertion
        return insertion
    }

    private func prepare(_ sql: String, flags: UInt32) throws(DatabaseTrouble) -> Statement {
        if let remote {
            statementsMade += 1
            return Statement(RemoteStatement(sql, number: statementsMade, remote))
        }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, flags, &statement, nil) == SQLITE_OK,
            let statement
        else { throw DatabaseTrouble(handle: handle) }
        return Statement(handle: statement)
    }

    /// Ends every row still being given, which would hold a snapshot open.
    func resetStatements() {
        for statement in statements.values where statement.isBusy { statement.forget() }
        for insertion in insertions.values { insertion.forget() }
    }

    /// Writes the rows that were added and not finished.
    func finishInsertions() throws(DatabaseTrouble) {
        for insertion in insertions.values { try insertion.finish() }
    }

    /// Gives up the kept statements, so that the connection can be closed.
    func forgetStatements() {
        statements = [:]
        insertions = [:]
    }

    /// Undoes what was done since a savepoint, and ends it.
    public func rollBack(to savepoint: String) throws(DatabaseTrouble) {
        resetStatements()
        try run("ROLLBACK TO \(savepoint); RELEASE \(savepoint)")
    }

    /// Undoes the open transaction; SQLite may have done so by itself where it met trouble.
    func rollBack() {
        resetStatements()
        if let remote {
            remote.forgetPosted()
            // A connection that is lost has undone it.
            if !remote.isLost, remote.isInTransaction { try? remote.run("ROLLBACK") }
            return
        }
        if isInTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }
}
