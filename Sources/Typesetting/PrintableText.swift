/// Text as it may stand on paper.
enum PrintableText {
    /// Without what steers a screen or turns the order of reading: a remark could show figures
    /// in another order than they are.
    ///
    /// Line ends stay, other controls become a space, and formatting characters are left out
    /// except those that join (zero width joiner, variation selectors are no formatting).
    static func clean(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        guard !isPlain else { return text }
        var clean = ""
        for scalar in text.replacingLineEnds().unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: clean.unicodeScalars.append(scalar == "\n" ? scalar : " ")
            case .lineSeparator, .paragraphSeparator: clean.unicodeScalars.append("\n")
            case .format, .surrogate:
                if scalar == "\u{200D}" { clean.unicodeScalars.append(scalar) }
            default: clean.unicodeScalars.append(scalar)
            }
        }
        return clean
    }

    /// Whether it is of the form "2026-04-02T09:00:00+09:00", with `Z` for the offset of zero.
    static func isMoment(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00".utf8)
        let offset = bytes.dropFirst(pattern.count)
        return fits(bytes.prefix(pattern.count), pattern)
            && (offset.elementsEqual("Z".utf8) || fits(offset, Array("+00:00".utf8))
                || fits(offset, Array("-00:00".utf8)))
    }

    private static func fits(_ bytes: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
        bytes.count == pattern.count
            && zip(bytes, pattern).allSatisfy { byte, wanted in
                wanted == 0x30 ? (0x30...0x39).contains(byte) : byte == wanted
            }
    }
}

extension String {
    /// With `\n` for `\r\n`, which Swift counts as one character, and for `\r`.
    fileprivate func replacingLineEnds() -> String {
        utf8.contains(0x0D)
            ? String(map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 }) : self
    }
}
