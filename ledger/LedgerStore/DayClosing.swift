import Database
public import Money
public import Transparency

/// A book day that has ended.
public struct DayClosing: Sendable, Hashable {
    public var day: BookDay
    /// The commit that closed it.
    public var commit: Int64
    /// The last voucher in the books when it closed.
    public var sequence: Int64
    /// When the books heard that it is to be closed.
    public var recorded: Moment
    /// How many leaves the tree has with the day's vouchers.
    public var treeSize: Int64
    /// The tree's root then; SHA-256 of nothing where it has no leaves.
    public var root: TreeHash
}

extension DayClosing {
    static let columns = "day, commit_number, sequence, recorded, tree_size, root"

    /// Reads a row of ``columns``; nil where it is damaged.
    init?(row: Statement) {
        guard let day = StoredDay.read(row.int64(0)), row.int64(4) >= 0,
            row.int64(4) <= MerkleAccumulator.largestSize,
            StoredPlace.isValid(row.int64(1)), StoredPlace.isValid(row.int64(2)),
            let recorded = StoredMoment.read(row.int64(3)),
            let root = row.withBytes(5, TreeHash.init(bytes:))
        else { return nil }
        self.day = day
        commit = row.int64(1)
        sequence = row.int64(2)
        self.recorded = recorded
        treeSize = row.int64(4)
        self.root = root
    }

    /// Reads a row of ``columns``.
    static func read(_ row: Statement) throws(DatabaseTrouble) -> DayClosing {
        guard let closing = DayClosing(row: row) else {
            throw DatabaseTrouble(.corrupt, "the closing of day \(row.int64(0)) is damaged")
        }
        return closing
    }

    /// The closing of the earliest open day, its leaves appended to the tree.
    static func make(
        _ day: BookDay, recorded: Moment, after head: LedgerHead, _ connection: Connection
    ) throws(DatabaseTrouble) -> DayClosing {
        let former = try connection.statement(
            "SELECT tree_size FROM ledger_closing ORDER BY day DESC LIMIT 1")
        let size = try former.step() ? former.int64(0) : 0
        former.reset()
        let tree = try StoredTree(connection).append(day, after: size)
        return DayClosing(
            day: day, commit: head.commits + 1, sequence: head.sequence, recorded: recorded,
            treeSize: tree.size, root: tree.root)
    }

    /// Writes the closing, carries the day's sums forward, and moves the head.
    func write(_ connection: Connection, after head: LedgerHead) throws(DatabaseTrouble)
        -> LedgerHead
    {
        let insert = try connection.statement(
            "INSERT INTO ledger_closing VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        insert.bind(1, Int64(day.number))
        insert.bind(2, commit)
        insert.bind(3, sequence)
        insert.bind(4, recorded.seconds)
        insert.bind(5, treeSize)
        insert.bind(6, root.bytes)
        try insert.run()
        try StoredFolds(connection).fold(head)
        try StoredBalances.carryForward(day, connection)
        var hash = CommitHash(after: head, opened: [])
        hash.startVouchers(count: 0)
        var next = head
        next.commits = commit
        next.closedThrough = day
        next.hash = hash.finish(closing: self)
        try next.write(connection)
        return next
    }
}
