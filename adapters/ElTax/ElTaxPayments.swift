public import Provider

/// Payment records of 共通納税 (地方税お支払サイト, eL-QR, eL番号) in the neutral CSV of INTERFACES 8,
/// columns by name.
///
/// The interface file of eLTAX itself is closed to the public; a mapping on the city's side makes
/// this one of it. Each row becomes one ``Provider/SlipLine``, confirmed from the start, since
/// there is no 速報; a cancelled row says that the payment did not happen.
public enum ElTaxPayments: FileAdapter {
    public static let kind = FileKind.eltaxPayments

    static let columns = [
        "org", "key", "confirm", "item", "levy_year", "tax_year", "term", "amount", "paid_date",
        "method", "fi_code", "fund_date", "cancelled",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        head.countColumns(named: columns) >= 9
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var rows: ElTaxRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard let reader = rows else {
                if !record.isBlank { rows = try ElTaxRows(header: sink.header(of: record)) }
                return
            }
            if record.isBlank { return }
            sink.rows += 1
            if let line = reader.line(of: record, sink: &sink) {
                sink.batch.slips.append(line)
                try sink.rowDone()
            }
        }
    }
}
