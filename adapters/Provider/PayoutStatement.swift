public import Money

/// What a provider says it pays, or paid, to our bank.
public struct PayoutStatement: Sendable, Hashable {
    public var row: Int
    /// The payout's number.
    public var number: String
    public var merchant: String?
    /// First and last provider's day of the window; nil where lines carry the payout's number.
    public var from: BookDay?
    public var to: BookDay?
    public var closing: BookDay?
    public var payDate: BookDay
    /// Count of sale and give-back lines; nil where the statement does not say.
    public var saleCount: Int?
    public var refundCount: Int?
    public var gross: Yen
    /// Positive: what is deducted for refunds and voids.
    public var refunds: Yen
    public var fee: Yen
    public var feeTax: Yen
    public var net: Yen

    public init(
        row: Int, number: String, merchant: String?, from: BookDay?, to: BookDay?,
        closing: BookDay?, payDate: BookDay, saleCount: Int?, refundCount: Int?, gross: Yen,
        refunds: Yen, fee: Yen, feeTax: Yen, net: Yen
    ) {
        self.row = row
        self.number = number
        self.merchant = merchant
        self.from = from
        self.to = to
        self.closing = closing
        self.payDate = payDate
        self.saleCount = saleCount
        self.refundCount = refundCount
        self.gross = gross
        self.refunds = refunds
        self.fee = fee
        self.feeTax = feeTax
        self.net = net
    }
}
