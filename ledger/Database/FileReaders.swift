import GRDBSQLite
import Synchronization

/// Connections to the file that only read, each lent to one thread at a time.
///
/// The pool's own way to read costs more than most questions do: every payment asks a dozen.
final class FileReaders: Sendable {
    /// So many are kept while nobody reads.
    private static let mostIdle = 8

    /// A connection with its handle.
    ///
    /// Sendable: it is in the hands of one thread, or in the list, which is under the lock.
    private struct Reader: @unchecked Sendable {
        let connection: Connection
        let handle: OpaquePointer
    }

    private struct State {
        var idle: [Reader] = []
        var isClosed = false
    }

    private let path: String
    private let busyTimeoutMilliseconds: Int32
    private let state = Mutex(State())

    init(path: String, busyTimeoutSeconds: Int) {
        self.path = path
        busyTimeoutMilliseconds = Int32(clamping: busyTimeoutSeconds * 1_000)
    }

    /// Reads from one snapshot.
    func read<T>(_ body: (Connection) throws -> T) throws -> T {
        let reader = try take()
        defer { giveBack(reader) }
        let connection = reader.connection
        do {
            try connection.statement("BEGIN").run()
            let result = try body(connection)
            connection.resetStatements()
            try connection.statement("COMMIT").run()
            return result
        } catch {
            connection.rollBack()
            throw error
        }
    }

    private func take() throws -> Reader {
        let idle = try state.withLock { state in
            guard !state.isClosed else { throw DatabaseTrouble(.other, "the database is closed") }
            return state.idle.popLast()
        }
        return try idle ?? open()
    }

    private func giveBack(_ reader: Reader) {
        let isKept = state.withLock { state in
            guard !state.isClosed, state.idle.count < FileReaders.mostIdle,
                !reader.connection.isInTransaction
            else { return false }
            state.idle.append(reader)
            return true
        }
        if !isKept { FileReaders.close(reader) }
    }

    private func open() throws(DatabaseTrouble) -> Reader {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw DatabaseTrouble(handle: handle)
        }
        sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
        let reader = Reader(connection: Connection(handle: handle), handle: handle)
        do throws(DatabaseTrouble) {
            try reader.connection.run("PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY")
        } catch {
            FileReaders.close(reader)
            throw error
        }
        return reader
    }

    private static func close(_ reader: Reader) {
        reader.connection.forgetStatements()
        sqlite3_close_v2(reader.handle)
    }

    /// Closes those that nobody holds; the others are closed when they come back.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for reader in idle { FileReaders.close(reader) }
    }
}
