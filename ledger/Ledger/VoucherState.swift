/// How a voucher in the books stands, told by the vouchers that came after it.
public enum VoucherState: Sendable, Hashable {
    /// Its amounts have moved; or it is itself a confirmation, a void or a reversal.
    case posted
    /// Reserved, and neither confirmed nor voided yet.
    case pending
    case confirmed(by: VoucherID)
    case voided(by: VoucherID)
    case reversed(by: VoucherID)

    /// - Parameters:
    ///   - settled: the voucher that confirmed or voided this one.
    ///   - reversed: the voucher that reversed this one.
    public init(
        kind: Voucher.Kind, settled: (by: VoucherID, as: Voucher.Kind)?, reversed: VoucherID?
    ) {
        if let reversed {
            self = .reversed(by: reversed)
        } else if let settled {
            self = settled.as == .void ? .voided(by: settled.by) : .confirmed(by: settled.by)
        } else {
            self = kind == .reserve ? .pending : .posted
        }
    }
}
