/// Bytes as two digits each.
public enum Hexadecimal {
    static let digits = Array("0123456789abcdef".utf8)

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
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
    private static let standard = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The 64 letters that need no escape in an address (section 5).
    public static let urlLetters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Section 4, with padding.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = letters(Array(bytes), of: standard)
        while text.count % 4 != 0 { text.append(0x3D) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Section 5, without padding.
    public static func urlText(_ bytes: [UInt8]) -> String {
        String(decoding: letters(bytes, of: urlLetters), as: UTF8.self)
    }

    private static func letters(_ bytes: [UInt8], of alphabet: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return text
    }
}

/// Text for addresses and forms: all but letters, digits and `-._~` as `%XX` (RFC 3986, 2.3).
public enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    public static func text(_ text: some StringProtocol) -> String {
        var result: [UInt8] = []
        append(text, to: &result)
        return String(decoding: result, as: UTF8.self)
    }

    private static func append(_ text: some StringProtocol, to result: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.append(byte)
            default:
                result.append(0x25)
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
    }

    /// `name=value` joined by `&`, in the order given.
    public static func form(_ fields: [(name: String, value: String)]) -> String {
        var result: [UInt8] = []
        for field in fields {
            if !result.isEmpty { result.append(0x26) }
            append(field.name, to: &result)
            result.append(0x3D)
            append(field.value, to: &result)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
