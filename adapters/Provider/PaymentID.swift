/// A payment's id: a ULID, 26 characters of Crockford base 32, 48 bits of time first.
public struct PaymentID: Sendable, Hashable, Comparable {
    public let bits: UInt128

    @inlinable public init(bits: UInt128) { self.bits = bits }
    @inlinable public static func < (a: PaymentID, b: PaymentID) -> Bool { a.bits < b.bits }

    /// Reads 26 lower-case characters; nil where a character is none of the alphabet's or the
    /// number needs more than 128 bits.
    public init?(_ text: some Sequence<UInt8>) {
        var value: UInt128 = 0
        var count = 0
        for byte in text {
            let digit = PaymentID.digits[Int(byte)]
            guard digit < 32, count < 26, count > 0 || digit < 8 else { return nil }
            value = value << 5 | UInt128(digit)
            count += 1
        }
        guard count == 26 else { return nil }
        bits = value
    }

    /// The same for a whole text.
    public init?(_ text: String.UTF8View) {
        guard text.count == 26 else { return nil }
        var text = String(text)
        guard let id = text.withUTF8({ PaymentID(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = id
    }

    /// The same for bytes in memory, on the hot path: not generic, so that it is compiled once.
    public init?(_ text: UnsafeRawBufferPointer) {
        guard text.count == 26 else { return nil }
        let digits = PaymentID.digits
        guard digits[Int(text[0])] < 8 else { return nil }
        var value: UInt128 = 0
        for byte in text {
            let digit = digits[Int(byte)]
            guard digit < 32 else { return nil }
            value = value << 5 | UInt128(digit)
        }
        bits = value
    }

    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    static let digits: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()
}

extension PaymentID: CustomStringConvertible {
    /// Adds the characters of ``description``, without making it.
    public func append(to bytes: inout [UInt8]) {
        PaymentID.alphabet.withUnsafeBufferPointer { alphabet in
            for place in 0..<26 {
                let shifted = bits >> UInt128(5 * (25 - place))
                bytes.append(alphabet[Int(truncatingIfNeeded: shifted & 31)])
            }
        }
    }

    public var description: String {
        var characters = [UInt8](repeating: 0, count: 26)
        var rest = bits
        for index in stride(from: 25, through: 0, by: -1) {
            characters[index] = PaymentID.alphabet[Int(rest & 31)]
            rest >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
