import Money
import Provider
import ProviderContract
import Stripe
import Testing

@Suite("Stripe itemized payout reconciliation")
struct StripePayoutsTests {
    static let header =
        "created_utc,balance_transaction_id,automatic_payout_id,source_id,"
        + "payment_metadata[payment_id],net,fee,reporting_category,gross,payment_intent_id,"
        + "description,automatic_payout_effective_at_utc,charge_id,currency,card_brand"

    static func row(
        created: String = "2026-03-30 23:16:24", number: String = "txn_1", payout: String = "po_1",
        source: String = "ch_1", reference: String = "01kn0ghdmkvj1cxtczxjzmq179",
        net: String = "578", fee: String = "22", category: String = "charge",
        gross: String = "600", intent: String = "pi_1", description: String = "オンライン申請",
        effective: String = "2026-04-09 15:00:00", charge: String = "ch_1",
        currency: String = "jpy"
    ) -> String {
        [
            created, number, payout, source, reference, net, fee, category, gross, intent,
            description, effective, charge, currency, "visa",
        ].joined(separator: ",")
    }

    static func refund(_ number: String = "txn_2", amount: String = "-300") -> String {
        row(
            number: number, source: "re_1", net: amount, fee: "0", category: "refund",
            gross: amount)
    }

    static func payout(_ net: String, number: String = "po_1") -> String {
        row(
            number: "txn_po", payout: number, source: number, reference: "", net: net, fee: "0",
            category: "payout", gross: net, intent: "", charge: "")
    }

    static func read(_ rows: String..., header: String = header) -> FileReading {
        let text = ([header] + rows).joined(separator: "\n") + "\n"
        return FileReading(StripePayouts.self, Array(text.utf8))
    }

    static var contract: FileAdapterContract<StripePayouts> {
        let rows = [
            row(), refund(), row(number: "txn_3", net: "600", fee: "0", category: "payment"),
            row(
                number: "txn_4", source: "", net: "-50", fee: "0", category: "fee", gross: "-50",
                intent: "", charge: ""),
            payout("-828"), row(number: "txn_5", payout: "", effective: ""),
            row(number: "txn_6", payout: "po_2", net: "578.00", fee: "22.00", gross: "600.00"),
        ]
        return FileAdapterContract(
            sample: Array(([header] + rows).joined(separator: "\n").utf8), expectedRows: 7,
            layout: .header(
                required: [
                    "created_utc", "balance_transaction_id", "automatic_payout_id", "source_id",
                    "net", "fee", "reporting_category", "gross",
                    "automatic_payout_effective_at_utc", "currency",
                ],
                optional: [
                    "payment_metadata[payment_id]", "payment_intent_id", "description",
                    "charge_id", "card_brand",
                ]),
            freeText: [.column("description"), .column("card_brand")])
    }

    @Test("The adapter keeps the contract of file adapters")
    func keepsContract() throws { try Self.contract.run() }

    @Test("A file changed at random never traps and never gives an impossible fact")
    func bearsFuzz() { Self.contract.fuzz(rounds: 3000) }

    @Test("Every file of the sample month is read without a finding")
    func readsSampleMonth() throws {
        var rows = 0
        var payouts: [String] = []
        for path in SampleCity.files(in: "providers/stripe")
            + SampleCity.files(in: "late/providers/stripe")
        {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(StripePayouts.recognises(FileHead(bytes: bytes)), "\(path)")
            let reading = FileReading(StripePayouts.self, bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.facts.lines.count + reading.facts.payouts.count == reading.rows)
            for payout in reading.facts.payouts {
                #expect(payout.net == payout.gross - payout.refunds - payout.fee, "\(path)")
                #expect(payout.refundCount == (payout.refunds == .zero ? 0 : payout.refundCount))
            }
            rows += reading.rows
            payouts += reading.facts.payouts.map { "\($0.number) \($0.payDate) \($0.net)" }
        }
        #expect(rows == 656 + 5 + 5)
        #expect(payouts.count == 5)
        #expect(payouts.contains("po_1f5BXXK38lXoR4cwi3xF2L0 2026-04-10 185284"))
    }

    @Test("A charge becomes a line with its payout and fee; its time is UTC")
    func chargeBecomesLine() throws {
        let line = try #require(Self.read(Self.row()).facts.lines.first)
        let day = try #require(BookDay("2026-03-31"))
        #expect(
            line
                == ProviderLine(
                    row: 2, number: "txn_1", kind: .sale,
                    at: Moment(day: day, secondOfDay: 8 * 3600 + 16 * 60 + 24), amount: Yen(600),
                    brand: "visa", merchantRef: "01kn0ghdmkvj1cxtczxjzmq179",
                    providerRefs: ["pi_1", "ch_1"], payout: "po_1", fee: Yen(22)))
    }

    @Test("A refund is positive, and its own number comes before its payment's")
    func refundBecomesLine() throws {
        let line = try #require(Self.read(Self.refund()).facts.lines.first)
        #expect(line.kind == .giveBack)
        #expect(line.amount == Yen(300))
        #expect(line.providerRefs == ["re_1", "pi_1", "ch_1"])
    }

    @Test("A column without _utc is read on Japan's clock")
    func localTimesAreJapans() throws {
        let header = Self.header.replacing("_utc", with: "")
        let reading = Self.read(Self.row(created: "2026-03-31 08:16:24"), header: header)
        let day = try #require(BookDay("2026-03-31"))
        #expect(
            reading.facts.lines.first?.at
                == Moment(day: day, secondOfDay: 8 * 3600 + 16 * 60 + 24))
        #expect(reading.facts.payouts.first?.payDate == BookDay("2026-04-09"))
    }

    @Test("A payout's statement is the sum of its rows, with the net of its own row")
    func payoutIsStated() throws {
        let reading = Self.read(
            Self.row(), Self.row(number: "txn_3", net: "289", fee: "11", gross: "300"),
            Self.refund(), Self.payout("-567"))
        let payout = try #require(reading.facts.payouts.first)
        #expect(
            payout
                == PayoutStatement(
                    row: 5, number: "po_1", merchant: nil, from: nil, to: nil, closing: nil,
                    payDate: try #require(BookDay("2026-04-10")), saleCount: 2, refundCount: 1,
                    gross: Yen(900), refunds: Yen(300), fee: Yen(33), feeTax: .zero,
                    net: Yen(567)))
        #expect(reading.facts.lines.count == 3)
    }

    @Test(
        "Where rows and payout row differ, the payout row's word stands",
        arguments: ["-500", "500"])
    func payoutRowStands(net: String) {
        let reading = Self.read(Self.row(), Self.payout(net))
        #expect(reading.rejection == nil && reading.findings == [])
        #expect(reading.facts.payouts.map(\.net) == [Yen(500)])
    }

    @Test("Without a payout row the net is the sum of the rows")
    func netIsSumWithoutPayoutRow() {
        #expect(Self.read(Self.row(), Self.refund()).facts.payouts.map(\.net) == [Yen(278)])
    }

    @Test("A file of several payouts states each of them, in the order of the file")
    func statesEachPayout() {
        let reading = Self.read(
            Self.row(payout: "po_2"), Self.row(number: "txn_2", payout: "po_1"),
            Self.row(number: "txn_3", payout: "po_2"))
        #expect(reading.facts.payouts.map(\.number) == ["po_2", "po_1"])
        #expect(reading.facts.payouts.map(\.saleCount) == [2, 1])
    }

    @Test("A row that is not paid out yet has no payout")
    func unpaidRowHasNoPayout() {
        let reading = Self.read(Self.row(payout: "", effective: ""))
        #expect(reading.facts.lines.map(\.payout) == [nil])
        #expect(reading.facts.payouts.isEmpty && reading.findings == [])
    }

    @Test(
        "What belongs to no payment is an adjustment with its sign",
        arguments: ["dispute", "fee", "other_adjustment", "payout_reversal", "charge_failure"])
    func othersAreAdjustments(category: String) {
        let reading = Self.read(
            Self.row(net: "-1500", fee: "1000", category: category, gross: "-500"))
        #expect(reading.facts.lines.map(\.kind) == [.adjustment])
        #expect(reading.facts.lines.map(\.amount) == [Yen(-1500)])
        #expect(reading.facts.payouts.map(\.fee) == [Yen(1000)])
        #expect(reading.facts.payouts.map(\.net) == [Yen(-1500)])
    }

    @Test(
        "Our number is found under the first key that may hold it",
        arguments: ["payment_metadata[merchant_ref]", "payment_metadata[reference]"])
    func referenceKeys(column: String) {
        let header = Self.header.replacing("payment_metadata[payment_id]", with: column)
        let reading = Self.read(Self.row(), header: header)
        #expect(reading.facts.lines.map(\.merchantRef) == ["01kn0ghdmkvj1cxtczxjzmq179"])
    }

    @Test(
        "A bad row becomes a finding with its line and column, and the next row is read",
        arguments: [
            (row(category: "gift"), FindingCode.statusUnknown, "reporting_category"),
            (row(category: ""), .valueMissing, "reporting_category"),
            (row(net: "577"), .sumDiffers, "net"),
            (row(currency: "usd"), .valueInvalid, "currency"),
            (row(net: "5.78", fee: "0.22", gross: "6"), .amountInvalid, "fee"),
            (row(net: "-622", gross: "-600"), .amountNegative, "gross"),
            (row(net: "0", fee: "0", gross: "0"), .amountInvalid, "gross"),
            (refund(amount: "300"), .amountInvalid, "gross"),
            (row(gross: "1000000000000000"), .amountTooLarge, "gross"),
            (row(created: "2026-02-30 00:00:00"), .dateInvalid, "created_utc"),
            (row(effective: "soon"), .dateInvalid, "automatic_payout_effective_at_utc"),
            (row(number: ""), .valueMissing, "balance_transaction_id"),
            (row(description: "5555 5555 5555 4444"), .cardNumber, "description"),
            (row() + ",x", .columnCount, nil),
        ] as [(String, FindingCode, String?)])
    func badRowIsFinding(bad: String, code: FindingCode, column: String?) {
        let reading = Self.read(bad, Self.row(number: "txn_9"))
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.map(\.column) == [column])
        #expect(reading.findings.map(\.line) == [2])
        #expect(reading.facts.lines.map(\.number) == ["txn_9"])
        #expect(reading.facts.payouts.map(\.gross) == [Yen(600)])
    }

    @Test("A payout that is stated twice in one file counts once")
    func payoutRowTwiceIsFinding() {
        let reading = Self.read(Self.row(), Self.payout("-578"), Self.payout("-578"))
        #expect(reading.findings.map(\.code) == [.idReused])
        #expect(reading.facts.payouts.map(\.net) == [Yen(578)])
    }

    @Test("A payout without a pay date is a finding and no statement")
    func payoutWithoutDate() {
        let reading = Self.read(Self.row(effective: ""))
        #expect(reading.findings.map(\.code) == [.valueMissing])
        #expect(reading.facts.payouts.isEmpty)
        #expect(reading.facts.lines.count == 1)
    }

    @Test("Rows that add up to more than any file can say refuse it")
    func sumIsBounded() {
        let largest = String(Yen.largest.value)
        let row = Self.row(net: largest, fee: "0", gross: largest)
        #expect(Self.read(row, row).rejection?.finding.code == .amountTooLarge)
    }
}
