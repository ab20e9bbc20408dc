import Ledger
import Money
import Reconciliation
import Settlement
import TestSupport
import Testing

@Suite("What payouts brought money for, day by day")
struct ReceiptTests {
    private func receipt(
        _ day: Int, _ lines: [(String, Int64)], tax: Int64 = 0, fund: String = "general"
    ) throws -> PayoutReceipt {
        let at = FigureScript.day.adding(day)
        return PayoutReceipt(
            provider: "paypay", number: "\(day)", day: at, bankReference: nil,
            lines: try lines.map { code, amount in
                PayoutReceipt.Line(
                    account: try #require(Account(fund: fund, code: code)), amount: Yen(amount))
            }, fee: .zero, feeTax: Yen(tax), cause: "payout/paypay/\(day)",
            occurred: Moment(day: at, secondOfDay: 0), movedCause: "payout/paypay/\(day)",
            movedAt: Moment(day: at, secondOfDay: 0))
    }

    private func complete(
        _ said: inout SaidReceipts, _ day: Int, taken: Int64, _ receipts: [PayoutReceipt]
    ) -> DayFigures {
        var figures = DayFigures(day: FigureScript.day.adding(day))
        said.complete(
            &figures, taken: taken == 0 ? [:] : ["general": Yen(taken)],
            from: Receipts(receipts, city: FigureScript.city))
        return figures
    }

    private func received(_ figures: DayFigures) -> [String: Int64] {
        figures.rows.reduce(into: [:]) { $0[$1.key.item] = $1.value.received.value }
    }

    private let fee = "revenue/2026/14-02-01-01"
    private let tax = "asset/bill/2026/resident-tax"

    @Test("A day receives what its payouts were for; a bill's account is its subject")
    func plain() throws {
        var said = SaidReceipts()
        let receipts = [try receipt(0, [(fee, 300), (tax, 900)]), try receipt(1, [(fee, 50)])]
        let first = complete(&said, 0, taken: 1200, receipts)
        #expect(received(first) == ["14-02-01-01": 300, "01-01-01-01": 900])
        #expect(received(complete(&said, 1, taken: 50, receipts)) == ["14-02-01-01": 50])
        #expect(received(complete(&said, 2, taken: 0, receipts)).isEmpty)
    }

    @Test("What is known late falls on the next day, and takes back what was said wrongly")
    func late() throws {
        var said = SaidReceipts()
        let before = [try receipt(0, [("liability/unidentified", 300)])]
        _ = complete(&said, 0, taken: 300, before)
        let after = [try receipt(0, [(fee, 300)])]
        let second = complete(&said, 1, taken: 0, after)
        #expect(received(second) == ["unidentified": -300, "14-02-01-01": 300])
        #expect(second.sum().received == .zero)
    }

    @Test("What no line explains is 仮受金 of the fund until it is explained")
    func unexplained() throws {
        var said = SaidReceipts()
        #expect(received(complete(&said, 0, taken: 300, [])) == ["unidentified": 300])
        #expect(received(complete(&said, 1, taken: 0, [])).isEmpty)
        let known = [try receipt(0, [(fee, 300)])]
        #expect(
            received(complete(&said, 2, taken: 0, known)) == [
                "unidentified": -300, "14-02-01-01": 300,
            ])
    }

    @Test("The tax on a fee is told apart from the fee, once")
    func feeTax() throws {
        var said = SaidReceipts()
        let receipts = [try receipt(0, [(fee, 300)], tax: 3)]
        let figures = complete(&said, 0, taken: 300, receipts)
        #expect(figures.providers["paypay"]?.tax == Yen(3))
        #expect(figures.providers["paypay"]?.fee == Yen(-3))
        #expect(complete(&said, 1, taken: 0, receipts).providers.isEmpty)
    }

    @Test("Whatever is known when, the days add up to what the books say")
    func property() throws {
        var random = SplitMix64()
        func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
        let accounts = [fee, tax, "liability/unidentified", "liability/held/jlis"]
        for _ in 0..<200 {
            var known: [PayoutReceipt] = []
            var said = SaidReceipts()
            var sum = DayFigures(day: FigureScript.day)
            var taken = Yen.zero
            for day in 0..<8 {
                for _ in 0..<below(3) {
                    let lines = (0...below(3)).map { _ in
                        (accounts[below(accounts.count)], Int64(below(2000)) - 500)
                    }
                    known.append(try receipt(below(day + 1), lines))
                }
                if !known.isEmpty, below(4) == 0 {
                    known.remove(at: below(known.count))
                }
                let moved = Int64(below(4000)) - 1000
                taken += Yen(moved)
                sum.add(complete(&said, day, taken: moved, known))
                #expect(sum.sum().received == taken)
            }
            let rows = Receipts(known, city: FigureScript.city)
                .received(through: FigureScript.day.adding(8))
            for (key, amount) in rows where key.item != RevenueKey.unidentified {
                #expect(sum.rows[key]?.received ?? .zero == amount)
            }
        }
    }
}
