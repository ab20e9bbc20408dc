public import Money

/// A payment link: an order that waits for a citizen, behind an address of its own.
public struct PaymentLink: Sendable, Hashable {
    /// Part of its address; 22 characters that nobody can guess.
    public var id: String
    public var service: String
    public var order: PaymentOrder
    /// It can be paid once (審査後の請求); else by anybody who follows it.
    public var isSingle: Bool
    public var created: Moment
    public var expires: Moment?
    public var disabled: Moment?
    /// Somebody paid it, and it is single.
    public var isPaid: Bool
}
