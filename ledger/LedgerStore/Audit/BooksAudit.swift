import Database
import Ledger
import Money

/// A walk over the whole books, in their own order, that trusts nothing but the journal.
///
/// Commits are the outer walk: each one's vouchers are read, judged again, summed up and hashed.
/// What is stored besides is then compared with what came out. Memory grows with accounts times
/// days, not with vouchers.
struct BooksAudit {
    let connection: Connection
    let journal: Journal
    let stored: LedgerHead
    /// As the walk finds it.
    var head: LedgerHead
    var accounts: [Account] = []
    var sums = AuditSums()
    var report = AuditReport()
    /// Reservations that the walk has seen settled, and how.
    private var settled: [VoucherID: Voucher.Kind] = [:]
    private var reversed: Set<VoucherID> = []
    /// Vouchers that act on an earlier one, and are stored as doing so.
    private var followers: Int64 = 0
    /// The last voucher that is folded in.
    private let folded: Int64
    /// Not met by the walk yet, the last one first.
    private var closings: [DayClosing] = []
    /// In the order in which they were closed.
    private(set) var closedDays: [DayClosing] = []

    init(_ connection: Connection) throws(DatabaseTrouble) {
        self.connection = connection
        journal = Journal(connection)
        stored = try LedgerHead.read(connection)
        folded = try StoredFolds(connection).last().sequence
        head = LedgerHead(
            begins: stored.begins, closedThrough: nil, sequence: 0, accounts: 0, commits: 0,
            turnover: .zero, hash: [UInt8](repeating: 0, count: 32))
    }

    mutating func run(
        progress: (_ walked: Int64, _ total: Int64) -> Void
    ) throws(DatabaseTrouble) -> AuditReport {
        try readAccounts()
        try readClosings()
        try walk(progress: progress)
        let hasOneHead = try hasOneHead()
        if head != stored || !hasOneHead { report.add(.headWrong, at: "ledger_head") }
        // An account that no commit opened.
        if accounts.count != head.accounts {
            report.add(.accountDamaged, at: "ledger_account \(head.accounts)")
        }
        try compareKeys()
        try compareFolds()
        try compareSums()
        try compareTree()
        report.vouchers = head.sequence
        report.commits = head.commits
        progress(head.sequence, stored.sequence)
        return report
    }

    private func hasOneHead() throws(DatabaseTrouble) -> Bool {
        let heads = try connection.statement(
            "SELECT count(*), count(*) FILTER (WHERE place = 1) FROM ledger_head")
        try heads.step()
        defer { heads.reset() }
        return heads.int64(0) == 1 && heads.int64(1) == 1
    }

    private mutating func readAccounts() throws(DatabaseTrouble) {
        let row = try connection.statement("SELECT id, fund, code FROM ledger_account ORDER BY id")
        while try row.step() {
            guard row.int64(0) == accounts.count,
                let account = Account(fund: row.text(1), code: row.text(2))
            else {
                report.add(.accountDamaged, at: "ledger_account \(row.int64(0))")
                continue
            }
            accounts.append(account)
        }
        report.accounts = Int64(accounts.count)
    }

    private mutating func readClosings() throws(DatabaseTrouble) {
        let row = try connection.statement(
            """
            SELECT \(DayClosing.columns) FROM ledger_closing
            ORDER BY commit_number
            """)
        while try row.step() {
            guard let closing = DayClosing(row: row) else {
                report.add(.closingDamaged, at: "ledger_closing \(row.int64(0))")
                continue
            }
            closings.append(closing)
        }
        closedDays = closings
        closings.reverse()
    }

    private mutating func walk(
        progress: (_ walked: Int64, _ total: Int64) -> Void
    ) throws(DatabaseTrouble) {
        let commits = try connection.statement(
            "SELECT number, sequence, accounts, hash FROM ledger_commit ORDER BY number")
        let rows = try connection.statement(
            "SELECT first, vouchers, records, earliest_day, latest_day FROM ledger_journal "
                + "ORDER BY first")
        var hasRow = try rows.step()
        var told: Int64 = 0
        while try commits.step() {
            let number = commits.int64(0)
            let through = commits.int64(1)
            let opened = commits.int64(2)
            guard number == head.commits + 1, through >= head.sequence, opened >= head.accounts,
                opened <= accounts.count
            else {
                report.add(.commitOutOfOrder, at: "ledger_commit \(number)")
                break
            }
            var hash = CommitHash(
                after: head, opened: accounts[Int(head.accounts)..<Int(opened)])
            hash.startVouchers(count: Int(through - head.sequence))
            head.accounts = Int32(opened)
            while hasRow, rows.int64(0) <= through {
                try visit(rows, &hash)
                hasRow = try rows.step()
            }
            if head.sequence != through {
                report.add(.sequenceGap, at: "ledger_commit \(number)")
                head.sequence = through
            }
            finish(commit: number, hash: &hash, stored: commits.blob(3))
            if head.sequence - told >= 50_000 {
                told = head.sequence
                progress(told, stored.sequence)
            }
        }
        if hasRow { report.add(.commitOutOfOrder, at: "ledger_journal \(rows.int64(0))") }
        if let closing = closings.last {
            report.add(.closingOutOfOrder, at: "ledger_closing \(closing.day)")
        }
        rows.reset()
        commits.reset()
    }

    private mutating func finish(commit number: Int64, hash: inout CommitHash, stored: [UInt8]) {
        head.commits = number
        var closed: DayClosing?
        if let closing = closings.last, closing.commit == number {
            closings.removeLast()
            if closing.day != head.earliestOpenDay || closing.sequence != head.sequence {
                report.add(.closingOutOfOrder, at: "ledger_closing \(closing.day)")
            }
            closed = closing
            head.closedThrough = closing.day
            report.closedDays += 1
        }
        if hash.finish(closing: closed) != stored {
            report.add(.hashWrong, at: "ledger_commit \(number)")
        }
        // Go on from what is stored, so that one damage is told once.
        head.hash = stored
    }

    /// Walks the vouchers of a row of the journal.
    private mutating func visit(_ row: Statement, _ hash: inout CommitHash) throws(DatabaseTrouble)
    {
        let place = "ledger_journal \(row.int64(0))"
        if row.int64(0) != head.sequence + 1 { report.add(.sequenceGap, at: place) }
        guard row.int64(1) > 0, row.int64(0) > 0, row.int64(0) <= stored.sequence,
            row.int64(1) <= stored.sequence
        else { return report.add(.voucherDamaged, at: place) }
        let last = row.int64(0) + row.int64(1) - 1
        head.sequence = row.int64(0) - 1
        let bytes = row.withBytes(2) { $0 }
        var start = 0
        var days: ClosedRange<Int64>?
        while head.sequence < last {
            guard let record = VoucherRecord(bytes, at: start) else {
                // Where the others of the row begin is not known any more.
                report.add(.voucherDamaged, at: "\(place), voucher \(head.sequence + 1)")
                head.sequence = last
                break
            }
            start += record.bytes.count
            head.sequence += 1
            hash.update(record.bytes)
            let day = Int64(record.day.number)
            days = min(days?.lowerBound ?? day, day)...max(days?.upperBound ?? day, day)
            try visit(record)
        }
        if start != bytes.count, days != nil || bytes.isEmpty {
            report.add(.voucherDamaged, at: place)
        }
        if let days, days.lowerBound != row.int64(3) || days.upperBound != row.int64(4) {
            report.add(.bookingDayWrong, at: place)
        }
    }

    private mutating func visit(_ record: VoucherRecord) throws(DatabaseTrouble) {
        let sequence = head.sequence
        let place = "voucher \(sequence)"
        let voucher = record.voucher(at: sequence)
        let id = voucher.id
        if try journal.sequence(of: id) != sequence { report.add(.keyWrong, at: place) }
        let day = Voucher.bookingDay(of: voucher.ownDay, earliestOpen: head.earliestOpenDay)
        if voucher.day != day { report.add(.bookingDayWrong, at: place) }
        if try !fitsTarget(voucher, id: id) { report.add(.targetWrong, at: place) }
        let turnover = VoucherRules.turnover(
            head.turnover, adding: voucher.transfers.lazy.map { $0.amount }, of: voucher.kind)
        if isSound(voucher.transfers), let turnover {
            head.turnover = turnover
            sums.add(voucher, isFolded: sequence <= folded)
        } else {
            report.add(.transferUnsound, at: place)
        }
        report.transfers += Int64(voucher.transfers.count)
    }

    /// Each transfer inside one fund, between two accounts opened by now, of a positive amount.
    private func isSound(_ transfers: [Transfer]) -> Bool {
        !transfers.isEmpty
            && transfers.allSatisfy { transfer in
                transfer.amount > .zero && transfer.debit != transfer.credit
                    && transfer.debit.index < head.accounts
                    && transfer.credit.index < head.accounts
                    && accounts[Int(transfer.debit.index)].fund
                        == accounts[Int(transfer.credit.index)].fund
            }
    }

    /// Whether the voucher that this one acts on stood so that it could, and moves the same money.
    private mutating func fitsTarget(
        _ voucher: StoredVoucher, id: VoucherID
    ) throws(DatabaseTrouble) -> Bool {
        guard let target = voucher.target else { return true }
        let reverses = voucher.kind == .reverse
        guard let place = try journal.sequence(of: target), place < voucher.sequence,
            let row = try readable(place),
            try journal.followerSequence(of: target, reverses: reverses) == voucher.sequence
        else { return false }
        followers += 1
        let state = VoucherState(
            kind: row.kind, settled: settled[target].map { (by: id, as: $0) },
            reversed: reversed.contains(target) ? id : nil)
        let rules = VoucherRules.Target(kind: row.kind, state: state)
        if voucher.kind == .reverse {
            reversed.insert(target)
            return VoucherRules.refusalToReverse(rules) == nil
                && voucher.transfers == row.transfers.map(\.turnedRound)
        }
        settled[target] = voucher.kind
        return VoucherRules.refusalToSettle(rules) == nil && voucher.transfers == row.transfers
    }

    private func readable(_ place: Int64) throws(DatabaseTrouble) -> StoredVoucher? {
        do {
            return try journal.voucher(at: place)
        } catch  where error.kind == .corrupt {
            return nil
        }
    }

    private mutating func compareKeys() throws(DatabaseTrouble) {
        let keys = try connection.statement("SELECT count(*) FROM ledger_voucher_key")
        try keys.step()
        if keys.int64(0) != head.sequence { report.add(.keyWrong, at: "ledger_voucher_key") }
        let rows = try connection.statement("SELECT count(*) FROM ledger_follower")
        try rows.step()
        if rows.int64(0) != followers { report.add(.targetWrong, at: "ledger_follower") }
    }
}
