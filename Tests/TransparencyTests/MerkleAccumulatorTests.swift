import Testing
import Transparency

@Suite("The growing tree")
struct MerkleAccumulatorTests {
    @Test("At every size from 0 to 200 the root is that of the definition")
    func roots() {
        let leaves = StoredTree.leaves(200)
        let naive = NaiveTree(leaves: leaves)
        let stored = StoredTree(leaves: [])
        for size in 0...200 {
            let expected = naive.hash(0..<size)
            #expect(stored.accumulator.size == Int64(size))
            #expect(stored.accumulator.root.bytes == expected)
            #expect(stored.reader(size: size).root().bytes == expected)
            #expect(stored.nodes.count == Int(NodeID.count(ofLeaves: Int64(size))))
            if size < 200 { stored.append(.leaf(leaves[size])) }
        }
        for size in 0...200 {
            #expect(stored.reader(size: size).root().bytes == naive.hash(0..<size))
        }
    }

    @Test("Every stored node has the hash of the definition over its leaves")
    func nodes() {
        let leaves = StoredTree.leaves(200)
        let naive = NaiveTree(leaves: leaves)
        var tree = MerkleAccumulator()
        var seen = 0
        for leaf in leaves {
            tree.append(.leaf(leaf)) { node, hash in
                let range = Int(node.leaves.lowerBound)..<Int(node.leaves.upperBound)
                #expect(range.count == 1 << node.level)
                #expect(hash.bytes == naive.hash(range))
                seen += 1
            }
        }
        #expect(seen == 2 * 200 - 3)
    }

    @Test("A tree read back from its frontier is the same and grows on the same")
    func frontiers() throws {
        let leaves = StoredTree.leaves(200).map { TreeHash.leaf($0) }
        let stored = StoredTree(leaves: [])
        for size in 0..<200 {
            let frontier = stored.accumulator.frontier
            #expect(frontier.count == 8 + 32 * size.nonzeroBitCount)
            var again = try #require(MerkleAccumulator(frontier: frontier))
            #expect(again == stored.accumulator)
            #expect(stored.reader(size: size).accumulator() == again)
            stored.append(leaves[size])
            again.append(leaves[size])
            #expect(again.root == stored.accumulator.root)
        }
    }

    @Test("The frontier of three leaves is its size and two peaks, byte for byte")
    func frontierBytes() {
        let tree = StoredTree(leaves: Array(PublishedTreeTests.leaves.prefix(3)))
        #expect(
            hex(tree.accumulator.frontier) == "0000000000000003"
                + PublishedTreeTests.nodes[1][0] + PublishedTreeTests.nodes[0][2])
    }

    @Test("A frontier of another length is refused", arguments: 0...17)
    func wrongLength(_ size: Int) {
        let frontier = StoredTree(leaves: StoredTree.leaves(size)).accumulator.frontier
        for count in 0..<frontier.count {
            #expect(MerkleAccumulator(frontier: Array(frontier.prefix(count))) == nil)
        }
        #expect(MerkleAccumulator(frontier: frontier + [0]) == nil)
        #expect(
            MerkleAccumulator(frontier: frontier + [UInt8](repeating: 0, count: 32)) == nil)
    }

    @Test(
        "A frontier with an impossible size is refused",
        arguments: [Int64.min, -1, Int64(1) << 62 + 1, Int64.max])
    func impossibleSize(_ size: Int64) {
        let bytes = withUnsafeBytes(of: size.bigEndian) { Array($0) }
        let peaks = [UInt8](repeating: 0, count: 32 * size.nonzeroBitCount)
        #expect(MerkleAccumulator(frontier: bytes + peaks) == nil)
    }

    @Test("A store that fails leaves the tree as it was", arguments: 0...3)
    func failingStore(_ good: Int) {
        struct Full: Error {}
        var tree = StoredTree(leaves: StoredTree.leaves(7)).accumulator
        let before = tree
        var stored = 0
        #expect(throws: Full.self) {
            try tree.append(.leaf([1])) { (_, _) throws(Full) in
                guard stored < good else { throw Full() }
                stored += 1
            }
        }
        #expect(stored == good)
        #expect(tree == before)
        tree.append(.leaf([1]))
        #expect(tree.root == StoredTree(leaves: StoredTree.leaves(7) + [[1]]).accumulator.root)
    }

    @Test("The largest tree still counts its nodes")
    func largest() {
        let size = MerkleAccumulator.largestSize
        #expect(NodeID.count(ofLeaves: size) == Int64.max)
        #expect(NodeID(level: 62, index: 0).position == Int64.max - 1)
        #expect(NodeID(level: 0, index: size - 1).position == Int64.max - 1 - 62)
        #expect(NodeID(level: 62, index: 0).leaves == 0..<size)
    }

    @Test("A node beyond the largest tree is a bug")
    func beyond() async {
        await #expect(processExitsWith: .failure) { _ = NodeID(level: 62, index: 1) }
        await #expect(processExitsWith: .failure) { _ = NodeID(level: 0, index: -1) }
        await #expect(processExitsWith: .failure) { _ = NodeID(level: -1, index: 0) }
    }
}
