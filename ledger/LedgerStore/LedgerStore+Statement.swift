public import Database
public import Ledger
public import Money

/// A line of an account's statement.
public struct StatementLine: Sendable, Hashable {
    public var voucher: StoredVoucher
    /// What the voucher does to the account; all of its transfers that touch it together.
    public var change: Balance
    /// What stands on the account once the line is counted.
    public var balance: Balance
}

extension LedgerStore {
    /// What stands on one account, at the end of a book day or by now.
    ///
    /// - Parameter day: nil: all days.
    public func balance(
        of account: Account, asOf day: BookDay? = nil, _ connection: Connection
    ) throws -> Balance {
        guard let number = try AccountIndex.number(of: account, connection) else { return .zero }
        return try StoredBalances.read(number, asOf: day, connection)
    }

    /// Walks the statement of an account: its vouchers of some book days, in the order of the
    /// books, holding one at a time.
    ///
    /// Vouchers are booked on days, not in the order of days, so a line may belong to an earlier
    /// day than the one before. The balance begins with what stood at the end of the day before
    /// the first one.
    ///
    /// - Parameters:
    ///   - from: nil: from the beginning.
    ///   - through: nil: to the end.
    public func statement(
        of account: Account, from: BookDay? = nil, through: BookDay? = nil,
        _ connection: Connection, _ body: (StatementLine) throws -> Void
    ) throws {
        let head = try LedgerHead.read(connection)
        let journal = Journal(connection)
        guard let number = try AccountIndex.number(of: account, connection),
            let range = try journal.places(from: from, through: through)
        else { return }
        var balance = Balance.zero
        if let from { balance = try self.balance(of: account, asOf: from.adding(-1), connection) }
        func tell(_ voucher: StoredVoucher) throws {
            if let from, voucher.day < from { return }
            if let through, voucher.day > through { return }
            let change = voucher.change(on: number)
            balance = balance + change
            try body(StatementLine(voucher: voucher, change: change, balance: balance))
        }
        let folds = StoredFolds(connection)
        try folds.forEachSequence(of: number, in: range) { sequence throws(any Error) in
            guard let voucher = try journal.voucher(at: sequence) else {
                throw DatabaseTrouble(.corrupt, "voucher \(sequence) of the books is missing")
            }
            try tell(voucher)
        }
        let folded = try folds.last().sequence
        guard StoredPlace.isValid(folded) else {
            throw DatabaseTrouble(.corrupt, "the last row of ledger_fold is damaged")
        }
        let tail = max(range.lowerBound, folded + 1)
        guard tail <= min(range.upperBound, head.sequence) else { return }
        var cursor = try JournalCursor(tail...range.upperBound, connection)
        defer { cursor.close() }
        while let record = try cursor.next() {
            var isOn = false
            record.forEachTransfer { isOn = isOn || $0.debit == number || $0.credit == number }
            if isOn { try tell(record.voucher(at: cursor.sequence)) }
        }
    }
}

extension StoredVoucher {
    /// What it does to an account.
    func change(on account: AccountID) -> Balance {
        var change = Balance.zero
        for transfer in transfers {
            if transfer.debit == account {
                change = change + .onDebit(of: transfer.amount, kind: kind)
            }
            if transfer.credit == account {
                change = change + .onCredit(of: transfer.amount, kind: kind)
            }
        }
        return change
    }
}
