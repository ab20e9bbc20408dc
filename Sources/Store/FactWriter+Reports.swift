import Database
import Money
import Provider

extension FactWriter {
    mutating func write(_ provided: Provided<TerminalTotals>) throws {
        let totals = provided.fact
        let statement = try connection.statement(
            """
            INSERT INTO terminal_total (provider, terminal, day, file, row, completed_count,
                completed, unknown_count, unknown)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT DO NOTHING
            """)
        let file = file
        func bind(_ statement: Statement) {
            statement.bind(1, provided.provider)
            statement.bind(2, totals.terminal)
            statement.bind(3, Int64(totals.day.number))
            statement.bind(4, file)
            statement.bind(5, Int64(totals.row))
            statement.bind(6, Int64(totals.completedCount))
            statement.bind(7, totals.completed.value)
            statement.bind(8, Int64(totals.unknownCount))
            statement.bind(9, totals.unknown.value)
        }
        bind(statement)
        try statement.run()
        guard statement.changes == 0 else { return }
        let same = try connection.statement(
            """
            SELECT 1 FROM terminal_total WHERE provider = ?1 AND terminal = ?2 AND day = ?3
                AND completed_count = ?6 AND completed = ?7 AND unknown_count = ?8
                AND unknown = ?9 AND ?4 + ?5 >= 0
            """)
        bind(same)
        defer { same.reset() }
        if try !same.step() {
            note(
                totals.row, ja: "端末 \(totals.terminal) の \(totals.day) の合計",
                en: "the totals of terminal \(totals.terminal) on \(totals.day)")
        }
    }

    mutating func write(_ provided: Provided<PayoutStatement>) throws {
        let payout = provided.fact
        let file = file
        func bind(_ statement: Statement) {
            statement.bind(1, provided.provider)
            statement.bind(2, payout.number)
            statement.bind(3, file)
            statement.bind(4, Int64(payout.row))
            statement.bind(5, payout.from.map { Int64($0.number) })
            statement.bind(6, payout.to.map { Int64($0.number) })
            statement.bind(7, payout.closing.map { Int64($0.number) })
            statement.bind(8, Int64(payout.payDate.number))
            statement.bind(9, payout.saleCount.map(Int64.init))
            statement.bind(10, payout.refundCount.map(Int64.init))
            statement.bind(11, payout.gross.value)
            statement.bind(12, payout.refunds.value)
            statement.bind(13, payout.fee.value)
            statement.bind(14, payout.feeTax.value)
            statement.bind(15, payout.net.value)
        }
        let statement = try connection.statement(
            """
            INSERT INTO payout (provider, number, file, row, from_day, to_day, closing_day,
                pay_date, sale_count, refund_count, gross, refunds, fee, fee_tax, net)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            ON CONFLICT DO NOTHING
            """)
        bind(statement)
        try statement.run()
        let isNew = statement.changes == 1
        var isSame = isNew
        if !isNew {
            let same = try connection.statement(
                """
                SELECT 1 FROM payout WHERE provider = ?1 AND number = ?2
                    AND from_day IS NOT DISTINCT FROM ?5 AND to_day IS NOT DISTINCT FROM ?6
                    AND closing_day IS NOT DISTINCT FROM ?7 AND pay_date = ?8 AND net = ?15
                    AND (?5 IS NULL OR (sale_count IS NOT DISTINCT FROM ?9
                        AND refund_count IS NOT DISTINCT FROM ?10 AND gross = ?11
                        AND refunds = ?12 AND fee = ?13 AND fee_tax = ?14))
                    AND ?3 + ?4 >= 0
                """)
            bind(same)
            isSame = try same.step()
            same.reset()
        }
        settle(
            isNew: isNew, isSame: isSame, row: payout.row, ja: "支払番号 \(payout.number) ",
            en: "payout \(payout.number)")
    }

    mutating func write(_ provided: Provided<SlipLine>) throws {
        let slip = provided.fact
        let copy = slipCopies(slip)
        let statement = try connection.statement(
            """
            INSERT INTO slip (provider, paid_day, collection_key, kind, paid_second, place,
                amount, pay_date, copy, made_day, channel, file, row)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT DO NOTHING
            """)
        statement.bind(1, provided.provider)
        statement.bind(2, Int64(slip.paidDay.number))
        statement.bind(3, slip.key)
        statement.bind(4, Int64(slip.kind.rawValue))
        statement.bind(5, slip.paidSecond.map(Int64.init))
        statement.bind(6, slip.place)
        statement.bind(7, slip.amount.value)
        statement.bind(8, slip.payDate.map { Int64($0.number) })
        statement.bind(9, copy)
        statement.bind(10, slip.madeDay.map { Int64($0.number) })
        statement.bind(11, slip.channel)
        statement.bind(12, file)
        statement.bind(13, Int64(slip.row))
        try statement.run()
        count(isNew: statement.changes == 1)
    }

    mutating func write(_ bill: BillRow) throws {
        let file = file
        func bind(_ statement: Statement) {
            statement.bind(1, bill.id)
            statement.bind(2, file)
            statement.bind(3, Int64(bill.row))
            for (place, text) in [bill.kind, bill.payer, bill.fund, bill.subject].enumerated() {
                statement.bind(4 + place, text)
            }
            statement.bind(8, Int64(bill.fiscalYear.year))
            statement.bind(9, Int64(bill.levyYear))
            statement.bind(10, bill.term)
            statement.bind(11, bill.amount.value)
            statement.bind(12, bill.tax.value)
            statement.bind(13, Int64(bill.issued.number))
            statement.bind(14, Int64(bill.due.number))
            statement.bind(15, bill.limit.map { Int64($0.number) })
            statement.bind(16, bill.key)
            statement.bind(17, bill.barcode)
            statement.bind(18, bill.elqr)
            statement.bind(19, bill.group)
        }
        let statement = try connection.statement(
            """
            INSERT INTO bill (id, file, row, kind, payer, fund, subject, fiscal_year, levy_year,
                term, amount, tax, issued, due, limit_day, collection_key, barcode, elqr,
                slip_group)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19)
            ON CONFLICT DO NOTHING
            """)
        bind(statement)
        try statement.run()
        let isNew = statement.changes == 1
        var isSame = isNew
        if !isNew {
            // A reissued slip is another paper of the same bill: its printed codes and its
            // limit may differ, the claim may not.
            let same = try connection.statement(
                """
                SELECT 1 FROM bill WHERE id = ?1 AND kind = ?4 AND payer = ?5 AND fund = ?6
                    AND subject = ?7 AND fiscal_year = ?8 AND levy_year = ?9 AND term = ?10
                    AND amount = ?11 AND tax = ?12 AND issued = ?13 AND due = ?14
                    AND collection_key = ?16 AND slip_group IS NOT DISTINCT FROM ?19
                    AND coalesce(?15, ?2, ?3) IS NOT NULL AND coalesce(?17, ?18, ?1) IS NOT NULL
                """)
            bind(same)
            isSame = try same.step()
            same.reset()
        }
        settle(
            isNew: isNew, isSame: isSame, row: bill.row, ja: "調定 \(bill.id) ", en: "bill \(bill.id)"
        )
    }

    mutating func write(_ change: BillChange) throws {
        let file = file
        func bind(_ statement: Statement) {
            statement.bind(1, change.bill)
            statement.bind(2, Int64(change.revision))
            statement.bind(3, file)
            statement.bind(4, Int64(change.row))
            statement.bind(5, change.event.rawValue)
            statement.bind(6, change.amount.value)
            statement.bind(7, change.tax.value)
            statement.bind(8, Int64(change.day.number))
            statement.bind(9, change.reason)
            statement.bind(10, change.document)
        }
        let statement = try connection.statement(
            """
            INSERT INTO bill_change (bill, revision, file, row, event, amount, tax, day, reason,
                document)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT DO NOTHING
            """)
        bind(statement)
        try statement.run()
        let isNew = statement.changes == 1
        var isSame = isNew
        if !isNew {
            let same = try connection.statement(
                """
                SELECT 1 FROM bill_change WHERE bill = ?1 AND revision = ?2 AND event = ?5
                    AND amount = ?6 AND tax = ?7 AND day = ?8 AND reason = ?9
                    AND document = ?10 AND ?3 + ?4 >= 0
                """)
            bind(same)
            isSame = try same.step()
            same.reset()
        }
        settle(
            isNew: isNew, isSame: isSame, row: change.row,
            ja: "調定 \(change.bill) の変更 \(change.revision) ",
            en: "revision \(change.revision) of bill \(change.bill)")
    }
}
