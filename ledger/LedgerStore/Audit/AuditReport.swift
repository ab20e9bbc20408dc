/// What an audit of the books walked, and every damage that it met.
public struct AuditReport: Sendable, Hashable {
    public var vouchers: Int64 = 0
    public var transfers: Int64 = 0
    public var accounts: Int64 = 0
    public var commits: Int64 = 0
    public var closedDays: Int64 = 0
    /// Leaves of the tree that were hashed again.
    public var leaves: Int64 = 0
    /// Stored sums that were compared.
    public var sums: Int64 = 0
    /// The damages met first, at most ``damagesKept``.
    public var damages: [AuditDamage] = []
    /// All damages met.
    public var damagesFound: Int64 = 0

    public static let damagesKept = 1_000

    /// Nothing walked yet.
    public init() {}

    public var isSound: Bool { damagesFound == 0 }

    mutating func add(_ kind: AuditDamage.Kind, at place: String) {
        damagesFound += 1
        if damages.count < AuditReport.damagesKept {
            damages.append(AuditDamage(kind: kind, place: place))
        }
    }
}

/// One thing in the books that does not hold.
public struct AuditDamage: Sendable, Hashable {
    /// Raw values are stable codes.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case accountDamaged = "account-damaged"
        case voucherDamaged = "voucher-damaged"
        case sequenceGap = "sequence-gap"
        case transferUnsound = "transfer-unsound"
        case keyWrong = "key-wrong"
        case bookingDayWrong = "booking-day-wrong"
        case targetWrong = "target-wrong"
        case commitOutOfOrder = "commit-out-of-order"
        case hashWrong = "hash-wrong"
        case closingDamaged = "closing-damaged"
        case closingOutOfOrder = "closing-out-of-order"
        case foldWrong = "fold-wrong"
        case statementWrong = "statement-wrong"
        case dayWrong = "day-wrong"
        case dayBalanceWrong = "day-balance-wrong"
        case carriedBalanceWrong = "carried-balance-wrong"
        case fundUnbalanced = "fund-unbalanced"
        case leafSecretMissing = "leaf-secret-missing"
        case treeWrong = "tree-wrong"
        case treeSizeWrong = "tree-size-wrong"
        case rootWrong = "root-wrong"
        case headWrong = "head-wrong"
    }

    public let kind: Kind
    /// Which voucher, commit, day or account, in words that a table of the books has.
    public let place: String
}

extension AuditDamage.Kind {
    /// The damage as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .accountDamaged: ("勘定の行が壊れています。", "The row of an account is damaged.")
        case .voucherDamaged: ("伝票の行が壊れています。", "The row of a voucher is damaged.")
        case .sequenceGap: ("伝票の連番が飛んでいます。", "Vouchers are missing from the sequence.")
        case .transferUnsound:
            ("振替が一つの会計の中で釣り合いません。", "A transfer does not balance inside one fund.")
        case .keyWrong:
            ("伝票番号が原因から導いたものと一致しません。", "The id does not follow from the cause.")
        case .bookingDayWrong:
            ("記帳日が規則どおりではありません。", "The voucher is booked on another day than the rule says.")
        case .targetWrong:
            ("確定・取消の対象と一致しません。", "The voucher does not fit the one that it acts on.")
        case .commitOutOfOrder: ("記録単位の順序が壊れています。", "The commits are not in order.")
        case .hashWrong:
            ("累積ハッシュが一致しません。", "The running hash does not follow from the vouchers.")
        case .closingDamaged: ("締めの行が壊れています。", "The row of a closing is damaged.")
        case .closingOutOfOrder: ("締めの順序が壊れています。", "The closings are not in order.")
        case .foldWrong:
            ("集計済みの範囲が続いていません。", "What was folded into the sums is not in order.")
        case .statementWrong:
            ("勘定の明細が伝票と一致しません。", "An account's statement is not that of its vouchers.")
        case .dayWrong: ("出納日の件数が一致しません。", "The day's count is not that of its vouchers.")
        case .dayBalanceWrong:
            ("日計が伝票の合計と一致しません。", "A daily sum is not the sum of its vouchers.")
        case .carriedBalanceWrong:
            ("繰越残高が日計の合計と一致しません。", "A carried balance is not the sum of its days.")
        case .fundUnbalanced:
            ("会計の借方と貸方が一致しません。", "Debits and credits of a fund differ.")
        case .leafSecretMissing:
            ("検証木の秘密値が失われています。", "The secret of the tree's leaves is missing or damaged.")
        case .treeWrong:
            ("保存された検証木が伝票から計算したものと一致しません。", "The stored tree is not that of the vouchers.")
        case .treeSizeWrong:
            (
                "締めた時の検証木の大きさが伝票の数と一致しません。",
                "The tree's size at a closing is not the count of vouchers."
            )
        case .rootWrong:
            (
                "締めた時の検証木のルートが伝票と一致しません。",
                "The tree's root at a closing does not follow from the vouchers."
            )
        case .headWrong: ("帳簿の先頭行が一致しません。", "The head is not that of the books.")
        }
    }
}
