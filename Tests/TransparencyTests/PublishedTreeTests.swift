import Crypto
import Foundation
import Testing
import Transparency

/// The eight leaves of the Certificate Transparency projects (`LeafInputs`, `NodeHashes` and
/// `RootHashes` in github.com/transparency-dev/merkle, formerly in certificate-transparency-go),
/// and the accumulated vectors of draft-ietf-plants-merkle-tree-certs, appendix "Subtree Test
/// Vectors".
@Suite("Published trees")
struct PublishedTreeTests {
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ].map { bytes(hex: $0) ?? [] }

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    /// By level, then by index.
    static let nodes = [
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
            "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
        ],
        [
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        ],
        [
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
        ["5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
    ]

    @Test("The eight leaves have the published root at every size", arguments: 0...8)
    func eightRoots(_ size: Int) {
        let tree = StoredTree(leaves: Array(PublishedTreeTests.leaves.prefix(size)))
        #expect(tree.accumulator.root.description == PublishedTreeTests.roots[size])
        let whole = StoredTree(leaves: PublishedTreeTests.leaves)
        #expect(whole.reader(size: size).root().description == PublishedTreeTests.roots[size])
    }

    @Test("The nodes of the eight leaves are stored with their published hashes")
    func eightNodes() {
        var stored: [NodeID: String] = [:]
        var tree = MerkleAccumulator()
        for leaf in PublishedTreeTests.leaves {
            tree.append(.leaf(leaf)) { stored[$0] = $1.description }
        }
        var published: [NodeID: String] = [:]
        for (level, row) in PublishedTreeTests.nodes.enumerated() {
            for (index, hash) in row.enumerated() {
                published[NodeID(level: level, index: Int64(index))] = hash
            }
        }
        #expect(stored == published)
    }

    /// Leaf d[i] is the one byte i.
    private static let drafted = (UInt8(0)..<130).map { [$0] }

    /// The ranges that are subtrees: those that begin at 0, the empty ones, and those that begin at
    /// a multiple of the least power of two that is not below their length.
    private static func subtrees(upTo size: Int) -> [Range<Int>] {
        (0...size).flatMap { end in
            (0...end).map { $0..<end }.filter { range in
                var power = 1
                while power < range.count { power *= 2 }
                return range.isEmpty || range.lowerBound.isMultiple(of: power)
            }
        }
    }

    private static func line(_ words: String, _ hashes: [String]) -> [UInt8] {
        Array(([words] + hashes).joined(separator: " ").utf8) + [0x0A]
    }

    @Test("Every subtree of 130 leaves has the hash that the draft sums up")
    func draftedRoots() {
        var lines: [UInt8] = []
        for range in PublishedTreeTests.subtrees(upTo: 130) {
            var tree = MerkleAccumulator()
            for leaf in PublishedTreeTests.drafted[range] { tree.append(.leaf(leaf)) }
            lines += PublishedTreeTests.line(
                "[\(range.lowerBound), \(range.upperBound))", [tree.root.description])
        }
        #expect(
            hex(NaiveTree.sha256(lines))
                == "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81")
    }

    @Test("Every inclusion in a subtree of 130 leaves has the proof that the draft sums up")
    func draftedInclusions() {
        var sum = SHA256()
        for range in PublishedTreeTests.subtrees(upTo: 130) {
            let tree = StoredTree(leaves: Array(PublishedTreeTests.drafted[range]))
            let reader = tree.reader(size: range.count)
            for place in 0..<range.count {
                let proof = reader.inclusionProof(of: Int64(place))
                let line = PublishedTreeTests.line(
                    "\(range.lowerBound + place) [\(range.lowerBound), \(range.upperBound))",
                    proof.path.map(\.description))
                line.withUnsafeBytes { sum.update(bufferPointer: $0) }
            }
        }
        #expect(
            hex(Array(sum.finalize()))
                == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f")
    }

    /// What begins at leaf 0 comes from the module, the rest from the naive tree: the draft sums
    /// up both, so the naive tree is proven right by it as well.
    @Test("Every consistency up to 130 leaves has the proof that the draft sums up")
    func draftedConsistencies() {
        let naive = NaiveTree(leaves: PublishedTreeTests.drafted)
        let tree = StoredTree(leaves: PublishedTreeTests.drafted)
        let subtrees = PublishedTreeTests.subtrees(upTo: 130)
        var sum = SHA256()
        for size in 0...130 {
            let reader = tree.reader(size: size)
            for range in subtrees where range.upperBound <= size {
                let path =
                    range.lowerBound == 0
                    ? reader.consistencyProof(from: Int64(range.upperBound)).path.map(\.description)
                    : naive.proof(of: range, in: 0..<size).map { hex($0) }
                let line = PublishedTreeTests.line(
                    "[\(range.lowerBound), \(range.upperBound)) \(size)", path)
                line.withUnsafeBytes { sum.update(bufferPointer: $0) }
            }
        }
        #expect(
            hex(Array(sum.finalize()))
                == "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74")
    }
}
