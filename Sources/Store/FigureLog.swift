public import Database
public import Money
public import Settlement

/// The figures of closed days; once written, they stay.
public struct FigureLog {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// The last day whose figures are kept; they are kept without a gap.
    public func last() throws -> BookDay? { try edge("max") }

    /// The first day whose figures are kept.
    public func first() throws -> BookDay? { try edge("min") }

    private func edge(_ function: String) throws -> BookDay? {
        let statement = try connection.statement("SELECT \(function)(day) FROM figure_day")
        _ = try statement.step()
        defer { statement.reset() }
        return try statement.optionalDay(0, in: "figure_day")
    }

    // MARK: - Writing

    /// Keeps a day's figures.
    ///
    /// - Throws: where the day is not the one after the last.
    public func keep(_ figures: DayFigures) throws {
        let day = Int64(figures.day.number)
        try run("INSERT INTO figure_day VALUES (?1)", [day], [])
        for (key, row) in figures.rows.sorted(by: { $0.key < $1.key }) {
            try run(
                """
                INSERT INTO figure_row (fund, item, day, fiscal_year, assessed, reduced, carried,
                    entrusted, repaid, received, direct, written_off, payments, refunds)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                """,
                [
                    day, Int64(key.fiscalYear?.year ?? 0), row.assessed.value, row.reduced.value,
                    row.carried.value, row.entrusted.value, row.repaid.value, row.received.value,
                    row.direct.value, row.writtenOff.value, row.payments, row.refunds,
                ], [key.fund, key.item])
        }
        for (provider, row) in figures.providers.sorted(by: { $0.key < $1.key }) {
            try run(
                """
                INSERT INTO figure_provider (provider, day, entrusted, repaid, received, fee, tax,
                    payments, refunds)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
                [
                    day, row.entrusted.value, row.repaid.value, row.received.value, row.fee.value,
                    row.tax.value, row.payments, row.refunds,
                ], [provider])
        }
        for (office, row) in figures.offices.sorted(by: { $0.key < $1.key }) {
            try run(
                """
                INSERT INTO figure_office (office, day, payments, refunds, amount)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """, [day, row.payments, row.refunds, row.amount.value], [office])
        }
        for (movement, amount) in figures.bank.sorted(by: { $0.key < $1.key }) {
            try run(
                """
                INSERT INTO figure_bank (account, reason, detail, day, amount)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """, [day, amount.value],
                [movement.account, movement.reason.rawValue, movement.detail])
        }
        for (account, lines) in figures.bankLines.sorted(by: { $0.key < $1.key }) {
            try run(
                "INSERT INTO figure_bank_lines (account, day, count, amount) "
                    + "VALUES (?1, ?2, ?3, ?4)", [day, lines.count, lines.amount.value], [account])
        }
    }

    /// Runs a statement whose texts are bound before its numbers.
    private func run(_ sql: String, _ numbers: [Int64], _ texts: [String]) throws {
        let statement = try connection.statement(sql)
        for (place, text) in texts.enumerated() { statement.bind(place + 1, text) }
        for (place, number) in numbers.enumerated() {
            statement.bind(texts.count + place + 1, number)
        }
        try statement.run()
    }

    // MARK: - Reading

    /// What the accepted statements say of a day, by bank account.
    public func bankLines(on day: BookDay) throws -> [String: BankLines] {
        var lines: [String: BankLines] = [:]
        try each(
            """
            SELECT s.account, count(*), sum(l.amount)
            FROM bank_statement s JOIN bank_line l ON l.statement = s.number
            WHERE s.status = 'accepted' AND l.day BETWEEN ?1 AND ?2 GROUP BY s.account
            """, day, day
        ) { row in
            lines[row.text(0)] = BankLines(
                count: try row.number(1, in: "bank_line"), amount: try row.sum(2, in: "bank_line"))
        }
        return lines
    }

    /// A day's figures, nil where none are kept of it.
    public func figures(of day: BookDay) throws -> DayFigures? {
        let statement = try connection.statement("SELECT 1 FROM figure_day WHERE day = ?1")
        statement.bind(1, Int64(day.number))
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return try sum(from: day, through: day)
    }

    /// The figures of some days together, under the last of them.
    public func sum(from first: BookDay, through last: BookDay) throws -> DayFigures {
        var sum = DayFigures(day: last)
        try each(
            """
            SELECT fund, item, fiscal_year, sum(assessed), sum(reduced), sum(carried),
                sum(entrusted), sum(repaid), sum(received), sum(direct), sum(written_off),
                sum(payments), sum(refunds)
            FROM figure_row WHERE day BETWEEN ?1 AND ?2 GROUP BY fund, fiscal_year, item
            """, first, last
        ) { row in
            let year = try row.count(2, in: "figure_row")
            let key = RevenueKey(
                fund: row.text(0), fiscalYear: year == 0 ? nil : FiscalYear(year),
                item: row.text(1))
            sum.rows[key] = try FigureLog.measures(row)
        }
        try each(
            """
            SELECT provider, sum(entrusted), sum(repaid), sum(received), sum(fee), sum(tax),
                sum(payments), sum(refunds)
            FROM figure_provider WHERE day BETWEEN ?1 AND ?2 GROUP BY provider
            """, first, last
        ) { row in
            var measures = ProviderMeasures()
            measures.entrusted = try row.sum(1, in: "figure_provider")
            measures.repaid = try row.sum(2, in: "figure_provider")
            measures.received = try row.sum(3, in: "figure_provider")
            measures.fee = try row.sum(4, in: "figure_provider")
            measures.tax = try row.sum(5, in: "figure_provider")
            measures.payments = try row.number(6, in: "figure_provider")
            measures.refunds = try row.number(7, in: "figure_provider")
            sum.providers[row.text(0)] = measures
        }
        try each(
            """
            SELECT office, sum(payments), sum(refunds), sum(amount)
            FROM figure_office WHERE day BETWEEN ?1 AND ?2 GROUP BY office
            """, first, last
        ) { row in
            var measures = OfficeMeasures()
            measures.payments = try row.number(1, in: "figure_office")
            measures.refunds = try row.number(2, in: "figure_office")
            measures.amount = try row.sum(3, in: "figure_office")
            sum.offices[row.text(0)] = measures
        }
        try readBank(first, last, &sum)
        return sum
    }

    private func readBank(_ first: BookDay, _ last: BookDay, _ sum: inout DayFigures) throws {
        try each(
            """
            SELECT account, reason, detail, sum(amount)
            FROM figure_bank WHERE day BETWEEN ?1 AND ?2 GROUP BY account, reason, detail
            """, first, last
        ) { row in
            guard let reason = BankMovement.Reason(rawValue: row.text(1)) else {
                throw DatabaseTrouble(
                    .corrupt, "a kept figure has the unknown reason \(row.text(1))")
            }
            let movement = BankMovement(account: row.text(0), reason: reason, detail: row.text(2))
            sum.bank[movement] = try row.sum(3, in: "figure_bank")
        }
        try each(
            """
            SELECT account, sum(count), sum(amount)
            FROM figure_bank_lines WHERE day BETWEEN ?1 AND ?2 GROUP BY account
            """, first, last
        ) { row in
            sum.bankLines[row.text(0)] = BankLines(
                count: try row.number(1, in: "figure_bank_lines"),
                amount: try row.sum(2, in: "figure_bank_lines"))
        }
    }

    private static func measures(
        _ row: Statement
    ) throws(DatabaseTrouble) -> RevenueMeasures {
        var measures = RevenueMeasures()
        measures.assessed = try row.sum(3, in: "figure_row")
        measures.reduced = try row.sum(4, in: "figure_row")
        measures.carried = try row.sum(5, in: "figure_row")
        measures.entrusted = try row.sum(6, in: "figure_row")
        measures.repaid = try row.sum(7, in: "figure_row")
        measures.received = try row.sum(8, in: "figure_row")
        measures.direct = try row.sum(9, in: "figure_row")
        measures.writtenOff = try row.sum(10, in: "figure_row")
        measures.payments = try row.number(11, in: "figure_row")
        measures.refunds = try row.number(12, in: "figure_row")
        return measures
    }

    private func each(
        _ sql: String, _ first: BookDay, _ last: BookDay, _ body: (Statement) throws -> Void
    ) throws {
        let statement = try connection.statement(sql)
        statement.bind(1, Int64(first.number))
        statement.bind(2, Int64(last.number))
        defer { statement.reset() }
        while try statement.step() { try body(statement) }
    }
}
