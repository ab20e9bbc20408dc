public import Provider

/// Reads PayPay's 取引履歴 CSV (PayPay for Business, help-online-merchant B0058): 14 columns, and
/// サービスタイプ as the 15th in newer exports.
///
/// Columns are found by name. Each row becomes one ``Provider/ProviderLine``; a refund (返金完了) is
/// a row of its own, with its own 取引番号 and the 加盟店決済ID of the payment it gives back. Times
/// are Japan's. The file states no fee.
public enum PayPayHistory: FileAdapter {
    public static let kind = FileKind.payPayHistory

    /// Names that tell this file from others, whatever single column it lacks.
    static let distinctive = [
        "取引番号", "決済番号", "加盟店ID", "屋号", "店舗ID", "店舗名", "端末番号/PosID", "取引ステータス",
        "取引日時", "取引金額", "レシート番号", "支払い方法", "支払い詳細", "取引確定期限", "加盟店決済ID",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        head.countColumns(named: distinctive) >= 8
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var reader: PayPayRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard reader != nil else {
                reader = try PayPayRows(header: sink.header(of: record))
                return
            }
            if record.isBlank { return }
            sink.rows += 1
            if let line = reader?.line(of: record, sink: &sink) {
                sink.batch.lines.append(line)
                try sink.rowDone()
            }
        }
    }
}
