public import Money
public import Provider

/// What can happen to a payment.
public enum TillEvent: String, Sendable, Hashable, CaseIterable {
    // Asked of us
    case begin
    case capture
    case close
    case void
    case refund
    /// A refund that a second person must agree to.
    case refundToApprove = "refund-to-approve"
    case approve
    case reject
    /// A person takes the amount that came for ours.
    case accept

    // The provider's word
    case saysOpen = "says-open"
    case saysProcessing = "says-processing"
    case saysReserved = "says-reserved"
    case saysCaptured = "says-captured"
    /// Taken, but another amount than ours.
    case saysOther = "says-other"
    case saysVoided = "says-voided"
    /// A part was given back.
    case saysRefunded = "says-refunded"
    /// With this everything was given back.
    case saysAllRefunded = "says-all-refunded"
    case saysRefundFailed = "says-refund-failed"
    case saysFailed = "says-failed"
    case saysCancelled = "says-cancelled"
    case saysExpired = "says-expired"
    case saysUnknownToIt = "says-unknown-to-it"

    // How an operation went
    /// No answer, or one that says nothing.
    case unanswered
    /// A final no to the operation, which moved nothing.
    case declined
    /// It was not taken on, and it was never in doubt.
    case notTaken = "not-taken"
}

/// What is to be done because of an event; how is for those who can.
public enum TillAction: String, Sendable, Hashable, CaseIterable {
    /// Keep the bill or basket for this payment alone.
    case reserve
    /// Let the bill or basket go.
    case release
    case sendCreate = "send-create"
    case sendCapture = "send-capture"
    case sendClose = "send-close"
    case sendVoid = "send-void"
    case sendRefund = "send-refund"
    /// Ask the provider how things stand, by the plan of ``AskingPlan``.
    case ask
    case postCapture = "post-capture"
    /// Book the whole sum where it waits for a decision.
    case postUnidentified = "post-unidentified"
    case postIdentified = "post-identified"
    case postVoid = "post-void"
    case postRefund = "post-refund"
    case requestApproval = "request-approval"
    // Of disputes, which run beside the table
    case askDisputes = "ask-disputes"
    case postDisputed = "post-disputed"
    case postReinstated = "post-reinstated"
    /// Tell a person.
    case alarm

    /// What no transition asks for.
    public static let ofDisputes: Set<TillAction> = [.askDisputes, .postDisputed, .postReinstated]
}

/// An action of a transition with what is needed to do it; all else is in the ``Payment``.
public struct TillEffect: Sendable, Hashable {
    public struct Refund: Sendable, Hashable {
        /// The operation that asked for it; nil where somebody else did.
        public var operation: PaymentID?
        /// The provider's number, where it is a word of the provider's.
        public var number: String?
        public var amount: Yen

        public init(operation: PaymentID?, number: String? = nil, amount: Yen) {
            self.operation = operation
            self.number = number
            self.amount = amount
        }
    }

    /// Money that a dispute moved.
    public struct Dispute: Sendable, Hashable {
        /// The provider's, of the dispute.
        public var number: String
        public var movement: DisputeWord.Movement

        public init(number: String, movement: DisputeWord.Movement) {
            self.number = number
            self.movement = movement
        }
    }

    public var action: TillAction
    /// Of `send-refund`, `post-refund` and `request-approval`.
    public var refund: Refund?
    /// Of `post-disputed` and `post-reinstated`.
    public var dispute: Dispute?

    public init(_ action: TillAction, refund: Refund? = nil, dispute: Dispute? = nil) {
        self.action = action
        self.refund = refund
        self.dispute = dispute
    }
}
