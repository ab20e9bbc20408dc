public import Money

/// What was counted of one row of the figures: whole yen, and numbers of payments.
///
/// Each is what happened (not a standing), so that days add up to months and years.
public struct RevenueMeasures: Sendable, Hashable {
    /// 調定: claimed.
    ///
    /// A fee is claimed when it is sold (事後調定); a bill when it is issued; a bill carried over
    /// (滞納繰越) is claimed once more in its new year.
    public var assessed = Yen.zero
    /// 減額調定 because money was given back: the claim stays gross, this stands beside it.
    public var reduced = Yen.zero
    /// 翌年度繰越: left its year for the next, where it is assessed again.
    public var carried = Yen.zero
    /// 受託: taken by a provider, by the day of 収納.
    public var entrusted = Yen.zero
    /// 戻出: given back through a provider.
    public var repaid = Yen.zero
    /// 収入済: gross of what a provider's payout brought, refunds deducted; by the day of 収入.
    public var received = Yen.zero
    /// Received without a provider: cash, bank, other business; less what left that way.
    public var direct = Yen.zero
    /// 不納欠損.
    public var writtenOff = Yen.zero
    /// Payments counted, those undone deducted.
    public var payments: Int64 = 0
    /// Refunds counted, those undone deducted.
    public var refunds: Int64 = 0

    public static let zero = RevenueMeasures()

    public init() {}

    /// 受託者未収: what providers hold.
    public var atProviders: Yen { entrusted - repaid - received }
    /// 収入: what is in the city's hands, from providers and without them.
    public var income: Yen { received + direct }

    public static func + (a: RevenueMeasures, b: RevenueMeasures) -> RevenueMeasures {
        var sum = a
        sum += b
        return sum
    }

    public static func += (a: inout RevenueMeasures, b: RevenueMeasures) {
        a.assessed += b.assessed
        a.reduced += b.reduced
        a.carried += b.carried
        a.entrusted += b.entrusted
        a.repaid += b.repaid
        a.received += b.received
        a.direct += b.direct
        a.writtenOff += b.writtenOff
        a.payments += b.payments
        a.refunds += b.refunds
    }
}
