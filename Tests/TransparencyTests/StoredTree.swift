import Testing
import Transparency

/// A tree with its nodes in memory, as a table with a growing key would hold them.
final class StoredTree {
    /// By ``NodeID/position``.
    private(set) var nodes: [TreeHash] = []
    private(set) var accumulator = MerkleAccumulator()
    /// How many nodes each reading asked for.
    private(set) var readings: [Int] = []

    init(leaves: [[UInt8]]) {
        for leaf in leaves { append(.leaf(leaf)) }
    }

    func append(_ leaf: TreeHash) {
        accumulator.append(leaf) { node, hash in
            #expect(node.position == nodes.count, "nodes come without a hole")
            nodes.append(hash)
        }
    }

    func reader(size: Int) -> TreeReader<Never> {
        TreeReader(size: Int64(size)) { [self] asked in
            readings.append(asked.count)
            return asked.map { nodes[Int($0.position)] }
        }
    }

    /// Leaves that differ in content and length.
    static func leaves(_ count: Int) -> [[UInt8]] {
        (0..<count).map { number in
            Array("leaf \(number)".utf8) + Array(repeating: 0x20, count: number % 7)
        }
    }
}
