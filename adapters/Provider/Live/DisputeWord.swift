public import Money

/// A provider's word on a payment that its payer disputes (異議申立て, chargeback).
public struct DisputeWord: Sendable, Hashable {
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// A warning: no money has moved.
        case inquiry
        /// We have to answer.
        case open
        /// The bank looks at our answer.
        case underReview = "under-review"
        case won
        case lost

        /// Nothing more is to be decided.
        public var isDecided: Bool { self == .won || self == .lost }
    }

    /// Money that moved because of it.
    public struct Movement: Sendable, Hashable {
        /// Of the movement in the provider's balance.
        public var number: String
        /// Without the fee; below zero: withdrawn from us, above: given back to us.
        public var amount: Yen
        /// What the provider takes for it; below zero where it gives that back.
        public var fee: Yen
        public var at: Moment

        public init(_ number: String, amount: Yen, fee: Yen, at: Moment) {
            self.number = number
            self.amount = amount
            self.fee = fee
            self.at = at
        }
    }

    public var number: String
    public var standing: Standing
    public var handle: ProviderHandle
    public var amount: Yen
    /// In the provider's word.
    public var reason: String
    public var at: Moment
    /// Until when we may answer.
    public var due: Moment?
    /// In the order in which they happened.
    public var movements: [Movement]

    public init(
        _ number: String, _ standing: Standing, handle: ProviderHandle, amount: Yen,
        reason: String, at: Moment, due: Moment?, movements: [Movement] = []
    ) {
        self.number = number
        self.standing = standing
        self.handle = handle
        self.amount = amount
        self.reason = reason
        self.at = at
        self.due = due
        self.movements = movements
    }
}
