public import Money

/// One line of a provider's report of card, QR or e-money payments.
public struct ProviderLine: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// Money taken.
        case sale = 1
        /// Money given back: a refund, a return, or a same-day void.
        case giveBack
        /// Not known whether money moved (処理未了).
        case unknown
        /// The attempt failed: no money, and that is final.
        case failed
        /// Still being processed: no money yet, and nothing is said.
        case processing
        /// An entry of the payout that belongs to no payment: a fee, an adjustment, a dispute.
        case adjustment
    }

    public var row: Int
    /// The provider's own line number, the `reference` of the line.
    public var number: String
    public var kind: Kind
    public var at: Moment
    /// Positive, except an adjustment, which carries its sign.
    public var amount: Yen
    /// Merchant number as the file writes it; nil where the format carries none.
    public var merchant: String?
    public var terminal: String?
    public var brand: String?
    /// Our number as the provider knows it; of a give-back usually that of its payment.
    public var merchantRef: String?
    /// Further numbers under which our journal may know the line, best first.
    public var providerRefs: [String]
    public var slip: String?
    public var approval: String?
    /// The payout that carries the line, where the line says so.
    public var payout: String?
    /// The fee stated on the line itself; nil where the format states none.
    public var fee: Yen?

    public init(
        row: Int, number: String, kind: Kind, at: Moment, amount: Yen, merchant: String? = nil,
        terminal: String? = nil, brand: String? = nil, merchantRef: String? = nil,
        providerRefs: [String] = [], slip: String? = nil, approval: String? = nil,
        payout: String? = nil, fee: Yen? = nil
    ) {
        self.row = row
        self.number = number
        self.kind = kind
        self.at = at
        self.amount = amount
        self.merchant = merchant
        self.terminal = terminal
        self.brand = brand
        self.merchantRef = merchantRef
        self.providerRefs = providerRefs
        self.slip = slip
        self.approval = approval
        self.payout = payout
        self.fee = fee
    }
}
