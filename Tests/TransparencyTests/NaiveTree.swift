import Crypto

/// The definitions of RFC 6962, section 2.1, word for word and without any cleverness.
///
/// Hashes are plain bytes and the hashing is written out again, so that nothing is shared with what
/// is tested. Proofs are those for a subtree as in draft-ietf-plants-merkle-tree-certs, of which
/// RFC 6962's are the ones that begin at leaf 0; the draft publishes sums over all of them.
final class NaiveTree {
    private let leaves: [[UInt8]]
    private var known: [Range<Int>: [UInt8]] = [:]

    init(leaves: [[UInt8]]) { self.leaves = leaves }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Array(hash.finalize())
    }

    /// MTH(D[range]); what was computed once is kept.
    func hash(_ range: Range<Int>) -> [UInt8] {
        if let hash = known[range] { return hash }
        let hash: [UInt8]
        switch range.count {
        case 0: hash = NaiveTree.sha256([])
        case 1: hash = NaiveTree.sha256([0x00] + leaves[range.lowerBound])
        default:
            let middle = cut(range)
            hash = NaiveTree.sha256(
                [0x01] + self.hash(range.lowerBound..<middle)
                    + self.hash(middle..<range.upperBound))
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

    /// SUBTREE_SUBPROOF(start, end, D[range], b): for a subtree that begins at leaf 0 and b true,
    /// PROOF(end, D[range]) of RFC 6962.
    func proof(
        of subtree: Range<Int>, in range: Range<Int>, isKnown: Bool = true
    ) -> [[UInt8]] {
        if subtree.isEmpty { return [] }
        if subtree == range { return isKnown ? [] : [hash(range)] }
        let middle = cut(range)
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        if subtree.upperBound <= middle {
            return proof(of: subtree, in: left, isKnown: isKnown) + [hash(right)]
        }
        if subtree.lowerBound >= middle {
            return proof(of: subtree, in: right, isKnown: isKnown) + [hash(left)]
        }
        return proof(of: middle..<subtree.upperBound, in: right, isKnown: false) + [hash(left)]
    }

    private func cut(_ range: Range<Int>) -> Int {
        var power = 1
        while power * 2 < range.count { power *= 2 }
        return range.lowerBound + power
    }
}
