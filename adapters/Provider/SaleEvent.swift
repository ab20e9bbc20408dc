public import Money

/// One event of the register journal (INTERFACES 5).
public struct SaleEvent: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case captured = 1
        case refunded, voided, unknown, resolved
        /// The payer disputes it, and the provider took the money back from us.
        case disputed
        /// A dispute was won: the provider gave the money back to us.
        case reinstated

        /// Money of a payment leaves us again.
        public var givesBack: Bool { self == .refunded || self == .disputed }
        /// It speaks of another event, and moves nothing by itself.
        public var isNote: Bool { self == .voided || self == .resolved || self == .reinstated }
    }
    public enum Channel: UInt8, Sendable, Hashable { case counter = 1, online }

    /// One line of the basket: a fee of the catalogue, or a bill.
    public struct Line: Sendable, Hashable {
        public enum Item: Sendable, Hashable {
            case fee(String)
            case bill(String)
        }
        public var item: Item
        public var quantity: Int
        public var amount: Yen

        public init(item: Item, quantity: Int, amount: Yen) {
            self.item = item
            self.quantity = quantity
            self.amount = amount
        }
    }

    /// 1-based line of the file.
    public var row: Int
    public var id: PaymentID
    public var at: Moment
    public var kind: Kind
    public var channel: Channel
    public var office: String
    public var terminal: String?
    public var operatorName: String?
    /// Provider id of the city file; nil for cash.
    public var provider: String?
    public var method: String
    public var brand: String?
    /// Always positive, also for refunds and voids.
    public var amount: Yen
    public var lines: [Line]
    public var providerRef: String?
    public var merchantRef: String?
    public var slip: String?
    public var approval: String?
    /// `refund_of`, `void_of`, `resolves`, `dispute_of` or `reinstates` (a `disputed`).
    public var original: PaymentID?
    /// For `resolved`: whether the citizen paid.
    public var paid: Bool?

    public init(
        row: Int, id: PaymentID, at: Moment, kind: Kind, channel: Channel, office: String,
        terminal: String?, operatorName: String?, provider: String?, method: String,
        brand: String?, amount: Yen, lines: [Line], providerRef: String?, merchantRef: String?,
        slip: String?, approval: String?, original: PaymentID?, paid: Bool?
    ) {
        self.row = row
        self.id = id
        self.at = at
        self.kind = kind
        self.channel = channel
        self.office = office
        self.terminal = terminal
        self.operatorName = operatorName
        self.provider = provider
        self.method = method
        self.brand = brand
        self.amount = amount
        self.lines = lines
        self.providerRef = providerRef
        self.merchantRef = merchantRef
        self.slip = slip
        self.approval = approval
        self.original = original
        self.paid = paid
    }
}
