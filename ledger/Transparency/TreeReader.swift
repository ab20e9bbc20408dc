/// A tree of a given size whose nodes lie in a store: makes roots and proofs.
///
/// The store may have grown beyond the size: nodes of perfect subtrees never change, so every
/// earlier tree can still be read. Each call asks for all that it needs at once, O(log n) nodes: at
/// most 2 · ⌈log2 n⌉ for a proof, and as many as the size has one bits for a root.
public struct TreeReader<Trouble: Error> {
    /// How many leaves the tree has.
    public let size: Int64

    private let read: ([NodeID]) throws(Trouble) -> [TreeHash]

    /// - Parameters:
    ///   - size: between 0 and 2^62.
    ///   - read: The hashes of the nodes that were stored as leaves were appended
    ///     (``MerkleAccumulator/append(_:storing:)``), one for each that is asked for, in that
    ///     order. A node that is missing in the store is the store's trouble to throw.
    public init(size: Int64, read: @escaping ([NodeID]) throws(Trouble) -> [TreeHash]) {
        precondition(
            (0...MerkleAccumulator.largestSize).contains(size), "a size is between 0 and 2^62")
        self.size = size
        self.read = read
    }

    /// The root over all leaves; SHA-256 of nothing where there are none.
    public func root() throws(Trouble) -> TreeHash {
        try hashes(of: [0..<size])[0]
    }

    /// The proof that a leaf lies at its index (RFC 6962, section 2.1.1).
    ///
    /// - Precondition: the index lies in the tree.
    public func inclusionProof(of index: Int64) throws(Trouble) -> InclusionProof {
        precondition((0..<size).contains(index), "the leaf lies in the tree")
        let path = try hashes(of: Subtrees.path(to: index, in: 0..<size))
        return InclusionProof(leafIndex: index, treeSize: size, path: path)
    }

    /// The proof that this tree begins with all leaves of an earlier one (RFC 6962, section 2.1.2).
    ///
    /// From an empty tree, and from one of the same size, the path is empty.
    ///
    /// - Precondition: the earlier size is between 0 and this one.
    public func consistencyProof(from earlier: Int64) throws(Trouble) -> ConsistencyProof {
        precondition((0...size).contains(earlier), "the earlier tree is not larger")
        let path =
            earlier == 0
            ? [] : try hashes(of: Subtrees.consistency(from: earlier, in: 0..<size))
        return ConsistencyProof(earlierSize: earlier, laterSize: size, path: path)
    }

    /// The frontier, from which the tree grows on.
    public func accumulator() throws(Trouble) -> MerkleAccumulator {
        MerkleAccumulator(size: size, peaks: try checked(Subtrees.nodes(of: 0..<size)))
    }

    /// The hash of each subtree, with one reading for all of them.
    private func hashes(of subtrees: [Range<Int64>]) throws(Trouble) -> [TreeHash] {
        let nodes = subtrees.map(Subtrees.nodes)
        let found = try checked(Array(nodes.joined()))
        var start = 0
        return nodes.map { part in
            defer { start += part.count }
            return Subtrees.fold(found[start..<start + part.count])
        }
    }

    private func checked(_ nodes: [NodeID]) throws(Trouble) -> [TreeHash] {
        guard !nodes.isEmpty else { return [] }
        let found = try read(nodes)
        precondition(found.count == nodes.count, "a store answers every node it is asked for")
        return found
    }
}
