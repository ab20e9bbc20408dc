import GRDBSQLite

/// Rows that are added to one table: bind, ``add()``, and at the end ``finish()``.
///
/// On SQLite each row is a prepared statement that is run; on PostgreSQL the rows become columns of
/// values and go to the server in one statement, which is not waited for.
public final class Insertion {
    /// A column with its type.
    public enum Column: Sendable, Hashable {
        case integer(String)
        case text(String)
        case blob(String)

        var name: String {
            switch self {
            case .integer(let name), .text(let name), .blob(let name): name
            }
        }
    }

    private let statement: Statement?
    private let remote: RemoteInsertion?

    init(_ statement: Statement) {
        self.statement = statement
        remote = nil
    }

    init(_ remote: RemoteInsertion) {
        statement = nil
        self.remote = remote
    }

    // OR FAIL: a row that might have to be undone by itself would make SQLite copy the pages it
    // touches, for each row. Here the whole transaction is undone instead.
    static func sql(into table: String, _ columns: [Column], onConflict: String?) -> String {
        let names = columns.map(\.name).joined(separator: ", ")
        let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let insert = onConflict == nil ? "INSERT OR FAIL" : "INSERT"
        let conflict = onConflict.map { " ON CONFLICT \($0)" } ?? ""
        return "\(insert) INTO \(table) (\(names)) VALUES (\(places))\(conflict)"
    }

    public func bind(_ position: Int, _ value: Int64) {
        if let remote { return remote.bind(position, .integer(value)) }
        statement?.bind(position, value)
    }

    public func bind(_ position: Int, _ text: String) {
        if let remote { return remote.bind(position, .bytes(Array(text.utf8))) }
        statement?.bind(position, text)
    }

    public func bind(_ position: Int, _ blob: [UInt8]?) {
        if let remote { return remote.bind(position, blob.map { .bytes($0) } ?? .null) }
        statement?.bind(position, blob)
    }

    public func bindNull(_ position: Int) {
        if let remote { return remote.bind(position, .null) }
        statement?.bindNull(position)
    }

    /// Binds the bytes as a blob where they lie: they must stay there, unchanged, until the row is
    /// added.
    public func bindInPlace(_ position: Int, _ bytes: UnsafeRawBufferPointer) {
        if let remote { return remote.bind(position, bytes) }
        statement?.bindInPlace(blob: position, bytes)
    }

    /// Adds the row that has been bound.
    public func add() throws(DatabaseTrouble) {
        if let remote { return try remote.add() }
        try statement?.run()
    }

    /// Writes what has been added; trouble may come with a later call on the connection, the commit
    /// at the latest.
    public func finish() throws(DatabaseTrouble) { try remote?.finish() }

    /// Lets go of rows that were added and not written.
    func forget() {
        remote?.forget()
        statement?.reset()
    }
}
