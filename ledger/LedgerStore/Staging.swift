import Database
import Ledger
import Money

/// A batch as it would stand in the books: every voucher judged in memory before any is written.
///
/// Besides what the batch adds it holds the writer's caches, which stay good from batch to batch
/// as long as the head of the books is the one left here.
struct Staging {
    /// The head as it stands in the database.
    private(set) var stored: LedgerHead
    /// The head as it will stand.
    private(set) var head: LedgerHead
    /// The last voucher that is folded in.
    private(set) var folded: Int64
    /// When the books heard of what they heard last.
    private var lastRecorded: Moment
    private var accounts: AccountIndex
    private var recent: RecentVouchers

    private(set) var vouchers: [StagedVoucher] = []
    /// Of all vouchers of the batch, one after the other; accounts as the books number them.
    private(set) var transfers: [Transfer] = []
    /// Records of all vouchers of the batch, one after the other.
    private(set) var records = CanonicalBytes()
    private var settled: [VoucherID: (by: VoucherID, as: Voucher.Kind)] = [:]
    private var reversed: [VoucherID: VoucherID] = [:]

    init(
        _ head: LedgerHead, recentVouchers: Int, _ connection: Connection
    ) throws(DatabaseTrouble) {
        stored = head
        self.head = head
        folded = try StoredFolds(connection).last().sequence
        lastRecorded = try Staging.lastRecorded(head, connection)
        accounts = try AccountIndex(connection)
        guard accounts.accounts.count == Int(head.accounts) else {
            throw DatabaseTrouble(.corrupt, "the head of the books is damaged")
        }
        recent = RecentVouchers(
            after: try Journal(connection).greatestID(), capacity: recentVouchers)
    }

    private static func lastRecorded(
        _ head: LedgerHead, _ connection: Connection
    ) throws(DatabaseTrouble) -> Moment {
        let voucher = try Journal(connection).withRecord(at: head.sequence) { $0.recorded }
        guard voucher != nil || head.sequence == 0 else {
            throw DatabaseTrouble(.corrupt, "voucher \(head.sequence) of the books is missing")
        }
        let row = try connection.statement(
            "SELECT recorded FROM ledger_closing ORDER BY day DESC LIMIT 1")
        defer { row.reset() }
        guard try row.step() else { return voucher ?? Moment(seconds: .min) }
        guard let closing = StoredMoment.read(row.int64(0)) else {
            throw DatabaseTrouble(.corrupt, "the last closing of the books is damaged")
        }
        return max(voucher ?? Moment(seconds: .min), closing)
    }

    /// The moment that stands in the books for a clock's: of several instances' clocks one may be
    /// behind, and what the books hear never goes back.
    mutating func moment(from clock: Moment) -> Moment {
        lastRecorded = max(lastRecorded, clock)
        return lastRecorded
    }

    /// Accounts that the batch opens.
    var opened: ArraySlice<Account> { accounts.accounts[Int(stored.accounts)...] }

    /// The batch has been written: its head is the stored one, and the next batch begins.
    mutating func advance(to head: LedgerHead) {
        // Both a full stretch and the end of a day fold everything in.
        if head.sequence - folded >= Fold.width || head.closedThrough != stored.closedThrough {
            folded = head.sequence
        }
        stored = head
        self.head = head
        vouchers.removeAll(keepingCapacity: true)
        transfers.removeAll(keepingCapacity: true)
        records.removeAll()
        settled.removeAll(keepingCapacity: true)
        reversed.removeAll(keepingCapacity: true)
        recent.rotate()
    }
}

/// A voucher of the batch that passed every rule.
struct StagedVoucher {
    var id: VoucherID
    var kind: Voucher.Kind
    var target: VoucherID?
    var day: BookDay
    /// What it moves, in ``Staging/transfers``.
    var transfers: Range<Int>
    /// Where its record begins in ``Staging/records``; it ends where the next one begins.
    var record: Int
}

// MARK: - Judging

extension Staging {
    /// Judges a change; a refused one leaves no trace here.
    mutating func stage(
        _ change: Change, _ journal: Journal
    ) throws(DatabaseTrouble) -> [Result<VoucherOutcome, VoucherRefusal>] {
        let mark = Mark(self)
        accounts.use(change.chart)
        var answers: [Result<VoucherOutcome, VoucherRefusal>] = []
        answers.reserveCapacity(change.vouchers.count)
        var isRefused = false
        for place in change.vouchers.indices {
            let answer = try stage(
                change.vouchers[place], recorded: change.recorded, chart: change.chart, journal)
            if case .failure = answer { isRefused = true }
            answers.append(answer)
        }
        guard isRefused else { return answers }
        undo(to: mark)
        // What stood in the books before the change stands there still.
        return answers.map { answer in
            guard case .success(let outcome) = answer, outcome.sequence > head.sequence else {
                return answer
            }
            return .failure(.changeRefused)
        }
    }

    private mutating func stage(
        _ voucher: Voucher, recorded: Moment, chart: Chart, _ journal: Journal
    ) throws(DatabaseTrouble) -> Result<VoucherOutcome, VoucherRefusal> {
        let record = records.count
        let firstTransfer = transfers.count
        appendContent(of: voucher)
        if let sequence = try sequence(of: voucher.id, journal) {
            let known = try known(at: sequence, sameAs: records.bytes[record...], journal)
            records.truncate(to: record)
            transfers.removeLast(transfers.count - firstTransfer)
            guard known.isSame else { return .failure(.idReused) }
            return .success(.duplicate(sequence: sequence, day: known.day))
        }
        if let refusal = try refusal(of: voucher.action, chart: chart, journal) {
            return .failure(refusal)
        }
        let kind = voucher.action.kind
        guard
            let turnover = VoucherRules.turnover(
                head.turnover, adding: transfers[firstTransfer...].lazy.map { $0.amount }, of: kind)
        else { return .failure(.balanceOverflow) }
        // After this point the voucher must succeed.
        head.turnover = turnover
        let day = Voucher.bookingDay(of: voucher.ownDay, earliestOpen: head.earliestOpenDay)
        let target = voucher.action.target
        VoucherEncoding.appendBooking(
            day: day, recorded: moment(from: recorded),
            transfersOfTarget: target == nil ? nil : transfers[firstTransfer...], to: &records)
        accept(
            StagedVoucher(
                id: voucher.id, kind: kind, target: target, day: day,
                transfers: firstTransfer..<transfers.count, record: record))
        return .success(.posted(sequence: head.sequence, day: day))
    }

    /// The column of refusals.
    ///
    /// Where the voucher has a target, its transfers are added on the way.
    private mutating func refusal(
        of action: Voucher.Action, chart: Chart, _ journal: Journal
    ) throws(DatabaseTrouble) -> VoucherRefusal? {
        switch action {
        case .post(let transfers), .reserve(let transfers):
            return VoucherRules.refusal(of: transfers, chart: chart)
        case .confirm(let id), .void(let id):
            let target = try target(id, journal)
            if let refusal = VoucherRules.refusalToSettle(target?.rules) { return refusal }
            transfers.append(contentsOf: target?.transfers ?? [])
            return nil
        case .reverse(let id):
            let target = try target(id, journal)
            if let refusal = VoucherRules.refusalToReverse(target?.rules) { return refusal }
            transfers.append(contentsOf: (target?.transfers ?? []).map(\.turnedRound))
            return nil
        }
    }

    private mutating func accept(_ staged: StagedVoucher) {
        head.sequence += 1
        head.accounts = Int32(accounts.accounts.count)
        recent.insert(staged.id, sequence: head.sequence)
        switch (staged.kind, staged.target) {
        case (.confirm, let target?), (.void, let target?):
            settled[target] = (staged.id, staged.kind)
        case (.reverse, let target?):
            reversed[target] = staged.id
        default: break
        }
        vouchers.append(staged)
    }

    /// Adds the voucher's transfers, with their accounts as the books number them, and its content.
    private mutating func appendContent(of voucher: Voucher) {
        let first = transfers.count
        switch voucher.action {
        case .post(let given), .reserve(let given):
            for transfer in given {
                transfers.append(
                    Transfer(
                        debit: accounts.number(of: transfer.debit),
                        credit: accounts.number(of: transfer.credit), amount: transfer.amount))
            }
        case .confirm, .void, .reverse: break
        }
        VoucherEncoding.appendContent(of: voucher, transfers: transfers[first...], to: &records)
    }
}

// MARK: - Looking up

extension Staging {
    private func sequence(
        of id: VoucherID, _ journal: Journal
    ) throws(DatabaseTrouble) -> Int64? {
        switch recent.find(id) {
        case .stands(let sequence): sequence
        case .isNew: nil
        case .askJournal: try journal.sequence(of: id)
        }
    }

    /// Asks the journal about all vouchers of a batch that are not known here.
    func lookUp(
        _ changes: ArraySlice<Change>, _ connection: Connection
    ) throws(DatabaseTrouble) -> JournalLookups {
        var asked: [VoucherID] = []
        var targets: [VoucherID] = []
        for change in changes {
            for voucher in change.vouchers {
                if case .askJournal = recent.find(voucher.id) { asked.append(voucher.id) }
                guard let target = voucher.action.target else { continue }
                targets.append(target)
                if case .isNew = recent.find(target) { continue }
                asked.append(target)
            }
        }
        return try JournalLookups(vouchers: asked, targets: targets, connection)
    }

    /// The voucher of the batch at a place in the books, nil where that is stored already.
    private func staged(at sequence: Int64) -> StagedVoucher? {
        sequence > stored.sequence ? vouchers[place(of: sequence)] : nil
    }

    private func place(of sequence: Int64) -> Int { Int(sequence - stored.sequence - 1) }

    /// The day that a known voucher is booked on, and whether it has the same content.
    private func known(
        at sequence: Int64, sameAs content: ArraySlice<UInt8>, _ journal: Journal
    ) throws(DatabaseTrouble) -> (isSame: Bool, day: BookDay) {
        if staged(at: sequence) != nil {
            let known = records.bytes.withUnsafeBytes { bytes in
                VoucherRecord(bytes, at: vouchers[place(of: sequence)].record)
                    .map { ($0.content.elementsEqual(content), $0.day) }
            }
            if let known { return known }
        }
        return try found(
            sequence,
            journal.withRecord(at: sequence) { record in
                (record.content.elementsEqual(content), record.day)
            })
    }

    private func found<T>(_ sequence: Int64, _ found: T?) throws(DatabaseTrouble) -> T {
        guard let found else {
            throw DatabaseTrouble(.corrupt, "voucher \(sequence) of the books is missing")
        }
        return found
    }

    private func target(
        _ id: VoucherID, _ journal: Journal
    ) throws(DatabaseTrouble) -> (rules: VoucherRules.Target, transfers: [Transfer])? {
        guard let sequence = try sequence(of: id, journal) else { return nil }
        let staged = staged(at: sequence)
        let kind: Voucher.Kind
        let moved: [Transfer]
        if let staged {
            kind = staged.kind
            moved = Array(transfers[staged.transfers])
        } else {
            (kind, moved) = try found(
                sequence, journal.withRecord(at: sequence) { ($0.kind, $0.transfers) })
        }
        // What is staged in this batch cannot have been settled or reversed before it.
        let isStored = staged == nil
        var settlement = settled[id]
        if settlement == nil, isStored { settlement = try journal.settlement(of: id) }
        var reversal = reversed[id]
        if reversal == nil, isStored { reversal = try journal.reversal(of: id) }
        let state = VoucherState(kind: kind, settled: settlement, reversed: reversal)
        return (VoucherRules.Target(kind: kind, state: state), moved)
    }
}

// MARK: - Undoing

extension Staging {
    /// How far the batch had come before a change.
    private struct Mark {
        var head: LedgerHead
        var lastRecorded: Moment
        var vouchers: Int
        var transfers: Int
        var records: Int
        var accounts: Int

        init(_ staging: Staging) {
            head = staging.head
            lastRecorded = staging.lastRecorded
            vouchers = staging.vouchers.count
            transfers = staging.transfers.count
            records = staging.records.count
            accounts = staging.accounts.accounts.count
        }
    }

    private mutating func undo(to mark: Mark) {
        for staged in vouchers[mark.vouchers...] {
            recent.remove(staged.id)
            guard let target = staged.target else { continue }
            if staged.kind == .reverse { reversed[target] = nil } else { settled[target] = nil }
        }
        vouchers.removeLast(vouchers.count - mark.vouchers)
        transfers.removeLast(transfers.count - mark.transfers)
        records.truncate(to: mark.records)
        accounts.truncate(to: mark.accounts)
        head = mark.head
        lastRecorded = mark.lastRecorded
    }
}
