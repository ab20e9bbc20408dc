/// One part of a tagged code of the EMV QR family, all of it digits: two of tag, two of decimal
/// length, then the value.
struct TaggedPart {
    let tag: Int64
    let value: ArraySlice<UInt8>

    /// The parts of the digits, or nil where a length reaches past the end.
    static func split(_ digits: ArraySlice<UInt8>) -> [TaggedPart]? {
        var parts: [TaggedPart] = []
        var rest = digits
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let tag = DigitField.number(rest.prefix(2))
            let length = Int(DigitField.number(rest.dropFirst(2).prefix(2)))
            rest = rest.dropFirst(4)
            guard rest.count >= length else { return nil }
            parts.append(TaggedPart(tag: tag, value: rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return parts
    }

    /// The values, once tags and lengths are known to be exactly these and in this order.
    static func values(
        of digits: ArraySlice<UInt8>, layout: [(tag: Int64, length: Int)]
    ) throws(SlipError) -> [ArraySlice<UInt8>] {
        guard let parts = split(digits), parts.count == layout.count else { throw .structure }
        for (part, want) in zip(parts, layout) {
            guard part.tag == want.tag, part.value.count == want.length else { throw .structure }
        }
        return parts.map(\.value)
    }

    static func rendered(_ tag: String, _ value: String) -> String {
        let length = value.utf8.count
        return tag + (length < 10 ? "0" : "") + String(length) + value
    }
}
