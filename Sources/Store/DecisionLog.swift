public import Database
public import Money
public import Reconciliation

/// Decisions on exceptions and who stands for them; nothing in it is ever changed.
public struct DecisionLog {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public struct Proposal: Sendable, Hashable {
        public var number: Int64
        public var exception: String
        public var resolution: Resolution
        public var target: String?
        public var amount: Yen
        public var reason: String
        public var movesMoney: Bool
        public var proposedBy: String
        public var approvedBy: String?
        /// When it came to hold, or was proposed.
        public var decided: Moment
    }

    /// Writes a decision with its first vote; one that moves no money needs no second.
    public func propose(
        exception: String, resolution: Resolution, target: String?, amount: Yen, reason: String,
        movesMoney: Bool, by person: String, at: Moment, day: BookDay
    ) throws -> Int64 {
        let statement = try connection.statement(
            """
            INSERT INTO decision (exception, resolution, target, amount, reason, moves_money)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number
            """)
        statement.bind(1, exception)
        statement.bind(2, resolution.rawValue)
        statement.bind(3, target)
        statement.bind(4, amount.value)
        statement.bind(5, reason)
        statement.bind(6, movesMoney ? Int64(1) : 0)
        _ = try statement.step()
        let number = statement.int64(0)
        statement.reset()
        try vote(number, "proposed", person, at, day)
        return number
    }

    public func approve(
        _ number: Int64, by person: String, at: Moment, day: BookDay
    ) throws {
        try vote(number, "approved", person, at, day)
    }

    private func vote(
        _ number: Int64, _ role: String, _ person: String, _ at: Moment, _ day: BookDay
    ) throws {
        let statement = try connection.statement(
            """
            INSERT INTO decision_vote (decision, role, person, at, day)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """)
        statement.bind(1, number)
        statement.bind(2, role)
        statement.bind(3, person)
        statement.bind(4, at.seconds)
        statement.bind(5, Int64(day.number))
        try statement.run()
    }

    /// The latest decision on an exception.
    public func latest(for exception: String) throws -> Proposal? {
        try proposals("WHERE d.exception = ?1 ORDER BY d.number DESC LIMIT 1", exception).first
    }

    public func all() throws -> [Proposal] { try proposals("ORDER BY d.number", nil) }

    private func proposals(_ rest: String, _ exception: String?) throws -> [Proposal] {
        let statement = try connection.statement(
            """
            SELECT d.number, d.exception, d.resolution, d.target, d.amount, d.reason,
                d.moves_money, p.person, a.person, coalesce(a.at, p.at)
            FROM decision d
            JOIN decision_vote p ON p.decision = d.number AND p.role = 'proposed'
            LEFT JOIN decision_vote a ON a.decision = d.number AND a.role = 'approved'
            \(rest)
            """)
        if let exception { statement.bind(1, exception) }
        var result: [Proposal] = []
        while try statement.step() {
            guard let resolution = Resolution(rawValue: statement.text(2)) else { continue }
            result.append(
                Proposal(
                    number: statement.int64(0), exception: statement.text(1),
                    resolution: resolution, target: statement.optionalText(3),
                    amount: try statement.yen(4, in: "decision"), reason: statement.text(5),
                    movesMoney: statement.int64(6) == 1, proposedBy: statement.text(7),
                    approvedBy: statement.optionalText(8),
                    decided: try statement.moment(9, in: "decision")))
        }
        statement.reset()
        return result
    }

    /// What holds: decisions that move no money, and those that a second person approved.
    ///
    /// The day of a decision is the book day that was looked through when it came to hold.
    public func approved() throws -> [Decision] {
        let statement = try connection.statement(
            """
            SELECT d.number, d.exception, d.resolution, d.target, d.amount, e.code, e.provider,
                e.reference, e.occurrence, max(v.day), e.day
            FROM decision d
            JOIN decision_vote v ON v.decision = d.number
            JOIN exception e ON e.id = d.exception
            GROUP BY d.number, e.id
            HAVING d.moves_money = 0 OR count(*) FILTER (WHERE v.role = 'approved') = 1
            ORDER BY d.number
            """)
        var result: [Decision] = []
        while try statement.step() {
            guard let resolution = Resolution(rawValue: statement.text(2)),
                let code = ExceptionCode(rawValue: statement.text(5))
            else { continue }
            result.append(
                Decision(
                    number: statement.int64(0), exception: statement.text(1),
                    key: OpenException.Key(
                        code: code, provider: statement.optionalText(6),
                        reference: statement.text(7),
                        occurrence: try statement.count(8, in: "decision")),
                    resolution: resolution, target: statement.optionalText(3),
                    amount: try statement.yen(4, in: "decision"),
                    day: try statement.day(9, in: "decision"),
                    exceptionDay: try statement.day(10, in: "decision")))
        }
        statement.reset()
        return result
    }
}
