import Dispatch
import GRDB

/// A database in one file: a writer, and readers that never wait for it.
///
/// SQLite in WAL mode with `synchronous=FULL`: a write that has returned is on the disk.
final class EmbeddedDatabase: Sendable {
    private let pool: DatabasePool
    private let registry: ConnectionRegistry
    private let log: LogKeeper
    private let readers: FileReaders

    init(
        pool: DatabasePool, registry: ConnectionRegistry, log: LogKeeper, readers: FileReaders
    ) {
        self.pool = pool
        self.readers = readers
        self.registry = registry
        self.log = log
    }

    deinit {
        log.stop()
        readers.close()
        registry.forget()
        if log.hasFailed { leaveOpen() }
    }

    /// After a failure the log is kept, and the last connection to close would move it.
    private func leaveOpen() { _ = Unmanaged.passRetained(pool) }

    /// Reads from one snapshot: what others commit meanwhile is not seen.
    func read<T>(_ body: (Connection) throws -> T) throws -> T {
        try readers.read(body)
    }

    /// Does all of it, durably, or nothing: `BEGIN IMMEDIATE` … `COMMIT`.
    ///
    /// Where the body throws, everything is undone and the error goes on to the caller. Waits some
    /// seconds for another process's write, then throws ``DatabaseTrouble/Kind/busy``. Once the
    /// disk has failed to synchronise, every further write is ``DatabaseTrouble/Kind/io``: nobody
    /// knows what the disk holds until the program is started again.
    func write<T>(_ body: (Connection) throws -> T) throws -> T {
        do {
            return try pool.writeWithoutTransaction { [registry, log] database in
                let connection = try registry.connection(of: database)
                try log.admit(connection)
                let result = try EmbeddedDatabase.transaction(on: connection, body) {
                    log.note($0, $1)
                }
                // Had another synchronisation failed meanwhile, it may have taken this commit's
                // bytes with it.
                try log.confirm()
                log.settle(connection)
                return result
            }
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    /// - Parameter failed: told the code of SQLite that the connection failed with last.
    static func transaction<T>(
        on connection: Connection, _ body: (Connection) throws -> T,
        failed: (Int32, OpaquePointer) -> Void = { _, _ in }
    ) throws -> T {
        try connection.statement("BEGIN IMMEDIATE").run()
        do {
            let result = try body(connection)
            try connection.finishInsertions()
            connection.resetStatements()
            try connection.statement("COMMIT").run()
            return result
        } catch {
            failed(connection.lastCode, connection.handle)
            connection.rollBack()
            throw error
        }
    }

    /// Moves the write-ahead log into the database file and empties it.
    ///
    /// Not needed for durability; the file alone is then whole.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/busy`` where a reader holds the log for longer than a write
    ///   would wait, and where another process moves it.
    func checkpoint() throws {
        do {
            try pool.writeWithoutTransaction { [registry, log] database in
                try log.empty(registry.connection(of: database))
            }
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    /// Closes the file; whatever is asked afterwards is trouble.
    ///
    /// Nothing may be under way. The file alone is then whole, unless another process has it open.
    func close() throws {
        log.stop()
        readers.close()
        if log.hasFailed { leaveOpen() } else { try? checkpoint() }
        registry.forget()
        if log.hasFailed { return }
        do {
            try pool.close()
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }
}
