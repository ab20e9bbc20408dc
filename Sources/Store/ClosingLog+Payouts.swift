import Database
public import Money
public import Settlement

extension ClosingLog {
    public func add(_ rows: [PayoutRow], on day: BookDay) throws {
        for (ordinal, row) in rows.enumerated() {
            let statement = try connection.statement(
                """
                INSERT INTO closing_payout
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                """)
            statement.bind(1, Int64(day.number))
            statement.bind(2, Int64(ordinal))
            statement.bind(3, row.provider)
            statement.bind(4, row.payout)
            statement.bind(5, Int64(row.payDate.number))
            statement.bind(6, row.gross.value)
            statement.bind(7, row.refunds.value)
            statement.bind(8, row.fee.value)
            statement.bind(9, row.feeTax.value)
            statement.bind(10, row.net.value)
            statement.bind(11, Int64(row.lines))
            statement.bind(12, row.status.rawValue)
            statement.bind(13, row.banked?.value)
            statement.bind(14, row.bankDay.map { Int64($0.number) })
            statement.bind(15, row.bankReference)
            statement.bind(16, row.voucher)
            try statement.run()
        }
    }

    public func payouts(on day: BookDay) throws -> [PayoutRow] {
        let statement = try connection.statement(
            """
            SELECT provider, payout, pay_date, gross, refunds, fee, fee_tax, net, lines, status,
                banked, bank_day, bank_ref, voucher
            FROM closing_payout WHERE day = ?1 ORDER BY ordinal
            """)
        statement.bind(1, Int64(day.number))
        var result: [PayoutRow] = []
        while try statement.step() {
            guard let status = PayoutRow.Status(rawValue: statement.text(9)) else {
                throw DatabaseTrouble(.corrupt, "a payout of \(day) has no status")
            }
            result.append(
                PayoutRow(
                    provider: statement.text(0), payout: statement.text(1),
                    payDate: try statement.day(2, in: "closing_payout"),
                    gross: try statement.yen(3, in: "closing_payout"),
                    refunds: try statement.yen(4, in: "closing_payout"),
                    fee: try statement.yen(5, in: "closing_payout"),
                    feeTax: try statement.yen(6, in: "closing_payout"),
                    net: try statement.yen(7, in: "closing_payout"),
                    lines: try statement.count(8, in: "closing_payout"),
                    status: status, banked: try statement.optionalYen(10, in: "closing_payout"),
                    bankDay: try statement.optionalDay(11, in: "closing_payout"),
                    bankReference: statement.optionalText(12), voucher: statement.text(13)))
        }
        statement.reset()
        return result
    }
}
