import City
import Money
import Posting
import TestSupport
import Testing

/// How a payout's fee falls on funds and fiscal years.
@Suite("Shares of a fee")
struct FeeShareTests {
    struct Fact: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fee: Int
        var weights: [(fund: Int, year: Int, amount: Int)]
        /// `fund/year=yen`.
        var expected: [String]
    }

    static let facts = [
        Fact(
            testDescription: "in proportion", fee: 30,
            weights: [(0, 2026, 1_000), (1, 2026, 2_000)],
            expected: ["0/2026=10", "1/2026=20"]),
        Fact(
            testDescription: "the largest remainder takes the odd yen", fee: 10,
            weights: [(0, 2026, 1_000), (1, 2026, 2_000)],
            expected: ["0/2026=3", "1/2026=7"]),
        Fact(
            testDescription: "a tie goes to the first fund in the city file", fee: 1,
            weights: [(1, 2026, 500), (0, 2026, 500)], expected: ["0/2026=1"]),
        Fact(
            testDescription: "inside a fund a tie goes to the earlier year", fee: 3,
            weights: [(0, 2026, 500), (0, 2025, 500)],
            expected: ["0/2025=2", "0/2026=1"]),
        Fact(
            testDescription: "first by fund, then by year: not all at once", fee: 2,
            // All three at once would give a yen to fund 1: funds first give both to fund 0.
            weights: [(0, 2025, 40), (0, 2026, 40), (1, 2026, 25)],
            expected: ["0/2025=1", "0/2026=1"]),
        Fact(
            testDescription: "outside bears nothing: its part is the general fund's", fee: 30,
            weights: [(1, 2026, 1_000), (3, 2026, 2_000)],
            expected: ["0/2026=20", "1/2026=10"]),
        Fact(
            testDescription: "a fee that comes back keeps its sign", fee: -10,
            weights: [(0, 2026, 1_000), (1, 2026, 2_000)],
            expected: ["0/2026=-3", "1/2026=-7"]),
        Fact(
            testDescription: "no sales at all: the first fund bears it", fee: 5,
            weights: [(1, 2026, 0), (2, 2026, 0)], expected: ["1/2026=5"]),
        Fact(
            testDescription: "no fee, no share", fee: 0, weights: [(0, 2026, 1_000)],
            expected: []),
    ]

    @Test("A fee falls on funds first and years then", arguments: facts)
    func falls(_ fact: Fact) throws {
        let shares = FeeShares.share(
            Yen(fact.fee),
            over: fact.weights.map {
                Share(fund: $0.fund, year: FiscalYear($0.year), amount: Yen($0.amount))
            }, in: try PostingCity.city())
        #expect(shares.map { "\($0.fund)/\($0.year)=\($0.amount)" } == fact.expected)
    }

    @Test("Shares of any fee over any sales sum exactly, whatever their order")
    func exact() throws {
        let city = try PostingCity.city()
        var random = SplitMix64()
        for _ in 0..<3_000 {
            let weights = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Share(
                    fund: Int.random(in: 0...3, using: &random),
                    year: FiscalYear(Int.random(in: 2024...2026, using: &random)),
                    amount: Yen(Int64.random(in: 0...2_000_000_000, using: &random)))
            }
            let fee = Yen(Int64.random(in: -1_000_000...1_000_000, using: &random))
            let shares = FeeShares.share(fee, over: weights, in: city)
            #expect(shares.reduce(Yen.zero) { $0 + $1.amount } == fee)
            #expect(shares.allSatisfy { $0.fund != PostingCity.outside })
            #expect(
                shares.allSatisfy { ($0.amount.value < 0) == (fee.value < 0) })
            #expect(
                FeeShares.share(fee, over: weights.shuffled(using: &random), in: city) == shares)
        }
    }

    @Test("No fund is more than one yen off its exact part")
    func nearlyProportional() throws {
        let city = try PostingCity.city()
        var random = SplitMix64()
        for _ in 0..<1_000 {
            let sales = (0...2).map { _ in Int64.random(in: 1...50_000_000, using: &random) }
            let fee = Int64.random(in: 0...3_000_000, using: &random)
            let shares = FeeShares.share(
                Yen(fee),
                over: sales.enumerated().map {
                    Share(fund: $0, year: FiscalYear(2026), amount: Yen($1))
                }, in: city)
            let total = sales.reduce(0, +)
            for (fund, sale) in sales.enumerated() {
                let share = shares.first { $0.fund == fund }?.amount.value ?? 0
                #expect(abs(share * total - fee * sale) < total)
            }
        }
    }

    @Test("A line's fee by transaction sums to the payout's, in any order of lines")
    func byTransaction() throws {
        let rules =
            "[{ rate_ppm: 32400, unit: transaction, rounding: half_up, on_refund: returned, "
            + "tax: { rate_ppm: 100000, rounding: down } }]"
        let agreement = try #require(
            PostingCity.city(fees: rules).providers[0].agreements.first)
        let rule = try #require(agreement.fees.first)
        var random = SplitMix64()
        for _ in 0..<300 {
            let lines = (0..<20).map { _ in
                (Yen(Int64.random(in: 1...50_000, using: &random)), Bool.random(using: &random))
            }
            func sum(_ lines: [(Yen, Bool)]) -> (lines: Yen, fee: Yen, tax: Yen) {
                var agreed = AgreedFee()
                let own = lines.reduce(Yen.zero) {
                    $0 + agreed.add($1.0, rule: rule, givesBack: $1.1)
                }
                return (own, agreed.total.fee, agreed.total.tax)
            }
            let forward = sum(lines)
            #expect(forward.lines == forward.fee)
            #expect(sum(lines.shuffled(using: &random)) == forward)
        }
    }
}
