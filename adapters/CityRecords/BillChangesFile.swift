public import Provider

/// Revisions of bills (INTERFACES 4, `bill-changes`): CSV with a header line, columns by name.
public enum BillChangesFile: FileAdapter {
    public static let kind = FileKind.billChanges

    static let columns = [
        "bill_id", "revision", "event", "amount", "tax_amount", "date", "reason", "document",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        // The assessments themselves share three of the names.
        head.countColumns(named: columns) >= 6 && head.countColumns(named: BillsFile.columns) < 12
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var rows: BillChangeRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard let reader = rows else {
                if !record.isBlank { rows = try BillChangeRows(header: sink.header(of: record)) }
                return
            }
            if record.isBlank { return }
            sink.rows += 1
            if let change = reader.change(of: record, sink: &sink) {
                sink.batch.billChanges.append(change)
                try sink.rowDone()
            }
        }
    }
}
