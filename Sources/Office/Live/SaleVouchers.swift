import Billing
import Database
import Ledger
import LedgerStore
import Money
import Provider
import Reconciliation
import Store

/// The vouchers of a payment's new events: the very ones that reconciliation derives from them.
struct SaleVouchers {
    let ledger: LedgerStore
    let connection: Connection

    /// - Parameters:
    ///   - former: the payment's events that stand already.
    ///   - entries: kept by the caller.
    func vouchers(
        of events: [SaleEvent], former: [SaleEvent], _ entries: inout SaleEntries
    ) throws -> [Voucher] {
        let facts = PaymentFacts(connection)
        var bills: [Bill] = []
        var revisions: [BillRevision] = []
        for name in billNames(former + events) {
            guard let found = try facts.bill(name) else { continue }
            bills.append(found.bill)
            revisions += found.revisions
        }
        let new = Set(events.map { SaleEntries.cause(of: $0.id, $0.kind) })
        var vouchers: [Voucher] = []
        for entry in entries.entries(of: former + events, bills: bills, revisions: revisions) {
            let isNew = new.contains(entry.cause)
            if isNew {
                vouchers.append(
                    Voucher(
                        cause: entry.cause, occurred: entry.occurred, ownDay: entry.ownDay,
                        action: .post(entry.transfers)))
            }
            guard case .reversed(let event) = entry.state,
                new.contains(event.cause)
            else { continue }
            let standing = isNew ? (0, vouchers[vouchers.count - 1].id) : try standing(entry)
            guard let (revision, target) = standing else { continue }
            vouchers.append(
                Voucher(
                    cause: event.cause.revised(revision), occurred: event.occurred,
                    ownDay: event.ownDay, action: .reverse(target)))
        }
        return vouchers
    }

    private func billNames(_ events: [SaleEvent]) -> [String] {
        var names: [String] = []
        for line in events.map(\.lines).joined() {
            if case .bill(let bill) = line.item, !names.contains(bill) { names.append(bill) }
        }
        return names
    }

    /// The revision of an entry that stands: reconciliation may have posted it anew.
    private func standing(_ entry: BookEntry) throws -> (revision: Int, id: VoucherID)? {
        var revision = 0
        while true {
            let id = VoucherID(cause: entry.cause.revised(revision), at: entry.occurred)
            guard let state = try ledger.state(of: id, connection) else { return nil }
            guard case .reversed = state else { return (revision, id) }
            revision += 1
        }
    }
}

extension String {
    /// What a later revision of an entry, and each of its events, is named.
    func revised(_ revision: Int) -> String { revision == 0 ? self : "\(self)#\(revision)" }
}
