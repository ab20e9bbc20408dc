/// The proof that a leaf lies in a tree: the hashes beside the way from the leaf to the root (RFC
/// 6962, section 2.1.1).
public struct InclusionProof: Sendable, Hashable {
    /// From 0.
    public var leafIndex: Int64
    /// The number of leaves of the tree.
    public var treeSize: Int64
    /// From the leaf's sibling up to the child of the root.
    public var path: [TreeHash]

    /// Takes anything, as it may come from anywhere: whether it holds is for the checks to say.
    public init(leafIndex: Int64, treeSize: Int64, path: [TreeHash]) {
        self.leafIndex = leafIndex
        self.treeSize = treeSize
        self.path = path
    }

    /// Checks that a leaf lies in the tree of a checkpoint.
    ///
    /// The checkpoint must be trusted by other means, a seal over it for instance. Its size is what
    /// counts: a path alone often fits trees of several sizes.
    public func verify(
        _ leaf: TreeHash, in checkpoint: Checkpoint
    ) throws(InclusionRefusal) {
        guard treeSize == checkpoint.treeSize else { throw .otherTreeSize }
        try verify(leaf, root: checkpoint.root)
    }

    /// Checks that a leaf leads to the root of a tree of ``treeSize`` leaves.
    public func verify(_ leaf: TreeHash, root: TreeHash) throws(InclusionRefusal) {
        guard try self.root(above: leaf) == root else { throw .otherRoot }
    }

    /// The root to which the leaf leads along the path (RFC 9162, section 2.1.3.2).
    public func root(above leaf: TreeHash) throws(InclusionRefusal) -> TreeHash {
        guard (0..<max(treeSize, 0)).contains(leafIndex) else { throw .indexOutsideTree }
        // Where we are at this level, and where the last node of the level is.
        var place = leafIndex
        var last = treeSize - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { throw .wrongPathLength }
            if place & 1 == 1 || place == last {
                hash = .node(sibling, hash)
                // A last node without a right sibling goes up as it is, until it is a right one.
                while place & 1 == 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongPathLength }
        return hash
    }
}
