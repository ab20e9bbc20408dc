import Database
public import Ledger
public import Money

/// A voucher as the books hold it.
public struct StoredVoucher: Sendable, Hashable {
    /// Its place in the books, from 1, without gaps.
    public var sequence: Int64
    public var kind: Voucher.Kind
    /// The voucher that it confirms, voids or reverses.
    public var target: VoucherID?
    public var cause: String
    public var occurred: Moment
    public var ownDay: BookDay
    /// The day it is booked on.
    public var day: BookDay
    /// When the books heard of it.
    public var recorded: Moment
    /// What it moves (post, confirm, reverse), reserves or gives up; accounts by their place in
    /// ``LedgerStore/accounts(_:)``.
    ///
    /// A reversal's are its target's turned round.
    public var transfers: [Transfer]

    /// Derived anew from the cause: the books hold no second copy that could differ.
    public var id: VoucherID { VoucherID(cause: cause, at: occurred) }

    public var action: Voucher.Action {
        switch (kind, target) {
        case (.confirm, let target?): .confirm(target)
        case (.void, let target?): .void(target)
        case (.reverse, let target?): .reverse(target)
        case (.reserve, _): .reserve(transfers)
        case (.post, _), (.confirm, nil), (.void, nil), (.reverse, nil): .post(transfers)
        }
    }
}

extension StoredVoucher {
    static let columns = """
        sequence, kind, day, own_day, occurred, recorded, target, cause, transfers
        """

    /// Reads a row of ``columns``; nil where it is damaged.
    init?(row: Statement) {
        guard let kind = UInt8(exactly: row.int64(1)).flatMap(Voucher.Kind.init(rawValue:)),
            let day = Int32(exactly: row.int64(2)),
            let ownDay = row.isNull(3) ? day : Int32(exactly: row.int64(3)),
            let transfers = row.withBytes(8, PackedTransfers.read)
        else { return nil }
        target = row.isNull(6) ? nil : row.withBytes(6) { VoucherID(bytes: $0) }
        guard row.isNull(6) == (target == nil),
            (target == nil) == (kind == .post || kind == .reserve)
        else { return nil }
        sequence = row.int64(0)
        self.kind = kind
        self.day = BookDay(number: day)
        self.ownDay = BookDay(number: ownDay)
        occurred = Moment(seconds: row.int64(4))
        recorded = Moment(seconds: row.int64(5))
        cause = row.text(7)
        self.transfers = transfers
    }

    /// Reads a row of ``columns``.
    static func read(_ row: Statement) throws(DatabaseTrouble) -> StoredVoucher {
        guard let voucher = StoredVoucher(row: row) else {
            throw DatabaseTrouble(.corrupt, "voucher \(row.int64(0)) of the books is damaged")
        }
        return voucher
    }
}
