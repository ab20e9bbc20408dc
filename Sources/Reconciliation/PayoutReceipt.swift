public import Ledger
public import Money

/// A payout that came: what its money was for (収入).
///
/// The payout's voucher moves clearing by fund only; the accounts behind it are those that the
/// captures and refunds of its lines credited.
public struct PayoutReceipt: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        public var account: Account
        /// Gross; negative for what was given back.
        public var amount: Yen

        public init(account: Account, amount: Yen) {
            self.account = account
            self.amount = amount
        }
    }

    public var provider: String
    public var number: String
    /// 収入日: the 勘定日 of the bank line that brought it, or the day of the decision that
    /// released it.
    public var day: BookDay
    /// The bank line, `2026-04-30/00000012`.
    public var bankReference: String?
    /// By account, in the order of the accounts' paths; per fund they sum to what the voucher
    /// takes from clearing: cash, fee and tax.
    public var lines: [Line]
    /// Of it what the provider kept: its fee, and the tax on it.
    public var fee: Yen
    public var feeTax: Yen
    /// The cause of the voucher that holds the payout, and of the one that moved it.
    ///
    /// They are one where it was never reserved; later revisions in the books carry `#1`, `#2` …
    /// behind the cause.
    public var cause: String
    public var occurred: Moment
    public var movedCause: String
    public var movedAt: Moment

    public init(
        provider: String, number: String, day: BookDay, bankReference: String?, lines: [Line],
        fee: Yen, feeTax: Yen, cause: String, occurred: Moment, movedCause: String,
        movedAt: Moment
    ) {
        self.provider = provider
        self.number = number
        self.day = day
        self.bankReference = bankReference
        self.lines = lines
        self.fee = fee
        self.feeTax = feeTax
        self.cause = cause
        self.occurred = occurred
        self.movedCause = movedCause
        self.movedAt = movedAt
    }

    public var gross: Yen { lines.reduce(Yen.zero) { $0 + $1.amount } }
    /// What came into the bank.
    public var net: Yen { gross - fee - feeTax }
}
