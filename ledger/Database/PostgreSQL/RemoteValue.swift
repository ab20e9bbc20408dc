/// What is bound to a position of a statement for PostgreSQL.
enum RemoteValue {
    case null
    case integer(Int64)
    case bytes([UInt8])
}

/// The types that columns of the house have, by their numbers in PostgreSQL's catalogue
/// (`pg_type.dat`).
enum RemoteType {
    /// The server finds it out from where the value stands.
    static let unknown: UInt32 = 0
    static let boolean: UInt32 = 16
    static let bytes: UInt32 = 17
    static let name: UInt32 = 19
    static let integer: UInt32 = 20
    static let shortInteger: UInt32 = 21
    static let mediumInteger: UInt32 = 23
    static let text: UInt32 = 25
    static let numeric: UInt32 = 1700
    static let bytesArray: UInt32 = 1001
    static let textArray: UInt32 = 1009
    static let integerArray: UInt32 = 1016
}
