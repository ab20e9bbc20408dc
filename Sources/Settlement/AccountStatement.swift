public import Ledger
public import Money

/// What an account's statement says of the whole: from where it goes on, and where it ends.
public struct AccountStatement: Sendable, Hashable {
    public var account: Account
    /// The first and the last book day; nil: from the beginning, to the end.
    public var from: BookDay?
    public var through: BookDay?
    /// What stood at the end of the day before, on the side on which the account grows.
    public var opening: Yen
    /// What stands at the end, by the stored sums.
    public var closing: Yen

    public init(
        account: Account, from: BookDay?, through: BookDay?, opening: Yen, closing: Yen
    ) {
        self.account = account
        self.from = from
        self.through = through
        self.opening = opening
        self.closing = closing
    }

    /// A voucher on the account.
    public struct Line: Sendable, Hashable {
        /// The day it is booked on, and the day of what happened.
        public var day: BookDay
        public var ownDay: BookDay
        /// Its place in the books, from 1.
        public var sequence: Int64
        public var voucher: String
        /// `post`, `reserve`, `confirm`, `void` or `reverse`.
        public var kind: String
        public var cause: String
        /// RFC 3339: when it happened, and when the books heard of it.
        public var occurred: String
        public var recorded: String
        public var debit: Yen
        public var credit: Yen
        /// What it reserves; below zero what it gives up or confirms.
        public var reservedDebit: Yen
        public var reservedCredit: Yen
        /// What stands once the line is counted, on the side on which the account grows.
        public var balance: Yen

        public init(
            day: BookDay, ownDay: BookDay, sequence: Int64, voucher: String, kind: String,
            cause: String, occurred: String, recorded: String, change: Balance, balance: Yen
        ) {
            self.day = day
            self.ownDay = ownDay
            self.sequence = sequence
            self.voucher = voucher
            self.kind = kind
            self.cause = cause
            self.occurred = occurred
            self.recorded = recorded
            debit = change.debits
            credit = change.credits
            reservedDebit = change.pendingDebits
            reservedCredit = change.pendingCredits
            self.balance = balance
        }
    }
}
