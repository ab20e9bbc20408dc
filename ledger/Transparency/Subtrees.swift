/// The cuts of RFC 6962, section 2.1: a tree over n > 1 leaves has the largest power of two below n
/// of them on its left.
///
/// A subtree is named by its leaves. All that arise by these cuts begin at a multiple of a power of
/// two that is not smaller than they are.
enum Subtrees {
    /// The subtrees beside the way down to a leaf, the lowest first (section 2.1.1, PATH).
    static func path(to leaf: Int64, in tree: Range<Int64>) -> [Range<Int64>] {
        var rest = tree
        var beside: [Range<Int64>] = []
        while rest.count > 1 {
            let (left, right) = cut(rest)
            if leaf < left.upperBound {
                beside.append(right)
                rest = left
            } else {
                beside.append(left)
                rest = right
            }
        }
        return beside.reversed()
    }

    /// The subtrees that lead from the tree over the first leaves to the whole, the lowest first
    /// (section 2.1.2, PROOF).
    ///
    /// - Precondition: `size` is above the tree's first leaf and not past its last.
    static func consistency(from size: Int64, in tree: Range<Int64>) -> [Range<Int64>] {
        var rest = tree
        var beside: [Range<Int64>] = []
        // What remains is the earlier tree itself, whose root the reader holds already, for as
        // long as the way never went right.
        var isEarlierTree = true
        while rest.upperBound != size {
            let (left, right) = cut(rest)
            if size <= left.upperBound {
                beside.append(right)
                rest = left
            } else {
                beside.append(left)
                rest = right
                isEarlierTree = false
            }
        }
        if !isEarlierTree { beside.append(rest) }
        return beside.reversed()
    }

    /// The perfect subtrees that make up a subtree, from the left, so the largest first.
    static func nodes(of subtree: Range<Int64>) -> [NodeID] {
        var nodes: [NodeID] = []
        var start = subtree.lowerBound
        while start < subtree.upperBound {
            let level = (subtree.upperBound - start).highestBit
            nodes.append(NodeID(level: level, index: start >> Int64(level)))
            start += 1 << Int64(level)
        }
        return nodes
    }

    /// The hash over perfect subtrees of falling size: joined from the right, as the cuts do.
    static func fold(_ hashes: some BidirectionalCollection<TreeHash>) -> TreeHash {
        guard var hash = hashes.last else { return .empty }
        for left in hashes.dropLast().reversed() { hash = .node(left, hash) }
        return hash
    }

    private static func cut(_ tree: Range<Int64>) -> (left: Range<Int64>, right: Range<Int64>) {
        let middle = tree.lowerBound + 1 << Int64((Int64(tree.count) - 1).highestBit)
        return (tree.lowerBound..<middle, middle..<tree.upperBound)
    }
}

extension Int64 {
    /// The place of the highest one bit of a number above 0.
    fileprivate var highestBit: Int { 63 - leadingZeroBitCount }
}
