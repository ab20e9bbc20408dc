public import Money
public import Reconciliation

/// 受託者未収金: what providers hold and for how long, and the payouts that came or are expected.
public struct ClearingPosition: Sendable {
    public struct Provider: Sendable, Hashable {
        public var id: String
        /// The clearing accounts of all funds, as the books say.
        public var balance: Yen
        /// Payments not paid out, by the age of their entrusted day in days: 0–7, 8–30, 31–60,
        /// 61 and more.
        public var byAge: [Yen]
        /// Numbers of them, likewise.
        public var counts: [Int]

        public init(id: String, balance: Yen) {
            self.id = id
            self.balance = balance
            byAge = Array(repeating: .zero, count: ClearingPosition.ages.count)
            counts = Array(repeating: 0, count: ClearingPosition.ages.count)
        }

        /// The rest of the balance: differences of amounts, short payouts, what was decided.
        public var other: Yen { balance - byAge.reduce(Yen.zero, +) }
    }

    /// The first day of age of each class.
    public static let ages = [0, 8, 31, 61]

    /// The class of an age in days.
    public static func ageClass(_ days: Int) -> Int {
        ages.lastIndex { $0 <= max(0, days) } ?? 0
    }

    public var day: BookDay
    public var providers: [Provider] = []
    /// Announced and not in the bank, the earliest pay date first.
    public var expected: [MatchReport.PayoutRow] = []
    /// Banked since the first of the month.
    public var received: [PayoutReceipt] = []
    public var reconciledThrough: BookDay?
    public var filesSince: Int

    public init(_ day: BookDay, reconciledThrough: BookDay?, filesSince: Int) {
        self.day = day
        self.reconciledThrough = reconciledThrough
        self.filesSince = filesSince
    }
}
