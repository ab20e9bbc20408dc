import Testing
import Transparency

@Suite("Checkpoints")
struct CheckpointTests {
    /// The example of the C2SP specification tlog-checkpoint.
    static let example = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        """

    private static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test("The example of the specification is read and written back")
    func specification() throws {
        let checkpoint = try Checkpoint(Array(CheckpointTests.example.utf8))
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.treeSize == 20_852_163)
        #expect(checkpoint.root.base64 == CheckpointTests.root)
        #expect(
            checkpoint.root.description
                == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")
        #expect(checkpoint.extensionLines.isEmpty)
        #expect(checkpoint.text == CheckpointTests.example)
    }

    @Test(
        "What is allowed is read, and written back byte for byte",
        arguments: [
            "a\n0\n\(root)\n", "a\n1\n\(root)\n", "a\n9223372036854775807\n\(root)\n",
            "a b+c\n1\n\(root)\n", "汐見市 出納\n1\n\(root)\n", "a\n1\n\(root)\nmore\nand more\n",
            // A mark that combines with what is before it, at the beginning of a line.
            "a\n1\n\(root)\n\u{0301}\n", "\u{0301}a\n1\n\(root)\n",
        ])
    func allowed(_ text: String) throws {
        let checkpoint = try Checkpoint(Array(text.utf8))
        #expect(checkpoint.text.utf8.elementsEqual(text.utf8))
    }

    @Test(
        "What is not is refused by name",
        arguments: [
            ("", .noFinalNewline), ("a\n1\n\(root)", .noFinalNewline), ("\n", .emptyLine),
            ("\n1\n\(root)\n", .emptyLine), ("a\n\n\(root)\n", .emptyLine),
            ("a\n1\n\(root)\n\n", .emptyLine),
            ("a\n1\n\(root)\n\n— a Az3grlgtzPICa5OS8npVmf1Myq8=\n", .emptyLine),
            ("a\n", .missingLine), ("a\n1\n", .missingLine),
            ("a\r\n1\r\n\(root)\r\n", .controlCharacter), ("a\t\n1\n\(root)\n", .controlCharacter),
            ("a\n1\n\(root)\n\u{0}\n", .controlCharacter),
            ("a\n-1\n\(root)\n", .wrongTreeSize), ("a\n+1\n\(root)\n", .wrongTreeSize),
            ("a\n01\n\(root)\n", .wrongTreeSize), ("a\n00\n\(root)\n", .wrongTreeSize),
            ("a\n 1\n\(root)\n", .wrongTreeSize), ("a\n1 \n\(root)\n", .wrongTreeSize),
            ("a\n1e3\n\(root)\n", .wrongTreeSize), ("a\n１\n\(root)\n", .wrongTreeSize),
            ("a\n9223372036854775808\n\(root)\n", .wrongTreeSize),
            ("a\n1\n\(root.dropLast())\n", .wrongRoot), ("a\n1\n\(root)=\n", .wrongRoot),
            ("a\n1\n \(root)\n", .wrongRoot), ("a\n1\nAAAA\n", .wrongRoot),
            // The last sextet carries two bits that belong to no byte.
            ("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", .wrongRoot),
            // The alphabet for file names, not this one.
            ("a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n", .wrongRoot),
        ] as [(String, CheckpointRefusal)])
    func refused(_ text: String, _ refusal: CheckpointRefusal) {
        #expect(throws: refusal) { try Checkpoint(Array(text.utf8)) }
    }

    @Test("Bytes that are no UTF-8 are refused, whatever else is wrong")
    func notUTF8() {
        #expect(throws: CheckpointRefusal.notUTF8) { try Checkpoint([0xFF, 0x0D]) }
        #expect(throws: CheckpointRefusal.notUTF8) {
            try Checkpoint([0xED, 0xA0, 0x80] + Array("\n1\n\(CheckpointTests.root)\n".utf8))
        }
    }

    @Test("Whatever is accepted is written back byte for byte, whichever byte was changed")
    func onlyOneText() throws {
        let example = Array(CheckpointTests.example.utf8)
        var accepted = 0
        for place in example.indices {
            for byte in UInt8(0)...255 {
                var changed = example
                changed[place] = byte
                guard let checkpoint = try? Checkpoint(changed) else { continue }
                accepted += 1
                #expect(Array(checkpoint.text.utf8) == changed)
            }
        }
        // At least the example itself in each round, and every digit for most of the size.
        #expect(accepted > example.count + 7 * 9)
    }

    @Test("A part of a checkpoint is refused", arguments: 0..<example.utf8.count)
    func truncated(_ count: Int) {
        #expect(throws: CheckpointRefusal.self) {
            try Checkpoint(Array(CheckpointTests.example.utf8.prefix(count)))
        }
    }

    @Test("What could not be read back cannot be made")
    func making() throws {
        #expect(throws: CheckpointRefusal.emptyLine) {
            try Checkpoint(origin: "", treeSize: 0, root: .empty)
        }
        #expect(throws: CheckpointRefusal.controlCharacter) {
            try Checkpoint(origin: "a\n9", treeSize: 0, root: .empty)
        }
        #expect(throws: CheckpointRefusal.wrongTreeSize) {
            try Checkpoint(origin: "a", treeSize: -1, root: .empty)
        }
        #expect(throws: CheckpointRefusal.emptyLine) {
            try Checkpoint(origin: "a", treeSize: 0, root: .empty, extensionLines: [""])
        }
        let made = try Checkpoint(origin: "a", treeSize: 0, root: .empty, extensionLines: ["b"])
        #expect(made.text == "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nb\n")
        #expect(try Checkpoint(Array(made.text.utf8)) == made)
    }
}
