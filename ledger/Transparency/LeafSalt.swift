/// The 16 bytes that a leaf begins with.
public struct LeafSalt: Sendable, Hashable {
    /// How many bytes a salt has.
    public static let byteCount = 16

    /// The bytes as a number, big-endian.
    public let bits: UInt128

    public init(bits: UInt128) { self.bits = bits }

    /// nil where there are not 16 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == LeafSalt.byteCount else { return nil }
        bits = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    public var bytes: [UInt8] { withUnsafeBytes(of: bits.bigEndian) { Array($0) } }

    /// The leaf's bytes: the salt, then the canonical bytes of what is recorded.
    public func leaf(_ canonical: [UInt8]) -> [UInt8] {
        var leaf: [UInt8] = []
        leaf.reserveCapacity(LeafSalt.byteCount + canonical.count)
        withUnsafeBytes(of: bits.bigEndian) { leaf.append(contentsOf: $0) }
        leaf.append(contentsOf: canonical)
        return leaf
    }

    /// The leaf's hash: SHA-256(0x00 ‖ salt ‖ canonical bytes).
    public func leafHash(_ canonical: [UInt8]) -> TreeHash { .leaf(leaf(canonical)) }
}
