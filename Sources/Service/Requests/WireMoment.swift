import Money
import Provider

/// Times of RFC 3339.
enum WireMoment {
    /// A time without its fraction of a second; nil where the text is none.
    static func read(_ text: String) -> Moment? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D,
            bytes[10] == 0x54 || bytes[10] == 0x74,
            let local = Field.moment(
                bytes[..<10] + [0x54] + bytes[11..<19], offsetSeconds: 0)
        else { return nil }
        var rest = bytes[19...]
        if rest.first == 0x2E {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count) else { return nil }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = offset(Array(rest)) else { return nil }
        return Moment(seconds: local.seconds - offset)
    }

    /// Seconds of `Z`, `+09:00`.
    private static func offset(_ bytes: [UInt8]) -> Int64? {
        if bytes == [0x5A] || bytes == [0x7A] { return 0 }
        guard bytes.count == 6, bytes[0] == 0x2B || bytes[0] == 0x2D,
            let second = Field.second(bytes[1...])
        else { return nil }
        return bytes[0] == 0x2D ? -Int64(second) : Int64(second)
    }
}
