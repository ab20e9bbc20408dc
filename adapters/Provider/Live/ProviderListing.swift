public import Money

/// A part of a list that a provider keeps.
public struct ProviderPage<Item: Sendable & Hashable>: Sendable, Hashable {
    public var items: [Item]
    /// Where the next page begins; nil where this is the last.
    public var next: String?

    public init(_ items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}

/// What a provider's reply says to a question about a list: nothing moves by asking.
public enum ListingAnswer<Item: Sendable & Hashable>: Sendable, Hashable {
    case page(ProviderPage<Item>)
    /// No clear word; ask again.
    case unknown(code: String)
    case refused(ProviderDenial)
}

/// Tells what moved its balance, each movement as a report of it would.
public protocol ListsBalance: LiveProvider {
    /// - Parameters:
    ///   - payout: only what that payout carries; nil: everything.
    ///   - after: ``ProviderPage/next`` of the page before.
    func listBalance(
        payout: String?, after: String?, _ occasion: RequestOccasion
    ) -> ProviderRequest
    func readBalance(_ reply: ProviderReply) -> ListingAnswer<ProviderLine>
}

/// Tells what it pays to our bank.
public protocol ListsPayouts: LiveProvider {
    func listPayouts(after: String?, _ occasion: RequestOccasion) -> ProviderRequest
    func readPayouts(_ reply: ProviderReply) -> ListingAnswer<PayoutWord>
}

/// Tells which payments a card holder disputes.
public protocol ListsDisputes: LiveProvider {
    /// The disputes of one payment; nil where the handle lacks the number that it needs.
    func askDisputes(
        _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest?
    func listDisputes(after: String?, _ occasion: RequestOccasion) -> ProviderRequest
    func readDisputes(_ reply: ProviderReply) -> ListingAnswer<DisputeWord>
}

/// Makes report files that are ordered, asked about, and then picked up (`pickUp`).
public protocol PicksUpReports: LiveProvider {
    /// Where the files lie, as `https://host`; nil: where the provider is asked.
    var reportAddress: String? { get }
    func order(_ report: ReportOrder, _ occasion: RequestOccasion) -> ProviderRequest
    func askReport(_ number: String, _ occasion: RequestOccasion) -> ProviderRequest
    func readReport(_ reply: ProviderReply) -> ReportAnswer
    /// The file itself; its bytes are those that a person would download.
    func pickUp(_ file: String, _ occasion: RequestOccasion) -> ProviderRequest
}

/// A provider's word on one payout.
public struct PayoutWord: Sendable, Hashable {
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// Announced, or on its way.
        case underway
        case paid
        case failed
        case cancelled
    }

    public var number: String
    public var standing: Standing
    public var amount: Yen
    /// The day in Japan on which the bank has it.
    public var arrives: BookDay
    /// Whether the provider says which movements it carries.
    public var isItemized: Bool

    public init(
        _ number: String, _ standing: Standing, amount: Yen, arrives: BookDay, isItemized: Bool
    ) {
        self.number = number
        self.standing = standing
        self.amount = amount
        self.arrives = arrives
        self.isItemized = isItemized
    }
}

/// A report file that a provider is to make, under an id of its own.
public struct ReportOrder: Sendable, Hashable {
    public var id: PaymentID
    /// Payouts that reach the bank from here on.
    public var from: Moment
    /// And before here.
    public var until: Moment

    public init(id: PaymentID, from: Moment, until: Moment) {
        self.id = id
        self.from = from
        self.until = until
    }
}

/// How an ordered report stands.
public enum ReportAnswer: Sendable, Hashable {
    /// Ask again by this number.
    case underway(number: String)
    /// The file can be picked up.
    case ready(number: String, file: String)
    /// There will be none.
    case failed(number: String)
    case unknown(code: String)
    case refused(ProviderDenial)
}
