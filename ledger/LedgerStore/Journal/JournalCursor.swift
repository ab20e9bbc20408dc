import Database
import Money

/// Walks the journal in the order of the books, holding one row of it.
///
/// Close it where it was left before its end: a row still being given holds a snapshot open.
struct JournalCursor {
    private let row: Statement
    private let last: Int64
    private let day: BookDay?
    private var block = UnsafeRawBufferPointer(start: nil, count: 0)
    private var place = 0
    /// Vouchers of the row that were not walked yet.
    private var left: Int64 = 0
    /// The place in the books of the record that was given last.
    private(set) var sequence: Int64

    /// - Parameters:
    ///   - range: the vouchers to walk, by their places in the books.
    ///   - day: only those that are booked on it; nil: all.
    init(
        _ range: ClosedRange<Int64>, bookedOn day: BookDay? = nil, _ connection: Connection
    ) throws(DatabaseTrouble) {
        row = try connection.statement(
            """
            SELECT first, vouchers, records FROM ledger_journal
            WHERE first BETWEEN
                    coalesce((SELECT max(first) FROM ledger_journal WHERE first <= ?1), ?1) AND ?2
                AND latest_day >= ?3 AND earliest_day <= ?4
            ORDER BY first
            """)
        row.bind(1, range.lowerBound)
        row.bind(2, range.upperBound)
        row.bind(3, Int64(day?.number ?? .min))
        row.bind(4, Int64(day?.number ?? .max))
        last = range.upperBound
        sequence = range.lowerBound - 1
        self.day = day
    }

    /// The next record, nil at the end.
    ///
    /// Good until the next one is asked for.
    mutating func next() throws(DatabaseTrouble) -> VoucherRecord? {
        let begin = sequence
        while true {
            while left > 0 {
                guard let record = VoucherRecord(block, at: place) else {
                    throw DatabaseTrouble(.corrupt, "voucher \(sequence + 1) is damaged")
                }
                place += record.bytes.count
                left -= 1
                sequence += 1
                if sequence > last { return finish() }
                if sequence <= begin { continue }
                if let day, record.day != day { continue }
                return record
            }
            guard try row.step() else { return finish() }
            let vouchers = row.int64(1)
            guard vouchers > 0, row.int64(0) > 0, row.int64(0) <= last else {
                throw DatabaseTrouble(.corrupt, "row \(row.int64(0)) of the journal is damaged")
            }
            block = row.withBytes(2) { $0 }
            place = 0
            left = vouchers
            sequence = row.int64(0) - 1
        }
    }

    private mutating func finish() -> VoucherRecord? {
        left = 0
        row.reset()
        return nil
    }

    func close() { row.reset() }
}
