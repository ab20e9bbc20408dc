/// A perfect subtree: which 2^level leaves it stands over.
///
/// Level 0 are the leaves. Node (level, index) covers the leaves from `index << level` up to but
/// not including `(index + 1) << level`. A perfect subtree's hash never changes once its last leaf
/// is there, so what is stored is only ever added to.
public struct NodeID: Sendable, Hashable {
    /// 0 for a leaf.
    public let level: Int
    /// From the left, 0 first.
    public let index: Int64

    /// - Precondition: the covered leaves are among the first 2^62.
    public init(level: Int, index: Int64) {
        precondition(
            (0...62).contains(level) && index >= 0
                && index < MerkleAccumulator.largestSize >> Int64(level),
            "a node covers leaves among the first 2^62")
        self.level = level
        self.index = index
    }

    /// The leaves it covers.
    public var leaves: Range<Int64> { index << Int64(level)..<(index + 1) << Int64(level) }

    /// Its place among all nodes in the order in which they become complete, 0 first.
    ///
    /// The leaf with which it is complete, say m, comes after 2m − (number of one bits of m) nodes;
    /// then stand the leaf itself and the nodes that it completes, upwards. The places have no
    /// holes, so nodes can be kept in a plain array, a file of 32-byte records, or a table whose
    /// key only grows.
    ///
    /// ```
    /// level 2              6
    /// level 1       2             5            9
    /// level 0    0     1     3      4     7      8     10
    /// leaf       0     1     2      3     4      5      6
    /// ```
    public var position: Int64 {
        NodeID.count(ofLeaves: leaves.upperBound - 1) + Int64(level)
    }

    /// How many nodes a tree of that many leaves has: 2n − (number of one bits of n).
    ///
    /// - Precondition: the size is between 0 and 2^62.
    public static func count(ofLeaves size: Int64) -> Int64 {
        precondition(
            (0...MerkleAccumulator.largestSize).contains(size), "a size is between 0 and 2^62")
        return size - Int64(size.nonzeroBitCount) + size
    }
}
