import Crypto

/// The secret of the books from which every leaf's salt is derived.
///
/// A leaf's salt is given out with that leaf's own proof and tells nothing about another's. Without
/// it nobody can find a voucher by hashing guesses: what is hidden is short and guessable (a day,
/// an amount), and the hash of a sibling is part of every proof.
public struct LeafSecret: Sendable {
    /// The least number of bytes: as much as the hash can hold.
    public static let leastByteCount = 32

    /// The keyed state, so that each salt costs what is hashed and not the key again.
    private let keyed: HMAC<SHA256>

    /// nil where there are fewer than 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= LeafSecret.leastByteCount else { return nil }
        keyed = HMAC(key: SymmetricKey(data: bytes))
    }

    /// The first 16 bytes of HMAC-SHA256(secret, id).
    ///
    /// - Parameter id: the voucher's id: its 16 bytes, big-endian.
    public func salt(of id: [UInt8]) -> LeafSalt {
        var code = keyed
        code.update(data: id)
        return code.finalize().withUnsafeBytes { bytes in
            LeafSalt(bits: bytes.prefix(LeafSalt.byteCount).reduce(0) { $0 << 8 | UInt128($1) })
        }
    }
}

extension LeafSecret: CustomStringConvertible, CustomReflectable {
    /// Tells nothing of the secret, wherever it is printed.
    public var description: String { "LeafSecret" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
