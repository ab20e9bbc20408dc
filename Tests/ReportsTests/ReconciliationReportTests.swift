import City
import Foundation
import Ledger
import Money
import Provider
import Reconciliation
import Reports
import Testing

@Suite("What a run of reconciliation says")
struct ReconciliationReportTests {
    /// One bank line that nobody announced, and balances of every kind of account.
    private func report(_ language: Language) throws -> ReconciliationReport {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let yaml = try String(
            contentsOf: tests.appending(path: "Fixtures/shiomi/city.yaml"), encoding: .utf8)
        let city = try City.read(yaml)
        let day = try #require(BookDay("2026-04-30"))
        var facts = Facts(city: city, through: day)
        facts.add(
            BankLine(
                row: 1, reference: "00000012", day: day, amount: Yen(1_234_567), transaction: 11,
                payer: "ﾀﾞﾚｶ \"X\"", text: "", edi: ""), account: 0)
        facts.seal()
        let match = Reconciler(facts).report()
        return ReconciliationReport(
            match, ids: ["0123456789"], balances: try ReconciliationReportTests.balances(),
            city: city, language: language)
    }

    private static func balances() throws -> [ReconciliationReport.BalanceRow] {
        try [
            ("general", "asset/bank/main", 5), ("general", "equity/opening", 99),
            ("general", "asset/fee-to-settle/paypay", 70),
            ("general", "asset/fee-to-settle/jcn", 7), ("general", "expense/2026/provider-fee", 3),
            ("water", "expense/2025/provider-fee", 20), ("water", "expense/2026/provider-fee", 1),
            ("water", "asset/fee-tax", 2), ("water", "revenue/2026/1-1-1-01", 400),
            ("general", "revenue/2026/14-02-01-01", 300),
            ("general", "revenue/2025/14-02-01-01", 200), ("outside", "liability/unidentified", 8),
        ].map { fund, code, balance in
            ReconciliationReport.BalanceRow(
                account: try #require(Account(fund: fund, code: code)), balance: Yen(balance))
        }
    }

    private func decoded(_ text: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    private func rows(_ value: Any?, _ names: [String]) throws -> [String] {
        let rows = try #require(value as? [[String: Any]])
        return rows.map { row in
            names.map { name in row[name].map { "\($0)" } ?? "?" }.joined(separator: " ")
        }
    }

    @Test("JSON has the parts that are promised, in one line that ends")
    func parts() throws {
        let text = try report(.en).json()
        #expect(text.hasSuffix("}\n"))
        #expect(text.count { $0 == "\n" } == 1)
        let json = try decoded(text)
        let promised = [
            "through", "sales", "provider_lines", "payouts", "bank_lines", "bills", "exceptions",
            "revenue", "fees", "days", "balances",
        ]
        #expect(promised.filter { json[$0] == nil }.isEmpty)
        #expect(json["through"] as? String == "2026-04-30")
        #expect(
            try rows(
                json["exceptions"], ["id", "code", "reference", "amount", "day"]) == [
                    "0123456789 bank-line-unidentified 2026-04-30/00000012 1234567 2026-04-30"
                ])
        let side = try #require(json["bank_lines"] as? [String: Int])
        #expect(side == ["count": 1, "amount": 1_234_567, "matched": 0, "open": 1])
    }

    @Test("Nobody's provider is null, not a word")
    func null() throws {
        #expect(try report(.en).json().contains(#""provider":null"#))
    }

    @Test("Fees are what funds bore, as expense or still to settle; outside bears none")
    func fees() throws {
        let json = try decoded(report(.en).json())
        #expect(
            try rows(json["fees"], ["fund", "amount", "expense", "fee_to_settle", "fee_tax"]) == [
                "general 80 3 77 0", "water 21 21 0 2", "sewer 0 0 0 0",
            ])
    }

    @Test("Revenue is told by year, subject and fund; the opening is left out of the balances")
    func revenue() throws {
        let json = try decoded(report(.en).json())
        #expect(
            try rows(json["revenue"], ["fiscal_year", "fund", "subject", "amount"]) == [
                "2025 general 14-02-01-01 200", "2026 water 1-1-1-01 400",
                "2026 general 14-02-01-01 300",
            ])
        let accounts = try rows(json["balances"], ["account"])
        #expect(accounts.count == 11)
        #expect(!accounts.contains("equity/opening"))
    }

    @Test("The figures do not depend on the language; the sentences do")
    func languages() throws {
        let (ja, en) = (try report(.ja), try report(.en))
        #expect(ja.json() != en.json())
        let (a, b) = (try decoded(ja.json()), try decoded(en.json()))
        for key in a.keys where key != "exceptions" {
            #expect(NSDictionary(dictionary: [key: a[key] ?? ""]).isEqual(to: [key: b[key] ?? ""]))
        }
        #expect(ja.page().contains("汐見市"))
        #expect(en.page().contains("Shiomi City"))
        for page in [ja.page(), en.page()] {
            #expect(page.contains("bank-line-unidentified"))
            #expect(page.contains("1,234,567"))
            #expect(page.hasSuffix("\n"))
            #expect(!page.contains(" \n"))
        }
    }

    @Test(
        "Every exception code says itself aloud in both languages",
        arguments: ExceptionCode.allCases)
    func sentences(_ code: ExceptionCode) {
        let (ja, en) = code.sentence
        #expect(!ja.isEmpty && !en.isEmpty && ja != en)
        #expect(ja.unicodeScalars.contains { $0.value > 0x3000 })
        #expect(en.unicodeScalars.allSatisfy { $0.value < 0x3000 || $0.value > 0xFF00 })
    }
}
