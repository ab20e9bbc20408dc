import Database
public import Money

/// How the outbox stands as a whole.
extension WebhookOutbox {
    /// What waits.
    public struct Backlog: Sendable, Hashable {
        public var waiting = 0
        /// When the oldest that waits was noted.
        public var oldest: Moment?
        /// Addresses for which something waits that was tried before.
        public var failingEndpoints: [String] = []
    }

    /// How one address stands.
    public struct Standing: Sendable, Hashable {
        public var waiting = 0
        public var delivered = 0
        public var failed = 0
        /// When the oldest that waits was noted.
        public var oldest: Moment?
        /// Something that waits was tried before.
        public var isFailing = false
    }

    public func backlog() throws -> Backlog {
        var backlog = Backlog()
        let row = try connection.statement(
            "SELECT count(*), min(created) FROM webhook_delivery WHERE due IS NOT NULL")
        defer { row.reset() }
        _ = try row.step()
        backlog.waiting = Int(row.int64(0))
        backlog.oldest = try row.optionalMoment(1, in: "webhook_delivery")
        let failing = try connection.statement(
            """
            SELECT DISTINCT endpoint FROM webhook_delivery
            WHERE due IS NOT NULL AND tries > 0 ORDER BY endpoint
            """)
        defer { failing.reset() }
        while try failing.step() { backlog.failingEndpoints.append(failing.text(0)) }
        return backlog
    }

    public func standing(of endpoint: String) throws -> Standing {
        var standing = Standing()
        let row = try connection.statement(
            """
            SELECT state, count(*), min(created), sum(CASE WHEN tries > 0 THEN 1 ELSE 0 END)
            FROM webhook_delivery WHERE endpoint = ?1 GROUP BY state
            """)
        row.bind(1, endpoint)
        defer { row.reset() }
        while try row.step() {
            let state: Delivery.State = try row.word(0, in: "webhook_delivery")
            let count = Int(row.int64(1))
            switch state {
            case .waiting:
                standing.waiting = count
                standing.oldest = try row.moment(2, in: "webhook_delivery")
                standing.isFailing = row.int64(3) > 0
            case .delivered: standing.delivered = count
            case .failed: standing.failed = count
            }
        }
        return standing
    }

    /// Forgets what came to its end and was noted before a moment, with its tries.
    public func forget(before: Moment) throws {
        let ended = """
            SELECT number FROM webhook_delivery WHERE state <> 'waiting' AND created < ?1
            """
        for sql in [
            """
            DELETE FROM webhook_answer WHERE attempt IN
                (SELECT number FROM webhook_try WHERE delivery IN (\(ended)))
            """,
            "DELETE FROM webhook_try WHERE delivery IN (\(ended))",
            "DELETE FROM webhook_delivery WHERE state <> 'waiting' AND created < ?1",
        ] {
            let row = try connection.statement(sql)
            row.bind(1, before.seconds)
            try row.run()
        }
    }
}
