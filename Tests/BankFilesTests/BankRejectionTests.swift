import BankFiles
import Money
import Provider
import ProviderContract
import Testing

@Suite("Bank files that do not prove") struct BankRejectionTests {
    static let sample = BankTransactionsTests.twoLines

    @Test("The bad files of the sample")
    func badFiles() throws {
        let total = try #require(SampleCity.bytes("bad/bank-trailer-total.dat"))
        #expect(BankSample.read(total).rejection?.finding.code == .bankContinuity)
        let cut = try #require(SampleCity.bytes("bad/bank-truncated.dat"))
        #expect(BankSample.read(cut).rejection?.finding.code == .truncated)
        // Continuity with the file before is for the books to say: by itself it is in order.
        let gap = try #require(SampleCity.bytes("bad/bank-continuity.dat"))
        #expect(BankSample.read(gap).rejection == nil)
    }

    @Test("Every total of the trailer is proven", arguments: 0..<7)
    func trailerItem(index: Int) throws {
        var account = Self.sample
        let truth = String(decoding: account.records[3][index + 1], as: UTF8.self)
        account.trailer[index] = truth == "2" ? "1" : "2"
        let rejection = try #require(BankSample.read(BankSample.fixed([account])).rejection)
        #expect(rejection.finding.code == .bankContinuity && rejection.finding.line == 4)
        let names = ["入金件数", "入金額合計", "出金件数", "出金額合計", "取引後残高", "取引後残高", "データレコード件数"]
        #expect(rejection.finding.column == names[index])
    }

    @Test("A false closing balance does not pass, though the trailer's sums agree with it")
    func falseBalance() {
        var account = Self.sample
        account.trailer = [nil, "2000", nil, nil, nil, "51670", nil]
        #expect(
            BankSample.read(BankSample.fixed([account])).rejection?.finding.code == .bankContinuity)
    }

    @Test(
        "The end record counts records and accounts",
        arguments: [(["4", "1"], "レコード総件数"), (["6", "1"], "レコード総件数"), (["5", "2"], "口座数")])
    func endRecord(end: [String], column: String) {
        let rejection = BankSample.read(BankSample.fixed([Self.sample], end: end)).rejection
        #expect(rejection?.finding.code == .bankContinuity)
        #expect(rejection?.finding.column == column)
    }

    @Test("A file may be cut nowhere", arguments: ["", "\r\n"])
    func cuts(lineEnd: String) {
        let bytes = BankSample.fixed([Self.sample], lineEnd: lineEnd)
        for length in 26..<(bytes.count - lineEnd.utf8.count) {
            let reading = BankSample.read(Array(bytes[..<length]))
            #expect(reading.rejection?.finding.code == .truncated, "after \(length) bytes")
            #expect(reading.facts.count == 0)
        }
    }

    @Test("A record may not be shorter than 200 bytes, nor longer")
    func recordLength() {
        let bytes = BankSample.fixed([Self.sample])
        var short = bytes
        short.remove(at: 202 + 150)
        #expect(BankSample.read(short).rejection?.finding.code == .truncated)
        #expect(BankSample.read(short).rejection?.finding.line == 2)
        var long = bytes
        long.insert(0x20, at: 202 + 150)
        #expect(BankSample.read(long).rejection?.finding.line == 3)
    }

    @Test(
        "Records stand in their order",
        arguments: [
            [0, 0, 1, 2, 3, 4], [0, 1, 0, 2, 3, 4], [0, 1, 2, 3, 2, 4], [0, 1, 2, 4],
            [0, 1, 2, 3, 3, 4],
            [0, 1, 2, 3, 1, 4], [0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 0], [0, 1, 2, 3],
        ])
    func order(records: [Int]) {
        let bytes = BankSample.fixed([Self.sample])
        let parts = records.flatMap { bytes[($0 * 202)..<($0 * 202 + 202)] }
        let code = BankSample.read(parts).rejection?.finding.code
        #expect(code == (records.last == 3 ? .truncated : .recordOrder))
    }

    @Test(
        "A record of another kind refuses the file",
        arguments: [UInt8(ascii: "3"), UInt8(ascii: " "), 0xFF])
    func otherKind(kind: UInt8) {
        var bytes = BankSample.fixed([Self.sample])
        bytes[202] = kind
        #expect(BankSample.read(bytes).rejection?.finding.code == .recordOrder)
    }

    @Test("EBCDIC is refused with a word to the bank")
    func ebcdic() {
        let inside = BankSample.fixed([BankSample(codeKind: "1")])
        let outside: [UInt8] = [0xF1, 0xF0, 0xF3, 0xF1] + [UInt8](repeating: 0xF0, count: 196)
        for bytes in [inside, outside] {
            #expect(BankTransactions.recognises(FileHead(bytes: bytes)))
            let rejection = BankSample.read(bytes).rejection
            #expect(rejection?.finding.code == .unsupportedEncoding)
        }
    }

    @Test("Another kind of bank file is not this one", arguments: ["01", "21", "91"])
    func otherFormat(format: String) {
        var bytes = BankSample.fixed([Self.sample])
        bytes.replaceSubrange(1..<3, with: Array(format.utf8))
        #expect(!BankTransactions.recognises(FileHead(bytes: bytes)))
        #expect(BankSample.read(bytes).rejection?.finding.code == .unknownFormat)
    }

    /// A line or an account with one item wrong.
    struct Spoilt: Sendable {
        let spoil: @Sendable (inout BankSample) -> Void
        let code: FindingCode
        let column: String
    }

    static let spoilt: [Spoilt] = [
        Spoilt(spoil: { $0.lines[0].direction = "3" }, code: .statusUnknown, column: "入払区分"),
        Spoilt(spoil: { $0.lines[0].direction = " " }, code: .valueMissing, column: "入払区分"),
        Spoilt(spoil: { $0.lines[0].transaction = "1x" }, code: .valueInvalid, column: "取引区分"),
        Spoilt(spoil: { $0.lines[0].day = "080230" }, code: .dateInvalid, column: "勘定日"),
        Spoilt(spoil: { $0.lines[0].day = "080429" }, code: .dateInvalid, column: "勘定日"),
        Spoilt(spoil: { $0.lines[0].day = "080501" }, code: .dateInvalid, column: "勘定日"),
        Spoilt(spoil: { $0.from = "080501" }, code: .dateInvalid, column: "勘定日（至）"),
        Spoilt(spoil: { $0.made = "089999" }, code: .dateInvalid, column: "作成日"),
        Spoilt(spoil: { $0.sign = "0" }, code: .statusUnknown, column: "貸越区分"),
        Spoilt(spoil: { $0.number = "00090x0001" }, code: .valueInvalid, column: "口座番号"),
        Spoilt(spoil: { $0.codeKind = "7" }, code: .statusUnknown, column: "コード区分"),
    ]

    @Test("An item that cannot be understood refuses the whole file", arguments: spoilt.indices)
    func item(index: Int) {
        let wrong = Self.spoilt[index]
        var account = Self.sample
        wrong.spoil(&account)
        // A download, because there the file is recognised whatever its header says.
        let reading = BankSample.read(BankSample.commas([account], quoted: false))
        #expect(reading.rejection?.finding.code == wrong.code)
        #expect(reading.rejection?.finding.column == wrong.column)
        #expect(reading.facts.count == 0)
    }

    @Test("A download that lacks items is refused", arguments: [0, 1, 3, 4])
    func missingItems(record: Int) {
        var records = BankSample.items([Self.sample])
        records[record] = Array(records[record].prefix(3 - record / 4))
        let bytes = records.flatMap { $0.joined(separator: [0x2C]) + [0x0A] }
        #expect(BankSample.read(bytes).rejection?.finding.code == .columnCount)
    }

    @Test("Amounts beyond all amounts are refused, not added")
    func hugeAmounts() {
        var account = Self.sample
        account.lines[0].amount = 999_999_999_999_999
        account.lines[1].direction = "1"
        account.lines[1].amount = 999_999_999_999_999
        let reading = BankSample.read(BankSample.commas([account], quoted: false))
        #expect(reading.rejection?.finding.code == .amountTooLarge)
        account.lines[0].amount = 999_999_999_999_999_999
        let larger = BankSample.read(BankSample.commas([account], quoted: false))
        #expect(larger.rejection?.finding.code == .amountTooLarge)
    }
}
