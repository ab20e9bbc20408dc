import GRDBSQLite

/// Reading the row that the last step found.
extension Statement {
    public func isNull(_ column: Int) -> Bool {
        remote.map { $0.isNull(column) }
            ?? (sqlite3_column_type(handle, checked(column)) == SQLITE_NULL)
    }

    /// An integer; NULL reads as 0.
    public func int64(_ column: Int) -> Int64 {
        if let remote { return remote.integer(column) }
        return sqlite3_column_int64(handle, checked(column))
    }

    public func optionalInt64(_ column: Int) -> Int64? {
        isNull(column) ? nil : int64(column)
    }

    /// A text; NULL reads as the empty text.
    public func text(_ column: Int) -> String {
        if let remote { return remote.text(column) }
        guard let start = sqlite3_column_text(handle, checked(column)) else { return "" }
        // Asked for after the text, as SQLite wants it.
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    public func optionalText(_ column: Int) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// A blob; NULL reads as no bytes.
    public func blob(_ column: Int) -> [UInt8] {
        withBytes(column) { Array($0) }
    }

    public func optionalBlob(_ column: Int) -> [UInt8]? {
        isNull(column) ? nil : blob(column)
    }

    /// The bytes of a blob or a text where they lie; they are gone with the next step or reset.
    @inline(__always)
    public func withBytes<T, Trouble: Error>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Trouble) -> T
    ) throws(Trouble) -> T {
        if let remote { return try body(remote.bytes(column)) }
        let start = sqlite3_column_blob(handle, checked(column))
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    private func checked(_ column: Int) -> Int32 {
        precondition(column < Int(sqlite3_data_count(handle)), "the row has no such column")
        return Int32(column)
    }
}
