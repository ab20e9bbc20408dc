import Money

/// Writes one week of Stripe's itemized payout reconciliation CSV, columns as Stripe names them.
struct SyntheticStripeReport {
    private static let header: StaticString = """
        created_utc,balance_transaction_id,automatic_payout_id,source_id,\
        payment_metadata[payment_id],net,fee,reporting_category,card_funding,gross,\
        payment_intent_id,description,automatic_payout_effective_at_utc,charge_id,currency,\
        payment_method_type

        """

    private var text = ByteText()
    private let payoutSeed: UInt64
    /// `2026-04-09 15:00:00`: midnight of the pay day in Japan.
    private let effective: [UInt8]

    init(payDay: BookDay, payoutSeed: UInt64) {
        self.payoutSeed = payoutSeed
        var effective = ByteText()
        effective.add(utc: Moment(day: payDay, secondOfDay: 0))
        self.effective = effective.bytes
        text.add(SyntheticStripeReport.header)
    }

    /// The payout's number, `po_1` and 22 characters.
    var payoutNumber: String {
        var text = ByteText()
        text.addPayoutNumber(seed: payoutSeed)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    mutating func add(_ event: SyntheticEvent, on day: BookDay, second: Int, fee: Yen) {
        let payment = event.kind == .captured ? event.seed : event.originSeed
        text.add(utc: Moment(day: day, secondOfDay: second))
        text.add(",txn_3")
        text.add(letters: 23, seed: event.seed &+ 2)
        text.add(",")
        text.addPayoutNumber(seed: payoutSeed)
        if event.kind == .captured {
            text.add(",ch_3")
            text.add(letters: 23, seed: payment &+ 1)
        } else {
            text.add(",re_3")
            text.add(letters: 23, seed: event.seed)
        }
        text.add(",")
        text.add(id: event.kind == .captured ? event.id : event.origin)
        text.add(",")
        text.add(event.lineAmount - fee.value)
        text.add(",")
        text.add(fee.value)
        text.add(event.kind == .captured ? ",charge," : ",refund,")
        text.add(payment % 8 == 0 ? "debit," : "credit,")
        text.add(event.lineAmount)
        text.add(",pi_3")
        text.add(letters: 23, seed: payment)
        text.add(",オンライン申請,")
        text.add(effective)
        text.add(",ch_3")
        text.add(letters: 23, seed: payment &+ 1)
        text.add(",jpy,card\n")
    }

    /// The file's bytes, the payout's own row last.
    mutating func finished(net: Int64) -> [UInt8] {
        text.add(effective)
        text.add(",txn_3")
        text.add(letters: 23, seed: payoutSeed &+ 2)
        for _ in 0..<2 {
            text.add(",")
            text.addPayoutNumber(seed: payoutSeed)
        }
        text.add(",,")
        text.add(-net)
        text.add(",0,payout,,")
        text.add(-net)
        text.add(",,STRIPE PAYOUT,")
        text.add(effective)
        text.add(",,jpy,\n")
        return text.bytes
    }
}

extension ByteText {
    fileprivate mutating func addPayoutNumber(seed: UInt64) {
        add("po_1")
        add(letters: 22, seed: seed)
    }

    /// `2026-04-09 15:00:00` in UTC.
    fileprivate mutating func add(utc moment: Moment) {
        let shifted = Moment(seconds: moment.seconds - Moment.japanOffsetSeconds)
        add(day: shifted.day, separator: "-")
        add(" ")
        add(secondOfDay: shifted.secondOfDay, separator: ":")
    }
}
