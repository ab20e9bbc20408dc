import City
import Ledger
import Money
import Testing

@Suite struct QueryTests {
    let city: City

    init() throws { city = try City.read(Sample.reference()) }

    @Test("Ids lead to their entries, and others to nothing")
    func byID() {
        #expect(city.fund("water")?.name == "水道事業会計")
        #expect(city.office("zeimu")?.name == "税務課")
        #expect(city.billKind("sewer")?.fund == "sewer")
        #expect(city.provider("jcn")?.method == .card)
        #expect(city.fund("x") == nil && city.office("x") == nil)
        #expect(city.billKind("x") == nil && city.provider("x") == nil)
    }

    @Test(
        "A merchant id leads to the provider that sends such reports",
        arguments: [
            ("480000000000999016", "paypay-history", "paypay"),
            ("480000000001999016", "psp-payouts", "paypay-online"),
            ("DEN-999016-01", "emoney-daylog", "dencard"),
            ("acct_1SHIOMI999016", "stripe-payouts", "stripe"),
        ])
    func byMerchant(merchant: String, report: String, id: String) {
        #expect(city.provider(merchant: merchant, report: report)?.id == id)
    }

    @Test("A merchant id in a report its provider does not send leads nowhere")
    func byForeignReport() {
        #expect(city.provider(merchant: "acct_1SHIOMI999016", report: "psp-payouts") == nil)
        #expect(city.provider(merchant: "unknown", report: "psp-payouts") == nil)
    }

    @Test(
        "A bank account is found by its number with and without leading zeros",
        arguments: [("0012345", true), ("12345", true), ("0000012345", true), ("123450", false)])
    func bankAccount(number: String, isFound: Bool) throws {
        let city = try City.read(Sample.whole)
        let account = city.bankAccount(
            bank: "0001", branch: "001", kindNumber: 1, number: number)
        #expect((account?.id == "main") == isFound)
    }

    @Test("Another bank, branch or kind of deposit is another account")
    func otherAccount() throws {
        let city = try City.read(Sample.whole)
        #expect(city.bankAccount(bank: "1", branch: "001", kindNumber: 1, number: "12345") == nil)
        #expect(
            city.bankAccount(bank: "0001", branch: "002", kindNumber: 1, number: "12345") == nil)
        #expect(
            city.bankAccount(bank: "0001", branch: "001", kindNumber: 2, number: "12345") == nil)
    }

    @Test(
        "The price of a day is the latest that began",
        arguments: [
            ("2025-03-31", nil), ("2025-04-01", 300), ("2026-06-30", 300), ("2026-07-01", 350),
        ] as [(String, Int?)])
    func datedPrice(text: String, price: Int?) throws {
        let city = try City.read(Sample.whole)
        #expect(city.fee("a", on: day(text))?.price == price.map { Yen($0) })
        #expect(city.fee("nothing", on: day(text)) == nil)
    }

    static let rules = """
        providers:
          - id: card
            name: カード
            method: card
            channels: [counter, online]
            adapter: x
            agreements:
              - from: 2026-03-01
                capacity: payer_entrusted
                revenues: [fees]
                payout: { terms: net, lines: window }
                brands:
                  - { id: "102", name: VISA, void: anywhere, unknown: not_paid, \
                  answered_by: nothing }
                  - { id: "104", name: JCB, void: anywhere, unknown: not_paid, \
                  answered_by: nothing }
                fees:
                  - { brand: VISA, channel: online, rate_ppm: 1, unit: payout, rounding: down, \
                  on_refund: kept, tax: exempt }
                  - { brand: "104", rate_ppm: 2, unit: payout, rounding: up, on_refund: kept, \
                  tax: exempt, fixed_yen: 30 }
                  - { channel: counter, rate_ppm: 3, unit: transaction, rounding: half_up, \
                  on_refund: returned, tax: exempt }
        """

    @Test(
        "The first fee rule that fits brand and channel holds",
        arguments: [
            ("VISA", .online, 1), ("102", .online, 1), ("VISA", .counter, 3), ("JCB", .online, 2),
            ("104", .counter, 2), (nil, .counter, 3), ("AMEX", .counter, 3), ("AMEX", .online, nil),
            (nil, .online, nil), ("VISA", .slip, nil),
        ] as [(String?, ProviderTerms.Channel, Int64?)])
    func feeRule(brand: String?, channel: ProviderTerms.Channel, rate: Int64?) throws {
        let city = try City.read(Sample.city(Self.rules))
        let rule = city.providers[0].agreements[0].feeRule(brand: brand, channel: channel)
        #expect(rule?.rate.partsPerMillion == rate)
    }

    @Test("A fee in yen on each line stands beside the rate")
    func fixedFee() throws {
        let city = try City.read(Sample.city(Self.rules))
        #expect(city.providers[0].agreements[0].fees.map(\.fixed) == [.zero, Yen(30), .zero])
    }
}
