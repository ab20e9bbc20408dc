/// Bytes as two digits each.
public enum Hexadecimal {
    static let digits = Array("0123456789abcdef".utf8)

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil where a character is no digit, or one is missing.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let letters = Array(text.utf8)
        guard letters.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: letters.count, by: 2) {
            guard let high = value(letters[place]), let low = value(letters[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func value(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x30...0x39: letter - 0x30
        case 0x41...0x46: letter - 0x37
        case 0x61...0x66: letter - 0x57
        default: nil
        }
    }
}

/// Base 64 (RFC 4648, section 4) with padding.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var text: [UInt8] = []
        for place in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[place..<min(place + 3, bytes.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 {
                let byte = offset < group.count ? group[place + offset] : 0
                bits = bits << 8 | UInt32(byte)
            }
            for digit in 0..<4 {
                let isThere = digit <= group.count
                text.append(isThere ? alphabet[Int(bits >> UInt32(18 - 6 * digit) & 63)] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Text for addresses and forms: all but letters, digits and `-._~` as `%XX` (RFC 3986, 2.3).
public enum PercentEncoding {
    public static func text(_ text: some StringProtocol) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.append(byte)
            default: result += "%\(Hexadecimal.text([byte]).uppercased())".utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `name=value` joined by `&`, in the order given.
    public static func form(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\(text($0.name))=\(text($0.value))" }.joined(separator: "&")
    }
}
