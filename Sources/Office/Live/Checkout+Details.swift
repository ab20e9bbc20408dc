import City
import Database
import Ledger
import LedgerStore
import Money
import Provider
import Reconciliation
import Store
import Till

extension Checkout {
    /// A payment as it is shown, read at once with whether its day is sealed.
    func show(_ id: PaymentID, of service: String?) async throws -> PaymentDetails {
        let (books, desk) = (books, desk)
        let found = try await books.look { connection -> (LivePayment, Bool)? in
            guard let live = try desk.payment(id, connection) else { return nil }
            let isSealed =
                try live.payment.captured != nil
                && Checkout.isSealed(live, books.ledger, connection)
            return (live, isSealed)
        }
        guard let (live, isSealed) = found, service == nil || live.order.service == service else {
            throw CheckoutRefusal.paymentUnknown
        }
        return details(of: live, isSealed: isSealed)
    }

    func show(_ live: LivePayment) async throws -> PaymentDetails {
        guard live.payment.captured != nil else { return details(of: live, isSealed: false) }
        let books = books
        let isSealed = try await books.look { try Checkout.isSealed(live, books.ledger, $0) }
        return details(of: live, isSealed: isSealed)
    }

    /// Whether the book day of its capture is closed.
    private static func isSealed(
        _ live: LivePayment, _ ledger: LedgerStore, _ connection: Connection
    ) throws -> Bool {
        try isSealed(live.id, capturedAt: live.payment.capturedAt, ledger, connection)
    }

    static func isSealed(
        _ id: PaymentID, capturedAt: Moment?, _ ledger: LedgerStore, _ connection: Connection
    ) throws -> Bool {
        guard let at = capturedAt, let closed = try ledger.closedThrough(connection),
            at.day <= closed
        else { return false }
        let cause = SaleEntries.cause(of: id, .captured)
        let voucher = try ledger.voucher(VoucherID(cause: cause, at: at), connection)
        return voucher.map { $0.day <= closed } ?? false
    }

    func details(of live: LivePayment, isSealed: Bool) -> PaymentDetails {
        let standing = PaymentStanding(
            live.payment, version: live.standing.version, changed: live.standing.changed,
            provider: live.standing.provider)
        return details(
            of: live.order, standing, settled: live.settled, refunds: refunds(live),
            disputes: live.disputeRows(changedSince: nil), isSealed: isSealed)
    }

    func details(
        of order: PaymentRecord, _ standing: PaymentStanding, settled: BookDay?,
        refunds: [RefundDetails], disputes: [DisputeSummary], isSealed: Bool
    ) -> PaymentDetails {
        let provider = standing.provider.flatMap { city.provider($0) }
        let lines = order.lines.map { line in
            PaymentDetails.Line(
                item: OrderText.item(line), name: name(of: line, on: order.created.day),
                quantity: max(1, line.quantity), amount: line.amount)
        }
        let canPay = standing.state == .open || standing.state == .processing
        return PaymentDetails(
            id: order.id, service: order.service,
            order: PaymentOrder(
                items: lines.map(\.item), amount: order.amount, reference: order.reference,
                description: order.description, returnURL: order.returnURL,
                language: PaymentOrder.Language(rawValue: order.language) ?? .ja,
                metadata: OrderText.metadata(order.metadata),
                isCapturedLater: order.isCapturedLater, email: order.email, office: order.office,
                provider: order.provider),
            lines: lines, amount: order.amount, created: order.created, expires: order.expires,
            state: standing.state, closedBy: standing.closedBy, version: standing.version,
            provider: provider?.id, method: provider?.method.rawValue,
            providerRef: standing.handle.payment, brand: standing.brand,
            lastFour: standing.lastFour, step: canPay ? standing.step : nil,
            captured: standing.captured, capturedAt: standing.capturedAt,
            refunded: standing.refunded, refundAvailable: standing.available,
            refunds: refunds, disputes: disputes, settled: settled, isSealed: isSealed)
    }

    private func name(of line: SaleEvent.Line, on day: BookDay) -> String {
        switch line.item {
        case .bill(let id): return id
        case .fee(let id):
            guard !id.hasPrefix("@") else { return "" }
            return city.fee(id, on: day)?.name ?? id
        }
    }

    private func refunds(_ live: LivePayment) -> [RefundDetails] {
        live.events.compactMap { event in
            guard case .refund(let wish) = event.entry,
                let entry = live.payment.refunds[wish.operation],
                let captured = live.payment.capturedAt
            else { return nil }
            return RefundDetails(
                id: wish.operation, payment: live.id, amount: entry.amount, created: event.at,
                state: entry.state,
                reasons: wish.terms.reasons(
                    amount: wish.amount, captured: captured.day, today: event.at.day,
                    sameRoute: wish.isSameRoute))
        }
    }
}
