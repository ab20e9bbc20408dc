public import Database
public import Ledger
public import Money

extension LedgerStore {
    /// How far the books have come.
    public func head(_ connection: Connection) throws -> LedgerHead {
        try LedgerHead.read(connection)
    }

    /// The last closed day, nil before the first closing.
    public func closedThrough(_ connection: Connection) throws -> BookDay? {
        try LedgerHead.closedThrough(connection)
    }

    /// All accounts of the books; an account's place is its number in stored vouchers.
    public func accounts(_ connection: Connection) throws -> Chart {
        var chart = Chart()
        for account in try AccountIndex(connection).accounts { _ = chart.open(account) }
        return chart
    }

    /// Every account on which anything stands, in the order of the accounts.
    public func balances(_ connection: Connection) throws -> [(Account, Balance)] {
        try StoredBalances.read(asOf: nil, connection)
    }

    /// Every account on which anything stood at the end of a book day.
    public func balances(
        asOf day: BookDay, _ connection: Connection
    ) throws -> [(Account, Balance)] {
        try StoredBalances.read(asOf: day, connection)
    }

    /// How a voucher stands, nil where the books do not hold it.
    public func state(of id: VoucherID, _ connection: Connection) throws -> VoucherState? {
        let journal = Journal(connection)
        guard let voucher = try voucher(id, connection) else { return nil }
        return VoucherState(
            kind: voucher.kind, settled: try journal.settlement(of: id),
            reversed: try journal.reversal(of: id))
    }

    /// A voucher, nil where the books do not hold it.
    public func voucher(_ id: VoucherID, _ connection: Connection) throws -> StoredVoucher? {
        let journal = Journal(connection)
        return try journal.sequence(of: id).flatMap { try journal.voucher(at: $0) }
    }

    /// Walks the vouchers in the order of the books, holding one at a time.
    public func forEachVoucher(
        _ connection: Connection, from sequence: Int64 = 1,
        _ body: (StoredVoucher) throws -> Void
    ) throws {
        let cursor = try JournalCursor(sequence...Int64.max, connection)
        try walk(cursor, body)
    }

    private func walk(_ cursor: JournalCursor, _ body: (StoredVoucher) throws -> Void) throws {
        var cursor = cursor
        defer { cursor.close() }
        while let record = try cursor.next() { try body(record.voucher(at: cursor.sequence)) }
    }

    /// Walks the vouchers booked on one day, in the order of the books.
    public func forEachVoucher(
        _ connection: Connection, bookedOn day: BookDay,
        _ body: (StoredVoucher) throws -> Void
    ) throws {
        try walk(Journal(connection).cursor(bookedOn: day), body)
    }

    /// The days on which anything is booked, in order.
    public func bookedDays(_ connection: Connection) throws -> [BookDay] {
        let row = try connection.statement("SELECT day FROM ledger_day ORDER BY day")
        defer { row.reset() }
        var days: [BookDay] = []
        while try row.step() {
            guard let day = StoredDay.read(row.int64(0)) else {
                throw DatabaseTrouble(.corrupt, "the books have a day \(row.int64(0))")
            }
            days.append(day)
        }
        return days
    }

    /// The closed days, in order.
    public func closings(_ connection: Connection) throws -> [DayClosing] {
        let row = try connection.statement(
            "SELECT \(DayClosing.columns) FROM ledger_closing ORDER BY day")
        var closings: [DayClosing] = []
        while try row.step() { closings.append(try DayClosing.read(row)) }
        return closings
    }

    /// The closing of a day, nil where it is not closed.
    public func closing(of day: BookDay, _ connection: Connection) throws -> DayClosing? {
        let row = try connection.statement(
            "SELECT \(DayClosing.columns) FROM ledger_closing WHERE day = ?1")
        row.bind(1, Int64(day.number))
        defer { row.reset() }
        return try row.step() ? try DayClosing.read(row) : nil
    }
}
