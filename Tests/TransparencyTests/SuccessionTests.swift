import Testing
import Transparency

/// Proofs against checkpoints, as they stand in the packages of consecutive days.
@Suite("Proofs against checkpoints")
struct SuccessionTests {
    private static func checkpoint(
        _ tree: StoredTree, _ size: Int, origin: String = "suito.example/999016"
    ) throws -> Checkpoint {
        try Checkpoint(
            origin: origin, treeSize: Int64(size), root: tree.reader(size: size).root())
    }

    @Test("Days follow one another, days without vouchers too")
    func days() throws {
        let tree = StoredTree(leaves: StoredTree.leaves(9))
        let sizes = [0, 0, 3, 3, 8, 9, 9]
        for (earlier, later) in zip(sizes, sizes.dropFirst()) {
            let proof = tree.reader(size: later).consistencyProof(from: Int64(earlier))
            try proof.verify(
                from: SuccessionTests.checkpoint(tree, earlier),
                to: SuccessionTests.checkpoint(tree, later))
        }
    }

    @Test("A leaf holds only against a checkpoint of its proof's size")
    func sizeOfCheckpoint() throws {
        let tree = StoredTree(leaves: StoredTree.leaves(8))
        let leaf = TreeHash.leaf(StoredTree.leaves(8)[0])
        let proof = tree.reader(size: 8).inclusionProof(of: 0)
        try proof.verify(leaf, in: SuccessionTests.checkpoint(tree, 8))
        // The path alone would fit: leaf 0 has three hashes above it in trees of 5 to 8 leaves.
        for size in 5...7 {
            var other = proof
            other.treeSize = Int64(size)
            try other.verify(leaf, root: tree.accumulator.root)
            #expect(throws: InclusionRefusal.otherTreeSize) {
                try other.verify(leaf, in: SuccessionTests.checkpoint(tree, 8))
            }
        }
        let forged = try Checkpoint(
            origin: "suito.example/999016", treeSize: 8, root: tree.reader(size: 7).root())
        #expect(throws: InclusionRefusal.otherRoot) { try proof.verify(leaf, in: forged) }
    }

    @Test("Each refusal of a consistency has its case, the first that applies is told")
    func precedence() throws {
        let tree = StoredTree(leaves: StoredTree.leaves(9))
        let other = StoredTree(leaves: StoredTree.leaves(8) + [[1]])
        let (five, nine) = (
            try SuccessionTests.checkpoint(tree, 5), try SuccessionTests.checkpoint(tree, 9)
        )
        let proof = tree.reader(size: 9).consistencyProof(from: 5)
        func refusal(
            _ proof: ConsistencyProof, _ earlier: Checkpoint, _ later: Checkpoint
        ) -> ConsistencyRefusal? {
            do throws(ConsistencyRefusal) {
                try proof.verify(from: earlier, to: later)
                return nil
            } catch { return error }
        }
        #expect(refusal(proof, five, nine) == nil)
        let foreign = try SuccessionTests.checkpoint(tree, 4, origin: "other.example")
        #expect(refusal(proof, foreign, nine) == .otherOrigin)
        let four = try SuccessionTests.checkpoint(tree, 4)
        #expect(refusal(proof, four, nine) == .otherTreeSize)
        var back = proof
        (back.earlierSize, back.laterSize) = (9, 5)
        #expect(refusal(back, nine, five) == .sizesOutOfOrder)
        var short = proof
        short.path.removeLast()
        #expect(refusal(short, five, nine) == .wrongPathLength)
        var wrong = proof
        wrong.path[0] = .empty
        #expect(refusal(wrong, five, nine) == .otherEarlierRoot)
        #expect(refusal(proof, five, try SuccessionTests.checkpoint(other, 9)) == .otherLaterRoot)
    }

    @Test("An empty first day has the root of nothing and an empty path")
    func emptyDays() throws {
        let origin = "suito.example/999016"
        let empty = try Checkpoint(origin: origin, treeSize: 0, root: .empty)
        let wrong = try Checkpoint(origin: origin, treeSize: 0, root: .leaf([]))
        let one = try Checkpoint(origin: origin, treeSize: 1, root: .leaf([]))
        let grown = ConsistencyProof(earlierSize: 0, laterSize: 1, path: [])
        try grown.verify(from: empty, to: one)
        #expect(throws: ConsistencyRefusal.otherEarlierRoot) {
            try grown.verify(from: wrong, to: one)
        }
        #expect(throws: ConsistencyRefusal.wrongPathLength) {
            try ConsistencyProof(earlierSize: 0, laterSize: 1, path: [.empty])
                .verify(from: empty, to: one)
        }
        #expect(throws: ConsistencyRefusal.otherLaterRoot) {
            try ConsistencyProof(earlierSize: 0, laterSize: 0, path: [])
                .verify(from: empty, to: wrong)
        }
        #expect(throws: ConsistencyRefusal.emptyTree) {
            try grown.verify(earlierRoot: .empty, laterRoot: one.root)
        }
    }

    @Test("Codes are distinct and every refusal has words in both languages")
    func words() {
        let sentences =
            InclusionRefusal.allCases.map(\.sentence) + ConsistencyRefusal.allCases.map(\.sentence)
            + CheckpointRefusal.allCases.map(\.sentence)
        for sentence in sentences {
            #expect(sentence.ja.hasSuffix("。") && !sentence.ja.utf8.allSatisfy { $0 < 0x80 })
            #expect(sentence.en.hasSuffix(".") && sentence.en.utf8.allSatisfy { $0 < 0x80 })
        }
        #expect(Set(CheckpointRefusal.allCases.map(\.sentence.en)).count == 7)
    }
}
