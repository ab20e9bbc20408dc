import Database
public import Money
public import Provider
import Store
public import Till

/// A payment that goes no further without a person.
public struct WaitingPayment: Sendable, Hashable {
    public var id: PaymentID
    public var service: String
    public var provider: String
    public var reference: String
    /// ``Till/PaymentState/approving`` or ``Till/PaymentState/differs``.
    public var state: PaymentState
    /// What was asked for, and what the provider took.
    public var amount: Yen
    public var captured: Yen
    public var since: Moment
    /// The refund that waits for a second person.
    public var refund: Refund?

    public struct Refund: Sendable, Hashable {
        public var amount: Yen
        public var reason: String
        /// Who asked for it: a service account or a person.
        public var person: String
    }
}

extension Checkout {
    /// Payments of which a refund waits for a second person, or for which another amount came than
    /// was asked for; the oldest first.
    public func waiting() async throws -> [WaitingPayment] {
        try await books.search { connection in
            try PaymentTable(connection).waitingForPerson().compactMap { id in
                guard let live = try LivePayment(id, connection) else { return nil }
                let asked =
                    live.payment.state == .approving
                    ? live.payment.pending.flatMap { live.wish(of: $0.id) } : nil
                return WaitingPayment(
                    id: id, service: live.order.service, provider: live.standing.provider ?? "",
                    reference: live.order.reference, state: live.payment.state,
                    amount: live.order.amount, captured: live.payment.captured ?? .zero,
                    since: live.standing.changed,
                    refund: asked.map {
                        .init(
                            amount: $0.wish.amount, reason: $0.wish.reason,
                            person: $0.wish.person)
                    })
            }
        }
    }
}
