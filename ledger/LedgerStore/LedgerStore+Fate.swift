public import Database
public import Ledger

extension LedgerStore {
    /// What became of a voucher in the eyes of somebody who knows the books up to a place: whether
    /// it was confirmed, voided or reversed; nil where nothing of it.
    public func fate(
        of id: VoucherID, through sequence: Int64, _ connection: Connection
    ) throws -> Voucher.Kind? {
        let journal = Journal(connection)
        // A reversal comes after what it reverses was confirmed, so it is the last word.
        let row = try connection.statement(
            """
            SELECT sequence FROM ledger_follower WHERE target = ?1 AND sequence <= ?2
            ORDER BY reverses DESC LIMIT 1
            """)
        row.bind(1, id)
        row.bind(2, sequence)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return try journal.withRecord(at: row.int64(0)) { $0.kind }
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
