public import Provider

/// Reads the day log of an electronic money terminal: a CSV whose columns bear the tag names of
/// UnifiedPOS EVRW (Electronic Value Reader/Writer, 1.15), with a totals row (`TOTAL` as
/// TransactionType) last.
///
/// Each transaction that moves money becomes one ``Provider/ProviderLine``; each totals row, proven
/// against its transactions, one ``Provider/TerminalTotals``. Amounts are whole yen, times Japan's.
/// A file of several terminals or days has a totals row for each of them.
public enum ElectronicMoneyDayLog: FileAdapter {
    public static let kind = FileKind.electronicMoneyDayLog

    static let distinctive = [
        "TerminalID", "EVRWDateTime", "TransactionType", "CurrentService", "EVRWTransactionNumber",
        "POSTransactionNumber", "SettledAmount", "ResultOnSettlement", "NumberOfTransaction",
        "TotalAmountOfTransaction", "NumberOfUncompletedSubtraction",
        "TotalAmountOfUncompletedSubtraction",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        head.countColumns(named: distinctive) >= 6
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var reader: ElectronicMoneyRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard reader != nil else {
                reader = try ElectronicMoneyRows(header: sink.header(of: record))
                return
            }
            if !record.isBlank { try reader?.take(record, sink: &sink) }
        }
        try reader?.finish()
    }
}
