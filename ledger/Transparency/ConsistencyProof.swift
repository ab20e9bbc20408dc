/// The proof that a tree begins with all leaves of an earlier tree, unchanged and in their order
/// (RFC 6962, section 2.1.2).
public struct ConsistencyProof: Sendable, Hashable {
    /// The number of leaves of the earlier tree.
    public var earlierSize: Int64
    /// The number of leaves of the later tree.
    public var laterSize: Int64
    /// From the lowest subtree up to the child of the later root.
    public var path: [TreeHash]

    /// Takes anything, as it may come from anywhere: whether it holds is for the checks to say.
    public init(earlierSize: Int64, laterSize: Int64, path: [TreeHash]) {
        self.earlierSize = earlierSize
        self.laterSize = laterSize
        self.path = path
    }

    /// Checks that the later checkpoint's tree continues the earlier one's.
    ///
    /// Both must be trusted by other means. Every tree continues the empty one: there the path is
    /// empty, and an empty tree's root must be SHA-256 of nothing.
    public func verify(
        from earlier: Checkpoint, to later: Checkpoint
    ) throws(ConsistencyRefusal) {
        guard earlier.origin.utf8.elementsEqual(later.origin.utf8) else { throw .otherOrigin }
        guard earlier.treeSize == earlierSize, later.treeSize == laterSize else {
            throw .otherTreeSize
        }
        if earlierSize == 0, laterSize >= 0 {
            guard path.isEmpty else { throw .wrongPathLength }
            guard earlier.root == .empty else { throw .otherEarlierRoot }
            guard laterSize > 0 || later.root == .empty else { throw .otherLaterRoot }
        } else {
            try verify(earlierRoot: earlier.root, laterRoot: later.root)
        }
    }

    /// Checks the path between two roots (RFC 9162, section 2.1.4.2).
    ///
    /// For equal sizes the path must be empty and the roots equal. From an empty tree nothing can
    /// be proven, so it is refused here.
    public func verify(
        earlierRoot: TreeHash, laterRoot: TreeHash
    ) throws(ConsistencyRefusal) {
        guard 0 <= earlierSize, earlierSize <= laterSize else { throw .sizesOutOfOrder }
        guard earlierSize > 0 else { throw .emptyTree }
        if earlierSize == laterSize {
            guard path.isEmpty else { throw .wrongPathLength }
            guard earlierRoot == laterRoot else { throw .otherLaterRoot }
            return
        }
        let roots = try self.roots(from: earlierRoot)
        guard roots.earlier == earlierRoot else { throw .otherEarlierRoot }
        guard roots.later == laterRoot else { throw .otherLaterRoot }
    }

    /// The two roots to which the path leads, for an earlier tree that is smaller but not empty.
    private func roots(
        from earlierRoot: TreeHash
    ) throws(ConsistencyRefusal) -> (earlier: TreeHash, later: TreeHash) {
        // The lowest subtree is the largest one that ends with the earlier tree. Where the earlier
        // tree is perfect it is that tree, and its root is not in the path.
        let skipped = Int64(earlierSize.trailingZeroBitCount)
        var place = (earlierSize - 1) >> skipped
        var last = (laterSize - 1) >> skipped
        var rest = path[...]
        guard let lowest = place == 0 ? earlierRoot : rest.popFirst() else {
            throw .wrongPathLength
        }
        var earlier = lowest
        var later = lowest
        for sibling in rest {
            guard last > 0 else { throw .wrongPathLength }
            if place & 1 == 1 || place == last {
                earlier = .node(sibling, earlier)
                later = .node(sibling, later)
                // A last node without a right sibling goes up as it is, until it is a right one.
                while place & 1 == 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                later = .node(later, sibling)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongPathLength }
        return (earlier, later)
    }
}
