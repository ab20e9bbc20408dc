import Provider

/// Text of bank files: JIS X 0201, one byte for each half-width kana.
enum BankText {
    /// The text of an item.
    ///
    /// Kana 0xA1–0xDF become U+FF61–U+FF9F; the yen sign stays the backslash that CP932 makes of
    /// it. Names in other characters, which only CSV downloads have, are CP932 or UTF-8.
    /// A zero byte is no character and becomes U+FFFD, as others that are none.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = characters(bytes)
        return bytes.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }

    private static func characters(_ bytes: UnsafeRawBufferPointer) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        if bytes.allSatisfy({ $0 < 0x80 || (0xA1...0xDF).contains($0) }) {
            // Never guess at UTF-8 here: kana such as ﾃｽ are also valid two-byte sequences of it.
            var text = ""
            for byte in bytes {
                let value = byte < 0x80 ? UInt32(byte) : 0xFF61 + UInt32(byte - 0xA1)
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            }
            return text
        }
        return TextEncoding.decode(bytes)
    }
}
