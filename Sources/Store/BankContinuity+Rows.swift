public import Database
public import Money
import Provider

/// Statements as rows.
extension BankContinuity {
    /// What one file's statements are by now.
    public struct Standing: Sendable {
        /// Lines of statements that were taken in.
        public var acceptedLines = 0
        /// First days of statements that wait, by account.
        public var waiting: [(account: String, from: BookDay)] = []
    }

    public static func standing(
        of file: Int64, _ connection: Connection
    ) throws -> Standing {
        var standing = Standing()
        let lines = try connection.statement(
            """
            SELECT count(*) FROM bank_statement s JOIN bank_line l ON l.statement = s.number
            WHERE s.file = ?1 AND s.status = 'accepted'
            """)
        lines.bind(1, file)
        _ = try lines.step()
        standing.acceptedLines = try lines.count(0, in: "bank_statement")
        lines.reset()
        let held = try connection.statement(
            "SELECT account, from_day FROM bank_statement WHERE file = ?1 AND status = 'held'")
        held.bind(1, file)
        while try held.step() {
            standing.waiting.append((held.text(0), try held.day(1, in: "bank_statement")))
        }
        held.reset()
        return standing
    }

    func links(_ account: String, status: String) throws -> [BankChain.Link] {
        let statement = try connection.statement(
            """
            SELECT number, from_day, to_day, opening, closing FROM bank_statement
            WHERE account = ?1 AND status = ?2 ORDER BY from_day, number
            """)
        statement.bind(1, account)
        statement.bind(2, status)
        var result: [BankChain.Link] = []
        while try statement.step() {
            result.append(
                BankChain.Link(
                    number: statement.int64(0),
                    from: try statement.day(1, in: "bank_statement"),
                    to: try statement.day(2, in: "bank_statement"),
                    opening: try statement.yen(3, in: "bank_statement"),
                    closing: try statement.yen(4, in: "bank_statement")))
        }
        statement.reset()
        return result
    }

    /// Gives a statement its standing, and its file the one that follows: it waits while any of
    /// its statements does, and is refused where none was taken in.
    func set(_ number: Int64, _ status: String) throws {
        let update = try connection.statement(
            "UPDATE bank_statement SET status = ?2 WHERE number = ?1")
        update.bind(1, number)
        update.bind(2, status)
        try update.run()
        for sql in [BankContinuity.updateFile, BankContinuity.forgetWaiting] {
            let statement = try connection.statement(sql)
            statement.bind(1, number)
            try statement.run()
        }
        let count = try connection.statement(
            """
            UPDATE file SET findings = (SELECT count(*) FROM finding f WHERE f.file = file.number)
            WHERE number = (SELECT file FROM bank_statement WHERE number = ?1)
            """)
        count.bind(1, number)
        try count.run()
    }

    private static let updateFile = """
        UPDATE file SET
            status = CASE
                WHEN EXISTS (SELECT 1 FROM bank_statement s
                    WHERE s.file = file.number AND s.status = 'held') THEN 'held'
                WHEN EXISTS (SELECT 1 FROM bank_statement s
                    WHERE s.file = file.number AND s.status = 'accepted') THEN 'accepted'
                ELSE 'rejected' END,
            accepted = (SELECT count(*)
                FROM bank_statement s JOIN bank_line l ON l.statement = s.number
                WHERE s.file = file.number AND s.status = 'accepted')
        WHERE number = (SELECT file FROM bank_statement WHERE number = ?1)
        """

    /// A file of which all was taken in has nothing open on that account: sent again, it is a
    /// duplicate.
    private static let forgetWaiting = """
        DELETE FROM finding WHERE code = '\(FindingCode.bankContinuity.rawValue)' AND file =
            (SELECT s.file FROM bank_statement s WHERE s.number = ?1 AND NOT EXISTS
                (SELECT 1 FROM bank_statement w
                    WHERE w.file = s.file AND w.status <> 'accepted'))
        """

    /// Whether a stored statement has exactly the lines of another one.
    func hasLines(_ number: Int64, of other: BankStatement) throws -> Bool {
        let statement = try connection.statement(
            """
            SELECT reference, day, amount, payer FROM bank_line WHERE statement = ?1
            ORDER BY ordinal
            """)
        statement.bind(1, number)
        defer { statement.reset() }
        for line in other.lines {
            guard try statement.step(), statement.text(0) == line.reference,
                statement.int64(1) == Int64(line.day.number),
                statement.int64(2) == line.amount.value, statement.text(3) == line.payer
            else { return false }
        }
        return try !statement.step()
    }

    /// Writes a statement that waits to be judged, and gives its number.
    func insert(_ bank: BankStatement, _ account: String, _ file: Int64) throws -> Int64 {
        let head = try connection.statement(
            """
            INSERT INTO bank_statement (file, account, from_day, to_day, opening, closing, status)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'held') RETURNING number
            """)
        head.bind(1, file)
        head.bind(2, account)
        head.bind(3, Int64(bank.from.number))
        head.bind(4, Int64(bank.to.number))
        head.bind(5, bank.opening.value)
        head.bind(6, bank.closing.value)
        _ = try head.step()
        let number = head.int64(0)
        head.reset()
        for (ordinal, line) in bank.lines.enumerated() {
            let row = try connection.statement(
                """
                INSERT INTO bank_line (statement, ordinal, row, day, reference, amount, trade,
                    payer, text, edi)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """)
            row.bind(1, number)
            row.bind(2, Int64(ordinal))
            row.bind(3, Int64(line.row))
            row.bind(4, Int64(line.day.number))
            row.bind(5, line.reference)
            row.bind(6, line.amount.value)
            row.bind(7, Int64(line.transaction))
            row.bind(8, line.payer)
            row.bind(9, line.text)
            row.bind(10, line.edi)
            try row.run()
        }
        return number
    }
}
