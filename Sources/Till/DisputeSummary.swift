public import Money
public import Provider

/// A dispute as it stands.
public struct DisputeSummary: Sendable, Hashable {
    public var provider: String
    public var number: String
    public var payment: PaymentID
    public var service: String
    public var standing: DisputeWord.Standing
    public var amount: Yen
    /// In the provider's word.
    public var reason: String
    public var opened: Moment
    /// Until when we may answer.
    public var due: Moment?
    /// Fees less those that came back.
    public var fee: Yen
    /// What the provider took from us, and gave back.
    public var withdrawn: Yen
    public var reinstated: Yen

    /// No refund may be asked for meanwhile.
    public var bindsMoney: Bool {
        standing == .open || standing == .underReview || withdrawn > reinstated
    }

    public init(
        provider: String, number: String, payment: PaymentID, service: String,
        standing: DisputeWord.Standing, amount: Yen, reason: String, opened: Moment,
        due: Moment?, fee: Yen, withdrawn: Yen, reinstated: Yen
    ) {
        self.provider = provider
        self.number = number
        self.payment = payment
        self.service = service
        self.standing = standing
        self.amount = amount
        self.reason = reason
        self.opened = opened
        self.due = due
        self.fee = fee
        self.withdrawn = withdrawn
        self.reinstated = reinstated
    }
}
