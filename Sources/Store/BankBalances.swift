public import Database
public import Money

/// What the bank's statements say stood on an account.
public struct BankBalances {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// The balance at the end of a day, and the last day up to it of which a statement speaks; nil
    /// where no accepted statement does.
    public func balance(
        of account: String, on day: BookDay
    ) throws -> (balance: Yen, through: BookDay)? {
        let statement = try connection.statement(
            """
            SELECT s.closing - coalesce((SELECT sum(l.amount)
                    FROM bank_statement o JOIN bank_line l ON l.statement = o.number
                    WHERE o.account = ?1 AND o.status = 'accepted'
                        AND l.day > ?2 AND l.day <= s.to_day), 0),
                CASE WHEN s.to_day < ?2 THEN s.to_day ELSE ?2 END
            FROM bank_statement s
            WHERE s.account = ?1 AND s.status = 'accepted' AND s.from_day <= ?2
            ORDER BY s.to_day DESC, s.from_day DESC LIMIT 1
            """)
        statement.bind(1, account)
        statement.bind(2, Int64(day.number))
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return (
            try statement.yen(0, in: "bank_statement"), try statement.day(1, in: "bank_statement")
        )
    }
}
