import TestSupport
import Testing
import Transparency

@Suite("Proofs")
struct ProofTests {
    @Test("At every size to 200 every leaf has the path of the definition, and it holds")
    func inclusions() throws {
        let leaves = StoredTree.leaves(200)
        let naive = NaiveTree(leaves: leaves)
        let stored = StoredTree(leaves: leaves)
        for size in 1...200 {
            let reader = stored.reader(size: size)
            let root = reader.root()
            for index in 0..<size {
                let proof = reader.inclusionProof(of: Int64(index))
                #expect(proof.path.map(\.bytes) == naive.path(to: index, in: 0..<size))
                try proof.verify(.leaf(leaves[index]), root: root)
            }
        }
    }

    @Test("Between all sizes to 64 the path is that of the definition, and it holds")
    func consistencies() throws {
        let leaves = StoredTree.leaves(64)
        let naive = NaiveTree(leaves: leaves)
        let stored = StoredTree(leaves: leaves)
        for later in 0...64 {
            let reader = stored.reader(size: later)
            for earlier in 0...later {
                let proof = reader.consistencyProof(from: Int64(earlier))
                #expect(proof.path.map(\.bytes) == naive.proof(of: 0..<earlier, in: 0..<later))
                guard earlier > 0 else { continue }
                try proof.verify(
                    earlierRoot: stored.reader(size: earlier).root(), laterRoot: reader.root())
            }
        }
    }

    @Test("Random larger trees prove every leaf and every earlier tree")
    func random() throws {
        var random = SplitMix64()
        for _ in 0..<3 {
            let size = Int.random(in: 201...1500, using: &random)
            let leaves = (0..<size).map { _ in
                (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            let naive = NaiveTree(leaves: leaves)
            let stored = StoredTree(leaves: leaves)
            let reader = stored.reader(size: size)
            let root = reader.root()
            #expect(root.bytes == naive.hash(0..<size))
            for index in 0..<size {
                let proof = reader.inclusionProof(of: Int64(index))
                #expect(proof.path.map(\.bytes) == naive.path(to: index, in: 0..<size))
                try proof.verify(.leaf(leaves[index]), root: root)
            }
            for earlier in 1...size {
                let proof = reader.consistencyProof(from: Int64(earlier))
                #expect(proof.path.map(\.bytes) == naive.proof(of: 0..<earlier, in: 0..<size))
                try proof.verify(
                    earlierRoot: stored.reader(size: earlier).root(), laterRoot: root)
            }
        }
    }

    @Test(
        "A proof reads once, and at most two nodes for each level", arguments: [2, 3, 1000, 1023])
    func readings(_ size: Int) {
        let stored = StoredTree(leaves: StoredTree.leaves(size))
        let levels = Int.bitWidth - (size - 1).leadingZeroBitCount
        let reader = stored.reader(size: size)
        for index in 0..<size { _ = reader.inclusionProof(of: Int64(index)) }
        #expect(stored.readings.count == size)
        // From an empty tree and from itself nothing is read.
        for earlier in 0...size { _ = reader.consistencyProof(from: Int64(earlier)) }
        #expect(stored.readings.count == 2 * size - 1)
        #expect(stored.readings.allSatisfy { (1...2 * levels).contains($0) })
    }

    @Test("What the store throws comes out as it is")
    func trouble() {
        struct Missing: Error, Equatable { var node: NodeID }
        let reader = TreeReader<Missing>(size: 5) { (nodes) throws(Missing) in
            throw Missing(node: nodes[0])
        }
        #expect(throws: Missing(node: NodeID(level: 2, index: 0))) { try reader.root() }
        #expect(throws: Missing(node: NodeID(level: 0, index: 1))) {
            try reader.inclusionProof(of: 0)
        }
        #expect(throws: Missing(node: NodeID(level: 0, index: 2))) {
            try reader.consistencyProof(from: 3)
        }
    }

    @Test("A leaf outside of the tree and a store that answers too little are bugs")
    func bugs() async {
        await #expect(processExitsWith: .failure) {
            _ = TreeReader<Never>(size: 4) { $0.map { _ in .empty } }.inclusionProof(of: 4)
        }
        await #expect(processExitsWith: .failure) {
            _ = TreeReader<Never>(size: 4) { $0.map { _ in .empty } }.consistencyProof(from: 5)
        }
        await #expect(processExitsWith: .failure) {
            _ = TreeReader<Never>(size: 4) { _ in [] }.root()
        }
    }

    @Test("The empty tree has the root of nothing and no peaks")
    func emptyTree() {
        let reader = TreeReader<Never>(size: 0) { _ in [] }
        #expect(reader.root() == .empty)
        #expect(reader.accumulator() == MerkleAccumulator())
        #expect(MerkleAccumulator().root == .empty)
    }
}
