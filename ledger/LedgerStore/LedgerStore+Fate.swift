public import Database
public import Ledger

extension LedgerStore {
    /// What became of a voucher in the eyes of somebody who knows the books up to a place: whether
    /// it was confirmed, voided or reversed; nil where nothing of it.
    public func fate(
        of id: VoucherID, through sequence: Int64, _ connection: Connection
    ) throws -> Voucher.Kind? {
        let bytes = id.bytes
        for kinds in ["kind = 4", "kind IN (2, 3)"] {
            let row = try connection.statement(
                "SELECT sequence, kind FROM ledger_voucher WHERE target = ?1 AND \(kinds)")
            row.bind(1, bytes)
            defer { row.reset() }
            if try row.step(), row.int64(0) <= sequence {
                return Voucher.Kind(rawValue: UInt8(truncatingIfNeeded: row.int64(1)))
            }
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
