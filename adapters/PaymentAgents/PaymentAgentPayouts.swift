public import Provider

/// Reads the payout statement of a payment agent (決済代行): one row a payout, amounts in yen, as
/// they are or grouped, `▲` for negative ones, and a totals row (合計) where the agent writes one.
///
/// Each row becomes one ``Provider/PayoutStatement``. Columns are found by name.
public enum PaymentAgentPayouts: FileAdapter {
    public static let kind = FileKind.paymentAgentPayouts

    static let distinctive = [
        "支払番号", "加盟店ID", "締日", "対象開始日", "対象終了日", "売上件数", "売上金額", "取消件数", "取消金額",
        "手数料", "消費税", "差引支払額", "支払日",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        head.countColumns(named: distinctive) >= 7
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var reader: PayoutRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard reader != nil else {
                reader = try PayoutRows(header: sink.header(of: record))
                return
            }
            if record.isBlank { return }
            if PayoutRows.isTotal(record) {
                try reader?.prove(record)
                return
            }
            sink.rows += 1
            if let payout = try reader?.payout(of: record, sink: &sink) {
                sink.batch.payouts.append(payout)
                try sink.rowDone()
            }
        }
    }
}
