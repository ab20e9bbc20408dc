public import Provider

/// Reads the DailyLog of a card terminal (UnifiedPOS, Credit Authorization Terminal, property
/// DailyLog): records of 13 items, separated by commas, without a header.
///
/// Each record becomes one ``Provider/ProviderLine``. Amounts are whole yen, taxes and others
/// included, always positive; times are Japan's. The last item, additional data, is the terminal in
/// our profile; devices that leave it empty give lines without a terminal. The log has no totals.
public enum TerminalDailyLog: FileAdapter {
    public static let kind = FileKind.terminalDailyLog

    /// Names of the items for people; the file has none.
    public static let items = [
        "Card company ID", "Transaction type", "Transaction date", "Transaction number",
        "Payment condition", "Slip number", "Approval code", "Purchase date", "Account number",
        "Amount", "Tax/others", "Installments", "Additional data",
    ]

    /// Most of the first records must have the shape: one torn record does not hide what it is.
    public static func recognises(_ head: FileHead) -> Bool {
        var seen = 0
        var fitting = 0
        head.bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count, seen < 20 {
                let rest = start..<bytes.count
                // The last record of the head may be cut by the head's own end.
                let lineEnd = rest.first { bytes[$0] == 0x0A || bytes[$0] == 0x0D }
                if lineEnd == nil, seen > 0 { break }
                let stop = lineEnd ?? bytes.count
                if stop > start {
                    seen += 1
                    if TerminalDailyLog.hasShape(bytes, start..<stop) { fitting += 1 }
                }
                start = stop + 1
            }
        }
        return fitting > 0 && fitting * 2 >= seen
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        try source.forEachRecord { (record) throws(FileRejection) in
            if record.isBlank { return }
            sink.rows += 1
            guard sink.hasShape(record, fields: items.count) else { return }
            var holdsCard = false
            // Ids of few digits: a long number in them is something else.
            for item in [
                TerminalItem.company, TerminalItem.slip, TerminalItem.approval,
                TerminalItem.account,
            ] where sink.guardFreeText(record, item, column: items[item]) {
                holdsCard = true
            }
            // Terminals are numbered with 13 digits, and one in ten would pass for a card.
            if record[TerminalItem.terminal].count != 13,
                sink.guardFreeText(record, TerminalItem.terminal, column: items[12])
            {
                holdsCard = true
            }
            if holdsCard { return }
            do throws(RowFault) {
                sink.batch.lines.append(try TerminalItem.line(of: record))
            } catch {
                sink.refuse(record, error, names: items)
                return
            }
            try sink.rowDone()
        }
    }

    /// Whether a line has 13 items, the second of 2 digits, the third a date and time, the tenth
    /// empty or digits.
    private static func hasShape(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Bool {
        var item = 0
        var start = line.lowerBound
        for index in line.lowerBound...line.upperBound
        where index == line.upperBound || bytes[index] == 0x2C {
            let field = UnsafeRawBufferPointer(rebasing: bytes[start..<index])
            switch item {
            case 1: guard field.count == 2, Field.digits(field) != nil else { return false }
            case 2: guard field.count == 14, Field.moment(field) != nil else { return false }
            case 9: guard field.isEmpty || (try? Field.amount(field)) != nil else { return false }
            default: break
            }
            item += 1
            start = index + 1
        }
        return item == items.count
    }
}
