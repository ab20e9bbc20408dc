import CityRecords
import Money
import Provider
import ProviderContract
import Testing

@Suite("Revisions of bills") struct BillChangesFileTests {
    static let header = "bill_id,revision,event,amount,tax_amount,date,reason,document"
    static let good = "W1,1,reduce,300,27,2026-04-10,漏水による減額,減額通知 第 12 号"

    static func read(_ rows: String...) -> FileReading {
        FileReading(
            BillChangesFile.self, Array(([header] + rows).joined(separator: "\r\n").utf8))
    }

    @Test("The contract of all adapters holds")
    func contract() throws {
        let rows = [Self.header, Self.good, "F9,2,carry,0,0,2026-06-01,,"]
        let contract = FileAdapterContract<BillChangesFile>(
            sample: Array(rows.joined(separator: "\n").utf8) + [0x0A], expectedRows: 2,
            layout: .header(required: Self.header.split(separator: ",").map(String.init)),
            freeText: [.column("reason"), .column("document")])
        try contract.run()
        contract.fuzz(rounds: 800)
    }

    @Test("A row becomes a change with every field")
    func wholeChange() throws {
        let day = try #require(BookDay("2026-04-10"))
        #expect(
            Self.read(Self.good).facts.billChanges == [
                BillChange(
                    row: 2, bill: "W1", revision: 1, event: .reduce, amount: Yen(300),
                    tax: Yen(27), day: day, reason: "漏水による減額", document: "減額通知 第 12 号")
            ])
    }

    @Test("Every event is known by its word", arguments: BillChange.Event.allCases)
    func events(event: BillChange.Event) {
        let reading = Self.read("W1,1,\(event.rawValue),300,0,2026-04-10,,")
        #expect(reading.facts.billChanges.map(\.event) == [event])
    }

    @Test(
        "A wrong value keeps its row out and is named",
        arguments: [
            (",1,reduce,300,0,2026-04-10,,", FindingCode.valueMissing, "bill_id"),
            ("W,0,reduce,300,0,2026-04-10,,", .valueInvalid, "revision"),
            ("W,x,reduce,300,0,2026-04-10,,", .valueInvalid, "revision"),
            ("W,,reduce,300,0,2026-04-10,,", .valueMissing, "revision"),
            ("W,1,forgive,300,0,2026-04-10,,", .statusUnknown, "event"),
            ("W,1,,300,0,2026-04-10,,", .valueMissing, "event"),
            ("W,1,reduce,0,0,2026-04-10,,", .amountInvalid, "amount"),
            ("W,1,write_off,0,0,2026-04-10,,", .amountInvalid, "amount"),
            ("W,1,cancel,,0,2026-04-10,,", .valueMissing, "amount"),
            ("W,1,reduce,-3,0,2026-04-10,,", .amountNegative, "amount"),
            ("W,1,reduce,300,301,2026-04-10,,", .valueInvalid, "tax_amount"),
            ("W,1,reduce,300,0,2026-04-31,,", .dateInvalid, "date"),
            ("W,1,reduce,300,0,,,", .valueMissing, "date"),
        ])
    func wrongValue(row: String, code: FindingCode, column: String) {
        let reading = Self.read(row, Self.good)
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.first?.column == column && reading.findings.first?.line == 2)
        #expect(reading.facts.billChanges.map(\.row) == [3])
    }

    @Test("A line cut in half is a finding")
    func cutLine() {
        let reading = Self.read("W,1,reduce", Self.good)
        #expect(reading.findings.map(\.code) == [.columnCount])
        #expect(reading.rows == 2 && reading.facts.billChanges.count == 1)
    }
}
