import Database
import Money

/// Packs the records of commits into rows of the journal.
///
/// A row holds neighbouring vouchers of one commit. Their records stand in it one after the other,
/// as the running hash covers them.
struct JournalPacker {
    /// Bytes in a row that has more than one voucher: four such rows fit a page, so that little of
    /// one is lost where a commit ends.
    private static let rowLimit = 980

    /// The last voucher that was handed in.
    private(set) var last: Int64
    private var vouchers: Int64 = 0
    private var earliest: BookDay
    private var latest: BookDay
    private var bytes: [UInt8] = []

    init(after last: Int64) {
        self.last = last
        earliest = BookDay(number: 0)
        latest = earliest
        bytes.reserveCapacity(JournalPacker.rowLimit)
    }

    mutating func append(
        _ record: UnsafeRawBufferPointer, day: BookDay, _ connection: Connection
    ) throws(DatabaseTrouble) {
        if vouchers > 0, bytes.count + record.count > JournalPacker.rowLimit {
            try addRow(connection)
        }
        earliest = vouchers == 0 ? day : min(earliest, day)
        latest = vouchers == 0 ? day : max(latest, day)
        bytes.append(contentsOf: record)
        vouchers += 1
        last += 1
    }

    /// Writes the rows that were begun.
    mutating func finishCommit(_ connection: Connection) throws(DatabaseTrouble) {
        try addRow(connection)
        try JournalPacker.insertion(connection).finish()
    }

    private static func insertion(
        _ connection: Connection
    ) throws(DatabaseTrouble) -> Insertion {
        try connection.insertion(
            into: "ledger_journal",
            [
                .integer("first"), .integer("vouchers"), .integer("earliest_day"),
                .integer("latest_day"), .blob("records"),
            ])
    }

    private mutating func addRow(_ connection: Connection) throws(DatabaseTrouble) {
        guard vouchers > 0 else { return }
        let insert = try JournalPacker.insertion(connection)
        insert.bind(1, last - vouchers + 1)
        insert.bind(2, vouchers)
        insert.bind(3, Int64(earliest.number))
        insert.bind(4, Int64(latest.number))
        try bytes.withUnsafeBufferPointer { bytes throws(DatabaseTrouble) in
            insert.bind(5, UnsafeRawBufferPointer(bytes))
            try insert.add()
        }
        vouchers = 0
        bytes.removeAll(keepingCapacity: true)
    }
}
