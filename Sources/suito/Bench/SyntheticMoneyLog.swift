import Money

/// Writes one terminal's e-money day log (CSV with UnifiedPOS EVRW tag names), its totals last.
struct SyntheticMoneyLog {
    private static let header: StaticString = """
        TerminalID,EVRWDateTime,TransactionType,CurrentService,EVRWTransactionNumber,\
        POSTransactionNumber,Amount,SettledAmount,LastTimeBalance,Balance,MediumID,\
        ResultOnSettlement,ResponseCode1,NumberOfTransaction,TotalAmountOfTransaction,\
        NumberOfUncompletedSubtraction,TotalAmountOfUncompletedSubtraction\r\n
        """
    private static let services = SyntheticProvider.dencard.brands.map { Array($0.name.utf8) }
    /// Brands from here on are paid later and have no balance on the card.
    private static let firstPostpaid = 4

    private var text = ByteText()
    private var count = 0
    private var total: Int64 = 0
    /// The log's total less that of the register.
    private(set) var difference: Int64 = 0

    init() { text.add(SyntheticMoneyLog.header) }

    mutating func add(_ event: SyntheticEvent, keys: SyntheticKeys, on day: BookDay) {
        text.add("T")
        text.add(event.terminal ?? 0, width: 2)
        text.add(",")
        text.add(day: day, separator: "")
        text.add(secondOfDay: event.second + event.delay, separator: "")
        text.add(event.kind == .captured ? ",8," : ",4,")
        text.add(SyntheticMoneyLog.services[event.brand])
        text.add(",")
        text.add(keys.transaction, width: 11)
        text.add(",")
        if event.fate != .ambiguous { text.add(till: keys.till, of: event) }
        let yen = abs(event.lineAmount)
        for _ in 0..<2 {
            text.add(",")
            text.add(yen)
        }
        if event.brand < SyntheticMoneyLog.firstPostpaid {
            let rest = Int64(event.seed % 15_000)
            text.add(",")
            text.add(event.kind == .captured ? rest + yen : rest)
            text.add(",")
            text.add(event.kind == .captured ? rest : rest + yen)
        } else {
            text.add(",,")
        }
        text.add(",************")
        text.add(digits: (event.seed >> 32) % 10_000, width: 4)
        text.add(",2,0000,,,,\r\n")
        count += 1
        total += event.lineAmount
    }

    /// Counts what the register has of an event.
    mutating func register(_ event: SyntheticEvent, reported: Bool, journaled: Bool) {
        if reported { difference += event.lineAmount }
        if journaled { difference -= event.kind == .captured ? event.amount : -event.amount }
    }

    /// The file's bytes, its totals row behind the rows.
    mutating func finished(terminal: Int, on day: BookDay) -> [UInt8] {
        text.add("T")
        text.add(terminal, width: 2)
        text.add(",")
        text.add(day: day, separator: "")
        text.add("173000,TOTAL,,,,,,,,,,,")
        text.add(count)
        text.add(",")
        text.add(total)
        text.add(",0,0\r\n")
        return text.bytes
    }
}
