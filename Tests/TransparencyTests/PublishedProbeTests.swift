import Foundation
import Testing
import Transparency

/// The probes of `Vectors/README.md`: a few proofs that hold and many that must not.
@Suite("Published probes of verifiers")
struct PublishedProbeTests {
    struct Inclusion: Decodable, Sendable, CustomTestStringConvertible {
        var file: String
        var leafIdx: UInt64
        var treeSize: UInt64
        var root: String
        var leafHash: String
        var proof: [String]
        var wantErr: Bool
        var testDescription: String { file }
    }

    struct Consistency: Decodable, Sendable, CustomTestStringConvertible {
        var file: String
        var size1: UInt64
        var size2: UInt64
        var root1: String
        var root2: String
        var proof: [String]
        var wantErr: Bool
        var testDescription: String { file }
    }

    static let inclusions =
        (try? JSONDecoder().decode([Inclusion].self, from: Surroundings.vectors("inclusion.json")))
        ?? []
    static let consistencies =
        (try? JSONDecoder().decode(
            [Consistency].self, from: Surroundings.vectors("consistency.json"))) ?? []

    @Test("All 98 probes of each kind are there, and six of each hold")
    func counts() {
        #expect(PublishedProbeTests.inclusions.count == 98)
        #expect(PublishedProbeTests.consistencies.count == 98)
        #expect(PublishedProbeTests.inclusions.count { !$0.wantErr } == 6)
        #expect(PublishedProbeTests.consistencies.count { !$0.wantErr } == 6)
    }

    @Test("An inclusion holds or is refused as published", arguments: inclusions)
    func inclusion(_ probe: Inclusion) {
        #expect(PublishedProbeTests.holds(probe) == !probe.wantErr)
    }

    @Test("A consistency holds or is refused as published", arguments: consistencies)
    func consistency(_ probe: Consistency) {
        #expect(PublishedProbeTests.holds(probe) == !probe.wantErr)
    }

    /// A root, or where the probe has some other bytes for one, a hash that stands for them: some
    /// probes only ask whether two roots are the same.
    private static func root(_ base64: String) -> TreeHash? {
        TreeHash(base64: base64) ?? Data(base64Encoded: base64).map { .leaf(Array($0)) }
    }

    /// A path with what is no hash, and a size beyond 2^63 - 1, cannot even be said.
    private static func holds(_ probe: Inclusion) -> Bool {
        let path = probe.proof.compactMap { TreeHash(base64: $0) }
        guard path.count == probe.proof.count, let root = root(probe.root),
            let leaf = TreeHash(base64: probe.leafHash),
            let index = Int64(exactly: probe.leafIdx), let size = Int64(exactly: probe.treeSize)
        else { return false }
        let proof = InclusionProof(leafIndex: index, treeSize: size, path: path)
        return (try? proof.verify(leaf, root: root)) != nil
    }

    private static func holds(_ probe: Consistency) -> Bool {
        let path = probe.proof.compactMap { TreeHash(base64: $0) }
        guard path.count == probe.proof.count, let earlier = root(probe.root1),
            let later = root(probe.root2),
            let size1 = Int64(exactly: probe.size1), let size2 = Int64(exactly: probe.size2)
        else { return false }
        let proof = ConsistencyProof(earlierSize: size1, laterSize: size2, path: path)
        return (try? proof.verify(earlierRoot: earlier, laterRoot: later)) != nil
    }
}
