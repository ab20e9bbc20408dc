import Database
import Ledger

/// What a batch will ask the stored journal, asked at once: where the server is another process, a
/// question for each voucher would take longer than all else.
///
/// Good until the batch is written.
struct JournalLookups {
    struct Follow: Hashable {
        var target: VoucherID
        var reverses: Bool
    }

    /// A row of the journal that holds a voucher.
    struct Row {
        var first: Int64
        var vouchers: Int64
        var records: [UInt8]
    }

    private let asked: Set<VoucherID>
    private let targets: Set<VoucherID>
    private var sequences: [VoucherID: Int64] = [:]
    private var followers: [Follow: Int64] = [:]
    private var rows: [Int64: Row] = [:]

    /// - Parameters:
    ///   - vouchers: of which it will be asked whether they stand.
    ///   - targets: on which others act; a part of `vouchers`.
    init(
        vouchers: [VoucherID], targets: [VoucherID], _ connection: Connection
    ) throws(DatabaseTrouble) {
        asked = Set(vouchers)
        self.targets = Set(targets)
        try readSequences(connection)
        try readFollowers(connection)
        try readRows(connection)
    }

    /// The place of a voucher; nil where that was not asked.
    func sequence(of id: VoucherID) -> Int64?? {
        asked.contains(id) ? .some(sequences[id]) : nil
    }

    /// The place of the voucher that acts on another; nil where that was not asked.
    func follower(_ follow: Follow) -> Int64?? {
        targets.contains(follow.target) ? .some(followers[follow]) : nil
    }

    /// The row that holds a voucher; nil where that was not asked.
    func row(at sequence: Int64) -> Row? { rows[sequence] }

    private mutating func readSequences(_ connection: Connection) throws(DatabaseTrouble) {
        guard !asked.isEmpty else { return }
        let row = try connection.statement(
            "SELECT id, sequence FROM ledger_voucher_key WHERE id = ANY (?1)")
        row.bind(1, anyOf: asked.map(\.bytes))
        defer { row.reset() }
        while try row.step() {
            if let id = row.withBytes(0, VoucherID.init(bytes:)) { sequences[id] = row.int64(1) }
        }
    }

    private mutating func readFollowers(_ connection: Connection) throws(DatabaseTrouble) {
        guard !targets.isEmpty else { return }
        let row = try connection.statement(
            "SELECT target, reverses, sequence FROM ledger_follower WHERE target = ANY (?1)")
        row.bind(1, anyOf: targets.map(\.bytes))
        defer { row.reset() }
        while try row.step() {
            guard let target = row.withBytes(0, VoucherID.init(bytes:)) else { continue }
            followers[Follow(target: target, reverses: row.int64(1) == 1)] = row.int64(2)
        }
    }

    /// Of all that were found, and of those that act on them.
    private mutating func readRows(_ connection: Connection) throws(DatabaseTrouble) {
        let wanted = Array(sequences.values) + Array(followers.values)
        guard !wanted.isEmpty else { return }
        let row = try connection.statement(
            """
            SELECT wanted.sequence, j.first, j.vouchers, j.records
            FROM unnest(?1) AS wanted (sequence) CROSS JOIN LATERAL (
                SELECT first, vouchers, records FROM ledger_journal
                WHERE first <= wanted.sequence ORDER BY first DESC LIMIT 1) AS j
            """)
        row.bind(1, anyOf: wanted)
        defer { row.reset() }
        while try row.step() {
            rows[row.int64(0)] = Row(
                first: row.int64(1), vouchers: row.int64(2), records: row.blob(3))
        }
    }
}
