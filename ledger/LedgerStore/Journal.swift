import Database
import Ledger
import Money

/// Looking vouchers up in the stored journal.
struct Journal {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// The place of a voucher, nil where the journal does not hold it.
    func sequence(of id: VoucherID) throws(DatabaseTrouble) -> Int64? {
        let key = try connection.statement("SELECT sequence FROM ledger_voucher_key WHERE id = ?1")
        key.bind(1, id.bytes)
        defer { key.reset() }
        return try key.step() ? key.int64(0) : nil
    }

    func voucher(at sequence: Int64) throws(DatabaseTrouble) -> StoredVoucher? {
        let row = try row(at: sequence)
        defer { row.reset() }
        return try row.step() ? try StoredVoucher.read(row) : nil
    }

    /// As ``voucher(at:)``, and nil too where the row is damaged.
    func readable(at sequence: Int64) throws(DatabaseTrouble) -> StoredVoucher? {
        let row = try row(at: sequence)
        defer { row.reset() }
        return try row.step() ? StoredVoucher(row: row) : nil
    }

    /// The rows of the vouchers booked on a day, in the order of the books.
    func rows(bookedOn day: BookDay) throws(DatabaseTrouble) -> Statement {
        let row = try connection.statement(
            """
            SELECT \(StoredVoucher.columns) FROM ledger_voucher
            WHERE sequence BETWEEN (SELECT first_sequence FROM ledger_day WHERE day = ?1)
                AND (SELECT last_sequence FROM ledger_day WHERE day = ?1) AND day = ?1
            ORDER BY sequence
            """)
        row.bind(1, Int64(day.number))
        return row
    }

    private func row(at sequence: Int64) throws(DatabaseTrouble) -> Statement {
        let row = try connection.statement(
            "SELECT \(StoredVoucher.columns) FROM ledger_voucher WHERE sequence = ?1")
        row.bind(1, sequence)
        return row
    }

    /// The voucher that confirmed or voided a reservation.
    func settlement(
        of target: VoucherID
    ) throws(DatabaseTrouble) -> (by: VoucherID, as: Voucher.Kind)? {
        try only("target = ?1 AND kind IN (2, 3)", target).map { ($0.id, $0.kind) }
    }

    /// The voucher that reversed another one.
    func reversal(of target: VoucherID) throws(DatabaseTrouble) -> VoucherID? {
        try only("target = ?1 AND kind = 4", target)?.id
    }

    private func only(
        _ condition: String, _ target: VoucherID
    ) throws(DatabaseTrouble) -> StoredVoucher? {
        let row = try connection.statement(
            "SELECT \(StoredVoucher.columns) FROM ledger_voucher WHERE \(condition)")
        row.bind(1, target.bytes)
        defer { row.reset() }
        return try row.step() ? try StoredVoucher.read(row) : nil
    }

    /// The greatest id, nil in empty books.
    func greatestID() throws(DatabaseTrouble) -> VoucherID? {
        let row = try connection.statement("SELECT max(id) FROM ledger_voucher_key")
        defer { row.reset() }
        return try row.step() ? row.withBytes(0) { VoucherID(bytes: $0) } : nil
    }
}
