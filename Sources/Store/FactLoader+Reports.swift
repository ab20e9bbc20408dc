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
                    row: 0, terminal: rows.text(1), day: try rows.day(2, in: "terminal_total"),
                    completedCount: try rows.count(3, in: "terminal_total"),
                    completed: try rows.yen(4, in: "terminal_total"),
                    unknownCount: try rows.count(5, in: "terminal_total"),
                    unknown: try rows.yen(6, in: "terminal_total")),
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
                    row: 0, number: rows.text(1), merchant: nil,
                    from: try rows.optionalDay(2, in: "payout"),
                    to: try rows.optionalDay(3, in: "payout"),
                    closing: try rows.optionalDay(4, in: "payout"),
                    payDate: try rows.day(5, in: "payout"),
                    saleCount: try rows.optionalCount(6, in: "payout"),
                    refundCount: try rows.optionalCount(7, in: "payout"),
                    gross: try rows.yen(8, in: "payout"),
                    refunds: try rows.yen(9, in: "payout"), fee: try rows.yen(10, in: "payout"),
                    feeTax: try rows.yen(11, in: "payout"), net: try rows.yen(12, in: "payout")),
                provider: provider)
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
            guard let provider = facts.provider(rows.text(0)) else { continue }
            let kind: SlipLine.Kind = try rows.value(1, in: "slip")
            facts.add(
                SlipLine(
                    row: 0, kind: kind, merchant: "", key: rows.text(2),
                    paidDay: try rows.day(3, in: "slip"),
                    paidSecond: try rows.optionalCount(4, in: "slip"),
                    amount: try rows.yen(5, in: "slip"),
                    place: rows.text(6), channel: rows.text(9),
                    payDate: try rows.optionalDay(7, in: "slip"),
                    madeDay: try rows.optionalDay(8, in: "slip")), provider: provider,
                copy: try rows.count(10, in: "slip"))
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
                    row: 0, reference: rows.text(2), day: try rows.day(1, in: "bank_line"),
                    amount: try rows.yen(3, in: "bank_line"),
                    transaction: try rows.count(4, in: "bank_line"), payer: rows.text(5),
                    text: rows.text(6),
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
        let rows = try connection.statement("\(BillRows.bills) ORDER BY rowid")
        var bills: [Bill] = []
        let funds = Set(facts.city.funds.map(\.id))
        while try rows.step() {
            let bill = try BillRows.bill(rows)
            guard funds.contains(bill.fund) else {
                throw DatabaseTrouble(
                    .corrupt, "bill \(bill.id) is in a fund that is not there")
            }
            bills.append(bill)
        }
        rows.reset()
        let changes = try connection.statement("\(BillRows.revisions) ORDER BY rowid")
        var revisions: [BillRevision] = []
        while try changes.step() { revisions.append(try BillRows.revision(changes)) }
        changes.reset()
        facts.set(bills: bills, revisions: revisions)
    }
}

/// Bills and their revisions as rows.
enum BillRows {
    static let bills = """
        SELECT id, kind, fund, subject, fiscal_year, amount, tax, issued, due, collection_key, row
        FROM bill
        """
    static let revisions = "SELECT bill, revision, event, amount, tax, day FROM bill_change"

    static func bill(_ row: Statement) throws(DatabaseTrouble) -> Bill {
        Bill(
            id: row.text(0), kind: row.text(1), fund: row.text(2), subject: row.text(3),
            fiscalYear: FiscalYear(try row.count(4, in: "bill")),
            amount: try row.yen(5, in: "bill"),
            tax: try row.yen(6, in: "bill"), issued: try row.day(7, in: "bill"),
            due: try row.day(8, in: "bill"), key: row.text(9), row: try row.count(10, in: "bill"))
    }

    static func revision(_ row: Statement) throws(DatabaseTrouble) -> BillRevision {
        guard let event = BillRevision.Event(rawValue: row.text(2)) else {
            throw DatabaseTrouble(
                .corrupt, "table bill_change is damaged: bill \(row.text(0))")
        }
        return BillRevision(
            bill: row.text(0), number: try row.count(1, in: "bill_change"), event: event,
            amount: try row.yen(3, in: "bill_change"),
            tax: try row.yen(4, in: "bill_change"), day: try row.day(5, in: "bill_change"))
    }
}
