public import Provider

/// Reads Stripe's itemized payout reconciliation report
/// (`payout_reconciliation.itemized`, columns chosen by who asks for it).
///
/// Columns are found by name. Each balance transaction becomes one ``Provider/ProviderLine``; each
/// automatic payout one ``Provider/PayoutStatement`` behind all lines. Amounts are whole yen, with
/// or without `.00`. Times in `…_utc` columns are UTC, those in the columns without it Japan's.
public enum StripePayouts: FileAdapter {
    public static let kind = FileKind.stripePayouts

    static let distinctive = [
        "automatic_payout_id", "automatic_payout_effective_at_utc", "automatic_payout_effective_at",
        "balance_transaction_id", "created_utc", "created", "currency", "gross", "fee", "net",
        "reporting_category", "source_id", "payment_intent_id", "charge_id",
    ]

    public static func recognises(_ head: FileHead) -> Bool {
        head.countColumns(named: distinctive) >= 6
    }

    public static func read(
        _ source: inout ByteSource, into sink: inout FactSink
    ) throws(FileRejection) {
        var reader: StripeRows?
        try source.forEachRecord { (record) throws(FileRejection) in
            guard reader != nil else {
                reader = try StripeRows(header: sink.header(of: record))
                return
            }
            if record.isBlank { return }
            sink.rows += 1
            try reader?.take(record, sink: &sink)
        }
        try reader?.finish(sink: &sink)
    }
}
