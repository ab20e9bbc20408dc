public import City
public import Ledger
public import Money
public import Reconciliation
import Settlement

/// What a run of reconciliation says, as JSON (INTERFACES 9) and as a page for the terminal.
public struct ReconciliationReport {
    public struct BalanceRow: Sendable {
        public var account: Account
        public var balance: Yen

        public init(account: Account, balance: Yen) {
            self.account = account
            self.balance = balance
        }
    }

    struct RevenueRow {
        var fund: String
        var year: Int64
        var subject: String
        var amount: Yen
    }

    let report: MatchReport
    let ids: [String]
    let balances: [BalanceRow]
    let city: City
    let language: Language

    public init(
        _ report: MatchReport, ids: [String], balances: [BalanceRow], city: City,
        language: Language
    ) {
        self.report = report
        self.ids = ids
        self.balances = balances
        self.city = city
        self.language = language
    }

    /// `revenue/<fiscal year>/<subject>` accounts, by year, fund and subject.
    var revenue: [RevenueRow] {
        balances.compactMap { row in
            let parts = row.account.code.split(separator: "/", maxSplits: 2)
            guard parts.count == 3, parts[0] == "revenue", let year = Int64(parts[1]) else {
                return nil
            }
            return RevenueRow(
                fund: row.account.fund, year: year, subject: String(parts[2]),
                amount: row.balance)
        }.sorted {
            ($0.year, $0.subject, $0.fund) < ($1.year, $1.subject, $1.fund)
        }
    }

    /// The sum of a fund's balances of certain accounts.
    func sum(_ fund: String, where fits: (String) -> Bool) -> Yen {
        balances.reduce(Yen.zero) {
            $1.account.fund == fund && fits($1.account.code) ? $0 + $1.balance : $0
        }
    }

    func text(of exception: OpenException) -> String {
        let sentence = language(exception.code.sentence)
        guard let suggestion = exception.suggestion else { return sentence }
        return sentence + language("（候補: \(suggestion)）", " (perhaps \(suggestion))")
    }

    /// One JSON object, ending with a line feed.
    public func json() -> String {
        JSONText.document { json in
            json.object { json in
                json.member("through", report.through.description)
                side("sales", report.sales, &json)
                side("provider_lines", report.providerLines, &json)
                payouts(&json)
                side("bank_lines", report.bankLines, &json)
                bills(&json)
                json.member("revisions_without_bill", report.bills.revisionsWithoutBill)
                exceptions(&json)
                accounts(&json)
            }
        } + "\n"
    }

    private func side(_ name: String, _ side: MatchReport.Side, _ json: inout JSONText) {
        json.key(name)
        json.object { json in
            json.member("count", side.count)
            json.member("amount", side.amount.value)
            json.member("matched", side.matched)
            json.member("open", side.open)
        }
    }

    private func payouts(_ json: inout JSONText) {
        json.key("payouts")
        json.array(report.payouts) { json, payout in
            json.object { json in
                json.member("provider", payout.provider)
                json.member("payout", payout.number)
                json.member("gross", payout.gross.value)
                json.member("refunds", payout.refunds.value)
                json.member("fee", payout.fee.value)
                json.member("fee_tax", payout.feeTax.value)
                json.member("net", payout.net.value)
                json.member("pay_date", payout.payDate.description)
                json.member("count", payout.lineCount)
                json.member("status", payout.status.rawValue)
                json.member("bank_ref", payout.bankReference)
            }
        }
    }

    private func bills(_ json: inout JSONText) {
        json.key("bills")
        json.object { json in
            json.member("count", report.bills.count)
            json.member("assessed", report.bills.assessed.value)
            json.member("collected", report.bills.collected.value)
            json.member("provisional", report.bills.provisional.value)
            json.member("overpaid", report.bills.overpaid.value)
            json.member("outstanding", report.bills.outstanding.value)
        }
    }

    private func exceptions(_ json: inout JSONText) {
        json.key("exceptions")
        json.array(zip(ids, report.exceptions)) { json, item in
            let (id, exception) = item
            json.object { json in
                json.member("id", id)
                json.member("code", exception.code.rawValue)
                json.member("provider", exception.provider)
                json.member("reference", exception.reference)
                json.member("amount", exception.amount.value)
                json.member("day", exception.day.description)
                json.member("text", text(of: exception))
            }
        }
    }

    private func accounts(_ json: inout JSONText) {
        json.key("revenue")
        json.array(revenue) { json, row in
            json.object { json in
                json.member("fund", row.fund)
                json.member("fiscal_year", row.year)
                json.member("subject", row.subject)
                json.member("amount", row.amount.value)
            }
        }
        json.key("fees")
        json.array(city.funds.filter { $0.kind != .outside }) { json, fund in
            let expense = sum(fund.id) { $0.hasPrefix("expense/") && $0.hasSuffix("/provider-fee") }
            let toSettle = sum(fund.id) { $0.hasPrefix("asset/fee-to-settle/") }
            json.object { json in
                json.member("fund", fund.id)
                json.member("amount", (expense + toSettle).value)
                json.member("expense", expense.value)
                json.member("fee_to_settle", toSettle.value)
                json.member("fee_tax", sum(fund.id) { $0 == "asset/fee-tax" }.value)
            }
        }
        json.key("days")
        json.array(report.days) { json, day in
            json.object { json in
                json.member("date", day.date.description)
                json.member("count", day.count)
                json.member("amount", day.amount.value)
                json.member("refund_count", day.refundCount)
                json.member("refund_amount", day.refundAmount.value)
                json.member("slip_count", day.slipCount)
                json.member("slip_amount", day.slipAmount.value)
            }
        }
        json.key("balances")
        json.array(balances.filter { $0.account.code != "equity/opening" }) { json, row in
            json.object { json in
                json.member("account", row.account.code)
                json.member("fund", row.account.fund)
                json.member("balance", row.balance.value)
            }
        }
    }
}
