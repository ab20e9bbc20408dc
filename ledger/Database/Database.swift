/// The database of the books: one writer, and readers that never wait for it.
///
/// Either one file of SQLite in this process, or a schema in a PostgreSQL cluster that several
/// instances share. ``read(_:)`` and ``write(_:)`` block the calling thread and do not nest.
public final class Database: Sendable {
    enum Driver: Sendable {
        case embedded(EmbeddedDatabase)
        case cluster(ClusterDatabase)
    }

    /// Of the file, or the cluster's URL without a password.
    public let path: String
    /// Number of the last migration that the database has had.
    public let schemaVersion: Int
    private let driver: Driver

    init(_ driver: Driver, path: String, schemaVersion: Int) {
        self.driver = driver
        self.path = path
        self.schemaVersion = schemaVersion
    }

    public var engine: DatabaseEngine {
        switch driver {
        case .embedded: .sqlite
        case .cluster: .postgresql
        }
    }

    /// Reads from one snapshot: what others commit meanwhile is not seen.
    public func read<T>(_ body: (Connection) throws -> T) throws -> T {
        switch driver {
        case .embedded(let file): try file.read(body)
        case .cluster(let cluster): try cluster.read(body)
        }
    }

    /// Does all of it, durably, or nothing; writers take turns, those of other processes too.
    ///
    /// Where the body throws, everything is undone and the error goes on to the caller. Waits some
    /// seconds for another process's write, then throws ``DatabaseTrouble/Kind/busy``. Once the
    /// disk under a file has failed to synchronise, every further write is
    /// ``DatabaseTrouble/Kind/io``: nobody knows what the disk holds until the program is started
    /// again. On a cluster `io` means that the connection was lost: where that came with the
    /// commit, nobody knows whether it stands.
    public func write<T>(_ body: (Connection) throws -> T) throws -> T {
        switch driver {
        case .embedded(let file): try file.write(body)
        case .cluster(let cluster): try cluster.write(body)
        }
    }

    /// Runs work that must be alone among all instances on this database, and waits for its turn.
    ///
    /// It may read and write. nil, and nothing is run, on a file, of which the caller has the
    /// folder.
    ///
    /// - Parameter purpose: tells one kind of such work from another.
    public func alone<T>(_ purpose: String, _ body: () throws -> T) throws -> T? {
        switch driver {
        case .embedded: nil
        case .cluster(let cluster): try cluster.alone(purpose, body)
        }
    }

    /// Moves the write-ahead log into the database file and empties it; nothing on a cluster.
    ///
    /// Not needed for durability; the file alone is then whole.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/busy`` where a reader holds the log for longer than a write
    ///   would wait, and where another process moves it.
    public func checkpoint() throws {
        if case .embedded(let file) = driver { try file.checkpoint() }
    }

    /// Copies a snapshot of the database into a new file, while others read and write: see
    /// ``copy(_:to:complete:)``.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/other`` on a cluster, which has its own ways.
    public func backUp(to path: String) throws {
        try Database.copy(self.path, to: path)
    }

    /// What a database of this engine has that had exactly these migrations; nil on a standby,
    /// where none can be made to look at.
    public func expectedSchema(of migrations: [Migration]) throws -> [String: String]? {
        switch driver {
        case .embedded: try Database.schema(of: migrations)
        case .cluster(let cluster): try cluster.schema(of: migrations)
        }
    }

    /// Closes the database; whatever is asked afterwards is trouble.
    ///
    /// Nothing may be under way. A file alone is then whole, unless another process has it open.
    public func close() throws {
        switch driver {
        case .embedded(let file): try file.close()
        case .cluster(let cluster): cluster.close()
        }
    }
}
