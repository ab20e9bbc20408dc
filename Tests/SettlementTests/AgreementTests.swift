import Ledger
import Money
import Settlement
import TestSupport
import Testing

@Suite("Figures against the books")
struct AgreementTests {
    /// Pairs of accounts that postings move money between, with all years and kinds.
    private static let moves =
        MovementTests.rules.map(\.pair) + [
            "asset/bank/main > asset/clearing/paypay", "asset/clearing/dsk > asset/bank/main",
            "asset/fee-to-settle/paypay > asset/clearing/paypay",
            "asset/fee-tax > asset/clearing/paypay", "asset/due-from/outside > asset/clearing/dsk",
            "asset/bank/main > asset/transit/sweep", "asset/bank/main > equity/opening",
            "expense/2026/provider-fee > asset/fee-to-settle/paypay",
        ]

    /// Balances on the normal side, from the same transfers.
    private struct Balances {
        var sums: [Account: Yen] = [:]

        mutating func add(_ transfer: Transfer, _ chart: Chart) {
            for (place, amount) in [
                (transfer.debit, transfer.amount), (transfer.credit, -transfer.amount),
            ] {
                let account = chart[place]
                sums[account, default: .zero] +=
                    account.accountClass.isDebitNormal ? amount : -amount
            }
        }

        var rows: [(account: Account, balance: Yen)] { sums.map { ($0.key, $0.value) } }
    }

    private func run(
        _ random: inout SplitMix64, count: Int
    ) throws -> (figures: DayFigures, balances: Balances) {
        var script = FigureScript(fund: "general")
        var balances = Balances()
        for _ in 0..<count {
            let pair = AgreementTests.moves.randomElement(using: &random) ?? ""
            let fund = ["general", "water", "outside"].randomElement(using: &random)
            let line = "\(pair) \(Int.random(in: 1...9999, using: &random))"
            let kinds: [Voucher.Kind] = [.post, .post, .confirm, .reverse, .reserve, .void]
            let kind = kinds.randomElement(using: &random) ?? .post
            try script.add([line], kind: kind, fund: fund)
            guard kind != .reserve, kind != .void else { continue }
            let transfer = try script.transfer(line, fund: fund)
            balances.add(kind == .reverse ? transfer.turnedRound : transfer, script.chart)
        }
        let counter = script.counter()
        var figures = counter.figures(of: FigureScript.day)
        var said = SaidReceipts()
        said.complete(
            &figures, taken: counter.taken, from: Receipts([], city: FigureScript.city))
        return (figures, balances)
    }

    @Test("Whatever is posted, undone, reserved and given up, figures and accounts stay one")
    func property() throws {
        var random = SplitMix64()
        for _ in 0..<100 {
            let (figures, balances) = try run(&random, count: 40)
            #expect(
                FigureAgreement.differences(
                    figures, balances: balances.rows, city: FigureScript.city) == [])
        }
    }

    @Test(
        "A yen that only the accounts have is told, by its identity",
        arguments: [
            ("revenue/2026/14-02-01-01", "revenue general -"),
            ("liability/sales-tax", "revenue general -"),
            ("asset/bill/2025/water", "bills general 2025"),
            ("asset/clearing/paypay", "clearing general -"),
            ("expense/2026/written-off", "written-off general 2026"),
            ("liability/overpaid/2026", "overpaid general 2026"),
            ("liability/unidentified", "unidentified general -"),
            ("liability/held/jlis", "held general -"), ("asset/bank/main", "bank main -"),
        ])
    func difference(_ code: String, _ words: String) throws {
        let account = try #require(Account(fund: "general", code: code))
        let found = FigureAgreement.differences(
            DayFigures(day: FigureScript.day), balances: [(account, Yen(1))],
            city: FigureScript.city)
        #expect(found.map { "\($0)" }.contains("\(words): figures 0, books 1"))
    }
}

extension MovementTests.Rule {
    /// The line without its amount.
    var pair: String { line.split(separator: " ").dropLast().joined(separator: " ") }
}
