import Crypto
import Ledger
import LedgerStore
import Money

/// The definitions of RFC 6962, section 2.1, word for word, over the documented leaves.
///
/// Nothing is shared with what is tested but the single strings of days and times.
final class NaiveTree {
    /// SHA-256(0x00 ‖ salt ‖ text) of each leaf.
    private(set) var leaves: [[UInt8]] = []
    private var known: [Range<Int>: [UInt8]] = [:]
    private let accounts: Chart

    init(accounts: Chart) { self.accounts = accounts }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    func append(_ voucher: StoredVoucher, secret: [UInt8]) {
        let id = (0..<16).map { UInt8(truncatingIfNeeded: voucher.id.bits >> (120 - 8 * $0)) }
        let code = HMAC<SHA256>.authenticationCode(
            for: id, using: SymmetricKey(data: secret))
        leaves.append(NaiveTree.sha256([0] + code.prefix(16) + Array(text(of: voucher).utf8)))
    }

    func text(of voucher: StoredVoucher) -> String {
        let lines = [
            "suito-voucher-1", "\(voucher.id)", "\(voucher.kind)", "\(voucher.sequence)",
            "\(voucher.day)", "\(voucher.ownDay)", "\(voucher.occurred)", "\(voucher.recorded)",
            voucher.target.map { "\($0)" } ?? "", voucher.cause,
        ]
        let transfers = voucher.transfers.map { transfer in
            let debit = accounts[transfer.debit]
            let credit = accounts[transfer.credit]
            return "\(debit.fund),\(debit.code),\(credit.code),\(transfer.amount.value)"
        }
        return (lines + transfers).map { $0 + "\n" }.joined()
    }

    /// MTH(D[range]); what was computed once is kept.
    func hash(_ range: Range<Int>) -> [UInt8] {
        if let hash = known[range] { return hash }
        let hash: [UInt8]
        switch range.count {
        case 0: hash = NaiveTree.sha256([])
        case 1: hash = leaves[range.lowerBound]
        default:
            let middle = cut(range)
            hash = NaiveTree.sha256(
                [1] + self.hash(range.lowerBound..<middle) + self.hash(middle..<range.upperBound))
        }
        known[range] = hash
        return hash
    }

    /// PATH(m, D[range]), m counted from leaf 0.
    func path(to leaf: Int, in range: Range<Int>) -> [[UInt8]] {
        guard range.count > 1 else { return [] }
        let middle = cut(range)
        return leaf < middle
            ? path(to: leaf, in: range.lowerBound..<middle) + [hash(middle..<range.upperBound)]
            : path(to: leaf, in: middle..<range.upperBound) + [hash(range.lowerBound..<middle)]
    }

    /// SUBPROOF(m, D[range], b), m counted from leaf 0.
    func proof(from size: Int, in range: Range<Int>, isKnown: Bool = true) -> [[UInt8]] {
        if size == 0 { return [] }
        if size == range.upperBound { return isKnown ? [] : [hash(range)] }
        let middle = cut(range)
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return size <= middle
            ? proof(from: size, in: left, isKnown: isKnown) + [hash(right)]
            : proof(from: size, in: right, isKnown: false) + [hash(left)]
    }

    private func cut(_ range: Range<Int>) -> Int {
        var power = 1
        while power * 2 < range.count { power *= 2 }
        return range.lowerBound + power
    }
}
