import Database
import Ledger
import Money

/// Looking vouchers up in the stored journal.
struct Journal {
    private let connection: Connection
    /// What has been asked already.
    private let lookups: JournalLookups?

    init(_ connection: Connection, lookups: JournalLookups? = nil) {
        self.connection = connection
        self.lookups = lookups
    }

    /// The place of a voucher, nil where the journal does not hold it.
    func sequence(of id: VoucherID) throws(DatabaseTrouble) -> Int64? {
        if let known = lookups?.sequence(of: id) { return known }
        let key = try connection.statement("SELECT sequence FROM ledger_voucher_key WHERE id = ?1")
        key.bind(1, id)
        defer { key.reset() }
        return try key.step() ? key.int64(0) : nil
    }

    func voucher(at sequence: Int64) throws(DatabaseTrouble) -> StoredVoucher? {
        try withRecord(at: sequence) { $0.voucher(at: sequence) }
    }

    /// Lends the record of a voucher, nil where the journal does not hold it.
    func withRecord<T>(
        at sequence: Int64, _ body: (VoucherRecord) -> T
    ) throws(DatabaseTrouble) -> T? {
        if let row = lookups?.row(at: sequence) {
            return try row.records.withUnsafeBufferPointer { bytes throws(DatabaseTrouble) in
                try record(
                    at: sequence, of: (row.first, row.vouchers), in: UnsafeRawBufferPointer(bytes),
                    body)
            }
        }
        let row = try connection.statement(
            """
            SELECT first, vouchers, records FROM ledger_journal WHERE first <= ?1
            ORDER BY first DESC LIMIT 1
            """)
        row.bind(1, sequence)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return try row.withBytes(2) { block throws(DatabaseTrouble) in
            try record(at: sequence, of: (row.int64(0), row.int64(1)), in: block, body)
        }
    }

    private func record<T>(
        at sequence: Int64, of row: (first: Int64, vouchers: Int64),
        in block: UnsafeRawBufferPointer, _ body: (VoucherRecord) -> T
    ) throws(DatabaseTrouble) -> T? {
        // Damaged: such a row holds nothing.
        guard row.first > 0, row.first <= sequence, sequence - row.first < row.vouchers else {
            return nil
        }
        func damaged() -> DatabaseTrouble {
            DatabaseTrouble(.corrupt, "voucher \(sequence) of the books is damaged")
        }
        var place = 0
        for _ in row.first..<sequence {
            guard let record = VoucherRecord(block, at: place) else { throw damaged() }
            place += record.bytes.count
        }
        guard let record = VoucherRecord(block, at: place) else { throw damaged() }
        return body(record)
    }

    /// The vouchers booked on a day, in the order of the books.
    func cursor(bookedOn day: BookDay) throws(DatabaseTrouble) -> JournalCursor {
        let row = try connection.statement(
            "SELECT first_sequence, last_sequence FROM ledger_day WHERE day = ?1")
        row.bind(1, Int64(day.number))
        defer { row.reset() }
        guard try row.step(), row.int64(0) <= row.int64(1) else {
            return try JournalCursor(0...0, bookedOn: day, connection)
        }
        // Damaged bounds: the cursor looks at each voucher's day, so a wider range is right too.
        let first = max(1, row.int64(0))
        return try JournalCursor(first...max(first, row.int64(1)), bookedOn: day, connection)
    }

    /// Where the vouchers of some days lie, with others among them; nil where there are none.
    func places(
        from: BookDay?, through: BookDay?
    ) throws(DatabaseTrouble) -> ClosedRange<Int64>? {
        let row = try connection.statement(
            """
            SELECT min(first_sequence), max(last_sequence) FROM ledger_day
            WHERE day BETWEEN ?1 AND ?2
            """)
        row.bind(1, Int64(from?.number ?? .min))
        row.bind(2, Int64(through?.number ?? .max))
        defer { row.reset() }
        guard try row.step(), !row.isNull(0), row.int64(0) <= row.int64(1) else { return nil }
        let first = max(1, row.int64(0))
        return first...max(first, row.int64(1))
    }

    /// The voucher that confirmed or voided a reservation.
    func settlement(
        of target: VoucherID
    ) throws(DatabaseTrouble) -> (by: VoucherID, as: Voucher.Kind)? {
        try follower(of: target, reverses: false).map { ($0.id, $0.kind) }
    }

    /// The voucher that reversed another one.
    func reversal(of target: VoucherID) throws(DatabaseTrouble) -> VoucherID? {
        try follower(of: target, reverses: true)?.id
    }

    /// The place of the voucher that reversed another one, or that confirmed or voided it.
    func followerSequence(
        of target: VoucherID, reverses: Bool
    ) throws(DatabaseTrouble) -> Int64? {
        if let known = lookups?.follower(.init(target: target, reverses: reverses)) {
            return known
        }
        let row = try connection.statement(
            "SELECT sequence FROM ledger_follower WHERE target = ?1 AND reverses = ?2")
        row.bind(1, target)
        row.bind(2, reverses ? 1 : 0)
        defer { row.reset() }
        return try row.step() ? row.int64(0) : nil
    }

    private func follower(
        of target: VoucherID, reverses: Bool
    ) throws(DatabaseTrouble) -> StoredVoucher? {
        guard let sequence = try followerSequence(of: target, reverses: reverses) else {
            return nil
        }
        guard let voucher = try voucher(at: sequence) else {
            throw DatabaseTrouble(.corrupt, "voucher \(sequence) of the books is missing")
        }
        return voucher
    }

    /// The greatest id, nil in empty books.
    func greatestID() throws(DatabaseTrouble) -> VoucherID? {
        let row = try connection.statement(
            "SELECT id FROM ledger_voucher_key ORDER BY id DESC LIMIT 1")
        defer { row.reset() }
        return try row.step() ? row.withBytes(0) { VoucherID(bytes: $0) } : nil
    }
}

extension Statement {
    /// Binds a voucher's id: 16 bytes, big-endian.
    func bind(_ position: Int, _ id: VoucherID) {
        withUnsafeBytes(of: id.bits.bigEndian) { bind(position, $0) }
    }
}
