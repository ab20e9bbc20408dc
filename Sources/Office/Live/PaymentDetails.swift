public import Money
public import Provider
public import Till

/// A payment as its caller sees it.
public struct PaymentDetails: Sendable, Hashable {
    public var id: PaymentID
    /// Service account whose key made it.
    public var service: String
    public var order: PaymentOrder
    /// Its basket: names for the receipt, in the order's language both.
    public var lines: [Line]
    public var amount: Yen
    public var created: Moment
    /// When it is closed if nobody has paid.
    public var expires: Moment
    public var state: PaymentState
    public var closedBy: Payment.Closer?
    /// Grows with every event.
    public var version: Int
    /// Provider id of the city file; nil before one is chosen.
    public var provider: String?
    public var method: String?
    /// The provider's number.
    public var providerRef: String?
    public var brand: String?
    /// Last four digits of the card, where the provider tells them.
    public var lastFour: String?
    /// Where the citizen goes to pay, as long as he can.
    public var step: NextStep?
    public var captured: Yen?
    public var capturedAt: Moment?
    public var refunded: Yen
    /// What a refund must name as `refund_amount_available`.
    public var refundAvailable: Yen
    public var refunds: [RefundDetails]
    /// What its payer disputes, by the provider's numbers.
    public var disputes: [DisputeSummary]
    /// The day on which its money came to the bank; nil before.
    public var settled: BookDay?
    /// The book day of the capture is closed and sealed.
    public var isSealed: Bool

    /// A line of the receipt.
    public struct Line: Sendable, Hashable {
        public var item: PaymentOrder.Item
        public var name: String
        public var quantity: Int
        public var amount: Yen

        public init(item: PaymentOrder.Item, name: String, quantity: Int, amount: Yen) {
            self.item = item
            self.name = name
            self.quantity = quantity
            self.amount = amount
        }
    }

    public var shown: PublicState { state.shown }
    /// Whether the caller or the payer may still cancel it.
    public var canCancel: Bool { TransitionTable.transition(state, .close) != nil }
    /// No refund may be asked for, because its payer disputes it.
    public var isDisputed: Bool { disputes.contains(where: \.bindsMoney) }
    public var canCapture: Bool { TransitionTable.transition(state, .capture) != nil }
}

/// A refund as its caller sees it.
public struct RefundDetails: Sendable, Hashable {
    public var id: PaymentID
    public var payment: PaymentID
    public var amount: Yen
    public var created: Moment
    public var state: Payment.RefundEntry.State
    /// Why it waits, or waited, for a second person.
    public var reasons: Set<ApprovalReason>

    public init(
        id: PaymentID, payment: PaymentID, amount: Yen, created: Moment,
        state: Payment.RefundEntry.State, reasons: Set<ApprovalReason>
    ) {
        self.id = id
        self.payment = payment
        self.amount = amount
        self.created = created
        self.state = state
        self.reasons = reasons
    }
}

/// A step in a payment's life.
public struct PaymentHistoryRow: Sendable, Hashable {
    public var at: Moment
    /// What happened: `create`, and the words of ``Till/TillEvent`` for what was asked of us;
    /// `answer` for a word of the provider, `notice`.
    public var event: String
    /// Where the payment stood then.
    public var state: PaymentState

    public init(at: Moment, event: String, state: PaymentState) {
        self.at = at
        self.event = event
        self.state = state
    }
}
