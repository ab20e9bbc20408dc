public import Database
public import Ledger
public import Money

/// The books on disk.
///
/// Everything that is posted goes through one writer: it judges in memory, then writes what was not
/// refused. Reading takes a connection, so that several questions see one snapshot:
///
/// ```swift
/// let balances = try database.read { try store.balances($0) }
/// ```
public final class LedgerStore: Sendable {
    /// The books' own tables, to be given to ``Database/Database`` with those of other modules.
    public static let migrations: [Migration] = [
        LedgerSchema.first, LedgerSchema.second, LedgerSchema.third, LedgerSchema.fourth,
        Migration.compatibility,
    ]

    private let database: Database
    private let writer: BooksWriter
    private let group: GroupCommit

    /// Books in a database that has had ``migrations``.
    ///
    /// - Parameters:
    ///   - recentVouchers: how many ids to hold in memory, 32 bytes each, so that most vouchers are
    ///     known to be new without a look into the database.
    ///   - waitingVouchers: how many vouchers may wait in ``submit(_:)``, some 400 bytes each; what
    ///     comes beyond is turned away.
    public init(
        _ database: Database, recentVouchers: Int = 1 << 18, waitingVouchers: Int = 250_000
    ) {
        self.database = database
        writer = BooksWriter(database, recentVouchers: recentVouchers)
        group = GroupCommit(writer, waitingVouchers: waitingVouchers)
    }

    deinit { group.close() }

    /// Whether so much waits in ``submit(_:)`` that more will soon be turned away.
    public var isCrowded: Bool { group.isCrowded }

    /// Opens empty books, whose first day is given.
    ///
    /// - Parameter leafSecret: 32 bytes from which the salts of the tree's leaves are derived; nil:
    ///   they are drawn. They stay in the books and are never told.
    /// - Throws: ``DatabaseTrouble/Kind/constraint`` where there are books already, and where the
    ///   secret has another length.
    public static func initialise(
        in connection: Connection, begins: BookDay, leafSecret: [UInt8]? = nil
    ) throws {
        try LedgerHead.initialise(connection, begins: begins)
        try StoredSecret.initialise(leafSecret, connection)
    }

    /// Posts a change together with whatever else waits, in one durable commit.
    ///
    /// A change of which any voucher is refused leaves no trace, nor do its rows; its vouchers that
    /// are not at fault themselves answer ``VoucherRefusal/changeRefused``.
    ///
    /// - Returns: an answer for each voucher, in their order, once the commit is durable.
    /// - Throws: what the change's rows threw, `CancellationError` where the task was cancelled
    ///   before it came here, or ``DatabaseTrouble``: ``DatabaseTrouble/Kind/busy`` where too much
    ///   waits, or another process writes for too long, and nothing was posted; after
    ///   ``DatabaseTrouble/Kind/io`` nobody knows whether the change stands, and it may be
    ///   submitted again: what stands then answers as a duplicate.
    public func submit(
        _ change: Change
    ) async throws -> [Result<VoucherOutcome, VoucherRefusal>] {
        try await group.submit(change)
    }

    /// Posts changes in bulk, as ``submit(_:)`` does, blocking; many changes share a commit.
    ///
    /// - Returns: the answers of each change.
    /// - Throws: the first trouble. Earlier changes, and others of the same commit, then stand;
    ///   posting all of them again is harmless.
    public func post(
        _ changes: [Change]
    ) throws -> [[Result<VoucherOutcome, VoucherRefusal>]] {
        var answers: [[Result<VoucherOutcome, VoucherRefusal>]] = []
        answers.reserveCapacity(changes.count)
        var rest = changes[...]
        while !rest.isEmpty {
            var weight = 0
            let batch = rest.prefix { change in
                weight += max(1, change.vouchers.count)
                return weight <= GroupCommit.batchLimit
            }
            // A change too big to share a commit has its own.
            let count = max(1, batch.count)
            for answer in try writer.post(rest.prefix(count)) { answers.append(try answer.get()) }
            rest.removeFirst(count)
        }
        return answers
    }

    /// Posts a change inside the caller's write transaction, and so with its fate.
    ///
    /// Where it throws, the caller's transaction must be undone, as ``Database/Database/write(_:)``
    /// does when the error goes on through it.
    public func post(
        _ change: Change, in connection: Connection
    ) throws -> [Result<VoucherOutcome, VoucherRefusal>] {
        try writer.post(change, in: connection)
    }

    /// Ends a book day: nothing is booked on it any more.
    ///
    /// Days close in order. The day's vouchers become leaves of the tree, in the same transaction.
    public func closeDay(
        _ day: BookDay, recorded: Moment
    ) throws -> Result<DayClosing, CloseRefusal> {
        try database.write { try writer.close(day, recorded: recorded, in: $0) }
    }

    /// Ends a book day inside the caller's write transaction.
    public func closeDay(
        _ day: BookDay, recorded: Moment, in connection: Connection
    ) throws -> Result<DayClosing, CloseRefusal> {
        try writer.close(day, recorded: recorded, in: connection)
    }

    /// Walks the whole books, in one snapshot, and proves them from the journal up.
    ///
    /// - Parameter progress: told now and then how many vouchers of how many have been walked.
    public func audit(
        progress: (_ walked: Int64, _ total: Int64) -> Void = { _, _ in }
    ) throws -> AuditReport {
        try database.read { connection in
            var audit = try BooksAudit(connection)
            return try audit.run(progress: progress)
        }
    }

    /// Takes nothing more through ``submit(_:)``; returns once what waited has been posted.
    public func shutdown() { group.shutdown() }
}
