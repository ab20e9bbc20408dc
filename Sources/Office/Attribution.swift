public import Database
import Ledger
import LedgerStore
import Money
import Provider
import Reconciliation
import Settlement
import Store

/// What the last run of reconciliation and the facts know beside the vouchers: what payouts brought
/// money for, and at which office a payment was taken.
public struct Attribution {
    let receipts: Receipts
    private let sales: SaleReader

    /// - Parameter connection: of the snapshot whose vouchers are counted, and never kept beyond
    ///   it; a payout that they do not hold yet is left out.
    public init(_ books: Books, _ connection: Connection) throws {
        sales = try SaleReader(connection)
        let booked = try PayoutReceipts(connection).all().filter {
            try Attribution.isBooked($0, books.ledger, connection)
        }
        receipts = Receipts(booked, city: books.city)
    }

    private static func isBooked(
        _ receipt: PayoutReceipt, _ ledger: LedgerStore, _ connection: Connection
    ) throws -> Bool {
        var revision = 0
        while true {
            let suffix = revision == 0 ? "" : "#\(revision)"
            let first = VoucherID(cause: receipt.cause + suffix, at: receipt.occurred)
            guard let kind = try ledger.voucher(first, connection)?.kind else { return false }
            if receipt.movedCause == receipt.cause {
                if kind == .post { return true }
            } else {
                let moved = VoucherID(cause: receipt.movedCause + suffix, at: receipt.movedAt)
                if kind == .post { return true }
                if try ledger.voucher(moved, connection) != nil { return true }
            }
            revision += 1
        }
    }

    /// The office of the payment that a voucher speaks of; empty for a slip, nil where it speaks
    /// of none.
    func office(ofCause cause: String) throws -> String? {
        guard let subject = PaymentCause(cause, kind: .post)?.subject else { return nil }
        switch subject {
        case .slip: return ""
        case .sale(let id): return try sales.office(of: id)
        }
    }
}
