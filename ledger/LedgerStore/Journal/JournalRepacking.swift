import Database
import Ledger
import Money

/// Brings books with a row per voucher to a packed journal, commit by commit, as the writer would
/// have written it: the running hash covers the same bytes as before.
enum JournalRepacking {
    static func run(_ connection: Connection) throws(DatabaseTrouble) {
        try packVouchers(connection)
        try addFollowers(connection)
        try addStatements(connection)
    }

    private static func packVouchers(_ connection: Connection) throws(DatabaseTrouble) {
        let commits = try connection.statement(
            "SELECT sequence FROM ledger_commit ORDER BY number")
        let row = try connection.statement(
            """
            SELECT sequence, kind, day, own_day, occurred, recorded, target, cause, transfers
            FROM ledger_voucher ORDER BY sequence
            """)
        defer { row.reset() }
        var packer = JournalPacker(after: 0)
        while try commits.step() {
            while packer.last < commits.int64(0) {
                guard try row.step(), row.int64(0) == packer.last + 1,
                    let voucher = voucher(row)
                else {
                    throw DatabaseTrouble(
                        .corrupt, "voucher \(packer.last + 1) of the books is missing or damaged")
                }
                let record = VoucherEncoding.record(of: voucher).bytes
                try record.withUnsafeBufferPointer { record throws(DatabaseTrouble) in
                    try packer.append(
                        UnsafeRawBufferPointer(record), day: voucher.day, connection)
                }
            }
            try packer.finishCommit(connection)
        }
        guard try !row.step() else {
            throw DatabaseTrouble(.corrupt, "voucher \(row.int64(0)) is of no commit")
        }
    }

    private static func addFollowers(_ connection: Connection) throws(DatabaseTrouble) {
        try connection.run(
            """
            INSERT INTO ledger_follower
            SELECT target, kind = 4, sequence FROM ledger_voucher WHERE target NOTNULL
            """)
    }

    /// The sums are those of the whole journal already.
    private static func addStatements(_ connection: Connection) throws(DatabaseTrouble) {
        let accounts = try connection.statement("SELECT count(*) FROM ledger_account")
        try accounts.step()
        let last = try connection.statement("SELECT coalesce(max(sequence), 0) FROM ledger_voucher")
        try last.step()
        let folds = StoredFolds(connection)
        var number: Int64 = 0
        for first in stride(from: 1, through: last.int64(0), by: Int(Fold.width)) {
            number += 1
            let end = min(first + Fold.width - 1, last.int64(0))
            let fold = try Fold(
                first...end, accounts: Int32(clamping: accounts.int64(0)), connection)
            try folds.write(fold, number: number)
        }
    }

    /// A row as it was; nil where it is damaged.
    private static func voucher(_ row: Statement) -> StoredVoucher? {
        guard let kind = UInt8(exactly: row.int64(1)).flatMap(Voucher.Kind.init(rawValue:)),
            let day = Int32(exactly: row.int64(2)),
            let ownDay = row.isNull(3) ? day : Int32(exactly: row.int64(3)),
            let transfers = row.withBytes(8, transfers)
        else { return nil }
        let target = row.isNull(6) ? nil : row.withBytes(6) { VoucherID(bytes: $0) }
        guard (target == nil) == (kind == .post || kind == .reserve) else { return nil }
        return StoredVoucher(
            sequence: row.int64(0), kind: kind, target: target, cause: row.text(7),
            occurred: Moment(seconds: row.int64(4)), ownDay: BookDay(number: ownDay),
            day: BookDay(number: day), recorded: Moment(seconds: row.int64(5)),
            transfers: transfers)
    }

    /// Debit, credit, amount, each LEB128, to the end.
    private static func transfers(_ bytes: UnsafeRawBufferPointer) -> [Transfer]? {
        var numbers = PackedNumbers(bytes)
        var transfers: [Transfer] = []
        while !numbers.isAtEnd {
            guard let debit = numbers.next().flatMap(Int32.init(exactly:)),
                let credit = numbers.next().flatMap(Int32.init(exactly:)),
                let amount = numbers.next().flatMap(Int64.init(exactly:))
            else { return nil }
            transfers.append(
                Transfer(
                    debit: AccountID(debit), credit: AccountID(credit), amount: Yen(amount)))
        }
        return transfers
    }
}
