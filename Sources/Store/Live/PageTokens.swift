public import Database
public import Money
public import Provider

/// Tokens and sessions of the payment page, by their digests: whoever reads the books can open no
/// page with them.
public struct PageTokens {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// - Parameter isSession: it opens the page as often as wanted, else once.
    public func add(
        _ digest: [UInt8], of payment: PaymentID, isSession: Bool, until: Moment
    ) throws {
        let row = try connection.statement(
            "INSERT INTO page_token (digest, payment, session, expires) VALUES (?1, ?2, ?3, ?4)")
        row.bind(1, digest)
        row.bind(2, payment)
        row.bind(3, isSession ? Int64(1) : 0)
        row.bind(4, until.seconds)
        try row.run()
    }

    /// Takes a token, once.
    ///
    /// - Returns: its payment; nil where there is none, it was taken, or it is too old.
    public func take(_ digest: [UInt8], at now: Moment) throws -> PaymentID? {
        let row = try connection.statement(
            """
            UPDATE page_token SET used = ?2
            WHERE digest = ?1 AND session = 0 AND used IS NULL AND expires > ?2 RETURNING payment
            """)
        row.bind(1, digest)
        row.bind(2, now.seconds)
        defer { row.reset() }
        return try row.step() ? try row.paymentID(0, in: "page_token") : nil
    }

    /// The payment of a session; nil where there is none, or it is too old.
    public func session(_ digest: [UInt8], at now: Moment) throws -> PaymentID? {
        let row = try connection.statement(
            "SELECT payment FROM page_token WHERE digest = ?1 AND session = 1 AND expires > ?2")
        row.bind(1, digest)
        row.bind(2, now.seconds)
        defer { row.reset() }
        return try row.step() ? try row.paymentID(0, in: "page_token") : nil
    }

    /// Forgets what is too old.
    public func forget(before: Moment) throws {
        let row = try connection.statement("DELETE FROM page_token WHERE expires < ?1")
        row.bind(1, before.seconds)
        try row.run()
    }
}
