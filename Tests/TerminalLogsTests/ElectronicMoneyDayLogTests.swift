import Money
import Provider
import ProviderContract
import TerminalLogs
import Testing

@Suite("Electronic money day log")
struct ElectronicMoneyDayLogTests {
    static let header =
        "TerminalID,EVRWDateTime,TransactionType,CurrentService,EVRWTransactionNumber,"
        + "POSTransactionNumber,Amount,SettledAmount,LastTimeBalance,Balance,MediumID,"
        + "ResultOnSettlement,ResponseCode1,NumberOfTransaction,TotalAmountOfTransaction,"
        + "NumberOfUncompletedSubtraction,TotalAmountOfUncompletedSubtraction"

    static func row(
        terminal: String = "T01", time: String = "20260402085902", type: String = "8",
        service: String = "nanaco", number: String = "00100035504", amount: String = "300",
        settled: String? = nil, medium: String = "************0624", result: String = "2"
    ) -> String {
        "\(terminal),\(time),\(type),\(service),\(number),T01-002570,\(amount),"
            + "\(settled ?? (result == "2" ? amount : "0")),4419,4119,\(medium),\(result),0000,,,,"
    }

    static func total(
        terminal: String = "T01", time: String = "20260402173000", _ count: Int, _ amount: Int,
        _ unknownCount: Int = 0, _ unknown: Int = 0
    ) -> String {
        "\(terminal),\(time),TOTAL,,,,,,,,,,,\(count),\(amount),\(unknownCount),\(unknown)"
    }

    static func read(_ rows: String...) -> FileReading {
        let text = ([header] + rows).joined(separator: "\r\n") + "\r\n"
        return FileReading(ElectronicMoneyDayLog.self, Array(text.utf8))
    }

    static var contract: FileAdapterContract<ElectronicMoneyDayLog> {
        let rows = [
            row(), row(service: "WAON", number: "2", amount: "600"),
            row(type: "4", service: "WAON", number: "3"), row(number: "4", result: "3"),
            row(number: "5", result: "1"), row(type: "7", number: "6", amount: "100"),
            total(4, 500, 1, 300),
            row(terminal: "T02", number: "7"), total(terminal: "T02", 1, 300),
        ]
        return FileAdapterContract(
            sample: Array(([header] + rows).joined(separator: "\r\n").utf8), expectedRows: 7,
            layout: .header(
                required: [
                    "TerminalID", "EVRWDateTime", "TransactionType", "CurrentService",
                    "EVRWTransactionNumber", "POSTransactionNumber", "Amount", "SettledAmount",
                    "ResultOnSettlement", "NumberOfTransaction", "TotalAmountOfTransaction",
                    "NumberOfUncompletedSubtraction", "TotalAmountOfUncompletedSubtraction",
                ], optional: ["LastTimeBalance", "Balance", "MediumID", "ResponseCode1"]),
            freeText: [.column("MediumID"), .column("ResponseCode1"), .column("Balance")])
    }

    @Test("The adapter keeps the contract of file adapters")
    func keepsContract() throws { try Self.contract.run() }

    @Test("A file changed at random never traps and never gives an impossible fact")
    func bearsFuzz() { Self.contract.fuzz(rounds: 3000) }

    @Test("Every file of the sample month is read without a finding")
    func readsSampleMonth() throws {
        var files = 0
        var kinds: [ProviderLine.Kind: Int] = [:]
        for path in SampleCity.files(in: "providers/dencard") where path.contains("/T") {
            let bytes = try #require(SampleCity.bytes(path))
            #expect(ElectronicMoneyDayLog.recognises(FileHead(bytes: bytes)), "\(path)")
            let reading = FileReading(ElectronicMoneyDayLog.self, bytes)
            #expect(reading.rejection == nil && reading.findings == [], "\(path)")
            #expect(reading.rows == bytes.count { $0 == 0x0A } - 2, "\(path)")
            #expect(reading.facts.lines.count == reading.rows, "\(path)")
            #expect(reading.facts.terminalTotals.count == 1, "\(path)")
            for line in reading.facts.lines { kinds[line.kind, default: 0] += 1 }
            files += 1
        }
        #expect(files == 132)
        #expect(kinds[.giveBack] == 3 && kinds[.unknown] == 10 && kinds[.failed] == 8)
    }

    @Test("A row becomes a line with the terminal's number and ours")
    func rowBecomesLine() throws {
        let reading = Self.read(Self.row(), Self.total(1, 300))
        let day = try #require(BookDay("2026-04-02"))
        #expect(
            reading.facts.lines == [
                ProviderLine(
                    row: 2, number: "00100035504", kind: .sale,
                    at: Moment(day: day, secondOfDay: 8 * 3600 + 59 * 60 + 2), amount: Yen(300),
                    terminal: "T01", brand: "nanaco", merchantRef: "T01-002570",
                    providerRefs: ["00100035504"])
            ])
        #expect(
            reading.facts.terminalTotals == [
                TerminalTotals(
                    row: 3, terminal: "T01", day: day, completedCount: 1, completed: Yen(300),
                    unknownCount: 0, unknown: .zero)
            ])
    }

    @Test(
        "Each transaction type says what became of the money",
        arguments: [
            ("8", ProviderLine.Kind.sale, 300), ("10", .sale, 300), ("3", .sale, 300),
            ("4", .giveBack, -300), ("7", .giveBack, -300), ("6", .giveBack, -300),
        ])
    func typeDecidesKind(type: String, kind: ProviderLine.Kind, total: Int) {
        let reading = Self.read(Self.row(type: type), Self.total(1, total))
        #expect(reading.rejection == nil && reading.findings == [])
        #expect(reading.facts.lines.map(\.kind) == [kind])
    }

    @Test("Rows that move no money give no line", arguments: ["5", "6", "9", "11"])
    func readsAreNoLines(type: String) {
        let reading = Self.read(Self.row(type: type, amount: ""), Self.total(0, 0))
        #expect(reading.rejection == nil && reading.findings == [])
        #expect(reading.facts.lines.isEmpty)
        #expect(reading.rows == 1)
    }

    @Test("The settled amount counts where the transaction completed, else the amount")
    func settledAmountCounts() {
        let reading = Self.read(
            Self.row(amount: "300", settled: "280"),
            Self.row(number: "2", amount: "300", settled: ""),
            Self.row(number: "3", amount: "300", settled: "0", result: "3"),
            Self.total(2, 580, 1, 300))
        #expect(reading.facts.lines.map(\.amount) == [Yen(280), Yen(300), Yen(300)])
        #expect(reading.facts.lines.map(\.kind) == [.sale, .sale, .unknown])
    }

    @Test(
        "A bad row becomes a finding; the totals still prove the rest",
        arguments: [
            (row(type: "1"), FindingCode.statusUnknown, "TransactionType", total(1, 300)),
            (row(type: "9"), .statusUnknown, "TransactionType", total(1, 300)),
            (row(type: ""), .valueMissing, "TransactionType", total(1, 300)),
            (row(result: "4"), .statusUnknown, "ResultOnSettlement", total(1, 300)),
            (
                row(type: "4", result: "3"), .statusUnknown, "ResultOnSettlement",
                total(1, 300, 1, 300)
            ),
            (row(time: "20260230000000"), .dateInvalid, "EVRWDateTime", total(1, 300)),
            (row(amount: "-300"), .amountNegative, "Amount", total(1, 300)),
            (row(amount: "0"), .amountInvalid, "Amount", total(2, 300)),
            (row(amount: "1000000000000000"), .amountTooLarge, "Amount", total(1, 300)),
            (row(number: ""), .valueMissing, "EVRWTransactionNumber", total(2, 600)),
            (row(service: ""), .valueMissing, "CurrentService", total(2, 600)),
            (row(medium: "4111111111111111"), .cardNumber, "MediumID", total(2, 600)),
            (row(service: "4111111111111111"), .cardNumber, "CurrentService", total(2, 600)),
            (row() + ",", .columnCount, nil, total(1, 300)),
        ] as [(String, FindingCode, String?, String)])
    func badRowIsFinding(bad: String, code: FindingCode, column: String?, total: String) {
        let reading = Self.read(bad, Self.row(number: "9"), total)
        #expect(reading.rejection == nil)
        #expect(reading.findings.map(\.code) == [code])
        #expect(reading.findings.map(\.column) == [column])
        #expect(reading.facts.lines.map(\.number) == ["9"])
    }

    @Test(
        "Totals that the rows do not prove refuse the file",
        arguments: [
            total(2, 300), total(1, 301), total(1, 300, 1, 0), total(1, 300, 0, 1),
            total(1, 300).replacing("300,0,0", with: ",,"), total(1, 300) + ",",
            total(time: "2026", 1, 300),
        ])
    func wrongTotalsRefuse(total: String) {
        let rejection = Self.read(Self.row(), total).rejection
        #expect(rejection?.finding.code == .totalsDiffer)
        #expect(rejection?.finding.line == 3)
    }

    @Test("Where a row cannot be read, both are said: what is wrong with it, and that it lacks")
    func unreadableRowIsNamed() {
        let reading = Self.read(Self.row(), Self.row(amount: "-300"), Self.total(2, 600))
        #expect(reading.rejection?.finding.code == .totalsDiffer)
        #expect(reading.rejection?.finding.line == 4)
        #expect(reading.rejection?.finding.text.en.contains("without line 3") == true)
        #expect(reading.findings.map(\.code) == [.amountNegative])
        #expect(reading.findings.map(\.line) == [3])
    }

    @Test("A row without a TOTAL row for its terminal and day refuses the file")
    func missingTotalRefuses() {
        #expect(Self.read(Self.row()).rejection?.finding.code == .totalsDiffer)
        let other = Self.read(Self.row(), Self.row(terminal: "T02"), Self.total(1, 300))
        #expect(other.rejection?.finding.code == .totalsDiffer)
        #expect(other.rejection?.finding.line == 3)
    }

    @Test("Several terminals and days prove each by their own TOTAL row")
    func severalDaysProve() throws {
        let reading = Self.read(
            Self.row(), Self.row(terminal: "T02", number: "2"), Self.total(1, 300),
            Self.total(terminal: "T02", 1, 300), Self.row(time: "20260403090000", number: "3"),
            Self.total(time: "20260403173000", 1, 300))
        #expect(reading.rejection == nil)
        #expect(reading.facts.terminalTotals.map(\.terminal) == ["T01", "T02", "T01"])
        let day = try #require(BookDay("2026-04-02"))
        #expect(reading.facts.terminalTotals.map(\.day) == [day, day, day.adding(1)])
    }

    @Test("A terminal closed after midnight proves the day before")
    func closingAfterMidnight() throws {
        let reading = Self.read(Self.row(), Self.total(time: "20260403000512", 1, 300))
        #expect(reading.rejection == nil)
        #expect(reading.facts.terminalTotals.map(\.day) == [try #require(BookDay("2026-04-02"))])
    }

    @Test("Rows behind their TOTAL row, and a second TOTAL row, refuse the file")
    func orderIsKept() {
        let late = Self.read(Self.row(), Self.total(1, 300), Self.row(number: "2"))
        #expect(late.rejection?.finding.code == .recordOrder)
        let twice = Self.read(Self.row(), Self.total(1, 300), Self.total(1, 300))
        #expect(twice.rejection?.finding.code == .recordOrder)
    }

    @Test("A day without transactions has totals of nothing")
    func emptyDay() {
        let reading = Self.read(Self.total(0, 0))
        #expect(reading.rejection == nil && reading.rows == 0)
        #expect(reading.facts.terminalTotals.map(\.completedCount) == [0])
    }

    @Test("The sample's file with wrong totals is refused")
    func badTotalsFile() throws {
        let bytes = try #require(SampleCity.bytes("bad/emoney-totals.csv"))
        let reading = FileReading(ElectronicMoneyDayLog.self, bytes)
        #expect(reading.rejection?.finding.code == .totalsDiffer)
        #expect(reading.rejection?.finding.line == 6)
    }
}
