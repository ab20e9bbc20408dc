public import Ledger
public import Money
public import Provider

/// A movement of a bank account, as an accounting system tells of it.
public struct BankMovementOrder: Sendable, Hashable {
    /// Bank account of the city file.
    public var account: String
    /// 勘定日.
    public var day: BookDay
    /// 照会番号.
    public var reference: String
    /// In; out is negative.
    public var amount: Yen

    public init(account: String, day: BookDay, reference: String, amount: Yen) {
        self.account = account
        self.day = day
        self.reference = reference
        self.amount = amount
    }
}

/// A movement with what is known of it now.
public struct ToldMovement: Sendable, Hashable {
    /// How a movement stands; it follows from what has come in and from the last run.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// The bank's file has not told of it yet.
        case awaited
        /// The bank has that line, with another amount.
        case differs
        /// The bank has it, and no payout is known to be in it.
        case unmatched
        case matched
    }

    /// A payout and what its money was for.
    public struct Collection: Sendable, Hashable {
        public var provider: String
        public var payout: String
        /// What of the movement is this payout's.
        public var banked: Yen
        public var gross: Yen
        public var refunds: Yen
        public var fee: Yen
        public var feeTax: Yen
        public var net: Yen
        /// By account: gross less what was given back.
        public var lines: [Line]
    }

    /// What of a payout was for an account of the books.
    public struct Line: Sendable, Hashable {
        public var account: Account
        /// Negative for what was given back.
        public var amount: Yen
    }

    public var id: PaymentID
    public var order: BankMovementOrder
    public var created: Moment
    public var state: State
    /// The payouts in it, by provider and number.
    public var collections: [Collection]
    /// How many live payments are in these.
    public var payments: Int
    /// Nobody had told of it before.
    public var isNew: Bool
}

/// Which movements of a service are wanted; nil: any.
public struct BankMovementSearch: Sendable, Hashable {
    public static let largestPage = 500

    public var account: String?
    public var state: ToldMovement.State?
    /// 勘定日, both included.
    public var from: BookDay?
    public var to: BookDay?
    /// 1 is the first.
    public var page: Int
    /// 1 to ``largestPage``.
    public var size: Int

    public init(page: Int = 1, size: Int = BankMovementSearch.largestPage) {
        self.page = page
        self.size = size
    }
}

/// A payment in a movement.
public struct CollectedPayment: Sendable, Hashable {
    public var id: PaymentID
    public var service: String
    public var reference: String
    public var amount: Yen
    public var refunded: Yen
    public var captured: Moment?
    public var provider: String
    public var payout: String
}

/// One page of what was found.
public struct FoundPage<Item: Sendable>: Sendable {
    public var items: [Item]
    /// Of all pages.
    public var total: Int
    public var page: Int
    public var size: Int
    /// At least 1.
    public var pages: Int { max(1, (total + size - 1) / size) }
}
