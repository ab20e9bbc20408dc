import Dispatch
import GRDB

/// One embedded database file: a writer, and readers that never wait for it.
///
/// SQLite in WAL mode with `synchronous=FULL`: a write that has returned is on the disk.
/// ``read(_:)`` and ``write(_:)`` block the calling thread and do not nest.
public final class Database: Sendable {
    public let path: String
    /// Number of the last migration that the file has had.
    public let schemaVersion: Int
    private let pool: DatabasePool
    private let registry: ConnectionRegistry

    init(path: String, pool: DatabasePool, registry: ConnectionRegistry, schemaVersion: Int) {
        self.path = path
        self.pool = pool
        self.registry = registry
        self.schemaVersion = schemaVersion
    }

    deinit { registry.forget() }

    /// Reads from one snapshot: what others commit meanwhile is not seen.
    public func read<T>(_ body: (Connection) throws -> T) throws -> T {
        do {
            return try pool.read { [registry] database in
                let connection = try registry.connection(of: database)
                defer { connection.resetStatements() }
                return try body(connection)
            }
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    /// Does all of it, durably, or nothing: `BEGIN IMMEDIATE` … `COMMIT`.
    ///
    /// Where the body throws, everything is undone and the error goes on to the caller. Waits some
    /// seconds for another process's write, then throws ``DatabaseTrouble/Kind/busy``.
    public func write<T>(_ body: (Connection) throws -> T) throws -> T {
        do {
            return try pool.writeWithoutTransaction { [registry] database in
                let connection = try registry.connection(of: database)
                return try Database.transaction(on: connection, body)
            }
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    static func transaction<T>(
        on connection: Connection, _ body: (Connection) throws -> T
    ) throws -> T {
        try connection.statement("BEGIN IMMEDIATE").run()
        do {
            let result = try body(connection)
            connection.resetStatements()
            try connection.statement("COMMIT").run()
            return result
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Moves the write-ahead log into the database file and empties it.
    ///
    /// Not needed for durability; the file alone is then whole.
    public func checkpoint() throws {
        do {
            try pool.writeWithoutTransaction { database in
                _ = try database.checkpoint(.truncate)
            }
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    /// Copies a snapshot of the database into a new file, while others read and write.
    public func backUp(to path: String) throws {
        do {
            let copy = try DatabaseQueue(path: path)
            try pool.backup(to: copy)
            try copy.close()
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    /// Closes the file; whatever is asked afterwards is trouble.
    ///
    /// Nothing may be under way.
    public func close() throws {
        registry.forget()
        do {
            try pool.close()
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }
}
