/// Rows that are added to one table: bind, ``add()``, and at the end ``finish()``.
///
/// The rows go to the database many at a time: trouble may come with a later row or at the end.
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

    private let local: LocalInsertion?
    private let remote: RemoteInsertion?

    init(_ local: LocalInsertion) {
        self.local = local
        remote = nil
    }

    init(_ remote: RemoteInsertion) {
        local = nil
        self.remote = remote
    }

    public func bind(_ position: Int, _ value: Int64) {
        if let remote { return remote.bind(position, .integer(value)) }
        local?.bind(position, value)
    }

    public func bind(_ position: Int, _ text: String) {
        if let remote { return remote.bind(position, .bytes(Array(text.utf8))) }
        local?.bind(position, text: text)
    }

    public func bind(_ position: Int, _ blob: [UInt8]?) {
        if let remote { return remote.bind(position, blob.map { .bytes($0) } ?? .null) }
        guard let blob else { return bindNull(position) }
        blob.withUnsafeBytes { local?.bind(position, blob: $0) }
    }

    public func bindNull(_ position: Int) {
        if let remote { return remote.bind(position, .null) }
        local?.bindNull(position)
    }

    /// Binds the bytes as a blob.
    public func bind(_ position: Int, _ bytes: UnsafeRawBufferPointer) {
        if let remote { return remote.bind(position, bytes) }
        local?.bind(position, blob: bytes)
    }

    /// Adds the row that has been bound.
    public func add() throws(DatabaseTrouble) {
        if let remote { return try remote.add() }
        try local?.add()
    }

    /// Writes what has been added; trouble may come with a later call on the connection, the commit
    /// at the latest.
    public func finish() throws(DatabaseTrouble) {
        if let remote { return try remote.finish() }
        try local?.finish()
    }

    /// Lets go of rows that were added and not written.
    func forget() {
        remote?.forget()
        local?.forget()
    }
}
