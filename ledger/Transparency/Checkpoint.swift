/// What a log says of its tree: whose it is, how many leaves it has, and its root (C2SP
/// tlog-checkpoint, the note text without signatures).
///
/// ```
/// origin                 not empty; best a URL without scheme, spaces and plus signs
/// tree size              decimal digits, no leading zeros
/// root                   base64 of 32 bytes
/// extension lines        none, as a rule; not empty
/// ```
///
/// Every line ends with U+000A. The text is UTF-8 without other control characters below U+0020.
public struct Checkpoint: Sendable, Hashable {
    public let origin: String
    /// The number of leaves.
    public let treeSize: Int64
    public let root: TreeHash
    /// Opaque lines after the root; the specification advises against any.
    public let extensionLines: [String]

    /// - Throws: `emptyLine` or `controlCharacter` where a line could not be read back, and
    ///   `wrongTreeSize` for a negative one.
    public init(
        origin: String, treeSize: Int64, root: TreeHash, extensionLines: [String] = []
    ) throws(CheckpointRefusal) {
        let lines = [origin] + extensionLines
        guard !lines.contains(where: { $0.utf8.contains { $0 < 0x20 } }) else {
            throw .controlCharacter
        }
        guard !lines.contains("") else { throw .emptyLine }
        guard treeSize >= 0 else { throw .wrongTreeSize }
        self.origin = origin
        self.treeSize = treeSize
        self.root = root
        self.extensionLines = extensionLines
    }

    /// Reads what ``text`` writes, and nothing else: of one checkpoint there is one text.
    public init(_ bytes: [UInt8]) throws(CheckpointRefusal) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A }) else { throw .controlCharacter }
        guard bytes.last == 0x0A else { throw .noFinalNewline }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
        guard !lines.contains("") else { throw .emptyLine }
        guard lines.count >= 3 else { throw .missingLine }
        guard let treeSize = Checkpoint.treeSize(lines[1]) else { throw .wrongTreeSize }
        guard let root = TreeHash(base64: lines[2]) else { throw .wrongRoot }
        try self.init(
            origin: lines[0], treeSize: treeSize, root: root,
            extensionLines: Array(lines.dropFirst(3)))
    }

    /// The text, with the newline at its end.
    public var text: String {
        ([origin, String(treeSize), root.base64] + extensionLines).map { $0 + "\n" }.joined()
    }

    /// Digits alone, no leading zero unless it is the only one; up to 2^63 − 1.
    private static func treeSize(_ text: String) -> Int64? {
        let digits = text.utf8
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30
        else { return nil }
        return Int64(text)
    }
}
