import Crypto
public import Money

/// Which voucher: 48 bits of the time of its cause and 80 bits of the cause's SHA-256.
///
/// Derived, never drawn: the same cause makes the same id wherever and whenever it is told again.
/// Time leads, so that ids sort by the world's time and an index over them grows at its end.
public struct VoucherID: Sendable, Hashable, Comparable {
    public let bits: UInt128

    @inlinable public init(bits: UInt128) { self.bits = bits }

    /// The id of a cause.
    ///
    /// The time is held in milliseconds since 1970; a time before that, or past the year 10889,
    /// is held at the edge and the digest alone tells such causes apart.
    public init(cause: String, at moment: Moment) {
        var cause = cause
        self = cause.withUTF8 { VoucherID(cause: UnsafeRawBufferPointer($0), at: moment) }
    }

    /// The id of a cause whose UTF-8 lies somewhere.
    public init(cause: UnsafeRawBufferPointer, at moment: Moment) {
        let (scaled, overflow) = moment.seconds.multipliedReportingOverflow(by: 1000)
        let latest: Int64 = 1 << 48 - 1
        let milliseconds =
            overflow ? (moment.seconds < 0 ? 0 : latest) : min(max(scaled, 0), latest)
        var hash = SHA256()
        hash.update(bufferPointer: cause)
        let digest: UInt128 = hash.finalize().withUnsafeBytes { bytes in
            var value: UInt128 = 0
            for byte in bytes.prefix(10) { value = value << 8 | UInt128(byte) }
            return value
        }
        bits = UInt128(UInt64(milliseconds)) << 80 | digest
    }

    @inlinable public static func < (a: VoucherID, b: VoucherID) -> Bool { a.bits < b.bits }

    /// The digest's bits are evenly spread, so they alone are worth hashing.
    @inlinable public func hash(into hasher: inout Hasher) {
        hasher.combine(UInt64(truncatingIfNeeded: bits))
    }
}

extension VoucherID: CustomStringConvertible {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// 26 characters of lower-case Crockford base 32, in the order of the ids.
    public var description: String {
        String(unsafeUninitializedCapacity: 26) { characters in
            for place in 0..<26 {
                let shifted = bits >> UInt128(5 * (25 - place))
                characters[place] = VoucherID.alphabet[Int(truncatingIfNeeded: shifted & 31)]
            }
            return 26
        }
    }

    /// Adds the characters of ``description``, without making it.
    public func append(to bytes: inout [UInt8]) {
        VoucherID.alphabet.withUnsafeBufferPointer { alphabet in
            for place in 0..<26 {
                let shifted = bits >> UInt128(5 * (25 - place))
                bytes.append(alphabet[Int(truncatingIfNeeded: shifted & 31)])
            }
        }
    }

    /// Reads what ``description`` writes, and nothing else.
    public init?(_ text: some StringProtocol) {
        var value: UInt128 = 0
        let characters = Array(text.utf8)
        guard characters.count == 26, characters[0] <= UInt8(ascii: "7") else { return nil }
        for character in characters {
            guard let digit = VoucherID.alphabet.firstIndex(of: character) else { return nil }
            value = value << 5 | UInt128(digit)
        }
        bits = value
    }
}
