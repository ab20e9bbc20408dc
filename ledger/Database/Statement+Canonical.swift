import GRDBSQLite

extension Statement {
    /// Adds the row that the last step found as bytes that no other row has: for each column its
    /// type, then eight bytes of an integer, most significant first, or the length and the bytes of
    /// a text or a blob.
    public func appendRow(to bytes: inout [UInt8]) {
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
}
