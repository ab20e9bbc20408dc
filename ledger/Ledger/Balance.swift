public import Money

/// What stands on an account: sums of yen, each side by itself.
public struct Balance: Sendable, Hashable {
    /// Posted, debit side.
    public var debits: Yen
    /// Posted, credit side.
    public var credits: Yen
    /// Reserved and neither confirmed nor voided, debit side.
    public var pendingDebits: Yen
    /// Reserved and neither confirmed nor voided, credit side.
    public var pendingCredits: Yen

    public static let zero = Balance()

    @inlinable public init(
        debits: Yen = .zero, credits: Yen = .zero,
        pendingDebits: Yen = .zero, pendingCredits: Yen = .zero
    ) {
        self.debits = debits
        self.credits = credits
        self.pendingDebits = pendingDebits
        self.pendingCredits = pendingCredits
    }

    /// Posted money, positive on the side on which accounts of this class grow.
    public func onNormalSide(of accountClass: Account.Class) -> Yen {
        accountClass.isDebitNormal ? debits - credits : credits - debits
    }

    @inlinable public static func + (a: Balance, b: Balance) -> Balance {
        Balance(
            debits: a.debits + b.debits, credits: a.credits + b.credits,
            pendingDebits: a.pendingDebits + b.pendingDebits,
            pendingCredits: a.pendingCredits + b.pendingCredits)
    }

    @inlinable public static func - (a: Balance, b: Balance) -> Balance {
        Balance(
            debits: a.debits - b.debits, credits: a.credits - b.credits,
            pendingDebits: a.pendingDebits - b.pendingDebits,
            pendingCredits: a.pendingCredits - b.pendingCredits)
    }
}

extension Balance {
    /// What one transfer of a voucher of this kind does to its debit account.
    @inlinable public static func onDebit(of amount: Yen, kind: Voucher.Kind) -> Balance {
        switch kind {
        case .post, .reverse: Balance(debits: amount)
        case .reserve: Balance(pendingDebits: amount)
        case .confirm: Balance(debits: amount, pendingDebits: -amount)
        case .void: Balance(pendingDebits: -amount)
        }
    }

    /// What one transfer of a voucher of this kind does to its credit account.
    @inlinable public static func onCredit(of amount: Yen, kind: Voucher.Kind) -> Balance {
        switch kind {
        case .post, .reverse: Balance(credits: amount)
        case .reserve: Balance(pendingCredits: amount)
        case .confirm: Balance(credits: amount, pendingCredits: -amount)
        case .void: Balance(pendingCredits: -amount)
        }
    }
}
