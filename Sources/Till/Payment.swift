public import Money
public import Provider

/// One payment and its life, as a value: what happens to it is told, what is to be done is said.
public struct Payment: Sendable, Hashable {
    public let id: PaymentID
    /// What the citizen is to pay.
    public let amount: Yen
    public internal(set) var state = PaymentState.created
    public internal(set) var handle = ProviderHandle()
    /// The operation that is not settled yet.
    public internal(set) var pending: PendingOperation?
    /// What the provider took; nil before.
    public internal(set) var captured: Yen?
    public internal(set) var capturedAt: Moment?
    /// Finished and running refunds by their operations.
    public internal(set) var refunds: [PaymentID: RefundEntry] = [:]
    public internal(set) var closedBy: Closer?
    public internal(set) var step: NextStep?
    /// What is known of the card.
    public internal(set) var card: CardSign?
    /// Money of it was reserved: closing it lets that go.
    public internal(set) var isHeld = false
    /// What its payer disputes, by the provider's numbers.
    public internal(set) var disputes: [String: DisputeWord] = [:]
    /// The provider has told of a dispute and was not asked about it yet.
    public internal(set) var asksDisputes = false
    /// The operation that opened it at the provider.
    public internal(set) var opening: PaymentID?
    /// It has ended, but its creation may reach the provider until then: it is asked once more, and
    /// what it has open is closed.
    public internal(set) var lateUntil: Moment?
    /// What was given back without an operation of ours, by the provider's numbers.
    var foreignRefunds: [String: Yen] = [:]
    var notices: Set<String> = []

    public enum Closer: String, Sendable, Hashable, CaseIterable {
        case payer, service, expiry
    }

    /// An operation whose outcome is not known yet.
    public struct PendingOperation: Sendable, Hashable {
        public var id: PaymentID
        public var since: Moment
        /// How often it was sent or asked for without an answer.
        public var turns = 0
        /// An earlier sending may have arrived: a refusal of a later one says nothing of it.
        public var isInDoubt = false
        /// It was refused, and an earlier sending may have arrived, or another one been carried out
        /// in its place: where the provider does not know this one, it failed.
        public var isRefused = false
    }

    /// One refund.
    public struct RefundEntry: Sendable, Hashable {
        public enum State: String, Sendable, Hashable, CaseIterable {
            case waiting, running, finished, failed, rejected
        }
        public var amount: Yen
        public var state: State
    }

    public init(id: PaymentID, amount: Yen) {
        precondition(amount > .zero)
        self.id = id
        self.amount = amount
    }

    /// What was given back, finished refunds only.
    public var refunded: Yen {
        refunds.values.filter { $0.state == .finished }.reduce(.zero) { $0 + $1.amount }
            + foreignRefunds.values.reduce(.zero, +)
    }

    /// What can still be given back: running and waiting refunds are taken off; nothing while the
    /// payer disputes it.
    public var refundAvailable: Yen {
        guard state.holdsMoney, !isDisputed, let captured else { return .zero }
        let bound = refunds.values.filter { $0.state == .running || $0.state == .waiting }
            .reduce(Yen.zero) { $0 + $1.amount }
        return max(.zero, captured - refunded - bound)
    }

    /// When to ask the provider next; nil where there is nothing to ask.
    ///
    /// - Parameters:
    ///   - turn: how often it was asked since.
    ///   - since: when the state was reached.
    public func nextAsking(turn: Int, since: Moment) -> Moment? {
        AskingPlan.plan(for: state)?.moment(ofTurn: turn, since: since)
    }
}

/// Why a payment does not do what is asked, in order of precedence.
public enum TillRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// It has come to its end.
    case finished
    /// Another operation is not settled yet.
    case operationPending = "operation-pending"
    /// Its payer disputes it.
    case disputed
    /// It cannot be done where the payment stands.
    case notNow = "not-now"
    /// Too late to undo it; it can be refunded.
    case voidTooLate = "void-too-late"
    /// A part was given back already, so it cannot be undone as a whole.
    case partlyRefunded = "partly-refunded"
}
