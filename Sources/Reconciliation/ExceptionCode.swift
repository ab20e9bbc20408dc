/// Why an item waits for a decision (不突合).
///
/// A code never changes its meaning.
public enum ExceptionCode: String, Sendable, Hashable, CaseIterable {
    case absentFromStatement = "absent-from-statement"
    case absentFromBooks = "absent-from-books"
    case amountDiffers = "amount-differs"
    case duplicateLine = "duplicate-line"
    case refundAbsentFromBooks = "refund-absent-from-books"
    case refundAbsentFromStatement = "refund-absent-from-statement"
    case unknownUnresolved = "unknown-unresolved"
    case feeDiffers = "fee-differs"
    case payoutLinesDiffer = "payout-lines-differ"
    case designatedDayMissed = "designated-day-missed"
    case notDesignated = "not-designated"
    case payoutNotBanked = "payout-not-banked"
    case payoutAmountDiffers = "payout-amount-differs"
    case bankLineUnidentified = "bank-line-unidentified"
    case bankContinuity = "bank-continuity"
    case terminalTotalsDiffer = "terminal-totals-differ"
    case billUnknown = "bill-unknown"
    case billAmountDiffers = "bill-amount-differs"
    case billPaidTwice = "bill-paid-twice"
    case provisionalUnconfirmed = "provisional-unconfirmed"
    case cancelledAfterConfirmed = "cancelled-after-confirmed"
    case disputeAbsentFromStatement = "dispute-absent-from-statement"
    case agreementMissing = "agreement-missing"
}
