public import Database
public import Money
public import Reconciliation

/// Exceptions as they opened and closed, run by run; an exception whose counterpart came closes
/// itself and keeps its history.
public struct ExceptionLog {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public struct Row: Sendable, Hashable {
        public var id: String
        public var exception: OpenException
        /// Through which day the run looked that found it.
        public var opened: BookDay
        public var closed: BookDay?
        /// `evidence` or `decision`.
        public var closedBy: String?
    }

    /// Brings the log to what a run found.
    ///
    /// - Parameters:
    ///   - found: what is open now, with ids.
    ///   - decided: ids that are closed because a person decided.
    public func record(
        _ found: [(id: String, exception: OpenException)], decided: Set<String>,
        through: BookDay
    ) throws {
        var open = Dictionary(
            uniqueKeysWithValues: try rows(all: true).map { ($0.id, $0) })
        for (id, exception) in found {
            if let known = open.removeValue(forKey: id) {
                if known.closed != nil || known.exception.amount != exception.amount
                    || known.exception.suggestion != exception.suggestion
                {
                    try reopen(id, exception)
                    if known.closed != nil || known.exception.amount != exception.amount {
                        try note(
                            id, known.closed != nil ? "reopened" : "changed", through,
                            exception.amount)
                    }
                }
            } else {
                try insert(id, exception, through)
                try note(id, "opened", through, exception.amount)
            }
        }
        for (id, row) in open where row.closed == nil {
            let by = decided.contains(id) ? "decision" : "evidence"
            let statement = try connection.statement(
                "UPDATE exception SET closed = ?2, closed_by = ?3 WHERE id = ?1")
            statement.bind(1, id)
            statement.bind(2, Int64(through.number))
            statement.bind(3, by)
            try statement.run()
            try note(id, "closed by \(by)", through, row.exception.amount)
        }
    }

    private func insert(_ id: String, _ exception: OpenException, _ through: BookDay) throws {
        let statement = try connection.statement(
            """
            INSERT INTO exception (id, code, provider, reference, occurrence, amount, day,
                suggestion, opened)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        statement.bind(1, id)
        statement.bind(2, exception.code.rawValue)
        statement.bind(3, exception.provider)
        statement.bind(4, exception.reference)
        statement.bind(5, Int64(exception.key.occurrence))
        statement.bind(6, exception.amount.value)
        statement.bind(7, Int64(exception.day.number))
        statement.bind(8, exception.suggestion)
        statement.bind(9, Int64(through.number))
        try statement.run()
    }

    private func reopen(_ id: String, _ exception: OpenException) throws {
        let statement = try connection.statement(
            """
            UPDATE exception SET amount = ?2, suggestion = ?3, closed = NULL, closed_by = NULL
            WHERE id = ?1
            """)
        statement.bind(1, id)
        statement.bind(2, exception.amount.value)
        statement.bind(3, exception.suggestion)
        try statement.run()
    }

    private func note(_ id: String, _ event: String, _ through: BookDay, _ amount: Yen) throws {
        let statement = try connection.statement(
            """
            INSERT INTO exception_event (exception, event, through, amount)
            VALUES (?1, ?2, ?3, ?4)
            """)
        statement.bind(1, id)
        statement.bind(2, event)
        statement.bind(3, Int64(through.number))
        statement.bind(4, amount.value)
        try statement.run()
    }

    /// The exceptions by code and day; the open ones, or all that ever were.
    public func rows(all: Bool) throws -> [Row] {
        let statement = try connection.statement(
            """
            SELECT id, code, provider, reference, occurrence, amount, day, suggestion, opened,
                closed, closed_by
            FROM exception \(all ? "" : "WHERE closed IS NULL")
            ORDER BY code, day, reference, id
            """)
        var result: [Row] = []
        while try statement.step() {
            guard let code = ExceptionCode(rawValue: statement.text(1)) else { continue }
            let key = OpenException.Key(
                code: code, provider: statement.optionalText(2), reference: statement.text(3),
                occurrence: try statement.count(4, in: "exception"))
            result.append(
                Row(
                    id: statement.text(0),
                    exception: OpenException(
                        key: key, amount: try statement.yen(5, in: "exception"),
                        day: try statement.day(6, in: "exception"),
                        suggestion: statement.optionalText(7)),
                    opened: try statement.day(8, in: "exception"),
                    closed: try statement.optionalDay(9, in: "exception"),
                    closedBy: statement.optionalText(10)))
        }
        statement.reset()
        return result
    }

    public func row(_ id: String) throws -> Row? { try rows(all: true).first { $0.id == id } }

    /// The last day that a run has looked through, or nil before the first.
    public func lastRun() throws -> BookDay? {
        let statement = try connection.statement("SELECT max(through) FROM run")
        _ = try statement.step()
        defer { statement.reset() }
        return try statement.optionalDay(0, in: "exception")
    }

    /// What a run has before it.
    public struct Seen: Sendable, Hashable {
        /// Files, and events of live payments up to its day; numbers of events may have gaps, so
        /// it grows with each of them, by one or more.
        public var files: Int64
        /// Votes on decisions.
        public var votes: Int64
    }

    /// What there is for a run through a day, as of now.
    public func seen(through: BookDay) throws -> Seen {
        let statement = try connection.statement(
            """
            SELECT (SELECT count(*) FROM file)
                + (SELECT coalesce(max(number), 0) FROM payment_fact)
                - (SELECT count(*) FROM payment_fact WHERE day > ?1),
                (SELECT count(*) FROM decision_vote)
            """)
        statement.bind(1, Int64(through.number))
        _ = try statement.step()
        defer { statement.reset() }
        return Seen(files: statement.int64(0), votes: statement.int64(1))
    }

    /// Notes a run with all that it had before it.
    public func noteRun(through: BookDay, at: Moment, seen: Seen) throws {
        if try isUpToDate(through: through, seen) { return }
        let statement = try connection.statement(
            "INSERT INTO run (through, ran, files, votes) VALUES (?1, ?2, ?3, ?4)")
        statement.bind(1, Int64(through.number))
        statement.bind(2, at.seconds)
        statement.bind(3, seen.files)
        statement.bind(4, seen.votes)
        try statement.run()
    }

    private func last() throws -> (BookDay, Seen)? {
        let statement = try connection.statement(
            "SELECT through, files, votes FROM run ORDER BY number DESC LIMIT 1")
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return (
            try statement.day(0, in: "run"),
            Seen(files: statement.int64(1), votes: statement.int64(2))
        )
    }

    /// How many files, and events of live payments, came in since the last run; all files before
    /// the first.
    public func filesSinceRun() throws -> Int {
        guard let (through, seen) = try last() else {
            let statement = try connection.statement("SELECT count(*) FROM file")
            _ = try statement.step()
            defer { statement.reset() }
            return try statement.count(0, in: "file")
        }
        return Int(try self.seen(through: through).files - seen.files)
    }

    /// Whether a run has looked through a day since anything of it came in or was decided.
    public func isUpToDate(through: BookDay) throws -> Bool {
        try isUpToDate(through: through, seen(through: through))
    }

    private func isUpToDate(through: BookDay, _ seen: Seen) throws -> Bool {
        guard let (day, before) = try last() else { return false }
        return day == through && before == seen
    }
}
