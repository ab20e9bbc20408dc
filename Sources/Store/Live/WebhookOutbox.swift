public import Database
public import Money
public import Provider

/// News of payments that wait to be brought to their services' own addresses, and the log of how
/// that went.
public struct WebhookOutbox {
    /// News for one address.
    public struct Delivery: Sendable, Hashable {
        public enum State: String, Sendable, Hashable, CaseIterable {
            case waiting, delivered, failed
        }

        /// Grows with the order of events.
        public var number: Int64
        public var endpoint: String
        public var payment: PaymentID
        /// Of the payment: its event's.
        public var version: Int
        public var kind: String
        /// As it was sent first; nil before.
        public var body: [UInt8]?
        public var created: Moment
        public var tries: Int
        /// When it is tried next.
        public var due: Moment?
        public var state: State
    }

    /// How one try went.
    public struct Attempt: Sendable, Hashable {
        public var at: Moment
        /// Of HTTP; nil where no answer came.
        public var status: Int?
        public var outcome: String
        public var milliseconds: Int64
        /// First bytes of the answer.
        public var head: [UInt8]

        public init(
            at: Moment, status: Int?, outcome: String, milliseconds: Int64, head: [UInt8]
        ) {
            self.at = at
            self.status = status
            self.outcome = outcome
            self.milliseconds = milliseconds
            self.head = head
        }
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Notes news for every address of a service that wants to hear of it, due at once.
    public func note(
        _ kind: String, of payment: PaymentID, version: Int, for service: String, at: Moment
    ) throws {
        let row = try connection.statement(
            """
            INSERT INTO webhook_delivery (endpoint, payment, version, kind, created, tries, due,
                state)
            SELECT e.id, ?1, ?2, ?3, ?4, 0, ?4, 'waiting' FROM webhook_endpoint e
            WHERE e.service = ?5 AND e.disabled IS NULL
            AND (e.id IN (SELECT s.endpoint FROM webhook_subscription s WHERE s.kind = ?3)
                OR e.id NOT IN (SELECT s.endpoint FROM webhook_subscription s))
            """)
        row.bind(1, payment)
        row.bind(2, Int64(version))
        row.bind(3, kind)
        row.bind(4, at.seconds)
        row.bind(5, service)
        try row.run()
    }

    // MARK: - Bringing

    /// Live addresses for which something is due.
    public func dueEndpoints(at now: Moment) throws -> [String] {
        let row = try connection.statement(
            """
            SELECT d.endpoint FROM webhook_delivery d
            JOIN webhook_endpoint e ON e.id = d.endpoint
            WHERE d.due IS NOT NULL AND d.due <= ?1 AND e.disabled IS NULL
            GROUP BY d.endpoint ORDER BY min(d.due), d.endpoint
            """)
        row.bind(1, now.seconds)
        defer { row.reset() }
        var endpoints: [String] = []
        while try row.step() { endpoints.append(row.text(0)) }
        return endpoints
    }

    /// What is due for an address, in the order of the events.
    public func due(for endpoint: String, at now: Moment, limit: Int) throws -> [Delivery] {
        // Written so that the index of what is due is used, and not the address's whole past.
        try deliveries(
            """
            WHERE due IS NOT NULL AND due <= ?1 AND endpoint || '' = ?2
            ORDER BY number LIMIT \(limit)
            """
        ) { row in
            row.bind(1, now.seconds)
            row.bind(2, endpoint)
        }
    }

    /// Notes a try and what follows from it.
    ///
    /// - Parameters:
    ///   - delivery: as it was before.
    ///   - body: what was sent.
    ///   - next: when it is tried again; nil: it was brought, or is given up.
    /// - Returns: false, and nothing is noted, where another instance has tried it meanwhile.
    public func note(
        _ attempt: Attempt, of delivery: Delivery, body: [UInt8], state: Delivery.State,
        next: Moment?
    ) throws -> Bool {
        let change = try connection.statement(
            """
            UPDATE webhook_delivery SET tries = tries + 1, body = ?3, state = ?4, due = ?5
            WHERE number = ?1 AND tries = ?2 AND state = 'waiting'
            """)
        change.bind(1, delivery.number)
        change.bind(2, Int64(delivery.tries))
        change.bind(3, body)
        change.bind(4, state.rawValue)
        change.bind(5, next)
        try change.run()
        guard change.changes == 1 else { return false }
        let row = try connection.statement(
            """
            INSERT INTO webhook_try (delivery, at, status, outcome) VALUES (?1, ?2, ?3, ?4)
            RETURNING number
            """)
        row.bind(1, delivery.number)
        row.bind(2, attempt.at.seconds)
        row.bind(3, attempt.status.map { Int64($0) })
        row.bind(4, attempt.outcome)
        guard try row.step() else {
            row.reset()
            throw DatabaseTrouble(.other, "a try has no number")
        }
        let number = row.int64(0)
        row.reset()
        let answer = try connection.statement(
            "INSERT INTO webhook_answer (attempt, milliseconds, head) VALUES (?1, ?2, ?3)")
        answer.bind(1, number)
        answer.bind(2, attempt.milliseconds)
        answer.bind(3, attempt.head)
        try answer.run()
        return true
    }

    /// Has it tried once more, now.
    public func redeliver(_ number: Int64, at now: Moment) throws {
        let row = try connection.statement(
            "UPDATE webhook_delivery SET state = 'waiting', due = ?2 WHERE number = ?1")
        row.bind(1, number)
        row.bind(2, now.seconds)
        try row.run()
    }

    // MARK: - The log

    public func delivery(_ number: Int64) throws -> Delivery? {
        try deliveries("WHERE number = ?1") { $0.bind(1, number) }.first
    }

    /// What there was for an address, the newest first; nil of a state: any.
    public func deliveries(
        for endpoint: String, _ state: Delivery.State?, limit: Int, offset: Int
    ) throws -> [Delivery] {
        let condition = state.map { "AND state = '\($0.rawValue)'" } ?? ""
        return try deliveries(
            """
            WHERE endpoint = ?1 \(condition)
            ORDER BY number DESC LIMIT \(limit) OFFSET \(offset)
            """
        ) { $0.bind(1, endpoint) }
    }

    public func count(for endpoint: String, _ state: Delivery.State?) throws -> Int {
        let condition = state.map { "AND state = '\($0.rawValue)'" } ?? ""
        let row = try connection.statement(
            "SELECT count(*) FROM webhook_delivery WHERE endpoint = ?1 \(condition)")
        row.bind(1, endpoint)
        defer { row.reset() }
        _ = try row.step()
        return Int(row.int64(0))
    }

    /// The tries of a delivery, the first first.
    public func attempts(of delivery: Int64) throws -> [Attempt] {
        let row = try connection.statement(
            """
            SELECT t.at, t.status, t.outcome, coalesce(a.milliseconds, 0), a.head
            FROM webhook_try t LEFT JOIN webhook_answer a ON a.attempt = t.number
            WHERE t.delivery = ?1 ORDER BY t.number
            """)
        row.bind(1, delivery)
        defer { row.reset() }
        var attempts: [Attempt] = []
        while try row.step() {
            attempts.append(
                Attempt(
                    at: try row.moment(0, in: "webhook_try"),
                    status: row.optionalInt64(1).map { Int($0) }, outcome: row.text(2),
                    milliseconds: row.int64(3), head: row.optionalBlob(4) ?? []))
        }
        return attempts
    }

    private func deliveries(
        _ condition: String, _ bind: (Statement) -> Void
    ) throws -> [Delivery] {
        let row = try connection.statement(
            """
            SELECT number, endpoint, payment, version, kind, body, created, tries, due, state
            FROM webhook_delivery \(condition)
            """)
        bind(row)
        defer { row.reset() }
        let table: StaticString = "webhook_delivery"
        var deliveries: [Delivery] = []
        while try row.step() {
            deliveries.append(
                Delivery(
                    number: row.int64(0), endpoint: row.text(1),
                    payment: try row.paymentID(2, in: table), version: Int(row.int64(3)),
                    kind: row.text(4), body: row.optionalBlob(5),
                    created: try row.moment(6, in: table), tries: Int(row.int64(7)),
                    due: try row.optionalMoment(8, in: table),
                    state: try row.word(9, in: table)))
        }
        return deliveries
    }
}
