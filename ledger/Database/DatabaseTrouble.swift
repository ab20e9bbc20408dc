import GRDB
import GRDBSQLite

/// Why the database could not do what it was asked: the rim's kind of error, never a refusal.
public struct DatabaseTrouble: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Another process holds the database; nothing was done.
        case busy
        /// No room on the disk; nothing was done.
        case full
        /// The disk or the network failed; what was being committed may or may not stand.
        case io
        /// The file is damaged, or is no database.
        case corrupt
        case readonly
        /// The file has another schema version, or is not of this program.
        case schema
        /// A rule of the database (a trigger, a unique key, a check) refused a row.
        case constraint
        /// There is no database where one should be opened.
        case missing
        /// There is a database where one should be created.
        case exists
        case other
    }

    public let kind: Kind
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether the same work may succeed when it is simply tried again.
    public var mayRetry: Bool { kind == .busy }

    public var description: String { "\(kind.rawValue): \(message)" }
}

extension DatabaseTrouble {
    /// From a result code of SQLite: <https://www.sqlite.org/rescode.html>.
    init(code: Int32, message: String) {
        let kind: Kind =
            switch code & 0xFF {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_FULL: .full
            case SQLITE_IOERR, SQLITE_CANTOPEN: .io
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readonly
            case SQLITE_SCHEMA: .schema
            case SQLITE_CONSTRAINT: .constraint
            default: .other
            }
        self.init(kind, "\(message) (SQLite \(code))")
    }

    init(_ error: DatabaseError) {
        self.init(
            code: error.extendedResultCode.rawValue,
            message: error.message ?? error.resultCode.description)
    }

    /// The trouble a connection has just met.
    init(handle: OpaquePointer?) {
        self.init(
            code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle))
        )
    }
}
