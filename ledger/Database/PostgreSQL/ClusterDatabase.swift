import Dispatch
import Glibc
import Synchronization

/// A schema in a PostgreSQL cluster, shared by several instances: connections that read, each from
/// one snapshot, and one that writes.
final class ClusterDatabase: Sendable {
    private static let readers = 5
    private static let pauseMicroseconds: UInt32 = 50_000

    /// Sendable: a connection is held by ``Idle`` or by the one thread that has taken it out of
    /// there under the lock, never by both.
    private struct Confined: @unchecked Sendable {
        let connection: Connection
        let remote: RemoteConnection
    }

    private struct Idle {
        var writers: [Confined] = []
        var readers: [Confined] = []
        var isClosed = false
    }

    private let address: ClusterAddress
    private let busyTimeoutSeconds: Int
    private let idle = Mutex(Idle())
    private let readTurns = DispatchSemaphore(value: readers)
    private let writeTurn = DispatchSemaphore(value: 1)

    init(_ address: ClusterAddress, busyTimeoutSeconds: Int) {
        self.address = address
        self.busyTimeoutSeconds = busyTimeoutSeconds
    }

    func read<T>(_ body: (Connection) throws -> T) throws -> T {
        readTurns.wait()
        defer { readTurns.signal() }
        let taken = try begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", writes: false)
        do {
            let result = try body(taken.connection)
            taken.connection.resetStatements()
            try taken.remote.run("COMMIT")
            giveBack(taken, writes: false)
            return result
        } catch {
            taken.connection.rollBack()
            giveBack(taken, writes: false)
            throw error
        }
    }

    /// The turn to write is a lock that ends with the transaction, so each sees all that those
    /// before it have committed, and none can fail to serialise.
    func write<T>(_ body: (Connection) throws -> T) throws -> T {
        writeTurn.wait()
        defer { writeTurn.signal() }
        let taken = try begin(
            "BEGIN ISOLATION LEVEL READ COMMITTED; "
                + "SELECT pg_advisory_xact_lock(\(address.lock("write")))", writes: true)
        do {
            let result = try body(taken.connection)
            try taken.connection.finishInsertions()
            taken.connection.resetStatements()
            try taken.remote.commit()
            giveBack(taken, writes: true)
            return result
        } catch {
            taken.connection.rollBack()
            giveBack(taken, writes: true)
            throw error
        }
    }

    /// Holds a lock of the session while the body runs; it ends with the connection too.
    func alone<T>(_ purpose: String, _ body: () throws -> T) throws -> T {
        let remote = try RemoteConnection(address, lockTimeoutSeconds: nil, writes: true)
        try remote.run("SELECT pg_advisory_lock(\(address.lock(purpose)))")
        // The lock ends with its connection, which must live until then.
        return try withExtendedLifetime(remote) { try body() }
    }

    /// Builds the schema beside the books', looks at it, and undoes it; nil on a standby.
    func schema(of migrations: [Migration]) throws -> [String: String]? {
        let isStandby = try read { connection in
            let row = try connection.statement("SELECT pg_is_in_recovery()")
            try row.step()
            return row.int64(0) == 1
        }
        if isStandby { return nil }
        struct Built: Error { var schema: [String: String] }
        let name = "suito_\(getpid())_\(UInt32.random(in: 0 ... .max))"
        do {
            try write { connection in
                try connection.run("CREATE SCHEMA \(name); SET LOCAL search_path TO \(name)")
                try connection.run(Database.migrationTable(of: .postgresql))
                for migration in migrations.sorted(by: { $0.number < $1.number }) {
                    try migration.run(connection)
                }
                throw Built(schema: try connection.schema())
            }
        } catch let built as Built {
            return built.schema
        }
        return [:]
    }

    func close() {
        idle.withLock { $0 = Idle(isClosed: true) }
    }
}

// MARK: - Connections

extension ClusterDatabase {
    /// Takes a connection, an idle one where there is any, and begins a transaction on it.
    ///
    /// Nothing has been done yet, so where a connection turns out to be lost another one is made,
    /// for as long as a write would wait: a standby may be taking over.
    private func begin(_ sql: String, writes: Bool) throws -> Confined {
        let deadline = DispatchTime.now() + .seconds(busyTimeoutSeconds)
        while true {
            let kept = try take(writes: writes)
            do {
                let taken = try kept ?? connect(writes: writes)
                do {
                    try taken.remote.run(sql)
                    return taken
                } catch {
                    taken.connection.rollBack()
                    giveBack(taken, writes: writes)
                    throw error
                }
            } catch let trouble as DatabaseTrouble {
                guard trouble.kind == .io, DispatchTime.now() < deadline else { throw trouble }
                if kept == nil { usleep(ClusterDatabase.pauseMicroseconds) }
            }
        }
    }

    private func connect(writes: Bool) throws(DatabaseTrouble) -> Confined {
        let remote = try RemoteConnection(
            address, lockTimeoutSeconds: busyTimeoutSeconds, writes: writes)
        return Confined(connection: Connection(remote), remote: remote)
    }

    private func take(writes: Bool) throws(DatabaseTrouble) -> Confined? {
        let (taken, isClosed) = idle.withLock { idle in
            (writes ? idle.writers.popLast() : idle.readers.popLast(), idle.isClosed)
        }
        if isClosed { throw DatabaseTrouble(.other, "the database is closed") }
        return taken
    }

    private func giveBack(_ taken: Confined, writes: Bool) {
        guard !taken.remote.isLost, !taken.remote.isInTransaction else { return }
        idle.withLock { idle in
            if idle.isClosed { return }
            if writes { idle.writers.append(taken) } else { idle.readers.append(taken) }
        }
    }
}
