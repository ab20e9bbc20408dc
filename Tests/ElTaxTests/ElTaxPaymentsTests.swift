import ElTax
import Money
import Provider
import ProviderContract
import Testing

@Suite("Payments of 共通納税") struct ElTaxPaymentsTests {
    static let header =
        "org,key,confirm,item,levy_year,tax_year,term,amount,paid_date,method,fi_code,fund_date,"
        + "cancelled"
    static let good = [
        "org": "99901", "key": "00002604110000069254", "confirm": "532741", "item": "123",
        "levy_year": "2025", "tax_year": "2025", "term": "04", "amount": "19600",
        "paid_date": "2026-04-01", "method": "bank", "fi_code": "9900",
        "fund_date": "2026-04-09", "cancelled": "0",
    ]

    static func row(_ changes: KeyValuePairs<String, String> = [:]) -> String {
        var values = good
        for (column, value) in changes { values[column] = value }
        return header.split(separator: ",").map { values[String($0)] ?? "" }
            .joined(separator: ",")
    }

    static func read(_ rows: String...) -> FileReading {
        FileReading(ElTaxPayments.self, Array(([header] + rows).joined(separator: "\n").utf8))
    }

    @Test("Every file of the sample is read without a finding")
    func sampleMonth() throws {
        let paths =
            SampleCity.files(in: "providers/eltax") + SampleCity.files(in: "late/providers/eltax")
        #expect(paths.count == 21)
        var cancelled = 0
        for path in paths {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(ElTaxPayments.recognises(FileHead(bytes: bytes)))
            let reading = FileReading(ElTaxPayments.self, bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.rows == bytes.count { $0 == 0x0A } - 1 && reading.rows > 0, "\(path)")
            #expect(reading.facts.slips.count == reading.rows)
            #expect(
                reading.facts.slips.allSatisfy {
                    ($0.payDate == nil) == ($0.kind == .cancelled) && $0.merchant == "99901"
                })
            cancelled += reading.facts.slips.count { $0.kind == .cancelled }
        }
        #expect(cancelled == 2)
    }

    @Test("The contract of all adapters holds")
    func contract() throws {
        let sample = try #require(SampleCity.bytes("providers/eltax/payments-20260403.csv"))
        let contract = FileAdapterContract<ElTaxPayments>(
            sample: sample, expectedRows: sample.count { $0 == 0x0A } - 1,
            layout: .header(required: Self.header.split(separator: ",").map(String.init)),
            freeText: [.column("method"), .column("fi_code")])
        try contract.run()
        contract.fuzz(rounds: 600)
    }

    @Test("A row becomes a confirmed slip line with every field")
    func wholeLine() throws {
        let paid = try #require(BookDay("2026-04-01"))
        #expect(
            Self.read(Self.row()).facts.slips == [
                SlipLine(
                    row: 2, kind: .confirmed, merchant: "99901", key: "00002604110000069254",
                    paidDay: paid, paidSecond: nil, amount: Yen(19_600), place: "532741",
                    channel: "bank", payDate: BookDay("2026-04-09"), madeDay: nil)
            ])
    }

    @Test("A cancelled payment has no pay date", arguments: ["", "2026-04-09"])
    func cancelled(fundDate: String) throws {
        let reading = Self.read(Self.row(["cancelled": "1", "fund_date": fundDate]))
        let line = try #require(reading.facts.slips.first)
        #expect(line.kind == .cancelled && line.payDate == nil)
    }

    @Test(
        "A wrong value keeps its row out and is named",
        arguments: [
            ("org", "9990", FindingCode.valueInvalid), ("org", "", .valueMissing),
            ("key", "2604110000069254", .valueInvalid), ("key", "", .valueMissing),
            ("confirm", "53274", .valueInvalid), ("confirm", "", .valueMissing),
            ("item", "12", .valueInvalid), ("levy_year", "R7", .valueInvalid),
            ("tax_year", "", .valueMissing), ("term", "100", .valueInvalid),
            ("amount", "", .valueMissing), ("amount", "0", .amountInvalid),
            ("amount", "1.5", .amountInvalid), ("amount", "▲19600", .amountNegative),
            ("amount", "1000000000000000", .amountTooLarge),
            ("paid_date", "2026-02-30", .dateInvalid), ("paid_date", "", .valueMissing),
            ("method", "", .valueMissing), ("fund_date", "", .valueMissing),
            ("fund_date", "2026-04-31", .dateInvalid), ("cancelled", "", .valueMissing),
            ("cancelled", "2", .statusUnknown), ("cancelled", "yes", .statusUnknown),
        ])
    func wrongValue(column: String, value: String, code: FindingCode) {
        let reading = Self.read(Self.row([column: value]), Self.row())
        #expect(reading.findings.map(\.code) == [code], "\(reading.findings)")
        #expect(reading.findings.first?.column == column && reading.findings.first?.line == 2)
        #expect(reading.facts.slips.map(\.row) == [3])
    }

    @Test("A line cut in half is a finding")
    func cutLine() {
        let reading = Self.read("99901,00002604110000069254,5327", Self.row())
        #expect(reading.findings.map(\.code) == [.columnCount])
        #expect(reading.rows == 2 && reading.facts.slips.count == 1)
    }
}
