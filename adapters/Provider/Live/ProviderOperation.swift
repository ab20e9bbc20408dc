public import Money

/// One thing that a provider is asked to do, under an id of its own.
///
/// It is written down before its request leaves, so the same operation may be sent again: the
/// provider knows it by its id and does it once.
public struct ProviderOperation: Sendable, Hashable {
    public enum Deed: Sendable, Hashable {
        /// Open a payment that the citizen then makes at the provider's.
        case create(NewPayment)
        /// How does the payment stand?
        case ask
        /// Take the money that was reserved.
        case capture(Yen)
        /// Close a payment that was not made yet, so that nobody can make it any more.
        case close
        /// Let money go that was reserved and will not be taken.
        case release
        /// Undo a payment that was made.
        case cancel
        /// Give money back.
        case refund(Yen, reason: String)
        /// How does the refund of that operation stand?
        case askRefund(PaymentID)
        /// Does its payer dispute it, and how does that stand?
        case askDisputes
    }

    /// Of this operation; also the provider's idempotency key and the number of a refund.
    public var id: PaymentID
    /// Our number of the payment, as the provider knows it.
    public var payment: PaymentID
    /// What the provider called it so far; nil before its first answer.
    public var handle: ProviderHandle?
    public var deed: Deed

    public init(
        id: PaymentID, payment: PaymentID, handle: ProviderHandle? = nil, deed: Deed
    ) {
        self.id = id
        self.payment = payment
        self.handle = handle
        self.deed = deed
    }
}

/// What a payment is to be.
public struct NewPayment: Sendable, Hashable {
    public var amount: Yen
    /// What the citizen reads at the provider's; holds no name of a person.
    public var description: String
    /// Where the citizen comes back to.
    public var returnURL: String?
    /// The office or desk, where the provider keeps such a word.
    public var store: String?
    public var terminal: String?
    /// Whether money is only reserved, to be captured later.
    public var isReserved: Bool

    public init(
        amount: Yen, description: String, returnURL: String? = nil, store: String? = nil,
        terminal: String? = nil, isReserved: Bool = false
    ) {
        self.amount = amount
        self.description = description
        self.returnURL = returnURL
        self.store = store
        self.terminal = terminal
        self.isReserved = isReserved
    }
}

/// The provider's own numbers for a payment.
public struct ProviderHandle: Sendable, Hashable {
    /// What it can be closed by before it was made: a code, a session.
    public var session: String?
    /// What it is refunded by once it was made.
    public var payment: String?

    public init(session: String? = nil, payment: String? = nil) {
        self.session = session
        self.payment = payment
    }

    /// With the numbers that a later answer adds; what is known stays.
    public func adding(_ later: ProviderHandle) -> ProviderHandle {
        ProviderHandle(session: session ?? later.session, payment: payment ?? later.payment)
    }
}
