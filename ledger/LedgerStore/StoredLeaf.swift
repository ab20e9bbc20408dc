public import Ledger
public import Transparency

/// A voucher of a closed day, as a leaf of the tree.
///
/// The leaf is its salt, then the voucher's ``VoucherText``.
public struct StoredLeaf: Sendable, Hashable {
    public var voucher: StoredVoucher
    /// The voucher's id, which would otherwise be derived again.
    public var id: VoucherID
    /// Its place in the tree, from 0.
    public var index: Int64
    public var salt: LeafSalt
}
