public import City
public import Database
import Money
public import Provider

/// Level 5: a statement is taken in where it continues the one before it.
///
/// A statement that comes before its predecessor is held back; it is judged when the gap is
/// filled, or when a person says that it never will be.
public struct BankContinuity {
    public enum Outcome: Sendable, Equatable {
        /// - Parameter refused: statements that were held and, now that the gap is filled, do not
        ///   continue it.
        case accepted(lines: Int, refused: [Finding])
        /// Every line of it is there already.
        case duplicate(lines: Int)
        case held
        case rejected(Finding)
    }

    let connection: Connection
    let city: City

    public init(_ connection: Connection, city: City) {
        self.connection = connection
        self.city = city
    }

    /// Takes one account's statement in, and with it those that were waiting for it.
    public func take(
        _ statement: BankStatement, account: City.BankAccount, file: Int64
    ) throws -> Outcome {
        let outcome = try judge(statement, account)
        switch outcome {
        case .accepted(let lines, _):
            try insert(statement, account.id, file, status: "accepted")
            return .accepted(lines: lines, refused: try release(account, row: statement.row))
        case .held: try insert(statement, account.id, file, status: "held")
        case .duplicate, .rejected: break
        }
        return outcome
    }

    private struct Neighbour {
        var number: Int64
        var from: BookDay
        var to: BookDay
        var opening: Yen
        var closing: Yen
    }

    private func judge(_ statement: BankStatement, _ account: City.BankAccount) throws -> Outcome {
        let accepted = try neighbours(account.id, status: "accepted")
        if let overlap = accepted.first(where: {
            $0.from <= statement.to && statement.from <= $0.to
        }) {
            return try judgeOverlap(statement, overlap)
        }
        for held in try neighbours(account.id, status: "held")
        where held.from == statement.from && held.to == statement.to {
            return try judgeOverlap(statement, held)
        }
        let before = accepted.last { $0.to < statement.from }
        let after = accepted.first { $0.from > statement.to }
        let expected = before?.closing ?? account.opening.values.reduce(.zero, +)
        let lastKnown = before?.to ?? account.openingDay
        guard statement.from > account.openingDay else {
            return .rejected(
                broken(
                    statement, expected, "帳簿の開始より前の明細です",
                    "lies before the books began"))
        }
        guard statement.opening == expected else {
            return hasBankDay(between: lastKnown, and: statement.from)
                ? .held
                : .rejected(
                    broken(
                        statement, expected, "取引前残高が前の明細の取引後残高と一致しません",
                        "does not open with the balance that the file before it closed with"))
        }
        if let after, after.opening != statement.closing {
            return .rejected(
                broken(
                    statement, after.opening, "取引後残高が次の明細の取引前残高と一致しません",
                    "does not close with the balance that the file after it opens with"))
        }
        return .accepted(lines: statement.lines.count, refused: [])
    }

    /// The same days again: the same statement is a duplicate, another one is a contradiction.
    private func judgeOverlap(
        _ statement: BankStatement, _ stored: Neighbour
    ) throws -> Outcome {
        let same =
            stored.from == statement.from && stored.to == statement.to
            && stored.opening == statement.opening && stored.closing == statement.closing
        if same, try lines(of: stored.number) == statement.lines.map(LineWords.init) {
            return .duplicate(lines: statement.lines.count)
        }
        return .rejected(
            broken(
                statement, stored.opening, "取り込み済みの期間と重なる、内容の異なる明細です",
                "covers days that were taken in before with other content"))
    }

    private func hasBankDay(between first: BookDay, and last: BookDay) -> Bool {
        city.calendar.banks.next(onOrAfter: first.adding(1)) < last
    }

    private func broken(
        _ statement: BankStatement, _ expected: Yen, _ ja: String, _ en: String
    ) -> Finding {
        Finding(
            line: statement.row, code: .bankContinuity,
            Sentence(
                ja: "\(statement.from) の明細: \(ja)（\(expected) 円のはずが \(statement.opening) 円"
                    + "〜\(statement.closing) 円）",
                en: "statement of \(statement.from) \(en) (expected \(expected) yen; it goes "
                    + "from \(statement.opening) to \(statement.closing))"))
    }

    /// Accepts what was held, as far as the chain now reaches.
    private func release(_ account: City.BankAccount, row: Int) throws -> [Finding] {
        var refused: [Finding] = []
        var moved = true
        while moved {
            moved = false
            for held in try neighbours(account.id, status: "held") {
                let accepted = try neighbours(account.id, status: "accepted")
                let before = accepted.last { $0.to < held.from }
                let expected = before?.closing ?? account.opening.values.reduce(.zero, +)
                let lastKnown = before?.to ?? account.openingDay
                if held.opening == expected {
                    try set(held.number, "accepted")
                    moved = true
                } else if !hasBankDay(between: lastKnown, and: held.from) {
                    try set(held.number, "rejected")
                    refused.append(
                        Finding(
                            line: row, code: .bankContinuity,
                            Sentence(
                                ja: "保留していた \(held.from) の明細は残高が続かないため取り込みません"
                                    + "（\(expected) 円のはずが \(held.opening) 円）",
                                en: "the statement of \(held.from), held until now, is refused: "
                                    + "it opens with \(held.opening), not \(expected) yen")))
                    moved = true
                }
            }
        }
        return refused
    }

    private func neighbours(_ account: String, status: String) throws -> [Neighbour] {
        let statement = try connection.statement(
            """
            SELECT number, from_day, to_day, opening, closing FROM bank_statement
            WHERE account = ?1 AND status = ?2 ORDER BY from_day
            """)
        statement.bind(1, account)
        statement.bind(2, status)
        var result: [Neighbour] = []
        while try statement.step() {
            result.append(
                Neighbour(
                    number: statement.int64(0),
                    from: BookDay(number: Int32(statement.int64(1))),
                    to: BookDay(number: Int32(statement.int64(2))),
                    opening: Yen(statement.int64(3)), closing: Yen(statement.int64(4))))
        }
        statement.reset()
        return result
    }

    private func set(_ number: Int64, _ status: String) throws {
        let update = try connection.statement(
            "UPDATE bank_statement SET status = ?2 WHERE number = ?1")
        update.bind(1, number)
        update.bind(2, status)
        try update.run()
        let file = try connection.statement(
            """
            UPDATE file SET status = ?2, accepted = CASE ?2 WHEN 'accepted' THEN rows ELSE 0 END
            WHERE number =
                (SELECT file FROM bank_statement WHERE number = ?1) AND NOT EXISTS
                (SELECT 1 FROM bank_statement s WHERE s.file = file.number AND s.status = 'held')
            """)
        file.bind(1, number)
        file.bind(2, status)
        try file.run()
        if status == "accepted" { try forgetWaiting(number) }
    }

    /// A file that waits no more has nothing open on that account: sent again, it is a duplicate.
    private func forgetWaiting(_ number: Int64) throws {
        for sql in [
            "DELETE FROM finding WHERE file = \(BankContinuity.released) AND code = ?2",
            """
            UPDATE file SET findings = (SELECT count(*) FROM finding f WHERE f.file = file.number)
            WHERE number = \(BankContinuity.released) AND ?2 = ?2
            """,
        ] {
            let statement = try connection.statement(sql)
            statement.bind(1, number)
            statement.bind(2, FindingCode.bankContinuity.rawValue)
            try statement.run()
        }
    }

    /// The file of statement ?1, once none of its statements waits.
    private static let released = """
        (SELECT s.file FROM bank_statement s WHERE s.number = ?1 AND NOT EXISTS
            (SELECT 1 FROM bank_statement w WHERE w.file = s.file AND w.status = 'held'))
        """

    private struct LineWords: Equatable {
        var reference: String
        var day: BookDay
        var amount: Yen
        var payer: String

        init(_ line: BankLine) {
            reference = line.reference
            day = line.day
            amount = line.amount
            payer = line.payer
        }

        init(_ statement: Statement) {
            reference = statement.text(0)
            day = BookDay(number: Int32(statement.int64(1)))
            amount = Yen(statement.int64(2))
            payer = statement.text(3)
        }
    }

    private func lines(of number: Int64) throws -> [LineWords] {
        let statement = try connection.statement(
            """
            SELECT reference, day, amount, payer FROM bank_line WHERE statement = ?1
            ORDER BY ordinal
            """)
        statement.bind(1, number)
        var result: [LineWords] = []
        while try statement.step() { result.append(LineWords(statement)) }
        statement.reset()
        return result
    }

    private func insert(
        _ bank: BankStatement, _ account: String, _ file: Int64, status: String
    ) throws {
        let head = try connection.statement(
            """
            INSERT INTO bank_statement (file, account, from_day, to_day, opening, closing, status)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number
            """)
        head.bind(1, file)
        head.bind(2, account)
        head.bind(3, Int64(bank.from.number))
        head.bind(4, Int64(bank.to.number))
        head.bind(5, bank.opening.value)
        head.bind(6, bank.closing.value)
        head.bind(7, status)
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
    }
}
