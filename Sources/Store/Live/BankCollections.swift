public import Database
import Ledger
public import Money
public import Provider
public import Reconciliation

/// What each line of the bank brought: payouts, what they were for, and the live payments in them.
///
/// Derived, and replaced by every run of reconciliation.
public struct BankCollections {
    /// A payment in a payout.
    public struct Payment: Sendable, Hashable {
        public var id: PaymentID
        public var service: String
        public var reference: String
        public var amount: Yen
        public var refunded: Yen
        public var captured: Moment?
        public var provider: String
        public var payout: String
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    // MARK: - Writing

    public func replace(by collections: [BankCollection]) throws {
        try connection.run("DELETE FROM bank_collection")
        for collection in collections {
            let row = try connection.statement(
                """
                INSERT INTO bank_collection (account, day, reference, provider, payout, banked)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """)
            row.bind(1, collection.account)
            row.bind(2, Int64(collection.day.number))
            row.bind(3, collection.reference)
            row.bind(4, collection.provider)
            row.bind(5, collection.payout)
            row.bind(6, collection.banked.value)
            try row.run()
        }
    }

    /// Notes which payout a live payment is in; nil: none.
    public func note(_ payment: PaymentID, in payout: (provider: String, number: String)?) throws {
        guard let payout else {
            let row = try connection.statement("DELETE FROM payment_payout WHERE payment = ?1")
            row.bind(1, payment)
            return try row.run()
        }
        let row = try connection.statement(
            """
            INSERT INTO payment_payout (payment, provider, payout) VALUES (?1, ?2, ?3)
            ON CONFLICT (payment) DO UPDATE
            SET provider = excluded.provider, payout = excluded.payout
            """)
        row.bind(1, payment)
        row.bind(2, payout.provider)
        row.bind(3, payout.number)
        try row.run()
    }

    // MARK: - Reading

    /// What a line of the bank brought, by provider and number.
    public func collections(
        _ account: String, _ day: BookDay, _ reference: String
    ) throws -> [BankCollection] {
        let row = try connection.statement(
            """
            SELECT provider, payout, banked FROM bank_collection
            WHERE account = ?1 AND day = ?2 AND reference = ?3 ORDER BY provider, payout
            """)
        row.bind(1, account)
        row.bind(2, Int64(day.number))
        row.bind(3, reference)
        defer { row.reset() }
        var collections: [BankCollection] = []
        while try row.step() {
            collections.append(
                BankCollection(
                    account: account, day: day, reference: reference, provider: row.text(0),
                    payout: row.text(1), banked: Yen(row.int64(2))))
        }
        return collections
    }

    /// What a payout's money was for, by account.
    public func lines(of provider: String, _ payout: String) throws -> [PayoutReceipt.Line] {
        let row = try connection.statement(
            """
            SELECT l.fund, l.code, CAST(sum(l.amount) AS bigint)
            FROM payout_receipt r JOIN payout_receipt_line l ON l.receipt = r.number
            WHERE r.provider = ?1 AND r.payout = ?2 GROUP BY l.fund, l.code
            ORDER BY l.fund, l.code
            """)
        row.bind(1, provider)
        row.bind(2, payout)
        defer { row.reset() }
        var lines: [PayoutReceipt.Line] = []
        while try row.step() {
            guard let account = Account(fund: row.text(0), code: row.text(1)) else {
                throw DatabaseTrouble(.corrupt, "a receipt names no account: \(row.text(1))")
            }
            lines.append(PayoutReceipt.Line(account: account, amount: Yen(row.int64(2))))
        }
        return lines
    }

    private static let ofLine = """
        FROM bank_collection c
        JOIN payment_payout y ON y.provider = c.provider AND y.payout = c.payout
        WHERE c.account = ?1 AND c.day = ?2 AND c.reference = ?3
        """

    /// The live payments in what a line of the bank brought, in the order in which they were made.
    public func payments(
        _ account: String, _ day: BookDay, _ reference: String, limit: Int, offset: Int
    ) throws -> [Payment] {
        let row = try connection.statement(
            """
            SELECT p.id, p.service, p.reference, s.captured, s.refunded, s.captured_at,
                q.provider, q.payout
            FROM (SELECT y.payment, y.provider, y.payout \(BankCollections.ofLine)) q
            JOIN payment p ON p.id = q.payment JOIN payment_standing s ON s.payment = p.id
            ORDER BY p.id LIMIT \(limit) OFFSET \(offset)
            """)
        bind(row, account, day, reference)
        defer { row.reset() }
        var payments: [Payment] = []
        while try row.step() {
            payments.append(
                Payment(
                    id: try row.paymentID(0, in: "payment"), service: row.text(1),
                    reference: row.text(2), amount: Yen(row.optionalInt64(3) ?? 0),
                    refunded: Yen(row.int64(4)),
                    captured: try row.optionalMoment(5, in: "payment_standing"),
                    provider: row.text(6), payout: row.text(7)))
        }
        return payments
    }

    public func paymentCount(
        _ account: String, _ day: BookDay, _ reference: String
    ) throws -> Int {
        let row = try connection.statement("SELECT count(*) \(BankCollections.ofLine)")
        bind(row, account, day, reference)
        defer { row.reset() }
        _ = try row.step()
        return Int(row.int64(0))
    }

    private func bind(_ row: Statement, _ account: String, _ day: BookDay, _ reference: String) {
        row.bind(1, account)
        row.bind(2, Int64(day.number))
        row.bind(3, reference)
    }
}
