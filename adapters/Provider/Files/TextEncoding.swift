import Glibc

/// Encodings of Japanese input files: UTF-8 and CP932 (Windows-31J).
public enum TextEncoding: Sendable, Hashable {
    case utf8
    case cp932

    /// UTF-8 where the bytes are valid UTF-8, else CP932; a byte that is neither becomes U+FFFD.
    public static func decode(_ bytes: some Collection<UInt8>) -> String {
        let copy = Array(bytes)
        if let text = String(validating: copy, as: UTF8.self) { return text }
        return decodeCP932(copy)
    }

    /// Decodes CP932 with the C library's own table.
    public static func decodeCP932(_ bytes: [UInt8]) -> String {
        guard let converter = iconv_open("UTF-8", "CP932"), Int(bitPattern: converter) != -1 else {
            return String(decoding: bytes, as: UTF8.self)
        }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 3 + 16)
        let written: Int = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var fromLeft = source.count
                var to = target.baseAddress
                var toLeft = target.count
                while fromLeft > 0,
                    iconv(converter, &from, &fromLeft, &to, &toLeft) == -1, toLeft >= 3
                {
                    // An impossible byte: say so in its place and go on behind it.
                    for byte in [0xEF, 0xBF, 0xBD] as [UInt8] {
                        to?.pointee = CChar(bitPattern: byte)
                        to = to?.successor()
                    }
                    toLeft -= 3
                    from = from?.successor()
                    fromLeft -= 1
                }
                return target.count - toLeft
            }
        }
        return String(decoding: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
