public import Money

/// A provider that can be asked now.
///
/// An adapter makes requests and reads replies; it carries nothing, keeps nothing and has no
/// clock. What a provider can do is said by the protocols that its adapter conforms to, and by
/// nothing else.
public protocol LiveProvider: Sendable {
    /// As the city file names adapters.
    static var name: String { get }
    /// How the payment stands.
    func ask(_ operation: ProviderOperation, _ occasion: RequestOccasion) -> ProviderRequest
    /// Reads any reply to a request made for that operation.
    func read(_ reply: ProviderReply, to operation: ProviderOperation) -> OperationAnswer
}

/// Opens a payment that the citizen makes by phone or browser.
public protocol TakesPayments: LiveProvider {
    func create(
        _ payment: NewPayment, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest
}

/// Closes a payment that was not made yet.
public protocol ClosesPayments: LiveProvider {
    /// Nil where the handle lacks the number that it needs.
    func close(_ operation: ProviderOperation, _ occasion: RequestOccasion) -> ProviderRequest?
}

/// Reserves money and takes it later.
public protocol CapturesPayments: LiveProvider {
    func capture(
        _ amount: Yen, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest?
    /// Lets what is reserved go. Nil where the handle lacks the number that it needs.
    func release(_ operation: ProviderOperation, _ occasion: RequestOccasion) -> ProviderRequest?
}

/// Undoes a whole payment while the provider still allows it.
public protocol CancelsPayments: LiveProvider {
    func cancel(_ operation: ProviderOperation, _ occasion: RequestOccasion) -> ProviderRequest?
}

/// Gives money back and says how that stands.
public protocol RefundsPayments: LiveProvider {
    func refund(
        _ amount: Yen, reason: String, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest?
    func askRefund(
        _ refund: PaymentID, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest
}

/// Tells by itself that something happened.
public protocol SendsNotices: LiveProvider {
    /// What a notice says; nothing it says is posted unless ``ProviderNotice/isProven``.
    func readNotice(
        headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice
}

/// What a provider told by itself: always a reason to ask.
public struct ProviderNotice: Sendable, Hashable {
    /// Of the notice, so that the same one counts once.
    public var id: String
    public var payment: PaymentID?
    public var handle: ProviderHandle
    /// What is said to have happened, in the provider's word.
    public var event: String
    /// It speaks of a dispute: those of the payment are to be asked about.
    public var isOfDispute: Bool
    /// Whether a signature proves who sent it.
    ///
    /// One that does not prove anything is a hint.
    public var isProven: Bool

    public init(
        id: String, payment: PaymentID?, handle: ProviderHandle, event: String, isProven: Bool,
        isOfDispute: Bool = false
    ) {
        self.id = id
        self.payment = payment
        self.handle = handle
        self.event = event
        self.isProven = isProven
        self.isOfDispute = isOfDispute
    }
}

/// Why a notice is thrown away, in order of precedence.
public enum NoticeRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case signatureMissing = "signature-missing"
    case signatureMalformed = "signature-malformed"
    case signatureWrong = "signature-wrong"
    /// Older than is allowed, or from the future: it may be a replay.
    case signatureStale = "signature-stale"
    case bodyMalformed = "body-malformed"
    case merchantUnknown = "merchant-unknown"
}

extension LiveProvider {
    /// The request for an operation; nil where this provider cannot do it, or the handle lacks what
    /// it needs.
    public func request(
        for operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        switch operation.deed {
        case .ask: ask(operation, occasion)
        case .create(let payment):
            (self as? any TakesPayments)?.create(payment, operation, occasion)
        case .close: (self as? any ClosesPayments)?.close(operation, occasion)
        case .release: (self as? any CapturesPayments)?.release(operation, occasion)
        case .capture(let amount):
            (self as? any CapturesPayments)?.capture(amount, operation, occasion)
        case .cancel: (self as? any CancelsPayments)?.cancel(operation, occasion)
        case .refund(let amount, let reason):
            (self as? any RefundsPayments)?
                .refund(amount, reason: reason, operation, occasion)
        case .askDisputes: (self as? any ListsDisputes)?.askDisputes(operation, occasion)
        case .askRefund(let refund):
            (self as? any RefundsPayments)?.askRefund(refund, operation, occasion)
        }
    }

    /// What this provider can be asked to do.
    public static var abilities: Set<ProviderAbility> {
        var found: Set<ProviderAbility> = []
        if self is any TakesPayments.Type { found.insert(.create) }
        if self is any ClosesPayments.Type { found.insert(.close) }
        if self is any CapturesPayments.Type { found.insert(.capture) }
        if self is any CancelsPayments.Type { found.insert(.cancel) }
        if self is any RefundsPayments.Type { found.insert(.refund) }
        if self is any SendsNotices.Type { found.insert(.notice) }
        if self is any ListsBalance.Type { found.insert(.balance) }
        if self is any ListsPayouts.Type { found.insert(.payouts) }
        if self is any ListsDisputes.Type { found.insert(.disputes) }
        if self is any PicksUpReports.Type { found.insert(.pickUp) }
        return found
    }
}

/// What a provider may be able to do beside being asked.
public enum ProviderAbility: String, Sendable, Hashable, CaseIterable {
    case create, close, capture, cancel, refund, notice
    case balance, payouts, disputes
    /// Report files can be ordered and picked up.
    case pickUp = "pick-up"
}
