import GRDB
import Synchronization

/// The connection of each handle that the pool has opened, so that prepared statements last.
final class ConnectionRegistry: Sendable {
    /// Sendable: a handle's connection is only looked up by the thread to
    /// which the pool has just given that handle alone, and the pool gives it to nobody else until
    /// that thread has returned it; the last use is ``forget()``, when the pool is at rest.
    private struct Confined: @unchecked Sendable {
        let connection: Connection
    }

    /// By the handle's address.
    private let connections = Mutex<[UInt: Confined]>([:])

    /// Called when the pool opens a handle; a former handle may have had the same address.
    func register(_ handle: OpaquePointer) {
        let confined = Confined(connection: Connection(handle: handle))
        let address = UInt(bitPattern: handle)
        connections.withLock { $0[address] = confined }
    }

    /// The connection of the handle that the calling thread holds.
    func connection(of database: GRDB.Database) throws(DatabaseTrouble) -> Connection {
        let address = UInt(bitPattern: database.sqliteConnection)
        guard let confined = connections.withLock({ $0[address] })
        else { throw DatabaseTrouble(.other, "the database is closed") }
        return confined.connection
    }

    /// Gives up all prepared statements, which would keep the handles from closing.
    func forget() {
        let all = connections.withLock { held in
            defer { held = [:] }
            return Array(held.values)
        }
        for confined in all { confined.connection.forgetStatements() }
    }
}
