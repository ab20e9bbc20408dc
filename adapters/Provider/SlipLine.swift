public import Money

/// One record of collection data: a slip paid at a store, in an app, at a bank, or through 共通納税.
public struct SlipLine: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// 速報.
        case provisional = 1
        /// 確報, 郵便振替, 共通納税: money is coming on the pay date.
        case confirmed
        /// 速報取消.
        case cancelled
        /// 郵便振替訂正: carries the corrected amount.
        case corrected
    }

    public var row: Int
    public var kind: Kind
    /// Company or organisation number that names the provider.
    public var merchant: String
    /// Collection key digits as the record carries them.
    public var key: String
    public var paidDay: BookDay
    /// Second of the day in Japan; nil where the record has none.
    public var paidSecond: Int?
    public var amount: Yen
    /// Store, confirmation number or institution: tells two payments of one slip apart.
    public var place: String
    /// Channel code as the agent writes it.
    public var channel: String
    public var payDate: BookDay?
    /// The day the data was made; nil where the record does not say.
    public var madeDay: BookDay?

    public init(
        row: Int, kind: Kind, merchant: String, key: String, paidDay: BookDay, paidSecond: Int?,
        amount: Yen, place: String, channel: String, payDate: BookDay?, madeDay: BookDay?
    ) {
        self.row = row
        self.kind = kind
        self.merchant = merchant
        self.key = key
        self.paidDay = paidDay
        self.paidSecond = paidSecond
        self.amount = amount
        self.place = place
        self.channel = channel
        self.payDate = payDate
        self.madeDay = madeDay
    }
}
