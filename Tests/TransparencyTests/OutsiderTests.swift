import Foundation
import Testing
import Transparency

/// Thirty lines of Python that share nothing with the module.
@Suite("An outsider's check")
struct OutsiderTests {
    /// What the checker says of one proof: its exit code and all its words.
    private static func check(
        leaf: [UInt8], checkpoint: String, index: Int64, path: [String]
    ) throws -> (code: Int32, words: String) {
        try Surroundings.withFolder { folder in
            let files = ["leaf", "checkpoint.txt", "proof"].map(folder.appendingPathComponent)
            try Data(leaf).write(to: files[0])
            try Data(checkpoint.utf8).write(to: files[1])
            let lines = [String(index)] + path
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: files[2])
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", Surroundings.checker.path] + files.map(\.path)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let words = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: words, as: UTF8.self))
        }
    }

    /// Salted leaves of a small tree, a leaf of it, and what is handed to whoever asks.
    private static func handout(
        size: Int, index: Int
    ) throws -> (leaf: [UInt8], checkpoint: Checkpoint, path: [String]) {
        let secret = try #require(LeafSecret(bytes: Array(0..<32)))
        let leaves = StoredTree.leaves(size).enumerated().map { number, canonical in
            secret.salt(of: [UInt8](repeating: UInt8(number), count: 16)).leaf(canonical)
        }
        let tree = StoredTree(leaves: leaves)
        let checkpoint = try Checkpoint(
            origin: "suito.example/999016", treeSize: Int64(size), root: tree.accumulator.root)
        let proof = tree.reader(size: size).inclusionProof(of: Int64(index))
        return (leaves[index], checkpoint, proof.path.map(\.base64))
    }

    @Test(
        "Python finds every leaf that is there",
        arguments: [(1, 0), (2, 1), (3, 2), (6, 5), (7, 3), (8, 0), (11, 10), (100, 63), (100, 99)])
    func included(_ size: Int, _ index: Int) throws {
        let (leaf, checkpoint, path) = try OutsiderTests.handout(size: size, index: index)
        let answer = try OutsiderTests.check(
            leaf: leaf, checkpoint: checkpoint.text, index: Int64(index), path: path)
        #expect(answer.code == 0)
        #expect(
            answer.words == "leaf \(index) of \(size) is in the tree of suito.example/999016\n")
    }

    @Test("Python refuses what was changed")
    func refused() throws {
        let (leaf, checkpoint, path) = try OutsiderTests.handout(size: 11, index: 6)
        func words(
            leaf: [UInt8] = leaf, checkpoint: Checkpoint = checkpoint, index: Int64 = 6,
            path: [String] = path
        ) throws -> String {
            let answer = try OutsiderTests.check(
                leaf: leaf, checkpoint: checkpoint.text, index: index, path: path)
            #expect(answer.code == 1)
            return answer.words
        }
        var forged = leaf
        forged[20] ^= 1
        #expect(try words(leaf: forged) == "the leaf is not in this tree\n")
        #expect(try words(index: 7) == "the leaf is not in this tree\n")
        #expect(try words(index: 11) == "the index lies outside of the tree\n")
        #expect(try words(path: path.reversed()) == "the leaf is not in this tree\n")
        #expect(try words(path: path.dropLast()) == "the path is too short\n")
        #expect(try words(path: path + path) == "the path is too long\n")
        let other = try Checkpoint(
            origin: checkpoint.origin, treeSize: 11, root: .leaf(leaf))
        #expect(try words(checkpoint: other) == "the leaf is not in this tree\n")
    }

    @Test("The page shows these very lines, and they are about thirty")
    func page() throws {
        let lines = try String(contentsOf: Surroundings.checker, encoding: .utf8)
        let page = try String(contentsOf: Surroundings.page, encoding: .utf8)
        #expect(page.contains("```python\n\(lines)```\n"))
        #expect(lines.split(separator: "\n", omittingEmptySubsequences: false).count <= 33)
    }
}
