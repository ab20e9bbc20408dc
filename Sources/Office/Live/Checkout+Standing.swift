import Database
import LedgerStore
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
        let (desk, ledger) = (desk, books.ledger)
        let read = try await books.look { try Checkout.standing(id, desk, ledger, $0) }
        guard let read, service == nil || read.found.order.service == service
        else { throw CheckoutRefusal.paymentUnknown }
        return details(of: read)
    }

    /// What the holder of a key's secret asks most often, from one snapshot.
    ///
    /// - Returns: the key, and where the payment stands, nil where the key's service has no such;
    ///   nil where nobody has such a key.
    public func standing(
        of id: PaymentID?, for secret: String, among keys: APIKeys
    ) async throws -> (key: APIKey, found: PaymentDetails?)? {
        let (desk, ledger) = (desk, books.ledger)
        let read = try await books.look { connection -> (key: APIKey, standing: Standing?)? in
            guard let key = try keys.find(secret, connection) else { return nil }
            return (key, try id.flatMap { try Checkout.standing($0, desk, ledger, connection) })
        }
        guard let read else { return nil }
        guard let standing = read.standing, standing.found.order.service == read.key.service
        else { return (read.key, nil) }
        return (read.key, details(of: standing))
    }

    private static func standing(
        _ id: PaymentID, _ desk: CheckoutDesk, _ ledger: LedgerStore, _ connection: Connection
    ) throws -> Standing? {
        let table = PaymentTable(connection)
        guard let found = try table.find(id) else { return nil }
        if !desk.proven.contains(found.standing, of: id) {
            desk.proven.note(try LivePayment(found, table.events(of: id)).standing, of: id)
        }
        guard found.standing.captured != nil else {
            return Standing(found: found, disputes: [], isSealed: false)
        }
        return Standing(
            found: found, disputes: try DisputeTable(connection).rows(of: id),
            isSealed: try Checkout.isSealed(
                id, capturedAt: found.standing.capturedAt, ledger, connection))
    }

    private func details(of read: Standing) -> PaymentDetails {
        details(
            of: read.found.order, read.found.standing, settled: read.found.settled, refunds: [],
            disputes: read.disputes, isSealed: read.isSealed)
    }

    private struct Standing: Sendable {
        var found: PaymentTable.Found
        var disputes: [DisputeSummary]
        var isSealed: Bool
    }
}
