import GRDBSQLite

/// A prepared statement of a ``Connection``: bind, step, read, reset.
///
/// Positions are those of `?1`, `?2`, …, from 1; columns count from 0. A position or a column that
/// is not there is a bug and traps. Bindings stay until they are bound anew.
public final class Statement {
    /// SQLite's, nil where the statement is PostgreSQL's.
    let handle: OpaquePointer?
    /// PostgreSQL's part, nil where the statement is SQLite's.
    let remote: RemoteStatement?
    /// A failure to bind (out of memory, too big) that the next step reports.
    private var bindCode = SQLITE_OK

    init(handle: OpaquePointer) {
        self.handle = handle
        remote = nil
    }

    init(_ remote: RemoteStatement) {
        handle = nil
        self.remote = remote
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs to the next row; false once there are no more.
    @discardableResult
    public func step() throws(DatabaseTrouble) -> Bool {
        if let remote { return try remote.step() }
        guard bindCode == SQLITE_OK else {
            let code = bindCode
            reset()
            throw DatabaseTrouble(code: code, message: String(cString: sqlite3_errstr(code)))
        }
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let trouble = DatabaseTrouble(handle: sqlite3_db_handle(handle))
            reset()
            throw trouble
        }
    }

    /// Runs to the end, ignoring rows, and resets.
    public func run() throws(DatabaseTrouble) {
        while try step() {}
        reset()
    }

    /// Makes the statement ready to run again; bindings stay.
    public func reset() {
        if let remote { return remote.reset() }
        sqlite3_reset(handle)
        bindCode = SQLITE_OK
    }

    /// Rows that the last insert, update or delete on the connection changed.
    public var changes: Int {
        remote.map(\.changes) ?? Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Runs to the end, ignoring rows, but need not wait for it: where the server is another
    /// process, trouble may come with a later call on the connection, the commit at the latest.
    ///
    /// For what is written and not asked about.
    public func runLater() throws(DatabaseTrouble) {
        if let remote { return try remote.runLater() }
        try run()
    }

    /// Whether it has rows still to give.
    var isBusy: Bool { remote.map(\.isBusy) ?? (sqlite3_stmt_busy(handle) != 0) }

    /// Ends it where the transaction has ended, and its rows with it.
    func forget() {
        if let remote { remote.forget() } else { reset() }
    }

    private func note(_ code: Int32) {
        precondition(code != SQLITE_RANGE, "a statement has no such position")
        precondition(code != SQLITE_MISUSE, "a statement must be reset before it is bound again")
        if code != SQLITE_OK { bindCode = code }
    }
}

/// Tells SQLite to copy what is bound.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Statement {
    public func bind(_ position: Int, _ value: Int64) {
        if let remote { return remote.bind(position, .integer(value), RemoteType.integer) }
        note(sqlite3_bind_int64(handle, Int32(position), value))
    }

    public func bind(_ position: Int, _ value: Int64?) {
        if let value { bind(position, value) } else { bindNull(position, RemoteType.integer) }
    }

    public func bind(_ position: Int, _ text: String) {
        if let remote {
            return remote.bind(position, .bytes(Array(text.utf8)), RemoteType.text)
        }
        var text = text
        let code = text.withUTF8 { bytes in
            // The address of an empty text may be null, which SQLite would take for NULL.
            guard let start = bytes.baseAddress else {
                return sqlite3_bind_text(handle, Int32(position), "", 0, transient)
            }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(
                    handle, Int32(position), $0, UInt64(bytes.count), transient,
                    UInt8(SQLITE_UTF8))
            }
        }
        note(code)
    }

    public func bind(_ position: Int, _ text: String?) {
        if let text { bind(position, text) } else { bindNull(position, RemoteType.text) }
    }

    public func bind(_ position: Int, _ blob: [UInt8]) {
        blob.withUnsafeBytes { bind(position, $0) }
    }

    public func bind(_ position: Int, _ blob: [UInt8]?) {
        if let blob { bind(position, blob) } else { bindNull(position, RemoteType.bytes) }
    }

    /// Binds a copy of the bytes as a blob.
    public func bind(_ position: Int, _ bytes: UnsafeRawBufferPointer) {
        if let remote { return remote.bind(position, .bytes(Array(bytes)), RemoteType.bytes) }
        guard let start = bytes.baseAddress else {
            return note(sqlite3_bind_zeroblob(handle, Int32(position), 0))
        }
        note(
            sqlite3_bind_blob64(handle, Int32(position), start, UInt64(bytes.count), transient))
    }

    /// Binds the bytes as a blob where they lie: they must stay there, unchanged, until the
    /// statement has been run and reset.
    ///
    /// For bulk work.
    public func bindInPlace(blob position: Int, _ bytes: UnsafeRawBufferPointer) {
        if remote != nil { return bind(position, bytes) }
        guard let start = bytes.baseAddress else {
            return note(sqlite3_bind_zeroblob(handle, Int32(position), 0))
        }
        note(sqlite3_bind_blob64(handle, Int32(position), start, UInt64(bytes.count), nil))
    }

    /// Binds UTF-8 as a text where it lies, as ``bindInPlace(blob:_:)`` does for blobs.
    public func bindInPlace(text position: Int, _ bytes: UnsafeRawBufferPointer) {
        if let remote { return remote.bind(position, .bytes(Array(bytes)), RemoteType.text) }
        guard let start = bytes.baseAddress else { return bind(position, "") }
        note(
            sqlite3_bind_text64(
                handle, Int32(position), start.assumingMemoryBound(to: CChar.self),
                UInt64(bytes.count), nil, UInt8(SQLITE_UTF8)))
    }

    /// Binds many blobs as one array, for `= ANY (?1)`: on PostgreSQL alone.
    public func bind(_ position: Int, anyOf blobs: [[UInt8]]) {
        bind(position, array: .blob("")) { array in
            for blob in blobs { blob.withUnsafeBytes { array.append($0) } }
            return blobs.count
        }
    }

    /// Binds many integers as one array: on PostgreSQL alone.
    public func bind(_ position: Int, anyOf integers: [Int64]) {
        bind(position, array: .integer("")) { array in
            for integer in integers {
                withUnsafeBytes(of: integer.bigEndian) { array.append($0) }
            }
            return integers.count
        }
    }

    private func bind(
        _ position: Int, array column: Insertion.Column, _ fill: (inout RemoteArray) -> Int
    ) {
        guard let remote else { preconditionFailure("SQLite has no arrays") }
        var array = RemoteArray(column)
        let count = fill(&array)
        remote.bind(position, .bytes(array.take(count)), array.type)
    }

    public func bindNull(_ position: Int) { bindNull(position, RemoteType.unknown) }

    private func bindNull(_ position: Int, _ type: UInt32) {
        if let remote { return remote.bind(position, .null, type) }
        note(sqlite3_bind_null(handle, Int32(position)))
    }
}
