public import Money
import Provider
public import Store
import Till

/// What a service can be told of.
public enum WebhookEvent: String, Sendable, Hashable, CaseIterable {
    // Where a payment stands, in the public words
    case started = "payment_started"
    case submitted = "payment_submitted"
    case capturable = "payment_capturable"
    case succeeded = "payment_success"
    case failed = "payment_failed"
    case cancelled = "payment_cancelled"
    case errored = "payment_error"
    /// A part or all of it was given back.
    case refunded = "payment_refunded"
    /// A refund that was ordered will not be made.
    case refundFailed = "payment_refund_failed"
    /// The payer disputes it, and we have to answer.
    case disputed = "payment_disputed"
    /// A dispute is looked at, or was decided.
    case disputeUpdated = "payment_dispute_updated"
    case disputeWon = "payment_dispute_won"
    case disputeLost = "payment_dispute_lost"

    /// Nil where nobody is told of it: the caller made it itself.
    init?(_ state: PublicState) {
        switch state {
        case .created: return nil
        case .started: self = .started
        case .submitted: self = .submitted
        case .capturable: self = .capturable
        case .success: self = .succeeded
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        case .error: self = .errored
        }
    }
}

extension LivePayment {
    /// What the service is told of.
    func news(since former: LivePayment) -> [WebhookEvent] {
        var news: [WebhookEvent] = []
        if payment.state.shown != former.payment.state.shown,
            let event = WebhookEvent(payment.state.shown)
        {
            news.append(event)
        }
        if payment.refunded != former.payment.refunded { news.append(.refunded) }
        if failedRefunds > former.failedRefunds { news.append(.refundFailed) }
        return news + disputeNews(since: former)
    }

    private var failedRefunds: Int {
        payment.refunds.values.count { $0.state == .failed || $0.state == .rejected }
    }

    /// The payment as it stood with one of its events.
    init(_ order: PaymentRecord, at version: Int, _ events: [PaymentEvent]) throws {
        self.init(order)
        for event in events where event.version <= version {
            _ = try payment.take(event.entry, at: event.at)
            advance(by: event)
        }
    }
}

/// An address to which a service's news are brought.
public struct Webhook: Sendable, Hashable {
    public var id: String
    public var service: String
    public var url: String
    public var created: Moment
    public var disabled: Moment?
    /// What it wants to hear of; empty: everything.
    public var events: Set<WebhookEvent>
    /// Secrets that news are signed with now: one, or two while they are changed.
    public var secrets: Int
    public var standing: WebhookOutbox.Standing
}

/// News for one address, with the tries to bring them.
public struct WebhookLogRow: Sendable, Hashable {
    public var delivery: WebhookOutbox.Delivery
    public var attempts: [WebhookOutbox.Attempt]

    /// The same for every try, and for every address.
    public var messageID: String { WebhookMessage.id(of: delivery) }
}
