public import Money

/// Dated terms.
public struct Agreement: Sendable, Hashable {
    public enum Capacity: String, Sendable, Hashable, CaseIterable {
        case payerEntrusted = "payer_entrusted"
        case collectionAgent = "collection_agent"
        case jointBody = "joint_body"
        case bank
    }
    /// Rounded on every line, or once on the payout's total.
    public enum FeeUnit: String, Sendable, Hashable, CaseIterable { case transaction, payout }
    public enum OnRefund: String, Sendable, Hashable, CaseIterable { case returned, kept }

    public struct FeeTax: Sendable, Hashable {
        public var rate: Rate
        public var rounding: Rounding
    }

    public struct FeeRule: Sendable, Hashable {
        /// Brand id or name; nil for any.
        public var brand: String?
        /// Channel; nil for any.
        public var channel: ProviderTerms.Channel?
        public var rate: Rate
        /// Yen on each line besides the rate.
        public var fixed: Yen
        public var unit: FeeUnit
        public var rounding: Rounding
        public var onRefund: OnRefund
        /// nil: exempt.
        public var tax: FeeTax?
    }

    /// What the provider takes for a disputed payment, besides the money itself.
    public struct DisputeFee: Sendable, Hashable {
        public var amount: Yen
        /// Whether it comes back where the dispute is won.
        public var onWin: OnRefund

        public init(amount: Yen, onWin: OnRefund) {
            self.amount = amount
            self.onWin = onWin
        }
    }

    public enum Terms: String, Sendable, Hashable, CaseIterable { case net, gross }
    /// How a line finds its payout.
    public enum LineRule: String, Sendable, Hashable, CaseIterable {
        case window
        case payoutID = "payout_id"
        case payDate = "pay_date"
    }
    public enum Roll: String, Sendable, Hashable, CaseIterable { case previous, next, none }

    public struct Payout: Sendable, Hashable {
        public var terms: Terms
        public var lines: LineRule
        /// Second of the day at which the provider's day ends; 86400 is midnight.
        public var cutoffSecond: Int
        public var cycle: [Cycle]
        public var roll: Roll
        /// Net terms may name a yen or ppm tolerance; zero otherwise.
        public var tolerance: Yen
        /// Days after the closing by which the money must be there; nil: none is named.
        public var designatedDays: Int?
    }

    public enum CycleDay: Sendable, Hashable {
        case day(Int)
        case end
        /// 0 Sunday … 6 Saturday.
        case weekday(Int)
    }
    public enum CycleWhen: String, Sendable, Hashable, CaseIterable {
        case sameMonth = "same_month"
        case nextMonth = "next_month"
        case next
    }
    public struct Cycle: Sendable, Hashable {
        public var closes: CycleDay
        public var pays: CycleDay
        public var when: CycleWhen
    }

    public enum Presumption: String, Sendable, Hashable, CaseIterable {
        case paid
        case notPaid = "not_paid"
    }
    public enum AnsweredBy: String, Sendable, Hashable, CaseIterable {
        case report
        case nextTouch = "next_touch"
        case inquiry
        case nothing
    }
    public enum VoidRule: String, Sendable, Hashable, CaseIterable {
        case anywhere
        case sameTerminal = "same_terminal"
        case lastOnTerminal = "last_on_terminal"
        case never
    }

    public struct Brand: Sendable, Hashable {
        /// As the provider's reports write it.
        public var id: String
        public var name: String
        public var upper: Yen?
        public var void: VoidRule
        public var voidDays: Int
        /// Second counted from midnight of the last day; may pass 86400.
        public var voidUntilSecond: Int?
        public var unknown: Presumption
        public var answeredBy: AnsweredBy
        /// Days until an unknown result is overdue; nil: never.
        public var withinDays: Int?
    }

    public var from: BookDay
    public var capacity: Capacity
    /// `fees` and kinds of bills.
    public var revenues: Set<String>
    public var fees: [FeeRule]
    /// nil: none is agreed.
    public var disputeFee: DisputeFee?
    public var payout: Payout
    /// Days after the sale's day until the provider's line is overdue.
    public var reportWithin: Int
    /// Bank days from 速報 to 確報.
    public var confirmWithin: Int
    public var brands: [Brand]

    /// The brand by its id or its name.
    public func brand(_ text: String?) -> Brand? {
        guard let text else { return brands.count == 1 ? brands[0] : nil }
        return brands.first { $0.id == text } ?? brands.first { $0.name == text }
    }
}
