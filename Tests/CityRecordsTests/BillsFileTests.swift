import CityRecords
import Money
import Provider
import ProviderContract
import Slips
import Testing

@Suite("Assessments") struct BillsFileTests {
    static let key = "2604010000002101"
    static let taxKey = "00002604110000001576"

    @Test("Both files of the sample are read without a finding")
    func sampleMonth() throws {
        var rows = 0
        var yen = Yen.zero
        for path in SampleCity.files(in: "bills") {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(BillsFile.recognises(FileHead(bytes: bytes)))
            let reading = FileReading(BillsFile.self, bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.facts.bills.count == reading.rows)
            #expect(Set(reading.facts.bills.map(\.row)).count == reading.rows)
            rows += reading.rows
            yen = reading.facts.bills.reduce(yen) { $0 + $1.amount }
        }
        #expect(rows == 3063)
        #expect(yen > Yen(10_000_000))
    }

    @Test("The contract of all adapters holds")
    func contract() throws {
        let one = try BillsSample.barcode(key: Self.key, amount: 6560)
        let square = try BillsSample.elqr(key: Self.taxKey, amount: 10_900)
        let bars = try BillsSample.barcode(key: Self.taxKey, amount: 10_900)
        let rows = [
            BillsSample.header,
            BillsSample.row("W1", amount: "3670", barcode: one, group: "G1"),
            BillsSample.row(
                "F1", amount: "10900", key: Self.taxKey, barcode: bars, elqr: square),
            BillsSample.row("S1", amount: "2890", barcode: one, group: "G1"),
            BillsSample.row("N1", amount: "500", key: "2604010000002102"),
        ]
        let contract = FileAdapterContract<BillsFile>(
            sample: Array(rows.joined(separator: "\n").utf8) + [0x0A], expectedRows: 4,
            layout: .header(required: BillsSample.header.split(separator: ",").map(String.init)),
            freeText: ["kind", "fund", "subject", "term"].map { .column($0) })
        try contract.run()
        contract.fuzz(rounds: 800)
    }

    @Test("A row becomes a bill with every field")
    func wholeBill() throws {
        let bars = try BillsSample.barcode(key: Self.taxKey, amount: 10_900)
        let square = try BillsSample.elqr(key: Self.taxKey, amount: 10_900)
        let reading = BillsSample.read([
            BillsSample.row("F1", amount: "10900", key: Self.taxKey, barcode: bars, elqr: square)
        ])
        let issued = try #require(BookDay("2026-03-23"))
        let due = try #require(BookDay("2026-04-15"))
        #expect(
            reading.facts.bills == [
                BillRow(
                    row: 2, id: "F1", kind: "water", payer: "P22117031", fund: "water",
                    subject: "1-1-1-01", fiscalYear: FiscalYear(2025), levyYear: 2025, term: "3",
                    amount: Yen(10_900), tax: .zero, issued: issued, due: due,
                    limit: BookDay("2026-05-31"), key: Self.taxKey, barcode: bars, elqr: square,
                    group: nil)
            ])
    }

    @Test("The bad rows of the sample are findings, and the good one is taken in")
    func badSample() throws {
        let bytes = try #require(SampleCity.bytes("bad/bills-bad-rows.csv"))
        let reading = FileReading(BillsFile.self, bytes)
        #expect(reading.rejection == nil && reading.rows == 4)
        #expect(reading.facts.bills.map(\.row) == [2])
        #expect(
            reading.findings.map { "\($0.line) \($0.code.rawValue)" } == [
                "3 value-invalid", "4 value-invalid", "5 check-digit", "3 slip-sum-differs",
            ])
        #expect(reading.findings.last?.text.en.contains("lines 3, 4") == true)
        #expect(reading.findings.last?.text.en.contains("6570") == true)
    }

    @Test("Bills of one slip may stand anywhere in the file")
    func scatteredSlip() throws {
        let a = try BillsSample.barcode(key: Self.key, amount: 300)
        let b = try BillsSample.barcode(key: "2604010000009999", amount: 70)
        let reading = BillsSample.read([
            BillsSample.row("A1", amount: "100", barcode: a, group: "A"),
            BillsSample.row("B1", amount: "70", key: "2604010000009999", barcode: b),
            BillsSample.row("A2", amount: "0", barcode: a, group: "A"),
            BillsSample.row("A3", amount: "200", barcode: a, group: "A"),
            BillsSample.row("A4", amount: "0", barcode: a, group: "A"),
        ])
        #expect(reading.findings == [])
        #expect(reading.facts.bills.map(\.id) == ["B1", "A1", "A2", "A3", "A4"])
    }

    @Test("Of a slip whose bills do not sum to its code nothing is taken in")
    func wrongSum() throws {
        let bars = try BillsSample.barcode(key: Self.key, amount: 300)
        for last in ["199", "201"] {
            let reading = BillsSample.read([
                BillsSample.row("A1", amount: "100", barcode: bars, group: "A"),
                BillsSample.row("A2", amount: last, barcode: bars, group: "A"),
            ])
            #expect(reading.facts.bills.isEmpty)
            #expect(reading.findings.map(\.code) == [.slipSumDiffers])
            #expect(reading.findings.first?.line == 2)
            #expect(reading.findings.first?.text.en.contains("lines 2, 3") == true)
        }
    }

    @Test("A slip is its key where it has no group")
    func slipByKey() throws {
        let bars = try BillsSample.barcode(key: Self.key, amount: 300)
        let reading = BillsSample.read([
            BillsSample.row("A1", amount: "100", barcode: bars),
            BillsSample.row("A2", amount: "200", barcode: bars),
        ])
        #expect(reading.findings == [] && reading.facts.bills.count == 2)
    }

    @Test("What comes on top of a complete slip is left out")
    func surplus() throws {
        let bars = try BillsSample.barcode(key: Self.key, amount: 300)
        let reading = BillsSample.read([
            BillsSample.row("A1", amount: "300", barcode: bars),
            BillsSample.row("A2", amount: "1", barcode: bars),
        ])
        #expect(reading.facts.bills.map(\.id) == ["A1"])
        #expect(reading.findings.map(\.line) == [3])
        #expect(reading.findings.map(\.code) == [.slipSumDiffers])
    }

    @Test(
        "A bad row keeps the other rows of its slip out",
        arguments: [
            ("amount", "x"), ("amount", "-200"), ("tax_amount", "201"), ("due", "2026-02-30"),
            ("fund", "4111 1111 1111 1111"), ("barcode", "1"),
        ])
    func badNeighbour(column: String, value: String) throws {
        let bars = try BillsSample.barcode(key: Self.key, amount: 300)
        let other = try BillsSample.barcode(key: "2604010000009999", amount: 70)
        let reading = BillsSample.read([
            BillsSample.row("A1", amount: "100", barcode: bars, group: "A"),
            BillsSample.row(
                "A2", amount: "200", barcode: bars, group: "A", change: (column, value)),
            BillsSample.row("B1", amount: "70", key: "2604010000009999", barcode: other),
        ])
        #expect(reading.facts.bills.map(\.id) == ["B1"])
        #expect(reading.findings.map(\.line) == [3, 2])
        #expect(reading.findings.last?.code == .slipSumDiffers)
    }

    @Test("All rows of a slip carry the same code")
    func otherCode() throws {
        let a = try BillsSample.barcode(key: Self.key, amount: 300)
        let b = try BillsSample.barcode(key: Self.key, amount: 301)
        let reading = BillsSample.read([
            BillsSample.row("A1", amount: "100", barcode: a, group: "A"),
            BillsSample.row("A2", amount: "200", barcode: b, group: "A"),
        ])
        #expect(reading.facts.bills.isEmpty)
        #expect(reading.findings.map(\.code) == [.valueInvalid, .slipSumDiffers])
    }

    @Test("Both codes of a slip say the same amount")
    func codesDiffer() throws {
        let bars = try BillsSample.barcode(key: Self.taxKey, amount: 300)
        let square = try BillsSample.elqr(key: Self.taxKey, amount: 400)
        let reading = BillsSample.read([
            BillsSample.row("F", amount: "300", key: Self.taxKey, barcode: bars, elqr: square)
        ])
        #expect(reading.facts.bills.isEmpty)
        #expect(reading.findings.map(\.code) == [.slipSumDiffers])
    }

    @Test("An eL-QR is checked like a barcode")
    func elqrFaults() throws {
        var square = Array(try BillsSample.elqr(key: Self.taxKey, amount: 300))
        square[254] = square[254] == "0" ? "1" : "0"
        let other = try BillsSample.elqr(key: "00002604110000001577", amount: 300)
        let reading = BillsSample.read([
            BillsSample.row("F", amount: "300", key: Self.taxKey, elqr: String(square)),
            BillsSample.row("G", amount: "300", key: "00002604110000009999", elqr: other),
            BillsSample.row("H", amount: "300", elqr: "1"),
        ])
        #expect(reading.facts.bills.isEmpty)
        #expect(reading.findings.map(\.code) == [.checkDigit, .valueInvalid, .valueInvalid])
        #expect(reading.findings.map(\.column) == ["elqr", "elqr", "elqr"])
    }

    @Test("Bills without any code need no sum")
    func noCodes() {
        let reading = BillsSample.read([
            BillsSample.row("A", amount: "100", group: "G"),
            BillsSample.row("B", amount: "0", group: "G"),
            BillsSample.row("C", amount: "x", group: "G"),
        ])
        #expect(reading.facts.bills.map(\.id) == ["A", "B"])
        #expect(reading.findings.map(\.code) == [.amountInvalid])
    }

    @Test(
        "A wrong value keeps its row out and is named",
        arguments: [
            ("bill_id", "", FindingCode.valueMissing), ("kind", "", .valueMissing),
            ("payer", "", .valueMissing), ("fund", "", .valueMissing),
            ("subject", "", .valueMissing), ("fiscal_year", "25", .valueInvalid),
            ("fiscal_year", "R7", .valueInvalid), ("levy_year", "", .valueMissing),
            ("amount", "", .valueMissing), ("amount", "1.5", .amountInvalid),
            ("amount", "-1", .amountNegative), ("amount", "1000000000000000", .amountTooLarge),
            ("tax_amount", "501", .valueInvalid), ("tax_amount", "-1", .amountNegative),
            ("issued", "2026-02-30", .dateInvalid), ("issued", "", .valueMissing),
            ("due", "26-04-15", .dateInvalid), ("limit", "2026-13-01", .dateInvalid),
            ("key", "", .valueMissing), ("key", "260401000000210", .valueInvalid),
            ("key", "26040100000021011", .valueInvalid), ("key", "2604O10000002101", .valueInvalid),
            ("barcode", "91929023252162604010000002101026053100065605", .checkDigit),
            ("barcode", "9192902325216260401000000210102605310006560", .valueInvalid),
        ])
    func wrongValue(column: String, value: String, code: FindingCode) {
        let reading = BillsSample.read([
            BillsSample.row("X", amount: "500", change: (column, value)),
            BillsSample.row("Y", amount: "500", key: "2604010000009999"),
        ])
        #expect(reading.facts.bills.map(\.id) == ["Y"])
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.first?.column == column && reading.findings.first?.line == 2)
    }
}
