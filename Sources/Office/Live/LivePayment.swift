import Database
import Money
import Provider
import Store
import Till

/// A payment as the books have it: its order, and what everything it was told has made of it.
struct LivePayment: Sendable {
    var order: PaymentRecord
    var payment: Payment
    var standing: PaymentStanding
    var settled: BookDay?
    var events: [PaymentEvent]

    var id: PaymentID { order.id }

    /// A payment that was only ordered.
    init(_ order: PaymentRecord) {
        self.order = order
        payment = Payment(id: order.id, amount: order.amount)
        standing = PaymentStanding(payment, version: 1, changed: order.created, provider: nil)
        standing.due = order.expires
        events = []
    }

    /// - Returns: nil where there is no such payment.
    /// - Throws: where its events do not follow from one another.
    init?(_ id: PaymentID, _ connection: Connection) throws {
        let table = PaymentTable(connection)
        guard let found = try table.find(id) else { return nil }
        try self.init(found, try table.events(of: id))
    }

    init(_ found: PaymentTable.Found, _ events: [PaymentEvent]) throws {
        self.init(found.order)
        for event in events {
            guard event.version == standing.version + 1 else { throw damaged("is missing") }
            do {
                _ = try payment.take(event.entry, at: event.at)
            } catch {
                throw damaged("cannot have happened")
            }
            guard payment.state == event.state else { throw damaged("led elsewhere") }
            advance(by: event)
        }
        guard standing.agrees(with: found.standing) else { throw damaged("is not the last") }
        standing = found.standing
        settled = found.settled
    }

    /// Notes an event that the payment has been told.
    mutating func advance(by event: PaymentEvent) {
        var provider = standing.provider
        if case .begin(_, let chosen, _) = event.entry { provider = chosen }
        standing = PaymentStanding(
            payment, version: event.version, changed: event.at, provider: provider)
        events.append(event)
    }

    private func damaged(_ what: String) -> DatabaseTrouble {
        DatabaseTrouble(
            .corrupt,
            "payment \(id) is damaged: its event \(standing.version + 1) \(what)")
    }

    /// Where the provider sends the citizen back to.
    var returnURL: String? {
        for event in events {
            if case .begin(_, _, let url) = event.entry { return url }
        }
        return nil
    }

    /// A refund as it was asked for.
    func wish(of operation: PaymentID) -> (wish: TillEntry.RefundWish, at: Moment)? {
        for event in events {
            if case .refund(let wish) = event.entry, wish.operation == operation {
                return (wish, event.at)
            }
        }
        return nil
    }

    /// When nobody can pay or capture it any more.
    var deadline: Moment? {
        switch payment.state {
        case .created, .opening, .open, .processing: order.expires
        case .reserved:
            Moment(seconds: standing.changed.seconds + Checkout.captureWithinSeconds)
        case .capturing, .closing, .captured, .differs, .approving, .refunding, .voiding, .voided,
            .refunded, .failed, .cancelled, .expired, .errored:
            nil
        }
    }
}
