import Database
public import Money

/// A book day that has ended.
public struct DayClosing: Sendable, Hashable {
    public var day: BookDay
    /// The commit that closed it.
    public var commit: Int64
    /// The last voucher in the books when it closed.
    public var sequence: Int64
    /// When the books heard that it is to be closed.
    public var recorded: Moment

    /// The closing of the earliest open day.
    init(after head: LedgerHead, day: BookDay, recorded: Moment) {
        self.day = day
        commit = head.commits + 1
        sequence = head.sequence
        self.recorded = recorded
    }

    init(row: Statement) {
        day = BookDay(number: Int32(truncatingIfNeeded: row.int64(0)))
        commit = row.int64(1)
        sequence = row.int64(2)
        recorded = Moment(seconds: row.int64(3))
    }

    /// Writes the closing, carries the day's sums forward, and moves the head.
    func write(_ connection: Connection, after head: LedgerHead) throws(DatabaseTrouble)
        -> LedgerHead
    {
        let insert = try connection.statement(
            "INSERT INTO ledger_closing VALUES (?1, ?2, ?3, ?4)")
        insert.bind(1, Int64(day.number))
        insert.bind(2, commit)
        insert.bind(3, sequence)
        insert.bind(4, recorded.seconds)
        try insert.run()
        try StoredBalances.carryForward(day, connection)
        var hash = CommitHash(after: head, opened: [])
        hash.startVouchers(count: 0)
        var next = head
        next.commits = commit
        next.closedThrough = day
        next.hash = hash.finish(closing: (day, recorded))
        try next.write(connection)
        return next
    }
}
