public import Money

/// 振替: one debit, one credit, one positive amount, inside one fund.
///
/// What breaks one of these four is a ``VoucherRefusal``; an unbalanced transfer cannot be said.
public struct Transfer: Sendable, Hashable {
    public var debit: AccountID
    public var credit: AccountID
    /// Whole yen, more than zero.
    public var amount: Yen

    @inlinable public init(debit: AccountID, credit: AccountID, amount: Yen) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }

    /// The same amount the other way.
    @inlinable public var turnedRound: Transfer {
        Transfer(debit: credit, credit: debit, amount: amount)
    }
}
