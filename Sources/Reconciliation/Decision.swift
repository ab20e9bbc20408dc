public import Money

/// What a person decided about an exception.
///
/// Decisions are facts: they are matched and posted like everything else that came in.
public struct Decision: Sendable, Hashable {
    /// Number of the decision in the books; names its voucher.
    public var number: Int64
    public var exception: String
    public var key: OpenException.Key
    public var resolution: Resolution
    /// What the resolution points at: a bill, a fee, a payout, a bank line, a provider's line.
    public var target: String?
    public var amount: Yen
    /// The day on which it was approved.
    public var day: BookDay
    /// The exception's own day, which decides the fiscal year of what is booked late.
    public var exceptionDay: BookDay

    public init(
        number: Int64, exception: String, key: OpenException.Key, resolution: Resolution,
        target: String?, amount: Yen, day: BookDay, exceptionDay: BookDay? = nil
    ) {
        self.exceptionDay = exceptionDay ?? day
        self.number = number
        self.exception = exception
        self.key = key
        self.resolution = resolution
        self.target = target
        self.amount = amount
        self.day = day
    }
}

/// The exits of an exception (RECONCILIATION).
public enum Resolution: String, Sendable, Hashable, CaseIterable {
    /// Looked at and explained; no money moves.
    case explain
    /// The difference is claimed from the provider; clearing keeps it until it comes.
    case claim
    /// The provider's word holds: our books follow it. A bank's: the gap before its statement will
    /// never be filled.
    case accept
    /// Looked at and left open: the counterpart may come yet.
    case wait
    /// Unknown result: the citizen paid.
    case paid
    /// Unknown or provisional: the citizen did not pay.
    case notPaid = "not-paid"
    /// Booked late to a fee of the catalogue or a bill, named as target.
    case book
    /// 充当: 過誤納金 applied to another bill, named as target.
    case appropriate
    /// 過誤納金 or 仮受金 sent back by bank.
    case refund
    /// Paired by hand with the counterpart named as target.
    case link
    /// A bank line of other business: to `asset/transit/<class>`, the class named as target, with
    /// the fund behind a slash where it is not the first general one (`bank-fee/water`).
    case transit

    /// Whether money moves, so that a second person must approve.
    public func movesMoney(for code: ExceptionCode) -> Bool {
        switch self {
        case .explain, .claim, .wait: false
        case .accept: code != .feeDiffers
        case .paid, .notPaid, .book, .appropriate, .refund, .link, .transit: true
        }
    }

    /// Whether it needs something to point at.
    public var needsTarget: Bool {
        self == .book || self == .appropriate || self == .link || self == .transit
    }
}
