import GRDBSQLite

extension Statement {
    /// Adds the row that the last step found as bytes that no other row has: for each column its
    /// type, then eight bytes of an integer, most significant first, or the length and the bytes of
    /// a text or a blob.
    public func appendRow(to bytes: inout [UInt8]) {
        if let remote { return appendRow(of: remote, to: &bytes) }
        for column in 0..<sqlite3_data_count(handle) {
            let type = sqlite3_column_type(handle, column)
            bytes.append(UInt8(truncatingIfNeeded: type))
            switch type {
            case SQLITE_NULL: break
            case SQLITE_INTEGER:
                withUnsafeBytes(of: sqlite3_column_int64(handle, column).bigEndian) {
                    bytes.append(contentsOf: $0)
                }
            default:
                // Of a real number, its text: STRICT tables of the house have none.
                if type == SQLITE_FLOAT { sqlite3_column_text(handle, column) }
                let start = sqlite3_column_blob(handle, column)
                let count = Int(sqlite3_column_bytes(handle, column))
                withUnsafeBytes(of: Int64(count).bigEndian) { bytes.append(contentsOf: $0) }
                bytes.append(
                    contentsOf: UnsafeRawBufferPointer(
                        start: start, count: start == nil ? 0 : count))
            }
        }
    }

    /// The same bytes from PostgreSQL, whose types stand for SQLite's, and where the number that a
    /// row of SQLite has by itself is one of the columns: it counts only where it was asked for.
    private func appendRow(of remote: RemoteStatement, to bytes: inout [UInt8]) {
        for column in 0..<remote.columns where !remote.isHidden(column) {
            if remote.isNull(column) {
                bytes.append(UInt8(truncatingIfNeeded: SQLITE_NULL))
                continue
            }
            switch remote.type(column) {
            case RemoteType.integer:
                bytes.append(UInt8(truncatingIfNeeded: SQLITE_INTEGER))
                bytes.append(contentsOf: remote.bytes(column))
            case let type:
                let isText = type == RemoteType.text
                bytes.append(UInt8(truncatingIfNeeded: isText ? SQLITE_TEXT : SQLITE_BLOB))
                let value = remote.bytes(column)
                withUnsafeBytes(of: Int64(value.count).bigEndian) { bytes.append(contentsOf: $0) }
                bytes.append(contentsOf: value)
            }
        }
    }
}
