import BankFiles
import Money
import Provider
import ProviderContract
import Testing

@Suite("Bank statements (03)") struct BankTransactionsTests {
    static let twoLines = BankSample(lines: [
        .init(), .init(reference: 2, direction: "2", transaction: "14", amount: 330),
    ])

    @Test("The bank files of the sample follow each other without a gap")
    func sampleMonth() throws {
        let paths = SampleCity.files(in: "bank") + SampleCity.files(in: "late/bank")
        #expect(paths.count == 32)
        var balance = Yen(68_444_995)
        var lines = 0
        var emptyDays = 0
        for path in paths {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(BankTransactions.recognises(FileHead(bytes: bytes)))
            let reading = BankSample.read(bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            let statement = try #require(reading.facts.bankStatements.first)
            #expect(reading.facts.bankStatements.count == 1)
            #expect(statement.opening == balance, "\(path)")
            #expect(statement.bank == "9999" && statement.branch == "999")
            #expect(statement.type == 1 && statement.number == "9000001")
            #expect(path.hasSuffix("03-\(statement.from).dat") && statement.to == statement.from)
            balance = statement.closing
            lines += statement.lines.count
            #expect(reading.rows == statement.lines.count)
            #expect(reading.rows == bytes.count / 202 - 3)
            if statement.lines.isEmpty { emptyDays += 1 }
        }
        #expect(lines == 63 && emptyDays == 5)
    }

    @Test("The worked sample of the standard is read to the last item")
    func workedSample() throws {
        var account = BankSample(made: "080515", from: "080515", to: "080515", opening: 1_000_000)
        // ﾍﾟｲﾍﾟｲ(ｶ
        let payer: [UInt8] = [0xCD, 0xDF, 0xB2, 0xCD, 0xDF, 0xB2, 0x28, 0xB6]
        account.lines = [
            .init(day: "080515", amount: 294_321, payer: payer, edi: "PO20260430"),
            .init(
                reference: 2, day: "080515", direction: "2", transaction: "14", amount: 330,
                payer: [0xC3, 0xBD, 0xB3, 0xD8, 0xD6, 0xB3], edi: ""),
        ]
        let reading = BankSample.read(BankSample.fixed([account]))
        let day = try #require(BookDay("2026-05-15"))
        #expect(reading.rejection == nil)
        #expect(
            reading.facts.bankStatements == [
                BankStatement(
                    row: 1, bank: "9999", branch: "999", type: 1, number: "9000001", from: day,
                    to: day, opening: Yen(1_000_000), closing: Yen(1_293_991),
                    lines: [
                        BankLine(
                            row: 2, reference: "00000001", day: day, amount: Yen(294_321),
                            transaction: 11, payer: "ﾍﾟｲﾍﾟｲ(ｶ", text: "FURIKOMI",
                            edi: "PO20260430"),
                        BankLine(
                            row: 3, reference: "00000002", day: day, amount: Yen(-330),
                            transaction: 14, payer: "ﾃｽｳﾘﾖｳ", text: "FURIKOMI", edi: ""),
                    ])
            ])
    }

    @Test("The contract of all adapters holds")
    func contract() throws {
        let sample = try #require(SampleCity.bytes("bank/03-2026-04-30.dat"))
        let contract = FileAdapterContract<BankTransactions>(
            sample: sample, expectedRows: 4, layout: .other)
        try contract.run()
        contract.fuzz(rounds: 800)
        let download = FileAdapterContract<BankTransactions>(
            sample: BankSample.commas([Self.twoLines], quoted: true), expectedRows: 2,
            layout: .other)
        try download.run()
        download.fuzz(rounds: 800)
    }

    @Test(
        "Whatever stands between the records, they say the same",
        arguments: ["", "\n", "\r", "\r\n", "\r\n\r\n"])
    func lineEnds(lineEnd: String) {
        let whole = BankSample.read(BankSample.fixed([Self.twoLines]))
        #expect(whole.rejection == nil && whole.rows == 2)
        let bytes = BankSample.fixed([Self.twoLines], lineEnd: lineEnd)
        #expect(BankTransactions.recognises(FileHead(bytes: bytes)))
        #expect(BankSample.read(bytes).saysTheSame(as: whole))
        #expect(BankSample.read(bytes + [0x1A]).saysTheSame(as: whole))
        #expect(BankSample.read(bytes + [0x1A, 0x0D, 0x0A]).saysTheSame(as: whole))
    }

    @Test("A CSV download says the same as the records of 200 bytes", arguments: [false, true])
    func download(quoted: Bool) {
        let whole = BankSample.read(BankSample.fixed([Self.twoLines]))
        let bytes = BankSample.commas([Self.twoLines], quoted: quoted)
        #expect(BankTransactions.recognises(FileHead(bytes: bytes)))
        let reading = BankSample.read(bytes)
        #expect(reading.facts.bankStatements == whole.facts.bankStatements)
        #expect(reading.rejection == nil && reading.rows == 2)
    }

    @Test("A line of a real bank's download is read")
    func realDownload() throws {
        let text = """
            1,03,0,060202,060202,060202,0001,"","276","","000",1,1234567,"",1,1,100000,""
            2,02000001,060202,060202,1,14,000000135000,000000000000,,,,,276,,"","ﾐﾂｲｽﾐﾄﾓ",\
            "ﾆｼｶｻｲ","",""," "
            8,1,135000,0,0,1,235000,1
            9,4,1
            """
        let reading = BankSample.read(Array(text.utf8))
        #expect(reading.rejection == nil)
        let statement = try #require(reading.facts.bankStatements.first)
        #expect(statement.closing == Yen(235_000) && statement.branch == "276")
        #expect(statement.lines.map(\.day.description) == ["2024-02-02"])
        #expect(statement.lines.map(\.reference) == ["02000001"])
    }

    @Test("A file may hold several accounts, and an account no lines")
    func severalAccounts() {
        let accounts = [
            Self.twoLines, BankSample(type: "2", number: "0000000042", sign: "2", opening: 700),
            BankSample(
                number: "0007654321", sign: "2", opening: 700, lines: [.init(amount: 1000)]),
        ]
        let reading = BankSample.read(BankSample.fixed(accounts))
        #expect(reading.rejection == nil && reading.rows == 3)
        let statements = reading.facts.bankStatements
        #expect(statements.map(\.number) == ["9000001", "42", "7654321"])
        #expect(statements.map(\.opening) == [Yen(50_000), Yen(-700), Yen(-700)])
        #expect(statements.map(\.closing) == [Yen(50_670), Yen(-700), Yen(300)])
        #expect(statements.map(\.row) == [1, 5, 7])
    }

    @Test(
        "A correction goes the other way than it says",
        arguments: [("1", -500, "0", "0"), ("2", 500, "1", "500")])
    func correction(direction: String, amount: Int, inCount: String, inSum: String) throws {
        let line = BankSample.Line(direction: direction, transaction: "19", amount: 500)
        let account = BankSample(lines: [line])
        let statement = try #require(
            BankSample.read(BankSample.fixed([account])).facts.bankStatements.first)
        #expect(statement.lines.map(\.amount) == [Yen(amount)])
        #expect(statement.closing == Yen(50_000 + amount))
    }

    @Test("A trailer may take a correction from the side it stands on")
    func correctionWithin() throws {
        var account = BankSample(lines: [
            .init(amount: 2000), .init(reference: 2, transaction: "19", amount: 500),
        ])
        account.trailer = ["2", "1500", "0", "0", nil, nil, nil]
        let reading = BankSample.read(BankSample.fixed([account]))
        #expect(reading.rejection == nil)
        #expect(reading.facts.bankStatements.first?.closing == Yen(51_500))
    }

    @Test(
        "Years are of Reiwa, and the last ones of Heisei",
        arguments: [
            ("080430", "2026-04-30"), ("010501", "2019-05-01"), ("280229", nil),
            ("281231", "2046-12-31"), ("310430", "2019-04-30"), ("310501", nil),
            ("290101", "2017-01-01"), ("320101", nil), ("000101", nil), ("080230", nil),
            ("08043a", nil),
        ] as [(String, String?)])
    func eras(written: String, day: String?) {
        let account = BankSample(made: written, from: written, to: written)
        let reading = BankSample.read(BankSample.commas([account], quoted: false))
        #expect(reading.facts.bankStatements.first?.from.description == day)
        #expect((reading.rejection?.finding.code == .dateInvalid) == (day == nil))
    }

    @Test("A card number in a text is made stars, and the line stays")
    func cardNumber() throws {
        var account = Self.twoLines
        account.lines[0].text = "4111111111111111"
        var bytes = BankSample.fixed([account])
        let reading = BankSample.read(bytes)
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [.cardNumber])
        #expect(reading.findings.first?.line == 2 && reading.findings.first?.column == "摘要内容")
        #expect(reading.facts.bankStatements.first?.lines.first?.text == "************1111")
        for secret in reading.secrets { CardNumberGuard.mask(&bytes, secret) }
        #expect(!bytes.contains(Array("4111111111111111".utf8)))
        #expect(BankSample.read(bytes).findings == [], "nothing else was masked")
        #expect(BankSample.read(bytes).facts.bankStatements == reading.facts.bankStatements)
    }
}
