/// A hash of the tree: 32 bytes of SHA-256, of a leaf or of a node (RFC 6962, section 2.1).
public struct TreeHash: Sendable, Hashable {
    /// How many bytes a hash has.
    public static let byteCount = 32

    /// The bytes in four words as they lie in memory; the words' numbers mean nothing.
    ///
    /// So a hash has no heap of its own, and a tree in memory is one flat array.
    @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64)

    /// nil where there are not 32 bytes.
    @inlinable
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == TreeHash.byteCount else { return nil }
        words = (
            bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    /// nil where there are not 32 bytes.
    public init?(bytes: [UInt8]) {
        guard let hash = bytes.withUnsafeBytes({ TreeHash(bytes: $0) }) else { return nil }
        self = hash
    }

    /// Base64 of RFC 4648, section 4, 44 characters with the padding; nil for anything else.
    public init?(base64: some StringProtocol) {
        guard let bytes = Base64.decode(base64.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// Lends the 32 bytes.
    @inlinable
    public func withUnsafeBytes<T, Trouble: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Trouble) -> T
    ) throws(Trouble) -> T {
        try Swift.withUnsafeBytes(of: words, body)
    }

    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// 44 characters with the padding (RFC 4648, section 4).
    public var base64: String { Base64.encode(bytes) }

    @inlinable
    public static func == (a: TreeHash, b: TreeHash) -> Bool { a.words == b.words }

    /// The bits are evenly spread, so eight bytes are worth hashing and tell enough.
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension TreeHash: CustomStringConvertible {
    private static let digits = Array("0123456789abcdef".utf8)

    /// 64 lower-case hexadecimal digits.
    public var description: String {
        let bytes = bytes
        return String(unsafeUninitializedCapacity: 64) { characters in
            for (place, byte) in bytes.enumerated() {
                characters[2 * place] = TreeHash.digits[Int(byte >> 4)]
                characters[2 * place + 1] = TreeHash.digits[Int(byte & 15)]
            }
            return 64
        }
    }
}
