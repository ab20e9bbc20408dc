import Money

/// Writes lines of a card terminal's DailyLog (UnifiedPOS CAT): 13 items, ASCII, CRLF, no header.
struct SyntheticCardLog {
    private let companies = SyntheticProvider.jcn.brands.map { Array($0.id.utf8) }
    /// Issuer digits that begin the masked account number.
    private let issuers: [StaticString] = ["498000", "524100", "354000", "376000"]

    func add(
        _ event: SyntheticEvent, keys: SyntheticKeys, on day: BookDay, to text: inout ByteText
    ) {
        text.add(companies[event.brand])
        switch event.kind {
        case .captured: text.add(",10,")
        case .voided: text.add(",20,")
        case .refunded: text.add(",21,")
        }
        text.add(day: day, separator: "")
        text.add(secondOfDay: event.second + event.delay, separator: "")
        text.add(",")
        text.add(keys.transaction, width: 10)
        text.add(",10,")
        text.add(keys.slip)
        text.add(",")
        text.add(event.approval, width: 6)
        text.add(",,")
        text.add(issuers[event.brand])
        text.add("******")
        text.add(digits: event.seed % 10_000, width: 4)
        text.add(",")
        text.add(abs(event.lineAmount))
        text.add(",0,,T")
        text.add(event.terminal ?? 0, width: 2)
        text.add("\r\n")
    }
}
