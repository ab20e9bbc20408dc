public import Database
public import Money
public import Provider
import Till

/// Payments, what they were told, and where they stand.
public struct PaymentTable {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    // MARK: - Writing

    /// Adds a payment that nobody outside knows of yet.
    ///
    /// - Returns: false where there is one of that id.
    public func add(_ order: PaymentRecord, _ standing: PaymentStanding) throws -> Bool {
        let row = try connection.statement(
            """
            INSERT INTO payment (id, service, created, expires, amount, basket, office, reference,
                description, return_url, language, metadata, captured_later, provider, link)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            ON CONFLICT DO NOTHING
            """)
        var basket: [UInt8] = []
        Basket.encode(order.lines, into: &basket)
        row.bind(1, order.id)
        row.bind(2, order.service)
        row.bind(3, order.created.seconds)
        row.bind(4, order.expires.seconds)
        row.bind(5, order.amount.value)
        row.bind(6, basket)
        row.bind(7, order.office)
        row.bind(8, order.reference)
        row.bind(9, order.description)
        row.bind(10, order.returnURL)
        row.bind(11, order.language)
        row.bind(12, order.metadata)
        row.bind(13, order.isCapturedLater ? Int64(1) : 0)
        row.bind(14, order.provider)
        row.bind(15, order.link)
        try row.run()
        guard row.changes == 1 else { return false }
        if let email = order.email { try add(email: email, of: order.id) }
        return try insert(standing, of: order.id)
    }

    private func add(email: String, of payment: PaymentID) throws {
        let row = try connection.statement("INSERT INTO payment_contact VALUES (?1, ?2)")
        row.bind(1, payment)
        row.bind(2, email)
        try row.run()
    }

    private static let insertStanding = """
        INSERT INTO payment_standing (\(standingColumns), payment)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
            ?18, ?19, ?20)
        ON CONFLICT DO NOTHING
        """

    private func insert(_ standing: PaymentStanding, of payment: PaymentID) throws -> Bool {
        let row = try connection.statement(PaymentTable.insertStanding)
        bind(standing, of: payment, to: row)
        try row.run()
        return row.changes == 1
    }

    /// Adds an event and brings the payment to where it stands with it.
    ///
    /// - Parameter hasNewNumbers: the provider's numbers are not those that stand there.
    /// - Returns: false, and nothing is written, where the payment has come further meanwhile.
    public func add(
        _ event: PaymentEvent, _ standing: PaymentStanding, to payment: PaymentID,
        hasNewNumbers: Bool
    ) throws -> Bool {
        guard
            try put(
                standing, of: payment, from: event.version - 1, hasNewNumbers: hasNewNumbers)
        else { return false }
        let row = try connection.statement(
            """
            INSERT INTO payment_event (payment, version, at, kind, state, content, alarm)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        row.bind(1, payment)
        row.bind(2, Int64(event.version))
        row.bind(3, event.at.seconds)
        row.bind(4, event.kind)
        row.bind(5, event.state.rawValue)
        row.bind(6, TillEntryText.text(event.entry))
        row.bind(7, event.isAlarm ? Int64(1) : 0)
        try row.run()
        return true
    }

    /// Writes where a payment stands, unless it has come further than a version.
    ///
    /// - Parameter hasNewNumbers: the provider's numbers are not those that stand there. Where they
    ///   are, their indexes, which lie anywhere, are left alone.
    public func put(
        _ standing: PaymentStanding, of payment: PaymentID, from version: Int,
        hasNewNumbers: Bool = true
    ) throws -> Bool {
        let writesNumbers = hasNewNumbers || connection.engine != .sqlite
        let row = try connection.statement(
            writesNumbers ? PaymentTable.putAll : PaymentTable.putAllButNumbers)
        bind(standing, of: payment, to: row)
        row.bind(21, Int64(version))
        try row.run()
        return row.changes == 1
    }

    private static let putAll = put(numbers: "session_ref = ?5, provider_ref = ?6, ")
    private static let putAllButNumbers = put(numbers: "")

    private static func put(numbers: String) -> String {
        """
        UPDATE payment_standing SET version = ?1, state = ?2, changed = ?3, provider = ?4,
            \(numbers)step_url = ?7, step_app_url = ?8,
            step_expires = ?9, captured = ?10, captured_at = ?11, refunded = ?12,
            available = ?13, closed_by = ?14, brand = ?15, last_four = ?16, operation = ?17,
            turn = ?18, due = ?19
        WHERE payment = ?20 AND version = ?21
        """
    }

    // MARK: - Reading

    private static let orderColumns = """
        p.id, p.service, p.created, p.expires, p.amount, p.basket, p.office, p.reference,
        p.description, p.return_url, p.language, p.metadata, p.captured_later, p.provider, p.link,
        c.email
        """
    static let standingColumns = """
        version, state, changed, provider, session_ref, provider_ref, step_url, step_app_url,
        step_expires, captured, captured_at, refunded, available, closed_by, brand, last_four,
        operation, turn, due
        """
    /// What a search reads of each payment.
    static let columns =
        orderColumns + ", "
        + standingColumns.split(separator: ",").map {
            "s." + $0.drop(while: \.isWhitespace)
        }.joined(separator: ", ") + ", d.day"
    static let tables = """
        payment p JOIN payment_standing s ON s.payment = p.id
        LEFT JOIN payment_contact c ON c.payment = p.id
        LEFT JOIN payment_settled d ON d.payment = p.id
        """

    /// A payment with where it stands and when its money came to the bank; nil where there is none.
    public func find(_ id: PaymentID) throws -> Found? {
        let row = try connection.statement(PaymentTable.findOne)
        row.bind(1, id)
        defer { row.reset() }
        return try row.step() ? try PaymentTable.found(row) : nil
    }

    private static let findOne = "SELECT \(columns) FROM \(tables) WHERE p.id = ?1"

    /// Where a payment stands, and when its money came to the bank; nil where there is none.
    public func standing(
        of id: PaymentID
    ) throws -> (standing: PaymentStanding, settled: BookDay?)? {
        let row = try connection.statement(PaymentTable.standingOfOne)
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return (
            try PaymentTable.standing(row, from: 0),
            try row.optionalDay(19, in: "payment_settled")
        )
    }

    private static let standingOfOne = """
        SELECT \(standingColumns), d.day FROM payment_standing s
        LEFT JOIN payment_settled d ON d.payment = s.payment WHERE s.payment = ?1
        """

    public struct Found: Sendable, Hashable {
        public var order: PaymentRecord
        public var standing: PaymentStanding
        public var settled: BookDay?
    }

    /// What a payment was told, in order.
    public func events(of payment: PaymentID) throws -> [PaymentEvent] {
        let row = try connection.statement(
            """
            SELECT version, at, kind, state, content, alarm FROM payment_event
            WHERE payment = ?1 ORDER BY version
            """)
        row.bind(1, payment)
        defer { row.reset() }
        var events: [PaymentEvent] = []
        while try row.step() {
            events.append(
                PaymentEvent(
                    version: try row.count(0, in: "payment_event"),
                    at: try row.moment(1, in: "payment_event"),
                    entry: try TillEntryText.entry(row.text(2), row.text(4)),
                    state: try row.word(3, in: "payment_event"), isAlarm: row.int64(5) == 1))
        }
        return events
    }

    /// Payments that somebody must look at by now, the longest overdue first.
    public func due(at now: Moment, limit: Int) throws -> [PaymentID] {
        let row = try connection.statement(
            """
            SELECT payment FROM payment_standing WHERE due IS NOT NULL AND due <= ?1
            ORDER BY due LIMIT \(limit)
            """)
        row.bind(1, now.seconds)
        defer { row.reset() }
        var ids: [PaymentID] = []
        while try row.step() { ids.append(try row.paymentID(0, in: "payment_standing")) }
        return ids
    }

    /// Payments that wait for a person, the oldest first.
    public func waitingForPerson() throws -> [PaymentID] {
        let row = try connection.statement(
            """
            SELECT payment FROM payment_standing WHERE state IN ('approving', 'differs')
            ORDER BY changed, payment
            """)
        defer { row.reset() }
        var ids: [PaymentID] = []
        while try row.step() { ids.append(try row.paymentID(0, in: "payment_standing")) }
        return ids
    }

    /// The payment that a provider knows by its own numbers; nil where none is.
    public func find(_ handle: ProviderHandle, of provider: String) throws -> PaymentID? {
        for (column, number) in [
            ("provider_ref", handle.payment), ("session_ref", handle.session),
        ] {
            guard let number else { continue }
            let row = try connection.statement(
                "SELECT payment FROM payment_standing WHERE \(column) = ?1 AND provider = ?2")
            row.bind(1, number)
            row.bind(2, provider)
            defer { row.reset() }
            if try row.step() { return try row.paymentID(0, in: "payment_standing") }
        }
        return nil
    }

    /// A payment whose money was taken, as the last run saw it.
    public struct Captured: Sendable, Hashable {
        public var payment: PaymentID
        /// When its money came to the bank.
        public var settled: BookDay?
        /// The payout that it is in.
        public var provider: String?
        public var payout: String?
    }

    /// Payments whose money was taken since a moment.
    public func captured(since: Moment) throws -> [Captured] {
        let row = try connection.statement(
            """
            SELECT s.payment, d.day, y.provider, y.payout FROM payment_standing s
            LEFT JOIN payment_settled d ON d.payment = s.payment
            LEFT JOIN payment_payout y ON y.payment = s.payment WHERE s.captured_at >= ?1
            """)
        row.bind(1, since.seconds)
        defer { row.reset() }
        var found: [Captured] = []
        while try row.step() {
            found.append(
                Captured(
                    payment: try row.paymentID(0, in: "payment_standing"),
                    settled: try row.optionalDay(1, in: "payment_settled"),
                    provider: row.optionalText(2), payout: row.optionalText(3)))
        }
        return found
    }

    /// Notes when a payment's money came to the bank; nil: it has not.
    public func settle(_ payment: PaymentID, on day: BookDay?) throws {
        let row = try connection.statement(
            day == nil
                ? "DELETE FROM payment_settled WHERE payment = ?1"
                : """
                INSERT INTO payment_settled (payment, day) VALUES (?1, ?2)
                ON CONFLICT (payment) DO UPDATE SET day = excluded.day
                """)
        row.bind(1, payment)
        if let day { row.bind(2, Int64(day.number)) }
        try row.run()
    }

    /// Every payment, in the order of their ids.
    public func forEach(_ body: (Found) throws -> Void) throws {
        let row = try connection.statement(
            "SELECT \(PaymentTable.columns) FROM \(PaymentTable.tables) ORDER BY p.id")
        defer { row.reset() }
        while try row.step() { try body(try PaymentTable.found(row)) }
    }
}

// MARK: - Rows

extension PaymentTable {
    private func bind(_ standing: PaymentStanding, of payment: PaymentID, to row: Statement) {
        row.bind(1, Int64(standing.version))
        row.bind(2, standing.state.rawValue)
        row.bind(3, standing.changed.seconds)
        row.bind(4, standing.provider)
        row.bind(5, standing.handle.session)
        row.bind(6, standing.handle.payment)
        row.bind(7, standing.step?.url)
        row.bind(8, standing.step?.appURL)
        row.bind(9, standing.step?.expires)
        row.bind(10, standing.captured?.value)
        row.bind(11, standing.capturedAt)
        row.bind(12, standing.refunded.value)
        row.bind(13, standing.available.value)
        row.bind(14, standing.closedBy?.rawValue)
        row.bind(15, standing.brand)
        row.bind(16, standing.lastFour)
        row.bind(17, standing.operation)
        row.bind(18, Int64(standing.turn))
        row.bind(19, standing.due)
        row.bind(20, payment)
    }

    /// A row of ``columns``.
    static func found(_ row: Statement) throws(DatabaseTrouble) -> Found {
        let table: StaticString = "payment"
        let order = PaymentRecord(
            id: try row.paymentID(0, in: table), service: row.text(1),
            created: try row.moment(2, in: table), expires: try row.moment(3, in: table),
            amount: try row.yen(4, in: table), lines: try row.lines(5, in: table),
            office: row.text(6), reference: row.text(7), description: row.text(8),
            returnURL: row.text(9),
            language: row.text(10), metadata: row.text(11),
            isCapturedLater: row.int64(12) == 1, provider: row.optionalText(13),
            link: row.optionalText(14), email: row.optionalText(15))
        return Found(
            order: order, standing: try standing(row, from: 16),
            settled: try row.optionalDay(35, in: "payment_settled"))
    }

    private static func standing(
        _ row: Statement, from first: Int
    ) throws(DatabaseTrouble) -> PaymentStanding {
        let table: StaticString = "payment_standing"
        var step: NextStep?
        if let url = row.optionalText(first + 6) {
            step = NextStep(
                url: url, appURL: row.optionalText(first + 7),
                expires: try row.optionalMoment(first + 8, in: table))
        } else if !row.isNull(first + 7) || !row.isNull(first + 8) {
            throw DatabaseTrouble(
                .corrupt, "table \(table) is damaged: a step of a row has no address")
        }
        var closer: Payment.Closer?
        if !row.isNull(first + 13) { closer = try row.word(first + 13, in: table) }
        return PaymentStanding(
            version: try row.count(first, in: table), state: try row.word(first + 1, in: table),
            changed: try row.moment(first + 2, in: table), provider: row.optionalText(first + 3),
            handle: ProviderHandle(
                session: row.optionalText(first + 4), payment: row.optionalText(first + 5)),
            step: step, captured: try row.optionalYen(first + 9, in: table),
            capturedAt: try row.optionalMoment(first + 10, in: table),
            refunded: try row.yen(first + 11, in: table),
            available: try row.yen(first + 12, in: table),
            closedBy: closer, brand: row.optionalText(first + 14),
            lastFour: row.optionalText(first + 15),
            operation: try row.optionalPaymentID(first + 16, in: table),
            turn: try row.count(first + 17, in: table),
            due: try row.optionalMoment(first + 18, in: table))
    }
}
