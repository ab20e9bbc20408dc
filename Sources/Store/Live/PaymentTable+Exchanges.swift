import Database
public import Money
public import Provider

/// What went over the wire for a payment: the evidence of what its provider said.
extension PaymentTable {
    /// Keeps what went over the wire.
    public func add(
        exchange: [UInt8], of operation: PaymentID, with provider: String, at: Moment,
        to payment: PaymentID
    ) throws {
        let row = try connection.statement(
            """
            INSERT INTO payment_exchange (payment, operation, provider, at, content)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """)
        row.bind(1, payment)
        row.bind(2, operation)
        row.bind(3, provider)
        row.bind(4, at.seconds)
        row.bind(5, exchange)
        try row.run()
    }

    /// How many exchanges of a payment are kept.
    public func exchanges(of payment: PaymentID) throws -> Int {
        let row = try connection.statement(
            "SELECT count(*) FROM payment_exchange WHERE payment = ?1")
        row.bind(1, payment)
        defer { row.reset() }
        guard try row.step() else { return 0 }
        return try row.count(0, in: "payment_exchange")
    }
}
