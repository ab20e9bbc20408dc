public import Money

/// What a provider's reply says about an operation.
///
/// Only ``done(_:)`` and ``declined(_:)`` are words about money. A time-out, a broken answer and a
/// provider's own trouble are ``unknown(_:)``: never a failure.
public enum OperationAnswer: Sendable, Hashable {
    /// The provider says how things stand.
    case done(PaymentWord)
    /// The provider says how a refund stands.
    case refund(RefundWord)
    /// The provider says which disputes of the payment there are, all of them.
    case disputes([DisputeWord])
    /// A final no: this operation moved nothing and never will.
    case declined(Decline)
    /// Nobody can tell; ask again.
    case unknown(code: String)
    /// The operation was not taken on, and may be sent again later: nothing moved.
    case refused(ProviderDenial)
}

/// A provider's word on a payment.
public struct PaymentWord: Sendable, Hashable {
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// Open: the citizen has not paid yet.
        case open
        /// The citizen acts, or the provider does: it may still become anything.
        case processing
        /// Money is reserved and not taken.
        case reserved
        /// Money is taken.
        case captured
        /// Money was taken and is wholly given back.
        case refunded
        /// Money was taken and the payment undone as a whole, as if it had not been.
        case voided
        /// No money was taken, and none will be.
        case failed
        case cancelled
        case expired
    }

    public var standing: Standing
    /// Our number, as the provider repeats it; nil where it does not.
    public var payment: PaymentID?
    public var handle: ProviderHandle
    /// Taken, reserved or to be taken; nil where the answer does not say.
    public var amount: Yen?
    /// When money was taken, by the provider's clock.
    public var at: Moment?
    /// What was given back so far, finished refunds only.
    public var refunded: Yen
    public var refunds: [RefundWord]
    /// Where the citizen goes to pay.
    public var step: NextStep?
    /// The card that was used, where one was and the answer says so.
    public var card: CardSign?

    public init(
        _ standing: Standing, payment: PaymentID? = nil, handle: ProviderHandle = ProviderHandle(),
        amount: Yen? = nil, at: Moment? = nil, refunded: Yen = .zero, refunds: [RefundWord] = [],
        step: NextStep? = nil
    ) {
        self.standing = standing
        self.payment = payment
        self.handle = handle
        self.amount = amount
        self.at = at
        self.refunded = refunded
        self.refunds = refunds
        self.step = step
    }
}

/// What may be known of a card.
public struct CardSign: Sendable, Hashable {
    /// As the provider names it: `visa`.
    public var brand: String?
    /// Four digits.
    public var lastFour: String?

    /// - Parameter lastFour: anything but four digits counts as nothing.
    public init(brand: String?, lastFour: String?) {
        self.brand = brand
        self.lastFour = lastFour.flatMap { text in
            text.utf8.count == 4 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
                ? text : nil
        }
    }
}

/// How the citizen goes on.
public struct NextStep: Sendable, Hashable {
    /// To be shown as a QR code, or opened.
    public var url: String
    /// Opens the provider's app, where it has one.
    public var appURL: String?
    public var expires: Moment?

    public init(url: String, appURL: String? = nil, expires: Moment? = nil) {
        self.url = url
        self.appURL = appURL
        self.expires = expires
    }
}

/// A provider's word on one refund.
public struct RefundWord: Sendable, Hashable {
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        case processing
        case finished
        case failed
    }

    public var standing: Standing
    /// The operation that asked for it; nil where somebody else did.
    public var operation: PaymentID?
    /// The provider's number.
    public var number: String
    public var amount: Yen
    public var at: Moment?

    public init(
        _ standing: Standing, operation: PaymentID?, number: String, amount: Yen, at: Moment? = nil
    ) {
        self.standing = standing
        self.operation = operation
        self.number = number
        self.amount = amount
        self.at = at
    }
}

/// Why a provider said no for good.
public struct Decline: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The citizen's means do not allow it.
        case citizen
        /// The payment is not in a state for it: already paid, already cancelled.
        case state
        /// The provider knows no such payment or refund.
        case notFound = "not-found"
        /// Too late for it, or not by this way.
        case notAllowed = "not-allowed"
        /// More than there is.
        case amount
        /// There is one already, of which no second one is allowed: perhaps this very one, that was
        /// sent or carried twice.
        case repeated
    }

    public var reason: Reason
    /// The provider's own code.
    public var code: String

    public init(_ reason: Reason, code: String) {
        self.reason = reason
        self.code = code
    }
}

/// Why an operation was not taken on.
public enum ProviderDenial: Sendable, Hashable {
    /// Our key, its rights or our clock.
    case credentials(code: String)
    /// The request is not as the provider wants it.
    case request(code: String)
    /// Too many at a time.
    case tooMany(code: String)
    /// Closed for maintenance.
    case maintenance(code: String)
    /// It never left us.
    case notSent
}
