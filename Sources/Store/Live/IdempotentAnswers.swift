public import Database
public import Money
public import Provider

/// Answers that were given under a caller's key, so that the same request gets the same one.
public struct IdempotentAnswers {
    public struct Answer: Sendable, Hashable {
        /// SHA-256 of what was asked.
        public var digest: [UInt8]
        public var status: Int
        public var body: [UInt8]
        public var payment: PaymentID?

        public init(digest: [UInt8], status: Int, body: [UInt8], payment: PaymentID?) {
            self.digest = digest
            self.status = status
            self.body = body
            self.payment = payment
        }
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public func find(_ key: String, of service: String) throws -> Answer? {
        let row = try connection.statement(
            """
            SELECT digest, status, body, payment FROM idempotent_answer
            WHERE service = ?1 AND key = ?2
            """)
        row.bind(1, service)
        row.bind(2, key)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return Answer(
            digest: row.blob(0), status: try row.count(1, in: "idempotent_answer"),
            body: row.blob(2),
            payment: try row.optionalPaymentID(3, in: "idempotent_answer"))
    }

    /// - Returns: false where the key has an answer already.
    public func add(
        _ answer: Answer, under key: String, of service: String, at: Moment
    ) throws -> Bool {
        let row = try connection.statement(
            """
            INSERT INTO idempotent_answer (service, key, digest, at, status, body, payment)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING
            """)
        row.bind(1, service)
        row.bind(2, key)
        row.bind(3, answer.digest)
        row.bind(4, at.seconds)
        row.bind(5, Int64(answer.status))
        row.bind(6, answer.body)
        row.bind(7, answer.payment)
        try row.run()
        return row.changes == 1
    }

    /// Forgets answers that were given before a moment.
    public func forget(before: Moment) throws {
        let row = try connection.statement("DELETE FROM idempotent_answer WHERE at < ?1")
        row.bind(1, before.seconds)
        try row.run()
    }
}
