import Crypto

/// The secret of the books from which every leaf's salt is derived.
///
/// A leaf's salt is given out with that leaf's own proof and tells nothing about another's. Without
/// it nobody can find a voucher by hashing guesses: what is hidden is short and guessable (a day,
/// an amount), and the hash of a sibling is part of every proof.
public struct LeafSecret: Sendable {
    /// The least number of bytes: as much as the hash can hold.
    public static let leastByteCount = 32

    /// HMAC's two hashes once they have read the key (RFC 2104, section 4), so that each salt costs
    /// what is hashed and not the key again.
    ///
    /// Written out, since the library's HMAC, generic over its hash, takes nearly twice as long for
    /// an id, and a salt is derived for every voucher.
    private let inner: SHA256
    private let outer: SHA256

    /// nil where there are fewer than 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= LeafSecret.leastByteCount else { return nil }
        let block = SHA256.blockByteCount
        var key = bytes.count > block ? Array(SHA256.hash(data: bytes)) : bytes
        key += repeatElement(0, count: block - key.count)
        var inner = SHA256()
        inner.update(data: key.map { $0 ^ 0x36 })
        self.inner = inner
        var outer = SHA256()
        outer.update(data: key.map { $0 ^ 0x5C })
        self.outer = outer
    }

    /// The first 16 bytes of HMAC-SHA256(secret, id).
    ///
    /// - Parameter id: the voucher's id: its 16 bytes, big-endian.
    public func salt(of id: [UInt8]) -> LeafSalt {
        var inner = inner
        id.withUnsafeBytes { inner.update(bufferPointer: $0) }
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes { code in
            LeafSalt(bits: UInt128(bigEndian: code.loadUnaligned(as: UInt128.self)))
        }
    }
}

extension LeafSecret: CustomStringConvertible, CustomReflectable {
    /// Tells nothing of the secret, wherever it is printed.
    public var description: String { "LeafSecret" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
