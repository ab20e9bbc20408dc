import Money
import Provider

/// Where the columns of an itemized report stand.
struct StripeColumns {
    let transaction: Int
    let payout: Int
    let effective: Int
    /// The clock of `effective`, seconds ahead of UTC.
    let effectiveOffset: Int64
    let created: Int
    let createdOffset: Int64
    let currency: Int
    let gross: Int
    let fee: Int
    let net: Int
    let category: Int
    let source: Int
    let paymentIntent: Int?
    let charge: Int?
    let brand: Int?
    /// `payment_metadata[KEY]`: the first key that may hold our number.
    let merchantReference: Int?
    /// Columns whose values we do not read and that may hold anything.
    let freeText: [Int]

    init(_ header: CSVHeader) throws(FileRejection) {
        transaction = try header.required("balance_transaction_id")
        payout = try header.required("automatic_payout_id")
        effective = try header.required(
            "automatic_payout_effective_at_utc", "automatic_payout_effective_at")
        effectiveOffset = StripeColumns.offset(header.names[effective])
        created = try header.required("created_utc", "created")
        createdOffset = StripeColumns.offset(header.names[created])
        currency = try header.required("currency")
        gross = try header.required("gross")
        fee = try header.required("fee")
        net = try header.required("net")
        category = try header.required("reporting_category")
        source = try header.required("source_id")
        paymentIntent = header.index("payment_intent_id")
        charge = header.index("charge_id")
        brand = header.index("card_brand")
        merchantReference = header.index(
            "payment_metadata[payment_id]", "payment_metadata[merchant_ref]",
            "payment_metadata[reference]")
        freeText = header.others(than: [
            transaction, payout, effective, created, currency, gross, fee, net, category, source,
            paymentIntent, charge, merchantReference,
        ])
    }

    private static func offset(_ name: String) -> Int64 {
        name.hasSuffix("_utc") ? 0 : Moment.japanOffsetSeconds
    }
}
