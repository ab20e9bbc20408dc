public import Money
public import Till

/// Which payments of a service are wanted; nil: any.
public struct PaymentSearch: Sendable, Hashable {
    public static let largestPage = 500

    /// The caller's reference, whole.
    public var reference: String?
    public var states: Set<PublicState>?
    public var email: String?
    public var brand: String?
    public var lastFour: String?
    /// When it was made, both included.
    public var createdFrom: Moment?
    public var createdTo: Moment?
    /// The day on which its money came to the bank, both included.
    public var settledFrom: BookDay?
    public var settledTo: BookDay?
    /// 1 is the first.
    public var page: Int
    /// 1 to ``largestPage``.
    public var size: Int

    public init(page: Int = 1, size: Int = PaymentSearch.largestPage) {
        self.page = page
        self.size = size
    }
}

/// One page of what was found, the newest first.
public struct PaymentPage: Sendable {
    public var payments: [PaymentDetails]
    /// Of all pages.
    public var total: Int
    public var page: Int
    public var size: Int
    /// At least 1.
    public var pages: Int { max(1, (total + size - 1) / size) }
}
