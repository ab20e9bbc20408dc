import Billing
import City
import Database
import Ledger
import Money
import Provider
import Reconciliation

extension FactLoader {
    func loadTotals(_ facts: inout Facts) throws {
        let rows = try connection.statement(
            """
            SELECT provider, terminal, day, completed_count, completed, unknown_count, unknown
            FROM terminal_total ORDER BY rowid
            """)
        while try rows.step() {
            guard let provider = facts.provider(rows.text(0)) else { continue }
            facts.add(
                TerminalTotals(
                    row: 0, terminal: rows.text(1), day: day(rows, 2),
                    completedCount: Int(rows.int64(3)), completed: Yen(rows.int64(4)),
                    unknownCount: Int(rows.int64(5)), unknown: Yen(rows.int64(6))),
                provider: provider)
        }
        rows.reset()
    }

    func loadPayouts(_ facts: inout Facts) throws {
        let rows = try connection.statement(
            """
            SELECT provider, number, from_day, to_day, closing_day, pay_date, sale_count,
                refund_count, gross, refunds, fee, fee_tax, net FROM payout
            ORDER BY rowid
            """)
        while try rows.step() {
            guard let provider = facts.provider(rows.text(0)) else { continue }
            facts.add(
                PayoutStatement(
                    row: 0, number: rows.text(1), merchant: nil, from: optionalDay(rows, 2),
                    to: optionalDay(rows, 3), closing: optionalDay(rows, 4),
                    payDate: day(rows, 5), saleCount: rows.optionalInt64(6).map(Int.init),
                    refundCount: rows.optionalInt64(7).map(Int.init), gross: Yen(rows.int64(8)),
                    refunds: Yen(rows.int64(9)), fee: Yen(rows.int64(10)),
                    feeTax: Yen(rows.int64(11)), net: Yen(rows.int64(12))), provider: provider)
        }
        rows.reset()
    }

    func loadSlips(_ facts: inout Facts) throws {
        let rows = try connection.statement(
            """
            SELECT provider, kind, collection_key, paid_day, paid_second, amount, place, pay_date,
                made_day, channel, copy FROM slip WHERE paid_day <= ?1 ORDER BY rowid
            """)
        rows.bind(1, Int64(facts.through.number))
        while try rows.step() {
            guard let provider = facts.provider(rows.text(0)),
                let kind = SlipLine.Kind(rawValue: UInt8(rows.int64(1)))
            else { continue }
            facts.add(
                SlipLine(
                    row: 0, kind: kind, merchant: "", key: rows.text(2), paidDay: day(rows, 3),
                    paidSecond: rows.optionalInt64(4).map(Int.init), amount: Yen(rows.int64(5)),
                    place: rows.text(6), channel: rows.text(9), payDate: optionalDay(rows, 7),
                    madeDay: optionalDay(rows, 8)), provider: provider, copy: Int(rows.int64(10)))
        }
        rows.reset()
    }

    func loadBank(_ facts: inout Facts) throws {
        let rows = try connection.statement(
            """
            SELECT s.account, l.day, l.reference, l.amount, l.trade, l.payer, l.text, l.edi
            FROM bank_statement s JOIN bank_line l ON l.statement = s.number
            WHERE s.status = 'accepted' AND l.day <= ?1 ORDER BY l.statement, l.ordinal
            """)
        rows.bind(1, Int64(facts.through.number))
        let accounts = facts.city.bankAccounts
        while try rows.step() {
            let name = rows.text(0)
            guard let account = accounts.firstIndex(where: { $0.id == name }) else { continue }
            facts.add(
                BankLine(
                    row: 0, reference: rows.text(2), day: day(rows, 1), amount: Yen(rows.int64(3)),
                    transaction: Int(rows.int64(4)), payer: rows.text(5), text: rows.text(6),
                    edi: rows.text(7)), account: account)
        }
        rows.reset()
        try loadGaps(&facts)
    }

    /// What a gap hides: a line where a person said that it will never be filled, else a
    /// statement that waits.
    private func loadGaps(_ facts: inout Facts) throws {
        let continuity = BankContinuity(connection, city: facts.city)
        for (place, account) in facts.city.bankAccounts.enumerated() {
            for gap in try continuity.breaks(account) {
                facts.add(
                    BankLine(
                        row: 0, reference: "gap", day: gap.day, amount: gap.difference,
                        transaction: 0, payer: "", text: "", edi: ""), account: place)
            }
            for (link, difference) in try continuity.waiting(account) {
                facts.add(
                    WaitingStatement(
                        account: account.id, from: link.from, difference: difference))
            }
        }
    }

    func loadBills(_ facts: inout Facts) throws {
        let rows = try connection.statement(
            """
            SELECT id, kind, fund, subject, fiscal_year, amount, tax, issued, due, collection_key,
                row FROM bill ORDER BY rowid
            """)
        var bills: [Bill] = []
        let funds = Set(facts.city.funds.map(\.id))
        while try rows.step() {
            guard funds.contains(rows.text(2)) else {
                throw DatabaseTrouble(
                    .corrupt, "bill \(rows.text(0)) is in a fund that is not there")
            }
            bills.append(
                Bill(
                    id: rows.text(0), kind: rows.text(1), fund: rows.text(2),
                    subject: rows.text(3), fiscalYear: FiscalYear(Int(rows.int64(4))),
                    amount: Yen(rows.int64(5)), tax: Yen(rows.int64(6)), issued: day(rows, 7),
                    due: day(rows, 8), key: rows.text(9), row: Int(rows.int64(10))))
        }
        rows.reset()
        let changes = try connection.statement(
            "SELECT bill, revision, event, amount, tax, day FROM bill_change ORDER BY rowid")
        var revisions: [BillRevision] = []
        while try changes.step() {
            guard let event = BillRevision.Event(rawValue: changes.text(2)) else { continue }
            revisions.append(
                BillRevision(
                    bill: changes.text(0), number: Int(changes.int64(1)), event: event,
                    amount: Yen(changes.int64(3)), tax: Yen(changes.int64(4)),
                    day: day(changes, 5)))
        }
        changes.reset()
        facts.set(bills: bills, revisions: revisions)
    }

    private func day(_ rows: Statement, _ column: Int) -> BookDay {
        BookDay(number: Int32(rows.int64(column)))
    }

    private func optionalDay(_ rows: Statement, _ column: Int) -> BookDay? {
        rows.optionalInt64(column).map { BookDay(number: Int32($0)) }
    }
}
