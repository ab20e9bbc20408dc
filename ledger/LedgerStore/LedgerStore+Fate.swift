public import Database
public import Ledger

extension LedgerStore {
    /// What became of a voucher in the eyes of somebody who knows the books up to a place: whether
    /// it was confirmed, voided or reversed; nil where nothing of it.
    public func fate(
        of id: VoucherID, through sequence: Int64, _ connection: Connection
    ) throws -> Voucher.Kind? {
        let journal = Journal(connection)
        for reverses in [true, false] {
            guard let place = try journal.followerSequence(of: id, reverses: reverses),
                place <= sequence
            else { continue }
            return try journal.withRecord(at: place) { $0.kind }
        }
        return nil
    }
}

extension LedgerStore {
    /// The vouchers that confirmed, voided or reversed one.
    public func followers(
        of id: VoucherID, _ connection: Connection
    ) throws -> [VoucherID] {
        let journal = Journal(connection)
        return [try journal.settlement(of: id)?.by, try journal.reversal(of: id)].compactMap { $0 }
    }
}
