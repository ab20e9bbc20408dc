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
    /// Not met by the walk yet, the last one first.
    private var closings: [DayClosing] = []
    /// In the order in which they were closed.
    private(set) var closedDays: [DayClosing] = []

    init(_ connection: Connection) throws(DatabaseTrouble) {
        self.connection = connection
        journal = Journal(connection)
        stored = try LedgerHead.read(connection)
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
        try compareSums()
        try compareTree()
        report.vouchers = head.sequence
        report.commits = head.commits
        progress(head.sequence, stored.sequence)
        return report
    }

    private func hasOneHead() throws(DatabaseTrouble) -> Bool {
        let heads = try connection.statement("SELECT count(*), sum(place = 1) FROM ledger_head")
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
        let vouchers = try connection.statement(
            "SELECT \(StoredVoucher.columns) FROM ledger_voucher ORDER BY sequence")
        var hasVoucher = try vouchers.step()
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
            while hasVoucher, vouchers.int64(0) <= through {
                try visit(vouchers, &hash)
                hasVoucher = try vouchers.step()
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
        if hasVoucher {
            report.add(.commitOutOfOrder, at: "ledger_voucher \(vouchers.int64(0))")
        }
        if let closing = closings.last {
            report.add(.closingOutOfOrder, at: "ledger_closing \(closing.day)")
        }
        vouchers.reset()
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

    private mutating func visit(_ row: Statement, _ hash: inout CommitHash) throws(DatabaseTrouble)
    {
        let sequence = row.int64(0)
        let place = "ledger_voucher \(sequence)"
        if sequence != head.sequence + 1 { report.add(.sequenceGap, at: place) }
        head.sequence = sequence
        guard let voucher = StoredVoucher(row: row) else {
            return report.add(.voucherDamaged, at: place)
        }
        let id = voucher.id
        if try journal.sequence(of: id) != sequence { report.add(.keyWrong, at: place) }
        let day = Voucher.bookingDay(of: voucher.ownDay, earliestOpen: head.earliestOpenDay)
        if voucher.day != day { report.add(.bookingDayWrong, at: place) }
        if try !fitsTarget(voucher, id: id) { report.add(.targetWrong, at: place) }
        let turnover = VoucherRules.turnover(
            head.turnover, adding: voucher.transfers.lazy.map { $0.amount }, of: voucher.kind)
        if isSound(voucher.transfers), let turnover {
            head.turnover = turnover
            sums.add(voucher)
        } else {
            report.add(.transferUnsound, at: place)
        }
        report.transfers += Int64(voucher.transfers.count)
        hash.update(VoucherEncoding.record(of: voucher))
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
        guard let place = try journal.sequence(of: target), place < voucher.sequence,
            let row = try journal.readable(at: place)
        else { return false }
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

    private mutating func compareKeys() throws(DatabaseTrouble) {
        let keys = try connection.statement("SELECT count(*) FROM ledger_voucher_key")
        try keys.step()
        if keys.int64(0) != head.sequence { report.add(.keyWrong, at: "ledger_voucher_key") }
    }
}
