/// Why the books do not take a voucher, in order of precedence.
///
/// Raw values are stable codes. The same id with the same content is no refusal: it is answered
/// with the stored outcome before any of these is asked.
public enum VoucherRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// The id stands in the books with another content.
    case idReused = "id-reused"
    case noTransfers = "no-transfers"
    case amountNotPositive = "amount-not-positive"
    case accountsEqual = "accounts-equal"
    case accountsInDifferentFunds = "accounts-in-different-funds"
    /// The voucher to confirm or void is not in the books.
    case pendingNotFound = "pending-not-found"
    /// The voucher to confirm or void was never a reservation.
    case pendingNotReserved = "pending-not-reserved"
    case pendingAlreadyPosted = "pending-already-posted"
    case pendingAlreadyVoided = "pending-already-voided"
    /// The voucher to reverse is not in the books.
    case reversedNotFound = "reversed-not-found"
    /// The voucher to reverse moved nothing by itself: it is pending or voided, or it is a
    /// confirmation, a void or a reversal.
    case reversedNotPosted = "reversed-not-posted"
    case alreadyReversed = "already-reversed"
    /// All that ever moved must sum to less than 2^63 yen, so that no sum over any part of the
    /// books can overflow.
    case balanceOverflow = "balance-overflow"
    /// Nothing is wrong with this voucher, but another one of the same change was refused.
    case changeRefused = "change-refused"
}

extension VoucherRefusal {
    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .idReused:
            ("同じ原因の伝票が別の内容で記帳済みです。", "The voucher stands in the books with another content.")
        case .noTransfers:
            ("伝票に振替が一つもありません。", "The voucher has no transfers.")
        case .amountNotPositive:
            ("振替の金額は1円以上でなければなりません。", "The amount of a transfer must be at least one yen.")
        case .accountsEqual:
            ("借方と貸方が同じ勘定です。", "Debit and credit are the same account.")
        case .accountsInDifferentFunds:
            ("借方と貸方の会計が異なります。", "Debit and credit lie in different funds.")
        case .pendingNotFound:
            ("確定または取消する仮の伝票がありません。", "The pending voucher is not in the books.")
        case .pendingNotReserved:
            ("確定または取消する伝票は仮の伝票ではありません。", "The voucher to settle was never a reservation.")
        case .pendingAlreadyPosted:
            ("仮の伝票はすでに確定しています。", "The pending voucher has already been confirmed.")
        case .pendingAlreadyVoided:
            ("仮の伝票はすでに取り消されています。", "The pending voucher has already been voided.")
        case .reversedNotFound:
            ("取り消す伝票が帳簿にありません。", "The voucher to reverse is not in the books.")
        case .reversedNotPosted:
            ("取り消す伝票は金額を動かしていません。", "The voucher to reverse has moved nothing by itself.")
        case .alreadyReversed:
            ("伝票はすでに取り消されています。", "The voucher has already been reversed.")
        case .balanceOverflow:
            ("金額の合計が帳簿の上限を超えます。", "The sum of all amounts would exceed what the books can hold.")
        case .changeRefused:
            ("同じ変更の別の伝票が拒まれたため、記帳していません。", "Another voucher of the same change was refused.")
        }
    }
}
