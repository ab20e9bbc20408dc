public import Database
public import Money
public import Provider

/// News of payments that wait to be brought to their services' own addresses.
public struct WebhookOutbox {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Notes news for every address of a service, due at once.
    public func note(
        _ kind: String, of payment: PaymentID, version: Int, for service: String, at: Moment
    ) throws {
        let row = try connection.statement(
            """
            INSERT INTO webhook_delivery (endpoint, payment, version, kind, created, tries, due,
                state)
            SELECT id, ?1, ?2, ?3, ?4, 0, ?4, 'waiting' FROM webhook_endpoint
            WHERE service = ?5 AND disabled IS NULL
            """)
        row.bind(1, payment)
        row.bind(2, Int64(version))
        row.bind(3, kind)
        row.bind(4, at.seconds)
        row.bind(5, service)
        try row.run()
    }
}
