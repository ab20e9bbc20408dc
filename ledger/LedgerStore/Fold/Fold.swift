import Database
import Ledger
import Money

/// What a stretch of the journal does to the sums per day and account, and which of its vouchers
/// stand on which account.
///
/// Commits only append to the journal. Every ``width`` vouchers, and when a day closes, what they
/// do is folded into the tables that answer for accounts; whoever reads those tables adds the
/// vouchers that came after the last fold.
struct Fold {
    /// Vouchers that may stand in the journal without being folded in, besides the last batch.
    static let width: Int64 = 1 << 15

    private struct Move {
        var account: Int32
        var day: Int32
        /// From the first voucher of the stretch.
        var offset: Int64
        var amount: Yen
        var kind: Voucher.Kind
        var isDebit: Bool

        var change: Balance {
            isDebit ? .onDebit(of: amount, kind: kind) : .onCredit(of: amount, kind: kind)
        }
    }

    let first: Int64
    let last: Int64
    /// In the order of the accounts, those of one account in the order of the books.
    private let moves: [Move]

    /// - Parameter accounts: how many accounts the books have.
    init(
        _ range: ClosedRange<Int64>, accounts: Int32, _ connection: Connection
    ) throws(DatabaseTrouble) {
        var found: [Move] = []
        found.reserveCapacity(2 * Int(min(range.upperBound - range.lowerBound + 1, Fold.width)))
        var cursor = try JournalCursor(range, connection)
        defer { cursor.close() }
        var count: Int64 = 0
        while let record = try cursor.next() {
            count += 1
            let offset = cursor.sequence - range.lowerBound
            let day = record.day.number
            let kind = record.kind
            record.forEachTransfer { transfer in
                found.append(
                    Move(
                        account: transfer.debit.index, day: day, offset: offset,
                        amount: transfer.amount, kind: kind, isDebit: true))
                found.append(
                    Move(
                        account: transfer.credit.index, day: day, offset: offset,
                        amount: transfer.amount, kind: kind, isDebit: false))
            }
        }
        first = range.lowerBound
        last = range.upperBound
        guard count == range.upperBound - range.lowerBound + 1 else {
            throw DatabaseTrouble(
                .corrupt, "vouchers \(range.lowerBound) to \(range.upperBound) are not all there")
        }
        guard let sorted = Fold.sorted(found, accounts: Int(accounts)) else {
            throw DatabaseTrouble(.corrupt, "the journal names an account that is not there")
        }
        moves = sorted
    }

    /// By account, without changing the order of one account's moves; nil where an account is not
    /// among those that there are.
    private static func sorted(_ moves: [Move], accounts: Int) -> [Move]? {
        var places = [Int](repeating: 0, count: accounts + 1)
        for move in moves {
            guard move.account >= 0, move.account < accounts else { return nil }
            places[Int(move.account) + 1] += 1
        }
        for account in 0..<accounts { places[account + 1] += places[account] }
        return [Move](unsafeUninitializedCapacity: moves.count) { buffer, count in
            for move in moves {
                let account = Int(move.account)
                (buffer.baseAddress! + places[account]).initialize(to: move)
                places[account] += 1
            }
            count = moves.count
        }
    }
}

// MARK: - Sums

extension Fold {
    /// The sum of each day and account, in the order of accounts, then days.
    func forEachSum<Trouble: Error>(
        _ body: (_ day: Int32, _ account: Int32, Balance) throws(Trouble) -> Void
    ) throws(Trouble) {
        var place = 0
        var days: [(day: Int32, sum: Balance)] = []
        while place < moves.count {
            let account = moves[place].account
            days.removeAll(keepingCapacity: true)
            while place < moves.count, moves[place].account == account {
                let move = moves[place]
                place += 1
                if let known = days.firstIndex(where: { $0.day == move.day }) {
                    days[known].sum = days[known].sum + move.change
                } else {
                    days.append((move.day, move.change))
                }
            }
            if days.count > 1 { days.sort { $0.day < $1.day } }
            for (day, sum) in days { try body(day, account, sum) }
        }
    }
}

// MARK: - Statements

extension Fold {
    /// The rows of account statements: each account once, each voucher once on an account.
    func forEachStatementRow<Trouble: Error>(
        _ body: (StatementRow) throws(Trouble) -> Void
    ) throws(Trouble) {
        guard let start = moves.first else { return }
        var row = StatementRow(first: start.account)
        var entries = CanonicalBytes()
        var place = 0
        while place < moves.count {
            let account = moves[place].account
            entries.removeAll()
            var count: UInt64 = 0
            var former: Int64 = -1
            while place < moves.count, moves[place].account == account {
                let offset = moves[place].offset
                place += 1
                if offset == former { continue }
                entries.append(unsigned: UInt64(offset - max(former, 0)))
                former = offset
                count += 1
            }
            if !row.isEmpty, row.count + entries.count > StatementRow.byteLimit {
                try body(row)
                row.start(at: account)
            }
            row.append(account, entries: entries, count: count)
        }
        try body(row)
    }
}
