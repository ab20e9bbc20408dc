import Crypto

/// The three ways a hash comes about (RFC 6962, section 2.1).
///
/// Leaves and nodes begin with different bytes, so that no leaf can be passed off as a node.
extension TreeHash {
    /// The root of the tree without leaves: SHA-256 of nothing.
    public static let empty = TreeHash(SHA256().finalize())

    /// SHA-256(0x00 ‖ leaf).
    public static func leaf(_ leaf: UnsafeRawBufferPointer) -> TreeHash {
        var hash = SHA256()
        Swift.withUnsafeBytes(of: UInt8(0x00)) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: leaf)
        return TreeHash(hash.finalize())
    }

    /// SHA-256(0x00 ‖ leaf).
    public static func leaf(_ leaf: [UInt8]) -> TreeHash {
        leaf.withUnsafeBytes { TreeHash.leaf($0) }
    }

    /// SHA-256(0x01 ‖ left ‖ right): what stands above two subtrees.
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { bytes in
            bytes[0] = 0x01
            bytes.storeBytes(of: left.words.0, toByteOffset: 1, as: UInt64.self)
            bytes.storeBytes(of: left.words.1, toByteOffset: 9, as: UInt64.self)
            bytes.storeBytes(of: left.words.2, toByteOffset: 17, as: UInt64.self)
            bytes.storeBytes(of: left.words.3, toByteOffset: 25, as: UInt64.self)
            bytes.storeBytes(of: right.words.0, toByteOffset: 33, as: UInt64.self)
            bytes.storeBytes(of: right.words.1, toByteOffset: 41, as: UInt64.self)
            bytes.storeBytes(of: right.words.2, toByteOffset: 49, as: UInt64.self)
            bytes.storeBytes(of: right.words.3, toByteOffset: 57, as: UInt64.self)
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return TreeHash(hash.finalize())
        }
    }

    init(_ digest: SHA256Digest) {
        words = digest.withUnsafeBytes { bytes in
            precondition(bytes.count == TreeHash.byteCount, "SHA-256 has 32 bytes")
            return bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
        }
    }
}
