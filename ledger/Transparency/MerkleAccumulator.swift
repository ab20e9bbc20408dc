/// A tree that grows, kept as its frontier: the hashes of the perfect subtrees that the leaves so
/// far fall into, one for each one bit of the size, the largest first.
///
/// Appending costs one node hash on average; the memory is at most 63 hashes however large the
/// tree is.
public struct MerkleAccumulator: Sendable, Hashable {
    /// More leaves than any books will hold, and their nodes still count in 64 bits.
    public static let largestSize: Int64 = 1 << 62

    /// How many leaves there are.
    public private(set) var size: Int64

    /// One for each one bit of ``size``, the largest subtree first.
    public private(set) var peaks: [TreeHash]

    /// The tree without leaves.
    public init() {
        size = 0
        peaks = []
    }

    /// - Precondition: as many peaks as the size has one bits.
    init(size: Int64, peaks: [TreeHash]) {
        precondition(peaks.count == size.nonzeroBitCount, "one peak for each one bit of the size")
        self.size = size
        self.peaks = peaks
    }

    /// Appends a leaf.
    public mutating func append(_ leaf: TreeHash) {
        append(leaf) { (_, _) throws(Never) in }
    }

    /// Appends a leaf and hands over the nodes that it completes, itself first, then upwards: that
    /// is in the order of ``NodeID/position``, without a hole.
    ///
    /// - Throws: what `store` throws; the tree is then as it was before.
    public mutating func append<Trouble: Error>(
        _ leaf: TreeHash, storing store: (NodeID, TreeHash) throws(Trouble) -> Void
    ) throws(Trouble) {
        precondition(size < MerkleAccumulator.largestSize, "a tree holds at most 2^62 leaves")
        let joined = (~size).trailingZeroBitCount
        var hash = leaf
        try store(NodeID(level: 0, index: size), hash)
        for level in 0..<joined {
            hash = .node(peaks[peaks.count - 1 - level], hash)
            try store(NodeID(level: level + 1, index: size >> Int64(level + 1)), hash)
        }
        peaks.removeLast(joined)
        peaks.append(hash)
        size += 1
    }

    /// The root over all leaves so far; SHA-256 of nothing where there are none.
    public var root: TreeHash { Subtrees.fold(peaks) }
}

/// The frontier as bytes.
///
/// ```
/// size    8 bytes, big-endian
/// peaks   32 bytes each, the largest subtree first, as many as the size has one bits
/// ```
extension MerkleAccumulator {
    public var frontier: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + TreeHash.byteCount * peaks.count)
        withUnsafeBytes(of: size.bigEndian) { bytes.append(contentsOf: $0) }
        for peak in peaks { peak.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// Reads what ``frontier`` writes.
    ///
    /// nil where the size is negative or above 2^62, or there are not as many peaks as it has one
    /// bits. That the peaks are the right ones shows only in ``root``.
    public init?(frontier bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        let size = Int64(bitPattern: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
        guard (0...MerkleAccumulator.largestSize).contains(size),
            bytes.count == 8 + TreeHash.byteCount * size.nonzeroBitCount
        else { return nil }
        self.size = size
        peaks = stride(from: 8, to: bytes.count, by: TreeHash.byteCount).compactMap { start in
            TreeHash(bytes: Array(bytes[start..<start + TreeHash.byteCount]))
        }
    }
}
