import Money
import PaymentAgents
import Provider
import ProviderContract
import Testing

@Suite("Payment agents' payout statements")
struct PaymentAgentPayoutsTests {
    static let header =
        "支払番号,加盟店ID,締日,対象開始日,対象終了日,売上件数,売上金額,取消件数,取消金額,手数料,消費税,差引支払額,支払日"

    static func row(
        number: String = "PP-202604-1", closing: String = "2026/04/15",
        from: String = "2026/04/01", to: String = "2026/04/15", sales: String = "592",
        gross: String = "\"609,032\"", refundCount: String = "4", refunds: String = "\"2,400\"",
        fee: String = "\"9,714\"", tax: String = "971", net: String = "\"595,947\"",
        payDate: String = "2026/04/30"
    ) -> String {
        "\(number),480000000000999016,\(closing),\(from),\(to),\(sales),\(gross),\(refundCount),"
            + "\(refunds),\(fee),\(tax),\(net),\(payDate)"
    }

    static func read(_ rows: String...) -> FileReading {
        let text = ([header] + rows).joined(separator: "\r\n") + "\r\n"
        return FileReading(PaymentAgentPayouts.self, Array(text.utf8))
    }

    static var contract: FileAdapterContract<PaymentAgentPayouts> {
        let rows = [
            row(), row(number: "PP-202604-2", refunds: "\"▲2,400\""),
            row(number: "3", refundCount: "0", refunds: "0", fee: "0", tax: "0", net: "609032"),
        ]
        return FileAdapterContract(
            sample: Array(([header] + rows).joined(separator: "\r\n").utf8), expectedRows: 3,
            layout: .header(required: header.split(separator: ",").map(String.init)))
    }

    @Test("The adapter keeps the contract of file adapters")
    func keepsContract() throws { try Self.contract.run() }

    @Test("A file changed at random never traps and never gives an impossible fact")
    func bearsFuzz() { Self.contract.fuzz(rounds: 3000) }

    @Test("A real file keeps the contract too, in CP932")
    func realFileKeepsContract() throws {
        let bytes = try #require(SampleCity.bytes("providers/jcn/payouts-20260420.csv"))
        try FileAdapterContract<PaymentAgentPayouts>(
            sample: bytes, expectedRows: 1, layout: .header(required: ["差引支払額"])
        ).run()
    }

    @Test("Every file of the sample month is read without a finding")
    func readsSampleMonth() throws {
        var files = 0
        for agent in ["paypay", "paypay-online", "jcn", "dencard"] {
            for folder in ["providers/\(agent)", "late/providers/\(agent)"] {
                for path in SampleCity.files(in: folder) where path.contains("/payouts-") {
                    let bytes = try #require(SampleCity.bytes(path))
                    #expect(PaymentAgentPayouts.recognises(FileHead(bytes: bytes)), "\(path)")
                    let reading = FileReading(PaymentAgentPayouts.self, bytes)
                    #expect(reading.rejection == nil && reading.findings == [], "\(path)")
                    #expect(reading.rows == bytes.count { $0 == 0x0A } - 1, "\(path)")
                    #expect(reading.facts.payouts.count == reading.rows, "\(path)")
                    files += 1
                }
            }
        }
        #expect(files == 12)
    }

    @Test("A row becomes a statement; a deduction with or without ▲ is the same")
    func rowBecomesStatement() throws {
        let reading = Self.read(Self.row(), Self.row(refunds: "\"▲2,400\""))
        let expected = PayoutStatement(
            row: 2, number: "PP-202604-1", merchant: "480000000000999016",
            from: BookDay("2026-04-01"), to: BookDay("2026-04-15"),
            closing: BookDay("2026-04-15"), payDate: try #require(BookDay("2026-04-30")),
            saleCount: 592, refundCount: 4, gross: Yen(609_032), refunds: Yen(2_400),
            fee: Yen(9_714), feeTax: Yen(971), net: Yen(595_947))
        var again = expected
        again.row = 3
        #expect(reading.facts.payouts == [expected, again])
    }

    @Test("More refunds than sales make a net that the city owes")
    func netMayBeNegative() {
        let reading = Self.read(
            Self.row(gross: "100", refunds: "400", fee: "▲6", tax: "0", net: "▲294"))
        #expect(reading.findings == [])
        #expect(reading.facts.payouts.map(\.net) == [Yen(-294)])
    }

    @Test(
        "A bad row becomes a finding with its line and column, and the next row is read",
        arguments: [
            (row(net: "\"595,946\""), FindingCode.sumDiffers, "差引支払額"),
            (row(gross: "▲1"), .amountNegative, "売上金額"),
            (row(gross: "\"60,9032\""), .amountInvalid, "売上金額"),
            (row(gross: ""), .valueMissing, "売上金額"),
            (row(gross: "1000000000000000"), .amountTooLarge, "売上金額"),
            (row(sales: "-1"), .amountNegative, "売上件数"),
            (row(sales: "many"), .amountInvalid, "売上件数"),
            (row(closing: "2026/02/30"), .dateInvalid, "締日"),
            (row(from: "2026/04/16"), .dateInvalid, "対象終了日"),
            (row(payDate: ""), .valueMissing, "支払日"),
            (row(number: ""), .valueMissing, "支払番号"),
        ] as [(String, FindingCode, String)])
    func badRowIsFinding(bad: String, code: FindingCode, column: String) {
        let reading = Self.read(bad, Self.row(number: "9"))
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.map(\.column) == [column])
        #expect(reading.facts.payouts.map(\.number) == ["9"])
    }

    static let total = "合計,,,,,1184,\"1,218,064\",8,\"▲4,800\",\"19,428\",\"1,942\",\"1,191,894\","

    @Test(
        "A totals row that proves is no row of its own",
        arguments: [total, "合計,,,,,,,,,,,\"1,191,894\","])
    func totalsProve(total: String) {
        let reading = Self.read(Self.row(), Self.row(number: "2"), total)
        #expect(reading.rejection == nil && reading.findings == [])
        #expect(reading.rows == 2 && reading.facts.payouts.count == 2)
    }

    @Test("Totals prove rows that are left out for another reason, too")
    func totalsCountRefusedRows() {
        let reading = Self.read(Self.row(), Self.row(number: ""), Self.total)
        #expect(reading.rejection == nil)
        #expect(reading.facts.payouts.count == 1)
    }

    @Test(
        "A totals row that does not prove refuses the file",
        arguments: [
            [row(), total], [row(), row(), total.replacing("4,800", with: "4,801")],
            [row(), row(), total.replacing("1184", with: "1183")],
            [row(), row(), "合計,,,,,1184,\"1,218,064\",8,0,0,0,,"], [row(), row(), "合計"],
            [row(), row(gross: "x"), total],
        ])
    func totalsRefuse(rows: [String]) {
        let text = ([Self.header] + rows).joined(separator: "\n")
        let reading = FileReading(PaymentAgentPayouts.self, Array(text.utf8))
        #expect(reading.rejection?.finding.code == .totalsDiffer)
        #expect(reading.rejection?.finding.line == rows.count + 1)
    }

    @Test("A row behind the totals row refuses the file")
    func rowBehindTotalsRefuses() {
        let reading = Self.read(Self.row(), Self.row(), Self.total, Self.row())
        #expect(reading.rejection?.finding.code == .recordOrder)
    }
}
