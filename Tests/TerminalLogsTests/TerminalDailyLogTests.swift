import Money
import Provider
import ProviderContract
import TerminalLogs
import Testing

@Suite("UnifiedPOS CAT DailyLog")
struct TerminalDailyLogTests {
    static func record(
        company: String = "102", type: String = "10", date: String = "20260331092258",
        number: String = "0010031226", condition: String = "10", slip: String = "49892",
        approval: String = "700321", purchase: String = "", account: String = "498000******8694",
        amount: String = "300", tax: String = "0", terminal: String = "T01"
    ) -> String {
        "\(company),\(type),\(date),\(number),\(condition),\(slip),\(approval),\(purchase),"
            + "\(account),\(amount),\(tax),,\(terminal)"
    }

    static func read(_ records: String...) -> FileReading {
        let text = records.map { $0 + "\r\n" }.joined()
        return FileReading(TerminalDailyLog.self, Array(text.utf8))
    }

    static var contract: FileAdapterContract<TerminalDailyLog> {
        let records = [
            record(), record(type: "20", number: "2", slip: "49893"),
            record(type: "21", number: "3", terminal: ""), record(type: "30", number: "4"),
            record(type: "41", number: "5", amount: ""),
        ]
        return FileAdapterContract(
            sample: Array(records.map { $0 + "\r\n" }.joined().utf8), expectedRows: 5,
            layout: .items, freeText: [.item(8), .item(12)])
    }

    @Test("The adapter keeps the contract of file adapters")
    func keepsContract() throws { try Self.contract.run() }

    @Test("A file changed at random never traps and never gives an impossible fact")
    func bearsFuzz() { Self.contract.fuzz(rounds: 3000) }

    @Test("Every file of the sample month is read without a finding")
    func readsSampleMonth() throws {
        var files = 0
        var kinds: [ProviderLine.Kind: Int] = [:]
        for path in SampleCity.files(in: "providers/jcn") where path.hasSuffix(".log") {
            let bytes = try #require(SampleCity.bytes(path))
            let reading = FileReading(TerminalDailyLog.self, bytes)
            #expect(bytes.isEmpty || TerminalDailyLog.recognises(FileHead(bytes: bytes)), "\(path)")
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.rows == bytes.count { $0 == 0x0A }, "\(path)")
            for line in reading.facts.lines { kinds[line.kind, default: 0] += 1 }
            files += 1
        }
        #expect(files == 133)
        #expect(kinds == [.sale: 753 + 411 + 458 + 85, .giveBack: 1 + 3 + 2 + 5 + 1])
    }

    @Test("A record becomes a line with slip number, approval code and terminal")
    func recordBecomesLine() throws {
        let line = try #require(Self.read(Self.record()).facts.lines.first)
        let day = try #require(BookDay("2026-03-31"))
        #expect(
            line
                == ProviderLine(
                    row: 1, number: "0010031226", kind: .sale,
                    at: Moment(day: day, secondOfDay: 9 * 3600 + 22 * 60 + 58), amount: Yen(300),
                    terminal: "T01", brand: "102", providerRefs: ["0010031226"], slip: "49892",
                    approval: "700321"))
    }

    @Test(
        "Each transaction type says what became of the money",
        arguments: [
            ("10", ProviderLine.Kind.sale), ("30", .sale), ("20", .giveBack), ("21", .giveBack),
            ("29", .processing), ("40", .processing), ("41", .processing), ("50", .processing),
        ])
    func typeDecidesKind(type: String, kind: ProviderLine.Kind) {
        #expect(Self.read(Self.record(type: type)).facts.lines.map(\.kind) == [kind])
    }

    @Test("A device that leaves the additional data empty gives lines without a terminal")
    func terminalMayBeEmpty() {
        #expect(Self.read(Self.record(terminal: "")).facts.lines.map(\.terminal) == [nil])
    }

    @Test("A terminal number of 13 digits is no card number")
    func terminalNumberIsNoCard() {
        // Passes the Luhn check, as one in ten does.
        let reading = Self.read(Self.record(terminal: "4222222222222"))
        #expect(reading.findings == [])
        #expect(reading.facts.lines.map(\.terminal) == ["4222222222222"])
    }

    @Test(
        "A bad record becomes a finding with its line and item, and the next one is read",
        arguments: [
            (record(type: "99"), FindingCode.statusUnknown, "Transaction type"),
            (record(type: ""), .valueMissing, "Transaction type"),
            (record(date: "20260230000000"), .dateInvalid, "Transaction date"),
            (record(date: "20260331"), .dateInvalid, "Transaction date"),
            (record(amount: "-300"), .amountNegative, "Amount"),
            (record(amount: "0"), .amountInvalid, "Amount"),
            (record(amount: ""), .valueMissing, "Amount"),
            (record(amount: "1000000000000000"), .amountTooLarge, "Amount"),
            (record(number: ""), .valueMissing, "Transaction number"),
            (record(condition: "LUMP"), .valueInvalid, "Payment condition"),
            (record(account: "4111111111111111"), .cardNumber, "Account number"),
            (record(slip: "4111111111111111"), .cardNumber, "Slip number"),
            (record() + ",", .columnCount, nil),
        ] as [(String, FindingCode, String?)])
    func badRecordIsFinding(bad: String, code: FindingCode, column: String?) {
        let reading = Self.read(bad, Self.record(number: "9"))
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.map(\.column) == [column])
        #expect(reading.facts.lines.map(\.number) == ["9"])
    }

    @Test("A card number where a date of purchase belongs is refused and marked")
    func cardNumberInAnotherItemIsMarked() {
        let reading = Self.read(Self.record(purchase: "4111111111111111"))
        #expect(reading.findings.map(\.code) == [.valueInvalid, .cardNumber])
        #expect(reading.secrets.count == 1)
        #expect(reading.facts.lines.isEmpty)
    }

    @Test("A log is known although its first record is torn")
    func tornFirstRecordIsKnown() {
        let text = "102,10,2026\r\n" + Self.record() + "\r\n" + Self.record() + "\r\n"
        #expect(TerminalDailyLog.recognises(FileHead(bytes: Array(text.utf8))))
    }

    @Test("An account number that is not masked keeps its record out and is marked")
    func openAccountNumberIsMarked() throws {
        var bytes = try #require(SampleCity.bytes("bad/cat-card-number.log"))
        let reading = FileReading(TerminalDailyLog.self, bytes)
        #expect(reading.findings.map(\.line) == [3])
        #expect(reading.findings.map(\.code) == [.cardNumber])
        #expect(reading.facts.lines.count == 2)
        for secret in reading.secrets { CardNumberGuard.mask(&bytes, secret) }
        #expect(bytes.contains(Array(",************1111,".utf8)))
    }
}
