import Database
public import Provider
import Store
import Till

extension Checkout {
    /// A payment with where it stands, without its refunds, which are asked for by themselves
    /// (``refunds(of:by:)``); nil of a service: of any.
    ///
    /// What is told most often of a payment follows from one row. That this follows from the
    /// payment's events is proved when it is read for the first time, and then known.
    ///
    /// - Throws: ``CheckoutRefusal/paymentUnknown``.
    public func standing(
        of id: PaymentID, of service: String? = nil
    ) async throws -> PaymentDetails {
        let (books, proven) = (books, desk.proven)
        let read = try await books.look { connection -> Standing? in
            let table = PaymentTable(connection)
            guard let found = try table.find(id) else { return nil }
            if !proven.contains(found.standing, of: id) {
                proven.note(try LivePayment(found, table.events(of: id)).standing, of: id)
            }
            let isSealed =
                try found.standing.captured != nil
                && Checkout.isSealed(
                    id, capturedAt: found.standing.capturedAt, books.ledger, connection)
            let disputes =
                found.standing.captured == nil ? [] : try DisputeTable(connection).rows(of: id)
            return Standing(found: found, disputes: disputes, isSealed: isSealed)
        }
        guard let read, service == nil || read.found.order.service == service
        else { throw CheckoutRefusal.paymentUnknown }
        return details(
            of: read.found.order, read.found.standing, settled: read.found.settled, refunds: [],
            disputes: read.disputes, isSealed: read.isSealed)
    }

    private struct Standing: Sendable {
        var found: PaymentTable.Found
        var disputes: [DisputeSummary]
        var isSealed: Bool
    }
}
