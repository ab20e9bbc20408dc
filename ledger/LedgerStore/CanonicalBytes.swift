import Ledger
import Money
import Transparency

/// The one way to write things down for hashing, and for the packed transfers of a voucher.
///
/// Numbers are LEB128, signed ones zigzag first; texts and lists follow their count, so that no two
/// contents have the same bytes.
struct CanonicalBytes {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }

    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    @inline(__always)
    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(contentsOf other: CanonicalBytes) { bytes.append(contentsOf: other.bytes) }

    @inline(__always)
    mutating func append(unsigned value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func append(signed value: Int64) {
        append(unsigned: UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63))
    }

    mutating func append(text: String) {
        append(unsigned: UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Big-endian, so that stored ids sort as the ids do.
    mutating func append(_ id: VoucherID) { bytes.append(contentsOf: id.bytes) }

    mutating func append(_ hash: TreeHash) {
        hash.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func append(_ transfer: Transfer) {
        append(unsigned: UInt64(transfer.debit.index))
        append(unsigned: UInt64(transfer.credit.index))
        append(unsigned: UInt64(bitPattern: transfer.amount.value))
    }
}

extension VoucherID {
    /// 16 bytes, big-endian.
    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            for place in 0..<16 {
                buffer[place] = UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * place))
            }
            count = 16
        }
    }

    /// nil where there are not 16 bytes.
    init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }
}
