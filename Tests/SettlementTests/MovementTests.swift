import Ledger
import Money
import Settlement
import Testing

@Suite("What a transfer means to the figures")
struct MovementTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        var name: String
        var line: String
        /// `2026 14-02-01-01` and its measures, by row.
        var rows: [String: [String: Int64]]
        var cause = "capture/x"
        var testDescription: String { "\(name): \(line)" }
    }

    private static let fee = "revenue/2026/14-02-01-01"
    private static let tax = "asset/bill/2026/resident-tax"
    private static let old = "asset/bill/2025/resident-tax"
    private static let feeRow = "2026 14-02-01-01"
    private static let taxRow = "2026 01-01-01-01"
    private static let oldRow = "2025 01-01-01-01"

    static let rules: [Rule] = [
        Rule(
            name: "A bill is assessed", line: "\(tax) > revenue/2026/01-01-01-01 900",
            rows: [taxRow: ["assessed": 900]], cause: "assess/B1"),
        Rule(
            name: "A bill's tax is assessed with it", line: "\(tax) > liability/sales-tax 90",
            rows: [taxRow: ["assessed": 90]], cause: "assess/B1"),
        Rule(
            name: "A bill is reduced", line: "revenue/2026/01-01-01-01 > \(tax) 100",
            rows: [taxRow: ["assessed": -100]], cause: "bill/B1/1"),
        Rule(
            name: "Its tax is reduced", line: "liability/sales-tax > \(tax) 10",
            rows: [taxRow: ["assessed": -10]], cause: "bill/B1/1"),
        Rule(
            name: "A bill is carried over", line: "\(tax) > \(old) 500",
            rows: [taxRow: ["assessed": 500], oldRow: ["carried": 500]], cause: "bill/B1/2"),
        Rule(
            name: "A bill is written off", line: "expense/2025/written-off > \(old) 70",
            rows: [oldRow: ["written off": 70]], cause: "bill/B1/3"),
        Rule(
            name: "A written off bill lives again", line: "\(old) > expense/2025/written-off 70",
            rows: [oldRow: ["written off": -70]], cause: "bill/B1/4"),
        Rule(
            name: "A provider takes a fee", line: "asset/clearing/paypay > \(fee) 300",
            rows: [feeRow: ["assessed": 300, "entrusted": 300, "payments": 1]]),
        Rule(
            name: "A provider takes money for others",
            line: "asset/clearing/paypay > liability/held/jlis 200",
            rows: ["- held/jlis": ["assessed": 200, "entrusted": 200, "payments": 1]]),
        Rule(
            name: "A provider takes a bill", line: "asset/clearing/dsk > \(tax) 900",
            rows: [taxRow: ["entrusted": 900, "payments": 1]], cause: "slip/dsk/1"),
        Rule(
            name: "A bill is paid twice", line: "asset/clearing/dsk > liability/overpaid/2026 900",
            rows: ["2026 overpaid": ["entrusted": 900, "payments": 1]], cause: "slip/dsk/2"),
        Rule(
            name: "Nobody knows whose it is", line: "asset/clearing/dsk > liability/unidentified 9",
            rows: ["- unidentified": ["entrusted": 9, "payments": 1]], cause: "slip/dsk/3"),
        Rule(
            name: "A fee is given back", line: "\(fee) > asset/clearing/paypay 300",
            rows: [feeRow: ["reduced": 300, "repaid": 300, "refunds": 1]], cause: "refund/x"),
        Rule(
            name: "A bill's payment is given back", line: "\(tax) > asset/clearing/paypay 900",
            rows: [taxRow: ["repaid": 900, "refunds": 1]], cause: "refund/x"),
        Rule(
            name: "A closed year's fee is given back",
            line: "expense/2026/repayment > asset/clearing/paypay 300",
            rows: ["2026 repayment": ["repaid": 300, "refunds": 1]], cause: "refund/x"),
        Rule(
            name: "That refund comes back",
            line: "asset/clearing/paypay > expense/2026/repayment 300",
            rows: ["2026 repayment": ["repaid": -300]], cause: "decision/1"),
        Rule(
            name: "Cash over a counter", line: "asset/cash/shimin > \(fee) 300",
            rows: [feeRow: ["assessed": 300, "direct": 300, "payments": 1]]),
        Rule(
            name: "Cash handed back", line: "\(fee) > asset/cash/shimin 300",
            rows: [feeRow: ["reduced": 300, "direct": -300, "refunds": 1]], cause: "refund/x"),
        Rule(
            name: "Paid elsewhere", line: "asset/transit/other-business > \(tax) 900",
            rows: [taxRow: ["direct": 900]], cause: "bill/B1/5"),
        Rule(
            name: "Unpaid again", line: "\(tax) > asset/transit/other-business 900",
            rows: [taxRow: ["direct": -900]], cause: "bill/B1/6"),
        Rule(
            name: "Money that nobody announced", line: "asset/bank/main > liability/unidentified 5",
            rows: ["- unidentified": ["direct": 5]], cause: "bank/main/1"),
        Rule(
            name: "仮受金 leaves by bank", line: "liability/unidentified > asset/bank/main 5",
            rows: ["- unidentified": ["direct": -5]], cause: "decision/2"),
        Rule(
            name: "過誤納金 is sent back",
            line: "liability/overpaid/2026 > asset/transit/return 900",
            rows: ["2026 overpaid": ["direct": -900]], cause: "decision/3"),
        Rule(
            name: "充当", line: "liability/overpaid/2026 > \(old) 900",
            rows: ["2026 overpaid": ["direct": -900], oldRow: ["direct": 900]],
            cause: "decision/4"),
        Rule(
            name: "仮受金 was a fee", line: "liability/unidentified > \(fee) 300",
            rows: [
                "- unidentified": ["direct": -300], feeRow: ["assessed": 300, "direct": 300],
            ], cause: "decision/5"),
        Rule(
            name: "A fee is to be repaid", line: "\(fee) > liability/overpaid/2026 300",
            rows: [
                feeRow: ["reduced": 300, "direct": -300], "2026 overpaid": ["direct": 300],
            ], cause: "decision/6"),
    ]

    @Test("Each posting counts where it belongs", arguments: rules)
    func rule(_ rule: Rule) throws {
        var script = FigureScript(fund: "general")
        try script.add([rule.line], cause: rule.cause)
        let counter = script.counter()
        #expect(counter.strangers.isEmpty)
        #expect(rows(counter) == rule.rows)
    }

    @Test("A reversal takes back what its target counted", arguments: rules)
    func reversal(_ rule: Rule) throws {
        var script = FigureScript(fund: "general")
        try script.add([rule.line], kind: .reverse, cause: "undo/" + rule.cause)
        #expect(rows(script.counter()) == rule.rows.mapValues { $0.mapValues { -$0 } })
        try script.add([rule.line], cause: rule.cause)
        #expect(script.figures() == DayFigures(day: FigureScript.day))
    }

    @Test("What is reserved counts when it is confirmed, and never when it is given up")
    func pending() throws {
        let line = "asset/clearing/paypay > \(MovementTests.fee) 300"
        var script = FigureScript(fund: "general")
        try script.add([line], kind: .reserve)
        try script.add([line], kind: .void, cause: "not-paid/x")
        #expect(script.figures() == DayFigures(day: FigureScript.day))
        try script.add([line], kind: .confirm, cause: "paid/x")
        #expect(
            rows(script.counter()) == [
                MovementTests.feeRow: ["assessed": 300, "entrusted": 300, "payments": 1]
            ])
    }

    @Test(
        "What is no revenue's business counts in no row, and is known by name",
        arguments: [
            "asset/bank/main > asset/transit/other-business",
            "asset/transit/sweep > asset/bank/main",
            "asset/bank/main > equity/opening", "asset/bank/main > liability/held-for/water",
            "asset/bank/main > asset/due-from/water", "liability/held-for/water > asset/bank/main",
            "expense/2026/provider-fee > asset/fee-to-settle/paypay",
            "expense/2026/provider-fee > asset/bank/main", "asset/bank/main > asset/cash/shimin",
            "asset/fee-tax > asset/bank/main",
        ])
    func apart(_ pair: String) throws {
        var script = FigureScript(fund: "general")
        try script.add(["\(pair) 10"], cause: "bank/main/1")
        let counter = script.counter()
        #expect(counter.strangers.isEmpty && counter.taken.isEmpty)
        #expect(counter.figures(of: FigureScript.day).rows.isEmpty)
    }

    @Test(
        "What no posting of the house does is told, not swallowed",
        arguments: [
            "asset/clearing/paypay > asset/clearing/dsk", "asset/elsewhere/x > asset/bank/main",
            "asset/bill/2026 > revenue/2026/1", "revenue/2026/1 > revenue/2026/2",
            "expense/2026/else > asset/bank/main", "asset/cash/shimin > asset/clearing/paypay",
        ])
    func strangers(_ pair: String) throws {
        var script = FigureScript(fund: "general")
        try script.add(["\(pair) 10"])
        let words = pair.split(separator: " ").map(String.init)
        #expect(
            script.counter().strangers == [
                FigureCounter.Stranger(debit: words[0], credit: words[2])
            ])
    }

    @Test(
        "A payout takes from clearing by provider and fund; its rows are not the vouchers' to say")
    func payout() throws {
        var script = FigureScript(fund: "general")
        try script.add(
            [
                "asset/bank/main > asset/clearing/paypay 950",
                "asset/fee-to-settle/paypay > asset/clearing/paypay 50",
            ], cause: "payout/paypay/1")
        try script.add(
            [
                "asset/due-from/general > asset/clearing/paypay 90",
                "expense/2026/provider-fee > asset/clearing/paypay 9",
                "asset/fee-tax > asset/clearing/paypay 1",
            ], cause: "payout/paypay/1", fund: "water")
        let counter = script.counter()
        #expect(counter.taken == ["general": Yen(1000), "water": Yen(100)])
        let figures = counter.figures(of: FigureScript.day)
        #expect(figures.rows.isEmpty)
        let paypay = try #require(figures.providers["paypay"])
        #expect((paypay.received, paypay.fee, paypay.net) == (Yen(1100), Yen(60), Yen(1040)))
        #expect(figures.bank == [BankMovement(account: "main", reason: .payouts): Yen(950)])
    }

    @Test("One payment of two rows is one payment of its provider and its office")
    func counts() throws {
        var script = FigureScript(fund: "general")
        let lines = [
            "asset/clearing/paypay > \(MovementTests.fee) 300",
            "asset/clearing/paypay > revenue/2026/14-02-02-01 500",
        ]
        try script.add(lines)
        try script.add(lines, cause: "capture/y")
        try script.add(lines, kind: .reverse, cause: "void/z")
        try script.add([lines[1].turned], cause: "refund/w")
        let figures = script.figures(office: "shimin")
        let paypay = try #require(figures.providers["paypay"])
        #expect((paypay.payments, paypay.refunds) == (1, 1))
        let office = try #require(figures.offices["shimin"])
        #expect((office.payments, office.refunds, office.amount) == (1, 1, Yen(300)))
        #expect(figures.sum().payments == 2)
    }

    private func rows(_ counter: FigureCounter) -> [String: [String: Int64]] {
        var result: [String: [String: Int64]] = [:]
        for (key, row) in counter.figures(of: FigureScript.day).rows {
            result["\(key.fiscalYear?.description ?? "-") \(key.item)"] = said(row)
        }
        return result
    }
}

extension String {
    /// `a > b 1` as `b > a 1`.
    fileprivate var turned: String {
        let words = split(separator: " ")
        return "\(words[2]) > \(words[0]) \(words[3])"
    }
}
