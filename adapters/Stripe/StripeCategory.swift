import Provider

/// `reporting_category` of a balance transaction: what it does to our money.
enum StripeCategory {
    case sale
    case giveBack
    case payout
    /// Belongs to no payment of ours: carries its net with its sign.
    case adjustment

    /// Stripe, "Reporting categories"; `payment` and `payment_refund` are the older names that
    /// payments without a card had.
    static let known: [String: StripeCategory] = [
        "charge": .sale,
        "payment": .sale,
        "refund": .giveBack,
        "payment_refund": .giveBack,
        "partial_capture_reversal": .giveBack,
        "payout": .payout,
        "advance": .adjustment,
        "advance_funding": .adjustment,
        "anticipation_repayment": .adjustment,
        "charge_failure": .adjustment,
        "climate_order_purchase": .adjustment,
        "climate_order_refund": .adjustment,
        "connect_collection_transfer": .adjustment,
        "connect_reserved_funds": .adjustment,
        "contribution": .adjustment,
        "dispute": .adjustment,
        "dispute_reversal": .adjustment,
        "fee": .adjustment,
        "financing_paydown": .adjustment,
        "financing_paydown_reversal": .adjustment,
        "financing_payout": .adjustment,
        "financing_payout_reversal": .adjustment,
        "network_cost": .adjustment,
        "other_adjustment": .adjustment,
        "payout_minimum_balance_hold": .adjustment,
        "payout_minimum_balance_release": .adjustment,
        "payout_reversal": .adjustment,
        "platform_earning": .adjustment,
        "platform_earning_refund": .adjustment,
        "refund_failure": .adjustment,
        "reserved_funds": .adjustment,
        "risk_reserved_funds": .adjustment,
        "tax": .adjustment,
        "topup": .adjustment,
        "topup_reversal": .adjustment,
        "transfer": .adjustment,
        "transfer_reversal": .adjustment,
        "unreconciled_customer_funds": .adjustment,
    ]
}
