import Money
import PayPay
import Provider
import ProviderContract
import Testing

@Suite("PayPay 取引履歴")
struct PayPayHistoryTests {
    static let header =
        "取引番号,加盟店ID,屋号,店舗ID,店舗名,端末番号/PosID,取引ステータス,取引日時,取引金額,レシート番号,"
        + "支払い方法,支払い詳細,取引確定期限,加盟店決済ID,サービスタイプ"

    static func row(
        number: String = "05673582580416690559", shop: String = "市民課", status: String = "取引完了",
        time: String = "2026/04/07 08:47:10", amount: String = "750",
        reference: String = "01knjk2scw7yebwvhc83h2w1x5"
    ) -> String {
        "\(number),480000000000999016,汐見市,480000000000000001,\(shop),T02,\(status),\(time),\(amount),"
            + "T02-690559,PayPay(残高),\"[{\"\"paymentMethod\"\":\"\"PayPay(残高)\"\",\"\"amount\"\":"
            + "750}]\",2026/05/07 23:59:59,\(reference),オフライン決済"
    }

    static func read(_ rows: String..., header: String = header) -> FileReading {
        let text = ([header] + rows).joined(separator: "\r\n") + "\r\n"
        return FileReading(PayPayHistory.self, Array(text.utf8))
    }

    static var contract: FileAdapterContract<PayPayHistory> {
        let rows = [
            row(), row(number: "1", status: "返金完了", amount: "-300", reference: ""),
            row(number: "2", status: "取引失敗"), row(number: "3", status: "取引処理中"),
            row(number: "4", shop: "\"税務課\r\n（№２窓口）\"", amount: "\"1,200\""),
        ]
        return FileAdapterContract(
            sample: Array(([header] + rows).joined(separator: "\r\n").utf8), expectedRows: 5,
            layout: .header(
                required: [
                    "取引番号", "加盟店ID", "端末番号/PosID", "取引ステータス", "取引日時", "取引金額", "加盟店決済ID",
                ],
                optional: [
                    "屋号", "店舗ID", "店舗名", "レシート番号", "支払い方法", "支払い詳細", "取引確定期限", "サービスタイプ",
                ]),
            freeText: [
                .column("屋号"), .column("店舗名"), .column("支払い方法"), .column("支払い詳細"),
                .column("取引確定期限"), .column("サービスタイプ"),
            ])
    }

    @Test("The adapter keeps the contract of file adapters")
    func keepsContract() throws { try Self.contract.run() }

    @Test("A file changed at random never traps and never gives an impossible fact")
    func bearsFuzz() { Self.contract.fuzz(rounds: 3000) }

    @Test("A real file keeps the contract too, in CP932")
    func realFileKeepsContract() throws {
        let bytes = try #require(SampleCity.bytes("providers/paypay/history-20260401.csv"))
        let rows = bytes.count { $0 == 0x0A } - 1
        try FileAdapterContract<PayPayHistory>(
            sample: bytes, expectedRows: rows, layout: .header(required: ["取引金額"]),
            freeText: [.column("店舗名")]
        ).run()
    }

    @Test("Every file of the sample month is read without a finding")
    func readsSampleMonth() throws {
        let folders = [
            "providers/paypay", "providers/paypay-online", "providers/paypay/again",
            "late/providers/paypay", "late/providers/paypay-online",
        ]
        var kinds: [ProviderLine.Kind: Int] = [:]
        var files = 0
        for path in folders.flatMap({ SampleCity.files(in: $0) }) where path.contains("history") {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(PayPayHistory.recognises(FileHead(bytes: bytes)), "\(path)")
            let reading = FileReading(PayPayHistory.self, bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.rows == bytes.count { $0 == 0x0A } - 1, "\(path)")
            #expect(reading.facts.lines.count == reading.rows, "\(path)")
            for line in reading.facts.lines { kinds[line.kind, default: 0] += 1 }
            files += 1
        }
        #expect(files == 62)
        #expect(kinds.keys.sorted { $0.rawValue < $1.rawValue } == [.sale, .giveBack, .failed])
    }

    @Test("A row becomes a line with PayPay's number, ours, and Japan's time")
    func rowBecomesLine() throws {
        let line = try #require(Self.read(Self.row()).facts.lines.first)
        let day = try #require(BookDay("2026-04-07"))
        #expect(
            line
                == ProviderLine(
                    row: 2, number: "05673582580416690559", kind: .sale,
                    at: Moment(day: day, secondOfDay: 8 * 3600 + 47 * 60 + 10), amount: Yen(750),
                    merchant: "480000000000999016", terminal: "T02", brand: "PayPay",
                    merchantRef: "01knjk2scw7yebwvhc83h2w1x5",
                    providerRefs: ["05673582580416690559"]))
    }

    @Test(
        "Each status word says what became of the money",
        arguments: [
            ("取引完了", ProviderLine.Kind.sale), ("取引受付完了", .sale), ("返金完了", .giveBack),
            ("取引失敗", .failed), ("取引受付失敗", .failed), ("取引受付有効期限切れ", .failed),
            ("取引処理中", .processing), ("返金処理中", .processing), ("取引受付処理中", .processing),
        ])
    func statusDecidesKind(status: String, kind: ProviderLine.Kind) {
        let reading = Self.read(Self.row(status: status))
        #expect(reading.facts.lines.map(\.kind) == [kind])
        #expect(reading.findings == [])
    }

    @Test("A refund is given back as a positive amount, with or without its sign in the file")
    func refundIsPositive() {
        let reading = Self.read(
            Self.row(status: "返金完了", amount: "-300"),
            Self.row(number: "2", status: "返金完了", amount: "300"))
        #expect(reading.facts.lines.map(\.amount) == [Yen(300), Yen(300)])
    }

    @Test("An empty 加盟店決済ID is no reference")
    func emptyReferenceIsNil() {
        #expect(Self.read(Self.row(reference: "")).facts.lines.map(\.merchantRef) == [nil])
    }

    @Test(
        "A bad row becomes a finding with its line and column, and the next row is read",
        arguments: [
            (row(status: "保留"), FindingCode.statusUnknown, "取引ステータス"),
            (row(status: ""), .valueMissing, "取引ステータス"),
            (row(amount: "-750"), .amountNegative, "取引金額"),
            (row(amount: "0"), .amountInvalid, "取引金額"),
            (row(amount: "7.5"), .amountInvalid, "取引金額"),
            (row(amount: ""), .valueMissing, "取引金額"),
            (row(amount: "1000000000000000"), .amountTooLarge, "取引金額"),
            (row(amount: "99999999999999999999999"), .amountTooLarge, "取引金額"),
            (row(time: "2026/02/30 08:00:00"), .dateInvalid, "取引日時"),
            (row(time: "2026/02/28 24:00:00"), .dateInvalid, "取引日時"),
            (row(number: "4.45322E+18"), .valueInvalid, "取引番号"),
            (row(number: ""), .valueMissing, "取引番号"),
            (row(shop: "4111-1111-1111-1111"), .cardNumber, "店舗名"),
        ] as [(String, FindingCode, String)])
    func badRowIsFinding(bad: String, code: FindingCode, column: String) {
        let reading = Self.read(bad, Self.row(number: "9"))
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.map(\.column) == [column])
        #expect(reading.findings.map(\.line) == [2])
        #expect(reading.facts.lines.map(\.number) == ["9"])
        #expect(reading.rows == 2)
    }

    @Test("A row cut in half, also inside its quotes, does not hide the rows behind it")
    func cutRowHidesNothing() {
        let whole = Self.row()
        for length in stride(from: 1, to: whole.count - 30, by: 7) {
            let reading = Self.read(
                String(whole.prefix(length)), Self.row(number: "8"), Self.row(number: "9"))
            #expect(reading.rejection == nil, "\(length)")
            #expect(reading.findings.count == 1, "\(length)")
            #expect(reading.facts.lines.map(\.number) == ["8", "9"], "\(length)")
            #expect(reading.facts.lines.map(\.row) == [3, 4], "\(length)")
        }
    }

    @Test(
        "A card number in a row that is left out for something else is marked, also among ids",
        arguments: [
            row(number: "4111-1111-1111-1111"), row(time: "4111111111111111"),
            row(amount: "-1", reference: "4111111111111111"),
        ])
    func cardNumberInRefusedRow(bad: String) {
        let reading = Self.read(bad, Self.row())
        #expect(reading.findings.count == 2 && reading.findings.last?.code == .cardNumber)
        #expect(reading.secrets.count == 1 && reading.facts.lines.count == 1)
    }

    @Test("A card number among the names of the columns is marked, and not repeated")
    func cardNumberInHeader() {
        let header = Self.header + ",4111111111111111"
        let reading = Self.read(Self.row() + ",", header: header)
        #expect(reading.findings.map(\.code) == [.cardNumber])
        #expect(reading.findings.map(\.column) == ["************1111"])
        #expect(reading.secrets.count == 1 && reading.facts.lines.count == 1)
    }

    @Test("A card number in the status column is not repeated in the finding")
    func cardNumberIsNotRepeated() {
        let reading = Self.read(Self.row(status: "4111111111111111"))
        #expect(reading.facts.lines.isEmpty)
        #expect(reading.secrets.count == 1)
        for finding in reading.findings {
            #expect(!finding.text.ja.contains("411111111111"))
            #expect(!finding.text.en.contains("411111111111"))
        }
    }

    @Test("決済番号 is another name of 取引番号")
    func paymentNumberIsNumber() {
        let header = Self.header.replacing("取引番号", with: "決済番号")
        #expect(Self.read(Self.row(), header: header).facts.lines.count == 1)
    }

    @Test("A file without 取引金額 is refused whole, and the column is named")
    func missingColumnRefuses() throws {
        let bytes = try #require(SampleCity.bytes("bad/paypay-missing-column.csv"))
        #expect(PayPayHistory.recognises(FileHead(bytes: bytes)))
        let reading = FileReading(PayPayHistory.self, bytes)
        #expect(reading.rejection?.finding.code == .missingColumn)
        #expect(reading.rejection?.finding.column == "取引金額")
        #expect(reading.facts.count == 0)
    }

    @Test("Card numbers in 店舗名 keep their rows out and are marked for masking")
    func cardNumbersAreMarked() throws {
        var bytes = try #require(SampleCity.bytes("bad/paypay-card-number.csv"))
        let reading = FileReading(PayPayHistory.self, bytes)
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.line) == [4, 5])
        #expect(reading.findings.allSatisfy { $0.code == .cardNumber && $0.column == "店舗名" })
        #expect(reading.facts.lines.count == 2)
        for secret in reading.secrets { CardNumberGuard.mask(&bytes, secret) }
        #expect(!bytes.contains(Array("4111111111111111".utf8)))
        #expect(!bytes.contains(Array("5555-5555-5555-4444".utf8)))
        #expect(bytes.contains(Array("************1111".utf8)))
        #expect(bytes.contains(Array("****-****-****-4444".utf8)))
    }
}
