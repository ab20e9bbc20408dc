extension CollectionBarcode {
    /// The values of the 26 symbol characters of Code 128, from start to stop: Start C, FNC1
    /// (which makes it GS1-128), 22 pairs of digits, the check character and Stop.
    ///
    /// Each character is 11 modules wide, Stop 13: 288 modules without the quiet zones.
    public var code128Values: [Int] {
        let digits = Array(digits.utf8)
        var values = [105, 102]
        for index in stride(from: 0, to: digits.count, by: 2) {
            values.append(Int(DigitField.number(digits[index..<(index + 2)])))
        }
        return values + [CollectionBarcode.modulus103(values), 106]
    }

    /// The check character of the symbol: modulus 103, scanned but never printed as text.
    public var code128Checksum: Int { code128Values[24] }

    /// The two lines of text under the bars: `(91)` issuer `-` free field and re-issue count, then
    /// limit, stamp flag, amount and check digit with hyphens between.
    ///
    /// Where hyphens stand is the custom of each collection agent; the digits are always these.
    public var humanReadable: (upper: String, lower: String) {
        let check = digits.suffix(1)
        return (
            "(91)\(issuer)-\(free)\(reissue)",
            "\(limitDigits)-\(stamp ? 1 : 0)-\(amountDigits)-\(check)"
        )
    }

    /// The start character counts once, each later one as often as its place says.
    private static func modulus103(_ values: [Int]) -> Int {
        var sum = values[0]
        for (place, value) in values.enumerated().dropFirst() { sum += place * value }
        return sum % 103
    }
}
