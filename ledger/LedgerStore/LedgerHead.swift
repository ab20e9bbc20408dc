import Database
public import Money

/// How far the books have come: the one row that every batch takes first.
public struct LedgerHead: Sendable, Hashable {
    /// The first book day.
    public var begins: BookDay
    /// The last closed day, nil before the first closing.
    public var closedThrough: BookDay?
    /// The last voucher's place, 0 in empty books.
    public var sequence: Int64
    /// How many accounts have been opened.
    public var accounts: Int32
    /// The last commit's number, 0 in empty books.
    public var commits: Int64
    /// The sum of all that ever moved.
    public var turnover: Yen
    /// SHA-256 over the former hash and the commit's canonical bytes; 32 zero bytes at first.
    public var hash: [UInt8]

    /// The first day that still takes vouchers.
    public var earliestOpenDay: BookDay { closedThrough?.adding(1) ?? begins }
}

extension LedgerHead {
    /// Reads the head as the connection's snapshot sees it.
    ///
    /// - Parameter schemaVersion: the version this program writes, where it is about to write.
    ///   Books that were upgraded meanwhile by a newer program are then left alone, unless what it
    ///   did only expands.
    static func read(
        _ connection: Connection, writing schemaVersion: Int? = nil
    ) throws(DatabaseTrouble) -> LedgerHead {
        let row = try connection.statement(
            """
            SELECT begins, closed_through, sequence, accounts, commits, turnover, hash,
                (SELECT max(number) FROM schema_migration),
                (SELECT max(since) FROM schema_compatible)
            FROM ledger_head\(schemaVersion == nil ? "" : connection.forUpdate)
            """)
        guard try row.step() else {
            throw DatabaseTrouble(.schema, "the books have not been initialised")
        }
        if let schemaVersion {
            try Database.require(
                schemaVersion, in: row.int64(7), compatibleSince: row.optionalInt64(8))
        }
        let closed = row.optionalInt64(1)
        guard let begins = StoredDay.read(row.int64(0)),
            let accounts = Int32(exactly: row.int64(3)), accounts >= 0,
            StoredPlace.isValid(row.int64(2)), StoredPlace.isValid(row.int64(4)),
            row.int64(5) >= 0,
            closed.map({ StoredDay.read($0) != nil }) ?? true
        else { throw DatabaseTrouble(.corrupt, "the head of the books is damaged") }
        let head = LedgerHead(
            begins: begins, closedThrough: closed.flatMap(StoredDay.read),
            sequence: row.int64(2), accounts: accounts, commits: row.int64(4),
            turnover: Yen(row.int64(5)), hash: row.blob(6))
        row.reset()
        return head
    }

    /// The last closed day alone, which every look at a payment asks for.
    static func closedThrough(_ connection: Connection) throws(DatabaseTrouble) -> BookDay? {
        let row = try connection.statement("SELECT closed_through FROM ledger_head")
        defer { row.reset() }
        guard try row.step() else {
            throw DatabaseTrouble(.schema, "the books have not been initialised")
        }
        guard let number = row.optionalInt64(0) else { return nil }
        guard let day = StoredDay.read(number) else {
            throw DatabaseTrouble(.corrupt, "the head of the books is damaged")
        }
        return day
    }

    static func initialise(_ connection: Connection, begins: BookDay) throws(DatabaseTrouble) {
        let insert = try connection.statement(
            "INSERT INTO ledger_head VALUES (1, ?1, NULL, 0, 0, 0, 0, ?2)")
        insert.bind(1, Int64(begins.number))
        insert.bind(2, [UInt8](repeating: 0, count: 32))
        try insert.run()
    }

    /// Writes the head and the commit that it closes.
    func write(_ connection: Connection) throws(DatabaseTrouble) {
        let commit = try connection.statement("INSERT INTO ledger_commit VALUES (?1, ?2, ?3, ?4)")
        commit.bind(1, commits)
        commit.bind(2, sequence)
        commit.bind(3, Int64(accounts))
        commit.bind(4, hash)
        try commit.runLater()
        let update = try connection.statement(
            """
            UPDATE ledger_head SET closed_through = ?1, sequence = ?2, accounts = ?3,
                commits = ?4, turnover = ?5, hash = ?6
            """)
        update.bind(1, closedThrough.map { Int64($0.number) })
        update.bind(2, sequence)
        update.bind(3, Int64(accounts))
        update.bind(4, commits)
        update.bind(5, turnover.value)
        update.bind(6, hash)
        try update.runLater()
    }
}

/// A place in the books as a column holds it.
enum StoredPlace {
    /// From any valid one one can count on without an overflow.
    static func isValid(_ number: Int64) -> Bool { (0...(1 << 56)).contains(number) }
}

/// A day as a column holds it.
enum StoredDay {
    /// Some 27,000 years around 1970: from any of them one can count on without an overflow.
    private static let numbers: ClosedRange<Int64> = -10_000_000...10_000_000

    /// nil where the column is damaged.
    static func read(_ number: Int64) -> BookDay? {
        numbers.contains(number) ? BookDay(number: Int32(number)) : nil
    }
}

/// A moment as a column holds it.
enum StoredMoment {
    /// nil where the column is damaged.
    static func read(_ seconds: Int64) -> Moment? {
        StoredDay.read(seconds / 86_400) == nil ? nil : Moment(seconds: seconds)
    }
}
