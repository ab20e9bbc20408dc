public import Database
public import Provider

/// Bills and links that a payment keeps for itself, so that no other charges them too.
public struct Reservations {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Keeps all items for a payment.
    ///
    /// - Returns: false where another payment has one of them; the caller then undoes what it
    ///   wrote.
    public func take(_ items: [String], for payment: PaymentID) throws -> Bool {
        for item in items {
            let row = try connection.statement(
                """
                INSERT INTO reservation (item, payment) VALUES (?1, ?2)
                ON CONFLICT (item) DO UPDATE SET payment = excluded.payment
                WHERE reservation.payment = excluded.payment
                """)
            row.bind(1, item)
            row.bind(2, payment)
            try row.run()
            if row.changes == 0 { return false }
        }
        return true
    }

    /// Lets go of all that a payment keeps.
    public func release(_ payment: PaymentID) throws {
        let row = try connection.statement("DELETE FROM reservation WHERE payment = ?1")
        row.bind(1, payment)
        try row.run()
    }

    /// The payment that keeps an item; nil where none does.
    public func holder(of item: String) throws -> PaymentID? {
        let row = try connection.statement("SELECT payment FROM reservation WHERE item = ?1")
        row.bind(1, item)
        defer { row.reset() }
        return try row.step() ? try row.paymentID(0, in: "reservation") : nil
    }

    /// All that is kept, by item.
    public func all() throws -> [(item: String, payment: PaymentID)] {
        let row = try connection.statement("SELECT item, payment FROM reservation ORDER BY item")
        defer { row.reset() }
        var all: [(item: String, payment: PaymentID)] = []
        while try row.step() {
            all.append((row.text(0), try row.paymentID(1, in: "reservation")))
        }
        return all
    }
}
