public import Database
public import Money
public import Provider

/// Movements of bank accounts as accounting systems told of them, and how each stands against the
/// bank's own lines.
public struct BankMovementTable {
    /// How a movement stands; it follows from what has come in and from the last run.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// The bank's file has not told of it yet.
        case awaited
        /// The bank has that line, with another amount.
        case differs
        /// The bank has it, and no payout is known to be in it.
        case unmatched
        case matched
    }

    public struct Movement: Sendable, Hashable {
        public var id: PaymentID
        public var service: String
        /// Bank account of the city file.
        public var account: String
        /// 勘定日.
        public var day: BookDay
        /// 照会番号.
        public var reference: String
        /// In; out is negative.
        public var amount: Yen
        public var created: Moment

        public init(
            id: PaymentID, service: String, account: String, day: BookDay, reference: String,
            amount: Yen, created: Moment
        ) {
            self.id = id
            self.service = service
            self.account = account
            self.day = day
            self.reference = reference
            self.amount = amount
            self.created = created
        }
    }

    /// Which movements are wanted; nil: any.
    public struct Question: Sendable, Hashable {
        public var account: String?
        public var state: State?
        public var from: BookDay?
        public var to: BookDay?

        public init(
            account: String? = nil, state: State? = nil, from: BookDay? = nil, to: BookDay? = nil
        ) {
            self.account = account
            self.state = state
            self.from = from
            self.to = to
        }
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// - Returns: false where the service has told of that line before.
    public func add(_ movement: Movement) throws -> Bool {
        let row = try connection.statement(
            """
            INSERT INTO bank_movement (id, service, account, day, reference, amount, created)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING
            """)
        row.bind(1, movement.id)
        row.bind(2, movement.service)
        row.bind(3, movement.account)
        row.bind(4, Int64(movement.day.number))
        row.bind(5, movement.reference)
        row.bind(6, movement.amount.value)
        row.bind(7, movement.created.seconds)
        try row.run()
        return row.changes == 1
    }

    // MARK: - Reading

    private static let line = """
        SELECT 1 FROM bank_statement s JOIN bank_line l ON l.statement = s.number
        WHERE s.account = m.account AND s.status = 'accepted' AND s.from_day <= m.day
        AND s.to_day >= m.day AND l.day = m.day AND l.reference = m.reference
        """
    private static let state = """
        CASE WHEN NOT EXISTS (\(line)) THEN 'awaited'
        WHEN NOT EXISTS (\(line) AND l.amount = m.amount) THEN 'differs'
        WHEN EXISTS (SELECT 1 FROM bank_collection c WHERE c.account = m.account
            AND c.day = m.day AND c.reference = m.reference) THEN 'matched'
        ELSE 'unmatched' END
        """
    private static let movements = """
        SELECT m.id, m.service, m.account, m.day, m.reference, m.amount, m.created,
            \(state) AS state
        FROM bank_movement m
        """

    /// How a movement stands that may not be in the table.
    public func state(of movement: Movement) throws -> State {
        let row = try connection.statement(
            """
            SELECT \(BankMovementTable.state)
            FROM (SELECT CAST(?1 AS TEXT) AS account, CAST(?2 AS bigint) AS day,
                CAST(?3 AS TEXT) AS reference, CAST(?4 AS bigint) AS amount) m
            """)
        row.bind(1, movement.account)
        row.bind(2, Int64(movement.day.number))
        row.bind(3, movement.reference)
        row.bind(4, movement.amount.value)
        defer { row.reset() }
        _ = try row.step()
        return try row.word(0, in: "bank_movement")
    }

    /// The movement of a service by its line.
    public func find(
        _ account: String, _ day: BookDay, _ reference: String, of service: String
    ) throws -> (Movement, State)? {
        let row = try connection.statement(
            """
            \(BankMovementTable.movements)
            WHERE m.service = ?1 AND m.account = ?2 AND m.day = ?3 AND m.reference = ?4
            """)
        row.bind(1, service)
        row.bind(2, account)
        row.bind(3, Int64(day.number))
        row.bind(4, reference)
        defer { row.reset() }
        return try row.step() ? try read(row) : nil
    }

    public func find(_ id: PaymentID, of service: String) throws -> (Movement, State)? {
        let row = try connection.statement(
            "\(BankMovementTable.movements) WHERE m.id = ?1 AND m.service = ?2")
        row.bind(1, id)
        row.bind(2, service)
        defer { row.reset() }
        return try row.step() ? try read(row) : nil
    }

    /// The newest day first.
    public func search(
        _ question: Question, of service: String, limit: Int, offset: Int
    ) throws -> [(Movement, State)] {
        let row = try statement(
            """
            SELECT * FROM (\(BankMovementTable.movements)) q WHERE \(condition(question))
            ORDER BY q.day DESC, q.id DESC LIMIT \(limit) OFFSET \(offset)
            """, question, service)
        defer { row.reset() }
        var found: [(Movement, State)] = []
        while try row.step() { found.append(try read(row)) }
        return found
    }

    public func count(_ question: Question, of service: String) throws -> Int {
        let row = try statement(
            """
            SELECT count(*) FROM (\(BankMovementTable.movements)) q
            WHERE \(condition(question))
            """, question, service)
        defer { row.reset() }
        _ = try row.step()
        return Int(row.int64(0))
    }

    private func condition(_ question: Question) -> String {
        let account = question.account == nil ? "" : " AND q.account = ?4"
        let state = question.state.map { " AND q.state = '\($0.rawValue)'" } ?? ""
        return "q.service = ?1 AND q.day >= ?2 AND q.day <= ?3" + account + state
    }

    private func statement(
        _ sql: String, _ question: Question, _ service: String
    ) throws -> Statement {
        let row = try connection.statement(sql)
        row.bind(1, service)
        row.bind(2, question.from.map { Int64($0.number) } ?? Int64(Int32.min))
        row.bind(3, question.to.map { Int64($0.number) } ?? Int64(Int32.max))
        if let account = question.account { row.bind(4, account) }
        return row
    }

    private func read(_ row: Statement) throws -> (Movement, State) {
        let table: StaticString = "bank_movement"
        let movement = Movement(
            id: try row.paymentID(0, in: table), service: row.text(1), account: row.text(2),
            day: try row.day(3, in: table), reference: row.text(4), amount: Yen(row.int64(5)),
            created: try row.moment(6, in: table))
        return (movement, try row.word(7, in: table))
    }
}
