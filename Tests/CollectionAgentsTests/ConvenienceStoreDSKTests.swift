import CollectionAgents
import Money
import Provider
import ProviderContract
import Slips
import Testing

/// Rows of a DSK file, in order unless a test spoils them.
enum DSKSample {
    static let columns = [
        "種別", "収納日", "収納時刻", "バーコード情報", "ユーザー使用欄１", "ユーザー使用欄２", "印紙フラグ", "金額",
        "コンビニ本部コード", "コンビニ名", "コンビニ店舗コード", "振込日", "データ作成日",
    ]
    /// DSK, no limit, 10,605 yen.
    static let bars = "91929023252070000010123499900199999900106050"

    static func row(
        _ kind: String = "01", _ changes: KeyValuePairs<String, String> = [:]
    ) -> String {
        var values = [
            "種別": kind, "収納日": "20240112", "収納時刻": "1815", "バーコード情報": "EAN" + bars,
            "ユーザー使用欄１": "000001", "ユーザー使用欄２": "01234999001", "印紙フラグ": "0",
            "金額": "10605", "コンビニ本部コード": "010", "コンビニ名": "\"セブン−イレブン\"",
            "コンビニ店舗コード": "110001", "振込日": ["01", "03"].contains(kind) ? "0" : "20240124",
            "データ作成日": "20240117",
        ]
        for (column, value) in changes { values[column] = value }
        return columns.map { values[$0] ?? "" }.joined(separator: ",")
    }

    static func file(_ rows: [String]) -> [UInt8] {
        Array(([columns.joined(separator: ",")] + rows).joined(separator: "\r\n").utf8)
    }

    static func read(_ rows: String...) -> FileReading {
        FileReading(ConvenienceStoreDSK.self, file(rows))
    }
}

@Suite("Collection data of DSK") struct ConvenienceStoreDSKTests {
    @Test("Every file of the sample is read without a finding")
    func sampleMonth() throws {
        var kinds: [SlipLine.Kind: Int] = [:]
        let paths =
            SampleCity.files(in: "providers/dsk") + SampleCity.files(in: "late/providers/dsk")
        #expect(paths.count == 25)
        for path in paths {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(ConvenienceStoreDSK.recognises(FileHead(bytes: bytes)))
            let reading = FileReading(ConvenienceStoreDSK.self, bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.rows == bytes.count { $0 == 0x0A } - 1, "\(path)")
            #expect(reading.facts.slips.count == reading.rows)
            #expect(reading.facts.slips.allSatisfy { $0.merchant == "25216" && $0.key.count == 16 })
            for line in reading.facts.slips { kinds[line.kind, default: 0] += 1 }
        }
        // 02 確報 and 12 郵便振替 are both confirmed.
        #expect(kinds == [.provisional: 1127, .confirmed: 1122 + 6, .cancelled: 8])
    }

    @Test("The contract of all adapters holds")
    func contract() throws {
        let path = "providers/dsk/dsk-20260403.csv"
        let sample = try #require(SampleCity.bytes(path))
        let contract = FileAdapterContract<ConvenienceStoreDSK>(
            sample: sample, expectedRows: sample.count { $0 == 0x0A } - 1,
            layout: .header(required: DSKSample.columns), freeText: [.column("コンビニ名")])
        try contract.run()
        contract.fuzz(rounds: 600)
    }

    @Test("A row becomes a slip line with every field")
    func wholeLine() throws {
        let reading = DSKSample.read(DSKSample.row("02"))
        let paid = try #require(BookDay("2024-01-12"))
        #expect(
            reading.facts.slips == [
                SlipLine(
                    row: 2, kind: .confirmed, merchant: "25207", key: "0000010123499900",
                    paidDay: paid, paidSecond: 18 * 3600 + 15 * 60, amount: Yen(10_605),
                    place: "110001", channel: "010", payDate: BookDay("2024-01-24"),
                    madeDay: BookDay("2024-01-17"))
            ])
    }

    @Test(
        "Each kind of data has its meaning",
        arguments: [
            ("01", SlipLine.Kind.provisional, true), ("1", .provisional, true),
            ("02", .confirmed, true), ("03", .cancelled, true), ("12", .confirmed, false),
            ("22", .corrected, false),
        ])
    func kinds(word: String, kind: SlipLine.Kind, hasTime: Bool) throws {
        let reading = DSKSample.read(DSKSample.row(word, ["振込日": "20240124"]))
        let line = try #require(reading.facts.slips.first)
        #expect(line.kind == kind && (line.paidSecond != nil) == hasTime)
    }

    @Test("Only a correction may carry another amount than its barcode")
    func correctedAmount() {
        let reading = DSKSample.read(
            DSKSample.row("22", ["金額": "9000"]), DSKSample.row("02", ["金額": "9000"]))
        #expect(reading.facts.slips.map(\.amount) == [Yen(9000)])
        #expect(reading.findings.map(\.code) == [.valueInvalid])
        #expect(reading.findings.first?.column == "金額" && reading.findings.first?.line == 3)
    }

    @Test("Leading zeros that a spreadsheet took are put back")
    func spreadsheet() throws {
        let reading = DSKSample.read(
            DSKSample.row(
                "1",
                [
                    "収納時刻": "944", "コンビニ本部コード": "10", "コンビニ店舗コード": "1007", "ユーザー使用欄１": "1",
                    "ユーザー使用欄２": "1234999001", "金額": "10605",
                ]), DSKSample.row("01", ["収納時刻": "10"]))
        #expect(reading.findings == [])
        let line = try #require(reading.facts.slips.first)
        #expect(line.paidSecond == 9 * 3600 + 44 * 60)
        #expect(line.channel == "010" && line.place == "001007")
        #expect(reading.facts.slips.last?.paidSecond == 600)
    }

    @Test("The barcode with a wrong check digit of the sample is a finding")
    func badSample() throws {
        let bytes = try #require(SampleCity.bytes("bad/dsk-check-digit.csv"))
        let reading = FileReading(ConvenienceStoreDSK.self, bytes)
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [.checkDigit])
        #expect(reading.facts.slips.count == reading.rows - 1)
    }

    @Test("An answer of failure is no data", arguments: ["error: 901 認証エラー\r\n", "ERROR:x"])
    func failure(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(ConvenienceStoreDSK.recognises(FileHead(bytes: bytes)))
        let rejection = FileReading(ConvenienceStoreDSK.self, bytes).rejection
        #expect(rejection?.finding.code == .unreadable)
        #expect(rejection?.finding.text.ja.contains(text.prefix(6)) == true)
    }

    @Test(
        "A wrong value keeps its row out and is named",
        arguments: [
            ("種別", "81", FindingCode.statusUnknown), ("種別", "", .valueMissing),
            ("種別", "001", .statusUnknown), ("種別", "x", .statusUnknown),
            ("収納日", "20240230", .dateInvalid), ("収納日", "", .valueMissing),
            ("収納時刻", "2400", .dateInvalid), ("収納時刻", "1260", .dateInvalid),
            ("収納時刻", "18:15", .dateInvalid),
            ("バーコード情報", "", .valueMissing), ("バーコード情報", DSKSample.bars, .valueInvalid),
            ("バーコード情報", "EAN91929023252070000010123499900199999900106051", .checkDigit),
            ("バーコード情報", "EAN9192902325207000001012349990019999990010605", .valueInvalid),
            ("ユーザー使用欄１", "000002", .valueInvalid), ("ユーザー使用欄２", "01234999002", .valueInvalid),
            ("ユーザー使用欄１", "00000a", .valueInvalid), ("印紙フラグ", "1", .valueInvalid),
            ("金額", "", .valueMissing), ("金額", "0", .amountInvalid), ("金額", "x", .amountInvalid),
            ("金額", "-10605", .amountNegative), ("金額", "9999999999999999", .amountTooLarge),
            ("金額", "10604", .valueInvalid),
            ("コンビニ本部コード", "", .valueMissing), ("コンビニ本部コード", "セブン", .valueInvalid),
            ("コンビニ店舗コード", "", .valueMissing),
            ("振込日", "0", .valueMissing), ("振込日", "", .valueMissing),
            ("振込日", "20240132", .dateInvalid), ("データ作成日", "0", .dateInvalid),
            ("データ作成日", "", .valueMissing),
        ])
    func wrongValue(column: String, value: String, code: FindingCode) {
        let reading = DSKSample.read(DSKSample.row("02", [column: value]), DSKSample.row())
        #expect(reading.findings.map(\.code) == [code], "\(reading.findings)")
        #expect(reading.findings.first?.column == column && reading.findings.first?.line == 2)
        #expect(reading.facts.slips.map(\.row) == [3])
    }

    @Test("Fields that only repeat the barcode may be empty")
    func emptyRepeats() {
        let reading = DSKSample.read(
            DSKSample.row(
                "01",
                [
                    "ユーザー使用欄１": "", "ユーザー使用欄２": "", "印紙フラグ": "", "収納時刻": "", "振込日": "",
                ]))
        #expect(reading.findings == [] && reading.facts.slips.first?.paidSecond == nil)
    }
}
