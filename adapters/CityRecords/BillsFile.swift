public import Provider

/// The city's own assessments (調定), INTERFACES 6: CSV with a header line, columns by name.
///
/// A slip proves itself by its barcode and its eL-QR: the claims on it must add up to what the
/// citizen is asked to pay. Claims of one slip may stand anywhere in the file, so they are held
/// until their slip is complete, and only then handed over; of a slip that never becomes complete
/// nothing is taken in.
public enum BillsFile: FileAdapter {
    public static let kind = FileKind.bills

    static let columns = [
        "bill_id", "kind", "payer", "fund", "subject", "fiscal_year", "levy_year", "term",
        "amount", "tax_amount", "issued", "due", "limit", "key", "barcode", "elqr", "group",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        head.countColumns(named: columns) >= 12
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var rows: BillRows?
        var slips = SlipSums()
        try source.forEachRecord { (record) throws(FileRejection) in
            guard let reader = rows else {
                if !record.isBlank { rows = try BillRows(header: sink.header(of: record)) }
                return
            }
            if record.isBlank { return }
            sink.rows += 1
            try reader.read(record, into: &slips, &sink)
        }
        slips.reportIncomplete(into: &sink)
    }
}
