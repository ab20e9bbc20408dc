import City
import Testing

@Suite struct ProviderRefusalTests {
    /// A provider whose agreement ends with more lines of its own, which begin at line 12.
    static func provider(
        method: String = "qr", channels: String = "[counter]", merchants: String = "[\"1\"]",
        payers: String = "[\"ﾍﾟｲ(ｶ\"]", revenues: String = "[fees]",
        payout: String = "{ terms: net, lines: window }", more: String = ""
    ) -> String {
        """
        providers:
          - id: qr
            name: QR
            method: \(method)
            channels: \(channels)
            adapter: paypay
            merchant_ids: \(merchants)
            payer_names: \(payers)
            agreements:
              - from: 2026-03-01
                capacity: payer_entrusted
                revenues: \(revenues)
                payout: \(payout)
        \(more)
        """
    }

    @Test(
        "A provider is refused",
        arguments: [
            Refusal(
                "An unknown method is refused", .valueInvalid, 4, 13, "providers[0].method",
                provider(method: "cash")),
            Refusal(
                "No channel is refused", .valueInvalid, 5, 15, "providers[0].channels",
                provider(channels: "[]")),
            Refusal(
                "A merchant id twice is refused", .duplicateID, 7, 25,
                "providers[0].merchant_ids[1]", provider(merchants: "[\"1\", \"1\"]")),
            Refusal(
                "A payer name in hiragana is refused", .valueInvalid, 8, 19,
                "providers[0].payer_names[0]", provider(payers: "[ぺいぺい]")),
            Refusal(
                "An unknown revenue is refused", .unknownReference, 12, 26,
                "providers[0].agreements[0].revenues[1]", provider(revenues: "[fees, gas]")),
            Refusal(
                "A provider designated for nothing is refused", .valueInvalid, 12, 19,
                "providers[0].agreements[0].revenues", provider(revenues: "[]")),
            Refusal(
                "An unknown key of the top level is refused", .unknownKey, 14, 1, "debug",
                provider(more: "debug: true")),
            Refusal(
                "Days until a report that are no days are refused", .valueInvalid, 14, 24,
                "providers[0].agreements[0].report_within",
                provider(more: "        report_within: -1")),
        ])
    func providers(refusal: Refusal) { expectAlone(refusal) }

    static func payout(_ more: String) -> String {
        provider(payout: "{ terms: net, lines: window, \(more) }")
    }

    static let path = "providers[0].agreements[0].payout."

    @Test(
        "A payout is refused",
        arguments: [
            Refusal(
                "A time past two days is refused", .valueInvalid, 13, 54, path + "cutoff",
                payout("cutoff: \"48:00\"")),
            Refusal(
                "A time with sixty minutes is refused", .valueInvalid, 13, 54, path + "cutoff",
                payout("cutoff: \"24:60\"")),
            Refusal(
                "A time without quotes is refused", .wrongType, 13, 54, path + "cutoff",
                payout("cutoff: 24:00")),
            Refusal(
                "A negative tolerance is refused", .valueInvalid, 13, 61, path + "tolerance_yen",
                payout("tolerance_yen: -1")),
            Refusal(
                "A designated day of no number is refused", .wrongType, 13, 62,
                path + "designated_day", payout("designated_day: end")),
            Refusal(
                "A roll of no direction is refused", .valueInvalid, 13, 52, path + "roll",
                payout("roll: following")),
            Refusal(
                "A closing that is no day is refused", .valueInvalid, 13, 64,
                path + "cycle[0].closes",
                payout("cycle: [{ closes: middle, pays: end, when: same_month }]")),
            Refusal(
                "The thirty-second is refused", .valueInvalid, 13, 64, path + "cycle[0].closes",
                payout("cycle: [{ closes: 32, pays: end, when: same_month }]")),
            Refusal(
                "Pay before closing is refused", .valueInvalid, 13, 74, path + "cycle[0].pays",
                payout("cycle: [{ closes: 15, pays: 10, when: same_month }]")),
            Refusal(
                "Pay in the month that just ended is refused", .valueInvalid, 13, 75,
                path + "cycle[0].pays",
                payout("cycle: [{ closes: end, pays: 15, when: same_month }]")),
            Refusal(
                "A weekday that pays on a day of the month is refused", .valueInvalid, 13, 78,
                path + "cycle[0].pays",
                payout("cycle: [{ closes: sunday, pays: 15, when: next_month }]")),
            Refusal(
                "A closing twice is refused", .duplicateID, 13, 106, path + "cycle[1].closes",
                payout(
                    "cycle: [{ closes: 5, pays: 9, when: same_month }, { closes: 5, pays: 8, "
                        + "when: same_month }]")),
        ])
    func payouts(refusal: Refusal) { expectAlone(refusal) }

    static let rule = "rate_ppm: 1, unit: payout, rounding: down, on_refund: kept"

    static func fees(_ entry: String) -> String {
        provider(
            more: """
                        brands:
                          - { id: P, void: never, unknown: paid, answered_by: nothing }
                        fees:
                          - { \(entry) }
                """)
    }

    static let feePath = "providers[0].agreements[0].fees[0]."

    @Test(
        "A fee rule is refused",
        arguments: [
            Refusal(
                "A rate past the whole is refused", .valueInvalid, 17, 25, feePath + "rate_ppm",
                fees(rule.replacing("rate_ppm: 1", with: "rate_ppm: 1000001") + ", tax: exempt")),
            Refusal(
                "A negative rate is refused", .valueInvalid, 17, 25, feePath + "rate_ppm",
                fees(rule.replacing("rate_ppm: 1", with: "rate_ppm: -1") + ", tax: exempt")),
            Refusal(
                "A rate in percent is refused", .wrongType, 17, 25, feePath + "rate_ppm",
                fees(rule.replacing("rate_ppm: 1", with: "rate_ppm: 1.6") + ", tax: exempt")),
            Refusal(
                "A tax without rounding is refused", .missingKey, 17, 80, feePath + "tax.rounding",
                fees(rule + ", tax: { rate_ppm: 0 }")),
            Refusal(
                "A fee rule without tax is refused", .missingKey, 17, 13, feePath + "tax",
                fees(rule)),
            Refusal(
                "A rounding of no direction is refused", .valueInvalid, 17, 52,
                feePath + "rounding",
                fees(rule.replacing("down", with: "bankers") + ", tax: exempt")),
            Refusal(
                "A brand the agreement does not have is refused", .unknownReference, 17, 22,
                feePath + "brand", fees("brand: Q, " + rule + ", tax: exempt")),
            Refusal(
                "A channel the provider does not have is refused", .unknownReference, 17, 24,
                feePath + "channel", fees("channel: online, " + rule + ", tax: exempt")),
        ])
    func feeRules(refusal: Refusal) { expectAlone(refusal) }

    static func brand(_ entry: String) -> String {
        provider(more: "        brands:\n          - { \(entry) }")
    }

    static let brandPath = "providers[0].agreements[0].brands[0]."

    @Test(
        "A brand is refused",
        arguments: [
            Refusal(
                "An unknown result without deadline is refused", .missingKey, 15, 13,
                brandPath + "within_days",
                brand("id: P, void: never, unknown: paid, answered_by: report")),
            Refusal(
                "A rule of cancelling that is none is refused", .valueInvalid, 15, 28,
                brandPath + "void",
                brand("id: P, void: sometimes, unknown: paid, answered_by: nothing")),
            Refusal(
                "An upper amount of nothing is refused", .valueInvalid, 15, 33,
                brandPath + "upper_yen",
                brand("id: P, upper_yen: 0, void: never, unknown: paid, answered_by: nothing")),
            Refusal(
                "A time of cancelling without quotes is refused", .wrongType, 15, 50,
                brandPath + "void_until",
                brand(
                    "id: P, void: anywhere, void_until: 24:14:59, unknown: paid, "
                        + "answered_by: nothing")),
            Refusal(
                "A brand twice is refused", .duplicateID, 16, 19,
                "providers[0].agreements[0].brands[1].id",
                brand("id: P, void: never, unknown: paid, answered_by: nothing")
                    + "\n          - { id: P, void: never, unknown: paid, answered_by: nothing }"),
        ])
    func brands(refusal: Refusal) { expectAlone(refusal) }

    @Test(
        "Agreements out of order, or two from one day, are refused",
        arguments: ["2026-03-01", "2026-02-01"])
    func order(second: String) {
        let more = """
                  - from: \(second)
                    capacity: payer_entrusted
                    revenues: [fees]
                    payout: { terms: net, lines: window }
            """
        expectAlone(
            Refusal(
                "order", .order, 14, 15, "providers[0].agreements[1].from",
                Self.provider(more: more)))
    }

    @Test("A merchant id of two providers is refused only where their reports are of one kind")
    func sharedMerchants() {
        func pair(_ first: String, _ second: String) -> String {
            func one(_ id: String, _ reports: String) -> String {
                Self.provider().split(separator: "\n").dropFirst().joined(separator: "\n")
                    .replacing("id: qr", with: "id: \(id)") + "\n    reports: \(reports)"
            }
            return Sample.city("providers:\n" + one("a", first) + "\n" + one("b", second))
        }
        #expect(problems(pair("{ lines: x }", "{ lines: y, payouts: z }")) == [])
        let found = problems(pair("{ lines: x }", "{ lines: y, payouts: x }"))
        #expect(found.map(\.code) == [.duplicateID])
        #expect(found.map(\.path) == ["providers[1].merchant_ids[0]"])
        #expect(found.map(\.line) == [20] && found.map(\.column) == [20])
    }
}
