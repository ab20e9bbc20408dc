public import Money

/// The rules a voucher must pass, each a column of refusals in order of precedence.
///
/// They are asked by the model (``Book``) and by the books on disk, which differ only in how they
/// look things up.
public enum VoucherRules {
    /// What of the voucher to be confirmed, voided or reversed the rules look at.
    public struct Target: Sendable, Hashable {
        public var kind: Voucher.Kind
        public var state: VoucherState

        public init(kind: Voucher.Kind, state: VoucherState) {
            self.kind = kind
            self.state = state
        }
    }

    /// Rules over the transfers alone.
    public static func refusal(of transfers: [Transfer], chart: Chart) -> VoucherRefusal? {
        if transfers.isEmpty { return .noTransfers }
        if transfers.contains(where: { $0.amount <= .zero }) { return .amountNotPositive }
        if transfers.contains(where: { $0.debit == $0.credit }) { return .accountsEqual }
        if transfers.contains(where: { !chart.isOneFund($0.debit, $0.credit) }) {
            return .accountsInDifferentFunds
        }
        return nil
    }

    /// Rules for confirming or voiding; nil where the books hold no such voucher.
    public static func refusalToSettle(_ target: Target?) -> VoucherRefusal? {
        guard let target else { return .pendingNotFound }
        guard target.kind == .reserve else { return .pendingNotReserved }
        switch target.state {
        case .pending: return nil
        case .posted, .confirmed, .reversed: return .pendingAlreadyPosted
        case .voided: return .pendingAlreadyVoided
        }
    }

    /// Rules for reversing; nil where the books hold no such voucher.
    public static func refusalToReverse(_ target: Target?) -> VoucherRefusal? {
        guard let target else { return .reversedNotFound }
        switch (target.kind, target.state) {
        case (.post, .posted), (.reserve, .confirmed): return nil
        case (_, .reversed): return .alreadyReversed
        default: return .reversedNotPosted
        }
    }

    /// The sum of all that ever moved once these amounts have moved too, or nil where it would not
    /// fit.
    ///
    /// A void moves nothing.
    @inlinable public static func turnover(
        _ turnover: Yen, adding amounts: some Sequence<Yen>, of kind: Voucher.Kind
    ) -> Yen? {
        if kind == .void { return turnover }
        var sum = turnover.value
        for amount in amounts {
            let (next, overflow) = sum.addingReportingOverflow(amount.value)
            if overflow { return nil }
            sum = next
        }
        return Yen(sum)
    }
}
