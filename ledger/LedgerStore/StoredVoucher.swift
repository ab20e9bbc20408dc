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
