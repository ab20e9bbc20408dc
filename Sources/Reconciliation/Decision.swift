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

    /// Whether money moves, so that a second person must approve.
    public func movesMoney(for code: ExceptionCode) -> Bool {
        switch self {
        case .explain, .claim: false
        case .accept: code != .feeDiffers && code != .duplicateLine
        case .paid, .notPaid, .book, .appropriate, .refund, .link: true
        }
    }

    /// Whether it needs something to point at.
    public var needsTarget: Bool {
        self == .book || self == .appropriate || self == .link
    }
}

extension ExceptionCode {
    /// The exits that fit, the usual one first.
    public var resolutions: [Resolution] {
        switch self {
        case .absentFromStatement: [.claim, .accept, .link]
        case .absentFromBooks: [.book, .refund, .link, .claim]
        case .amountDiffers: [.claim, .accept]
        case .duplicateLine: [.explain, .claim]
        case .refundAbsentFromBooks: [.accept, .claim]
        case .refundAbsentFromStatement: [.claim, .accept]
        case .unknownUnresolved: [.notPaid, .paid]
        case .feeDiffers: [.claim, .accept]
        case .payoutLinesDiffer: [.claim, .accept]
        case .designatedDayMissed: [.explain, .claim]
        case .notDesignated: [.refund, .book]
        case .payoutNotBanked: [.claim, .link]
        case .payoutAmountDiffers: [.claim, .accept]
        case .bankLineUnidentified: [.link, .book, .refund]
        case .bankContinuity: [.accept, .explain]
        case .terminalTotalsDiffer: [.explain]
        case .billUnknown: [.book, .refund]
        case .billAmountDiffers: [.book, .refund]
        case .billPaidTwice: [.refund, .appropriate]
        case .provisionalUnconfirmed: [.claim, .notPaid]
        case .cancelledAfterConfirmed: [.explain, .accept]
        case .agreementMissing: [.explain]
        }
    }
}
