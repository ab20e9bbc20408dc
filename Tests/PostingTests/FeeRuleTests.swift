import City
import Money
import Posting
import Testing

/// What an agreement gives for the lines of one payout.
@Suite("The fee that an agreement gives")
struct FeeRuleTests {
    struct Fact: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Fee rules of the city file; lines name their brand.
        var rules: String
        /// Positive: a sale; negative: a refund or void.
        var lines: [(brand: String, amount: Int)]
        var fee: Int
        var tax: Int
    }

    static let facts = [
        Fact(
            testDescription: "by payout, down: rounded once on the total",
            rules: "[{ rate_ppm: 16000, unit: payout, rounding: down, on_refund: returned, "
                + "tax: { rate_ppm: 100000, rounding: down } }]",
            // 48 × 3 = 144.0 in one; by line it would be 3 × ⌊4.8⌋ = 12.
            lines: [("red", 300), ("red", 300), ("red", 300)], fee: 14, tax: 1),
        Fact(
            testDescription: "by transaction, half up: rounded on every line",
            rules: "[{ rate_ppm: 32400, unit: transaction, rounding: half_up, "
                + "on_refund: returned, tax: exempt }]",
            lines: [("red", 300), ("red", 450), ("red", 750)], fee: 10 + 15 + 24, tax: 0),
        Fact(
            testDescription: "by transaction, up",
            rules: "[{ rate_ppm: 10000, unit: transaction, rounding: up, on_refund: returned, "
                + "tax: exempt }]",
            lines: [("red", 301), ("red", 300)], fee: 4 + 3, tax: 0),
        Fact(
            testDescription: "returned: a refund takes its fee back",
            rules: "[{ rate_ppm: 32400, unit: transaction, rounding: half_up, "
                + "on_refund: returned, tax: exempt }]",
            lines: [("red", 300), ("red", -300)], fee: 0, tax: 0),
        Fact(
            testDescription: "returned by payout: the rate on what remains",
            rules: "[{ rate_ppm: 16000, unit: payout, rounding: down, on_refund: returned, "
                + "tax: { rate_ppm: 100000, rounding: up } }]",
            lines: [("red", 1_000), ("red", -300)], fee: 11, tax: 2),
        Fact(
            testDescription: "kept: a refund leaves the fee where it is",
            rules: "[{ rate_ppm: 36000, unit: transaction, rounding: half_up, on_refund: kept, "
                + "tax: exempt }]",
            lines: [("red", 1_000), ("red", -1_000)], fee: 36, tax: 0),
        Fact(
            testDescription: "kept by payout",
            rules: "[{ rate_ppm: 36000, unit: payout, rounding: down, on_refund: kept, "
                + "tax: exempt }]",
            lines: [("red", 1_000), ("red", -400)], fee: 36, tax: 0),
        Fact(
            testDescription: "yen on each line beside the rate",
            rules: "[{ rate_ppm: 10000, fixed_yen: 5, unit: transaction, rounding: down, "
                + "on_refund: returned, tax: exempt }]",
            lines: [("red", 300), ("red", 300)], fee: 16, tax: 0),
        Fact(
            testDescription: "two brands of one tax: rounded once on the payout's total",
            rules: "[{ brand: red, rate_ppm: 10000, unit: payout, rounding: down, "
                + "on_refund: returned, tax: exempt }, { brand: any, rate_ppm: 20000, "
                + "unit: payout, rounding: down, on_refund: returned, tax: exempt }]",
            // 0.5 + 0.5: apart they would vanish.
            lines: [("red", 50), ("blue", 25)], fee: 1, tax: 0),
        Fact(
            testDescription: "a taxed brand and an exempt one: only the first is taxed",
            rules: "[{ brand: red, rate_ppm: 10000, unit: transaction, rounding: down, "
                + "on_refund: returned, tax: { rate_ppm: 100000, rounding: down } }, "
                + "{ brand: any, rate_ppm: 10000, unit: transaction, rounding: down, "
                + "on_refund: returned, tax: exempt }]",
            lines: [("red", 10_000), ("blue", 10_000)], fee: 200, tax: 10),
        Fact(
            testDescription: "the same the other way round",
            rules: "[{ brand: red, rate_ppm: 10000, unit: transaction, rounding: down, "
                + "on_refund: returned, tax: { rate_ppm: 100000, rounding: down } }, "
                + "{ brand: any, rate_ppm: 10000, unit: transaction, rounding: down, "
                + "on_refund: returned, tax: exempt }]",
            lines: [("blue", 10_000), ("red", 10_000)], fee: 200, tax: 10),
        Fact(
            testDescription: "no line, no fee",
            rules: "[{ rate_ppm: 10000, unit: payout, rounding: up, on_refund: returned, "
                + "tax: exempt }]", lines: [], fee: 0, tax: 0),
    ]

    @Test("Rate, unit, rounding, refund and tax", arguments: facts)
    func total(_ fact: Fact) throws {
        let agreement = try #require(
            PostingCity.city(fees: fact.rules).providers[0].agreements.first)
        var agreed = AgreedFee()
        for line in fact.lines {
            _ = agreed.add(
                Yen(abs(line.amount)),
                rule: agreement.feeRule(brand: line.brand, channel: .counter),
                givesBack: line.amount < 0)
        }
        #expect(agreed.total.fee == Yen(fact.fee))
        #expect(agreed.total.tax == Yen(fact.tax))
        #expect(!agreed.isUncovered)
    }

    @Test("A dispute costs what the agreement of its own day says, and untaxed")
    func disputes() throws {
        var agreement = try #require(PostingCity.city().providers[0].agreements.first)
        agreement.disputeFee = .init(amount: Yen(1_300), onWin: .returned)
        var later = agreement
        later.disputeFee = .init(amount: Yen(1_500), onWin: .kept)
        var none = agreement
        none.disputeFee = nil
        var agreed = AgreedFee()
        agreed.add(dispute: agreement, isWon: false)
        #expect(agreed.total.fee == Yen(1_300) && agreed.total.tax == .zero)
        // Won under the later agreement: that one keeps it.
        agreed.add(dispute: later, isWon: true)
        #expect(agreed.total.fee == Yen(1_300))
        agreed.add(dispute: later, isWon: false)
        #expect(agreed.total.fee == Yen(2_800))
        agreed.add(dispute: agreement, isWon: true)
        #expect(agreed.total.fee == Yen(1_500))
        agreed.add(dispute: none, isWon: false)
        #expect(agreed.total.fee == Yen(1_500) && !agreed.isUncovered)
        agreed.add(dispute: nil, isWon: false)
        #expect(agreed.isUncovered)
    }

    @Test("A line that no rule covers leaves the fee unchecked")
    func uncovered() throws {
        let rules =
            "[{ brand: red, rate_ppm: 1, unit: payout, rounding: down, on_refund: kept, "
            + "tax: exempt }]"
        let agreement = try #require(
            PostingCity.city(fees: rules).providers[0].agreements.first)
        var agreed = AgreedFee()
        _ = agreed.add(
            Yen(300), rule: agreement.feeRule(brand: "blue", channel: .counter),
            givesBack: false)
        #expect(agreed.isUncovered)
    }

    @Test("A brand's name stands for its id, the first rule that fits holds, a channel may bind")
    func firstThatFits() throws {
        let rules =
            "[{ brand: red, channel: online, rate_ppm: 1, unit: payout, rounding: down, "
            + "on_refund: kept, tax: exempt }, { brand: red, rate_ppm: 2, unit: payout, "
            + "rounding: down, on_refund: kept, tax: exempt }, { brand: any, rate_ppm: 3, "
            + "unit: payout, rounding: down, on_refund: kept, tax: exempt }]"
        let agreement = try #require(
            PostingCity.city(fees: rules).providers[0].agreements.first)
        func rate(_ brand: String?, _ channel: ProviderTerms.Channel) -> Int64? {
            agreement.feeRule(brand: brand, channel: channel)?.rate.partsPerMillion
        }
        #expect(rate("red", .online) == 1)
        #expect(rate("赤", .online) == 1)
        #expect(rate("red", .counter) == 2)
        #expect(rate("赤", .counter) == 2)
        #expect(rate("blue", .online) == 3)
        #expect(rate(nil, .counter) == 3)
    }
}
