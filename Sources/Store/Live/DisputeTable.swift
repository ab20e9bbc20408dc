public import Database
public import Money
public import Provider
public import Till

/// Disputes as they stand: what their payments were told made of them, kept beside it for whoever
/// looks.
public struct DisputeTable {
    /// Former versions may not write beside it: they do not know the events that it follows from.
    static let migration = Migration(
        number: 40, name: "disputes", sqlite: tables,
        postgresql: PostgreSQLSchema.tables(tables))

    private static let tables = """
        CREATE TABLE payment_dispute (
            provider TEXT NOT NULL,
            number TEXT NOT NULL,
            payment BLOB NOT NULL,
            service TEXT NOT NULL,
            standing TEXT NOT NULL,
            amount INTEGER NOT NULL,
            reason TEXT NOT NULL,
            opened INTEGER NOT NULL,
            evidence_due INTEGER,
            fee INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL,
            reinstated INTEGER NOT NULL,
            PRIMARY KEY (provider, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX payment_dispute_payment ON payment_dispute (payment);
        CREATE INDEX payment_dispute_service ON payment_dispute (service, opened);

        """

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Writes where a dispute stands now.
    public func put(_ dispute: DisputeSummary) throws {
        let row = try connection.statement(
            """
            INSERT INTO payment_dispute (provider, number, payment, service, standing, amount,
                reason, opened, evidence_due, fee, withdrawn, reinstated)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (provider, number) DO UPDATE SET standing = excluded.standing,
                amount = excluded.amount, reason = excluded.reason, opened = excluded.opened,
                evidence_due = excluded.evidence_due, fee = excluded.fee,
                withdrawn = excluded.withdrawn, reinstated = excluded.reinstated
            """)
        row.bind(1, dispute.provider)
        row.bind(2, dispute.number)
        row.bind(3, dispute.payment)
        row.bind(4, dispute.service)
        row.bind(5, dispute.standing.rawValue)
        row.bind(6, dispute.amount.value)
        row.bind(7, dispute.reason)
        row.bind(8, dispute.opened.seconds)
        row.bind(9, dispute.due)
        row.bind(10, dispute.fee.value)
        row.bind(11, dispute.withdrawn.value)
        row.bind(12, dispute.reinstated.value)
        try row.run()
    }

    /// Which disputes are wanted; nil: any.
    public struct Question: Sendable, Hashable {
        public var service: String?
        public var standings: [DisputeWord.Standing]?
        public var openedFrom: Moment?
        public var openedTo: Moment?

        public init(
            service: String?, standings: [DisputeWord.Standing]? = nil,
            openedFrom: Moment? = nil, openedTo: Moment? = nil
        ) {
            self.service = service
            self.standings = standings
            self.openedFrom = openedFrom
            self.openedTo = openedTo
        }
    }

    private static let columns = """
        provider, number, payment, service, standing, amount, reason, opened, evidence_due, fee,
        withdrawn, reinstated
        """

    /// The newest first.
    public func search(_ question: Question, limit: Int, offset: Int) throws -> [DisputeSummary] {
        let row = try statement(
            question, DisputeTable.columns,
            "ORDER BY opened DESC, number DESC LIMIT \(limit) OFFSET \(offset)")
        defer { row.reset() }
        var found: [DisputeSummary] = []
        while try row.step() { found.append(try DisputeTable.row(row)) }
        return found
    }

    public func count(_ question: Question) throws -> Int {
        let row = try statement(question, "count(*)", "")
        defer { row.reset() }
        _ = try row.step()
        return try row.count(0, in: "payment_dispute")
    }

    private func statement(
        _ question: Question, _ columns: String, _ end: String
    ) throws(DatabaseTrouble) -> Statement {
        var sql = "SELECT \(columns) FROM payment_dispute WHERE 1 = 1"
        var numbers: [Int64] = []
        if question.service != nil { sql += " AND service = ?1" }
        let first = question.service == nil ? 1 : 2
        for (start, value) in [
            (" AND opened >=", question.openedFrom), (" AND opened <=", question.openedTo),
        ] {
            guard let value else { continue }
            sql += "\(start) ?\(first + numbers.count)"
            numbers.append(value.seconds)
        }
        if let standings = question.standings {
            let names = standings.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            sql += standings.isEmpty ? " AND 1 = 0" : " AND standing IN (\(names))"
        }
        let row = try connection.statement("\(sql) \(end)")
        if let service = question.service { row.bind(1, service) }
        for (place, number) in numbers.enumerated() { row.bind(first + place, number) }
        return row
    }

    /// Those of one payment, by their numbers.
    public func rows(of payment: PaymentID) throws -> [DisputeSummary] {
        let row = try connection.statement(
            """
            SELECT \(DisputeTable.columns) FROM payment_dispute WHERE payment = ?1
            ORDER BY number
            """)
        row.bind(1, payment)
        defer { row.reset() }
        var found: [DisputeSummary] = []
        while try row.step() { found.append(try DisputeTable.row(row)) }
        return found
    }

    private static func row(_ row: Statement) throws(DatabaseTrouble) -> DisputeSummary {
        let table: StaticString = "payment_dispute"
        return DisputeSummary(
            provider: row.text(0), number: row.text(1),
            payment: try row.paymentID(2, in: table), service: row.text(3),
            standing: try row.word(4, in: table), amount: try row.yen(5, in: table),
            reason: row.text(6), opened: try row.moment(7, in: table),
            due: try row.optionalMoment(8, in: table), fee: try row.yen(9, in: table),
            withdrawn: try row.yen(10, in: table), reinstated: try row.yen(11, in: table))
    }
}
