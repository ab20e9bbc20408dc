import Dispatch
import Foundation
import GRDBSQLite
import Synchronization

/// Keeps the write-ahead log short: moves it into the database file beside the writing, on a
/// thread and a connection of its own.
///
/// While somebody writes, a checkpoint that waits for nobody never reaches the end of the log, and
/// only then does the log begin anew. So the thread passes over it until little is left and has
/// the file synchronised; the writer moves the little, between two transactions. Where another
/// process moves the log, or a reader holds it back, it is tried again when the log has grown.
final class LogKeeper: Sendable {
    /// More passes than this mean that the writer is the faster one.
    private static let passes = 8
    /// How long the writer waits for readers, in milliseconds: to finish, and beyond the bound.
    private static let patience: (finish: Int32, overtake: Int32) = (20, 1_000)

    private struct State {
        var frames: LogFrames
        var isRunning = false
        var isStopped = false
        /// A disk that failed to synchronise: see ``fail(_:)``.
        var failure: DatabaseTrouble?
        /// Beyond its bound, the log could not be moved.
        var isOverdue = false
    }

    private let path: String
    private let busyTimeoutMilliseconds: Int32
    private let state: Mutex<State>
    /// Held by whoever moves the log: SQLite does not wait for another.
    private let turn = Mutex(())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(path: String, limits: LogLimits, busyTimeoutSeconds: Int) {
        self.path = path
        busyTimeoutMilliseconds = Int32(clamping: busyTimeoutSeconds * 1_000)
        state = Mutex(State(frames: LogFrames(limits)))
    }

    // MARK: - The writer

    /// Has every commit of the writer tell the log's length.
    func follow(_ writer: Connection) {
        let own = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            writer.handle,
            { own, _, _, frames in
                if let own {
                    Unmanaged<LogKeeper>.fromOpaque(own).takeUnretainedValue()
                        .state.withLock { $0.frames.note(Int(frames)) }
                }
                return SQLITE_OK
            }, own)
    }

    /// Whether the writer may begin a transaction.
    func admit(_ writer: Connection) throws(DatabaseTrouble) {
        let (failure, isOverdue) = state.withLock { ($0.failure, $0.isOverdue) }
        if let failure { throw failure }
        if isOverdue { try overtake(writer) }
    }

    /// Whether a commit that seems to stand may be answered for.
    func confirm() throws(DatabaseTrouble) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Does what the last commit has made due; it stands, whatever becomes of this.
    func settle(_ writer: Connection) {
        switch state.withLock({ $0.frames.duty() }) {
        case .nothing: return
        case .wake: wakeThread()
        case .finish: _ = turn.withLock { _ in moveAll(writer, waiting: LogKeeper.patience.finish) }
        case .overtake:
            // Told at the next transaction, which tries again.
            try? overtake(writer)
        }
    }

    private func overtake(_ writer: Connection) throws(DatabaseTrouble) {
        let code = turn.withLock { _ in moveAll(writer, waiting: LogKeeper.patience.overtake) }
        let isTrouble = ![SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED].contains(code & 0xFF)
        state.withLock { $0.isOverdue = isTrouble }
        guard !isTrouble else { throw DatabaseTrouble(handle: writer.handle) }
    }

    /// Moves all of the log, so that the next transaction begins it anew.
    private func moveAll(_ writer: Connection, waiting milliseconds: Int32) -> Int32 {
        if state.withLock({ $0.failure != nil }) { return SQLITE_OK }
        sqlite3_busy_timeout(writer.handle, min(milliseconds, busyTimeoutMilliseconds))
        defer { sqlite3_busy_timeout(writer.handle, busyTimeoutMilliseconds) }
        let code = sqlite3_wal_checkpoint_v2(
            writer.handle, "main", SQLITE_CHECKPOINT_RESTART, nil, nil)
        if code != SQLITE_OK { note(sqlite3_extended_errcode(writer.handle), writer.handle) }
        return code
    }

    /// Moves all of the log and cuts it to nothing.
    func empty(_ writer: Connection) throws(DatabaseTrouble) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        let code = turn.withLock { _ in
            sqlite3_wal_checkpoint_v2(writer.handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        }
        guard code == SQLITE_OK else {
            note(sqlite3_extended_errcode(writer.handle), writer.handle)
            throw DatabaseTrouble(handle: writer.handle)
        }
    }

    // MARK: - A disk that failed to synchronise

    /// Notes what a connection met, where it means that nothing more may be written.
    func note(_ code: Int32, _ handle: OpaquePointer?) {
        // SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC, which C spells as expressions.
        guard [SQLITE_IOERR | 4 << 8, SQLITE_IOERR | 5 << 8].contains(code) else { return }
        fail(
            DatabaseTrouble(
                code: code,
                message: "the disk failed to synchronise, and nobody knows what it holds; nothing "
                    + "is written until the program is started again: "
                    + String(cString: sqlite3_errstr(SQLITE_IOERR))))
    }

    /// Stops all writing.
    ///
    /// The system forgets what it could not write: a second try succeeds without it. So the log,
    /// which has everything, is kept, and whoever opens the file next reads it from its beginning.
    private func fail(_ trouble: DatabaseTrouble) {
        state.withLock { if $0.failure == nil { $0.failure = trouble } }
    }

    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    // MARK: - The thread

    private func wakeThread() {
        let isFirst = state.withLock { state in
            guard !state.isRunning, !state.isStopped else { return false }
            state.isRunning = true
            return true
        }
        if isFirst {
            let thread = Thread { self.run() }
            thread.name = "suito log"
            thread.start()
        }
        wake.signal()
    }

    /// Ends the thread; returns once it has ended.
    func stop() {
        let isRunning = state.withLock { state in
            state.isStopped = true
            return state.isRunning
        }
        guard isRunning else { return }
        wake.signal()
        ended.wait()
        // Whoever stops it again finds it ended.
        ended.signal()
    }

    private func run() {
        var handle: OpaquePointer?
        while true {
            wake.wait()
            if state.withLock({ $0.isStopped }) { break }
            if handle == nil { handle = open() }
            let leavesRest = handle.map(move) ?? false
            state.withLock { $0.frames.rest(leavingRestToWriter: leavesRest) }
        }
        // The last connection to close moves the log: after a failure none is closed.
        if !hasFailed { sqlite3_close_v2(handle) }
        ended.signal()
    }

    /// nil where there is no opening it now; it is tried again.
    private func open() -> OpaquePointer? {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        // The log is found with the first reading.
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK,
            sqlite3_exec(
                handle, "PRAGMA synchronous = FULL; SELECT count(*) FROM sqlite_schema", nil, nil,
                nil) == SQLITE_OK
        else {
            sqlite3_close_v2(handle)
            return nil
        }
        return handle
    }

    /// Passes over the log until little is left.
    ///
    /// - Returns: whether the writer may move the rest.
    private func move(_ handle: OpaquePointer) -> Bool {
        var former: Int32 = -1
        for _ in 0..<LogKeeper.passes {
            var frames: Int32 = 0
            var moved: Int32 = 0
            let code = turn.withLock { _ in
                if state.withLock({ $0.failure != nil || $0.isStopped }) { return SQLITE_ABORT }
                return sqlite3_wal_checkpoint_v2(
                    handle, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &moved)
            }
            guard code == SQLITE_OK else {
                note(sqlite3_extended_errcode(handle), handle)
                return false
            }
            // All of it: the next transaction begins the log anew by itself, unless it is read.
            if moved >= frames { return true }
            // A reader is in the way.
            if moved == former { return false }
            former = moved
            // SQLite synchronises the file at the end of the log alone, where the writer would
            // have to wait for all that was moved.
            synchronise(handle)
            if state.withLock({ $0.frames.isNearlyMoved(Int(moved)) }) { return true }
        }
        return true
    }

    private func synchronise(_ handle: OpaquePointer) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard code == SQLITE_OK, let file, let sync = file.pointee.pMethods?.pointee.xSync
        else { return }
        let result = sync(file, SQLITE_SYNC_NORMAL)
        if result != SQLITE_OK { note(SQLITE_IOERR | 4 << 8, handle) }
    }
}
