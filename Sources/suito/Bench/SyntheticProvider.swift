import Money

/// The five providers of the synthetic city, on the terms that its city file states.
enum SyntheticProvider: Int, CaseIterable {
    case paypay, paypayOnline, stripe, jcn, dencard

    struct Brand {
        /// As the provider's reports write it.
        var id: String
        /// As the register writes it.
        var name: String
    }

    var id: String {
        switch self {
        case .paypay: "paypay"
        case .paypayOnline: "paypay-online"
        case .stripe: "stripe"
        case .jcn: "jcn"
        case .dencard: "dencard"
        }
    }

    var method: String {
        switch self {
        case .paypay, .paypayOnline: "qr"
        case .stripe, .jcn: "card"
        case .dencard: "emoney"
        }
    }

    var isOnline: Bool { self == .paypayOnline || self == .stripe }

    var merchantID: String {
        switch self {
        case .paypay: "480000000000999024"
        case .paypayOnline: "480000000001999024"
        case .stripe: "acct_1SHIKEN999024"
        case .jcn: "JCN-0999024"
        case .dencard: "DEN-999024-01"
        }
    }

    /// The name under which it pays, in half-width kana.
    var payerName: String {
        switch self {
        case .paypay, .paypayOnline: "ﾍﾟｲﾍﾟｲ(ｶ"
        case .stripe: "ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ"
        case .jcn: "ｼﾞｴｲｼ-ｴﾇ(ｶ"
        case .dencard: "ﾃﾞﾝｶ-ﾄﾞ(ｶ"
        }
    }

    /// What its payout numbers begin with.
    var payoutPrefix: String {
        switch self {
        case .paypay: "PP"
        case .paypayOnline: "PPO"
        case .stripe: "po"
        case .jcn: "JC"
        case .dencard: "DC"
        }
    }

    var brands: [Brand] {
        switch self {
        case .paypay, .paypayOnline: [Brand(id: "PayPay", name: "PayPay")]
        case .stripe:
            ["visa", "mastercard", "jcb"].map { Brand(id: $0, name: $0) }
        case .jcn:
            [
                Brand(id: "102", name: "VISA"), Brand(id: "103", name: "Mastercard"),
                Brand(id: "104", name: "JCB"), Brand(id: "105", name: "AMEX"),
            ]
        case .dencard:
            ["Suica", "WAON", "nanaco", "Edy", "iD", "QUICPay"].map { Brand(id: $0, name: $0) }
        }
    }

    // MARK: Terms

    enum FeeUnit: String { case transaction, payout }

    var feeRate: Rate {
        switch self {
        case .paypay, .paypayOnline: Rate(partsPerMillion: 16_000)
        case .stripe: Rate(partsPerMillion: 36_000)
        case .jcn: Rate(partsPerMillion: 24_800)
        case .dencard: Rate(partsPerMillion: 32_400)
        }
    }

    var feeUnit: FeeUnit { method == "card" ? .transaction : .payout }

    var feeRounding: Rounding { feeUnit == .transaction ? .halfUp : .down }

    /// Whether a refund or void takes its fee back.
    var returnsFee: Bool { self != .stripe }

    /// Tax on the fee, rounded down once per payout; nil for card fees, which are exempt.
    var feeTaxRate: Rate? { method == "card" ? nil : Rate(partsPerMillion: 100_000) }

    /// Days after the sale's day until the provider's line is overdue.
    var reportWithin: Int { self == .stripe ? 14 : 2 }
}
