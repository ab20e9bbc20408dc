import Testing
import Transparency

/// One thing is changed in a proof that holds; it must not hold any more.
@Suite("Tampering")
struct TamperingTests {
    static let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 17]

    private static func refusal(
        _ proof: InclusionProof, _ leaf: TreeHash, _ root: TreeHash
    ) -> InclusionRefusal? {
        do throws(InclusionRefusal) {
            try proof.verify(leaf, root: root)
            return nil
        } catch { return error }
    }

    private static func refusal(
        _ proof: ConsistencyProof, _ earlier: TreeHash, _ later: TreeHash
    ) -> ConsistencyRefusal? {
        do throws(ConsistencyRefusal) {
            try proof.verify(earlierRoot: earlier, laterRoot: later)
            return nil
        } catch { return error }
    }

    private static func flipped(_ hash: TreeHash, bit: Int) -> TreeHash {
        var bytes = hash.bytes
        bytes[bit / 8] ^= 1 << (bit % 8)
        return TreeHash(bytes: bytes) ?? hash
    }

    /// Paths with one hash taken out, doubled, exchanged with its neighbour, or one more at an end.
    private static func reshaped(_ path: [TreeHash]) -> [[TreeHash]] {
        var others = [[.empty] + path, path + [.empty]]
        for place in path.indices {
            others.append(Array(path[..<place] + path[(place + 1)...]))
            others.append(Array(path[...place] + path[place...]))
            if place > 0 {
                var other = path
                other.swapAt(place, place - 1)
                others.append(other)
            }
        }
        return others
    }

    @Test("Every single bit of path, leaf and root counts in an inclusion", arguments: sizes)
    func inclusionBits(_ size: Int) {
        let stored = StoredTree(leaves: StoredTree.leaves(size))
        let root = stored.accumulator.root
        for index in 0..<size {
            let proof = stored.reader(size: size).inclusionProof(of: Int64(index))
            let leaf = TreeHash.leaf(StoredTree.leaves(size)[index])
            #expect(TamperingTests.refusal(proof, leaf, root) == nil)
            // Counted, for there are hundreds of thousands of them.
            let survivors = (0..<256).reduce(into: 0) { survivors, bit in
                let changed = TamperingTests.flipped(leaf, bit: bit)
                survivors += TamperingTests.refusal(proof, changed, root) == .otherRoot ? 0 : 1
                let other = TamperingTests.flipped(root, bit: bit)
                survivors += TamperingTests.refusal(proof, leaf, other) == .otherRoot ? 0 : 1
                for place in proof.path.indices {
                    var forged = proof
                    forged.path[place] = TamperingTests.flipped(proof.path[place], bit: bit)
                    survivors += TamperingTests.refusal(forged, leaf, root) == .otherRoot ? 0 : 1
                }
            }
            #expect(survivors == 0)
        }
    }

    @Test("No leaf passes at another index or on a path of another shape", arguments: sizes)
    func inclusionShapes(_ size: Int) {
        let stored = StoredTree(leaves: StoredTree.leaves(size))
        let root = stored.accumulator.root
        for index in 0..<size {
            let proof = stored.reader(size: size).inclusionProof(of: Int64(index))
            let leaf = TreeHash.leaf(StoredTree.leaves(size)[index])
            for other in -1...size where other != index {
                var forged = proof
                forged.leafIndex = Int64(other)
                let refusal = TamperingTests.refusal(forged, leaf, root)
                #expect(refusal != nil)
                #expect((refusal == .indexOutsideTree) == !(0..<size).contains(other))
            }
            for path in TamperingTests.reshaped(proof.path) {
                var forged = proof
                forged.path = path
                let refusal = TamperingTests.refusal(forged, leaf, root)
                #expect(refusal == (path.count == proof.path.count ? .otherRoot : .wrongPathLength))
            }
        }
    }

    @Test("A node is not taken for a leaf, though its bytes are known")
    func nodeAsLeaf() {
        let tree = StoredTree(leaves: StoredTree.leaves(4))
        let left = tree.nodes[0].bytes + tree.nodes[1].bytes
        let shorter = InclusionProof(leafIndex: 0, treeSize: 2, path: [tree.nodes[5]])
        #expect(
            TamperingTests.refusal(shorter, .leaf(left), tree.accumulator.root) == .otherRoot)
        // With the node's own hash it would lead there: only leaves may be handed in as leaves.
        #expect(TamperingTests.refusal(shorter, tree.nodes[2], tree.accumulator.root) == nil)
    }

    @Test("Every single bit of path and roots counts in a consistency", arguments: sizes)
    func consistencyBits(_ size: Int) {
        let stored = StoredTree(leaves: StoredTree.leaves(size))
        let later = stored.accumulator.root
        for earlierSize in 1...size {
            let proof = stored.reader(size: size).consistencyProof(from: Int64(earlierSize))
            let earlier = stored.reader(size: earlierSize).root()
            #expect(TamperingTests.refusal(proof, earlier, later) == nil)
            let wrong: [ConsistencyRefusal?] = [.otherEarlierRoot, .otherLaterRoot]
            let survivors = (0..<256).reduce(into: 0) { survivors, bit in
                let other = TamperingTests.flipped(earlier, bit: bit)
                survivors += wrong.contains(TamperingTests.refusal(proof, other, later)) ? 0 : 1
                let changed = TamperingTests.flipped(later, bit: bit)
                let refusal = TamperingTests.refusal(proof, earlier, changed)
                survivors += refusal == .otherLaterRoot ? 0 : 1
                for place in proof.path.indices {
                    var forged = proof
                    forged.path[place] = TamperingTests.flipped(proof.path[place], bit: bit)
                    let refusal = TamperingTests.refusal(forged, earlier, later)
                    survivors += wrong.contains(refusal) ? 0 : 1
                }
            }
            #expect(survivors == 0)
        }
    }

    @Test("No consistency passes on a path of another shape", arguments: sizes)
    func consistencyShapes(_ size: Int) {
        let stored = StoredTree(leaves: StoredTree.leaves(size))
        let later = stored.accumulator.root
        for earlierSize in 1...size {
            let proof = stored.reader(size: size).consistencyProof(from: Int64(earlierSize))
            let earlier = stored.reader(size: earlierSize).root()
            for path in TamperingTests.reshaped(proof.path) {
                var forged = proof
                forged.path = path
                let refusal = TamperingTests.refusal(forged, earlier, later)
                #expect(
                    path.count == proof.path.count
                        ? refusal == .otherEarlierRoot || refusal == .otherLaterRoot
                        : refusal == .wrongPathLength)
            }
        }
    }

    @Test("A changed, removed, added or exchanged leaf breaks every later consistency")
    func history() {
        let leaves = StoredTree.leaves(12)
        var removed = leaves
        removed.remove(at: 3)
        var exchanged = leaves
        exchanged.swapAt(3, 4)
        var changed = leaves
        changed[3][0] ^= 1
        let added = Array(leaves[..<3] + [[1]] + leaves[3...])
        let honest = StoredTree(leaves: leaves)
        for forged in [removed, exchanged, changed, added].map({ StoredTree(leaves: $0) }) {
            for earlier in 5...11 {
                for later in earlier...Int(forged.accumulator.size) {
                    let reader = forged.reader(size: later)
                    let proof = reader.consistencyProof(from: Int64(earlier))
                    let refusal = TamperingTests.refusal(
                        proof, honest.reader(size: earlier).root(), reader.root())
                    #expect(refusal != nil)
                }
            }
        }
    }

    @Test("Sizes from anywhere end in a refusal and never in a trap")
    func extremes() {
        let sizes: [Int64] = [.min, -1, 0, 1, 2, 1 << 62, .max - 1, .max]
        for size in sizes {
            for other in sizes {
                for length in [0, 1, 62, 63, 64] {
                    let path = [TreeHash](repeating: .empty, count: length)
                    let inclusion = InclusionProof(leafIndex: other, treeSize: size, path: path)
                    #expect(TamperingTests.refusal(inclusion, .leaf([]), .empty) != nil)
                    let consistency = ConsistencyProof(
                        earlierSize: size, laterSize: other, path: path)
                    #expect(
                        TamperingTests.refusal(consistency, .leaf([1]), .leaf([2])) != nil)
                }
            }
        }
    }
}
