/// The two OCR lines of the standard slip of the multi-payment network (MPN 標準帳票, also ゆうちょ
/// MT): 39 and 44 characters, each two check digits before its body.
///
/// What the bodies hold differs by use: a city's own slip, a prefecture's, a collection agent's,
/// or the 地方税統一QRコード, whose ``ElQRCode`` carries these very lines.
///
/// Source: 「マルチペイメントネットワーク標準帳票ガイドライン」別紙.
public struct PaymentOCRLines: Sendable, Hashable {
    /// What a form allows in a body.
    public enum Alphabet: Sendable, Hashable, CaseIterable {
        case digits
        /// Also `A`–`Z` and `* + - #`, which count 10–35 and 36–39 in the check digits.
        case lettersAndSigns

        /// What the character counts in the check digits; nil where the form forbids it.
        func value(of byte: UInt8) -> Int? {
            switch (self, byte) {
            case (_, 0x30...0x39): Int(byte) - 0x30
            case (.digits, _): nil
            case (.lettersAndSigns, 0x41...0x5A): Int(byte) - 0x41 + 10
            case (.lettersAndSigns, 0x2A): 36
            case (.lettersAndSigns, 0x2B): 37
            case (.lettersAndSigns, 0x2D): 38
            case (.lettersAndSigns, 0x23): 39
            case (.lettersAndSigns, _): nil
            }
        }
    }

    /// The body of the upper line, 37 characters.
    public let body1: String
    /// The body of the lower line, 42 characters.
    public let body2: String
    /// The two check digits of the upper line.
    public let checkDigits1: String
    /// The two check digits of the lower line.
    public let checkDigits2: String

    /// The upper line, 39 characters.
    public var line1: String { checkDigits1 + body1 }
    /// The lower line, 44 characters.
    public var line2: String { checkDigits2 + body2 }

    /// Reads both lines.
    ///
    /// Throws, in this order, `length`, `notDigits` or `checkDigit`.
    public init(
        parsing line1: some Collection<UInt8>, line2: some Collection<UInt8>,
        alphabet: Alphabet = .digits
    ) throws(SlipError) {
        let lines = [Array(line1.prefix(40)), Array(line2.prefix(45))]
        guard lines[0].count == 39, lines[1].count == 44 else { throw .length }
        for line in lines {
            // Check digits are digits on every form, whatever its bodies may hold.
            for byte in line[..<2] where byte < 0x30 || byte > 0x39 { throw .notDigits }
        }
        try self.init(
            body1: DigitField.text(lines[0][2...]), body2: DigitField.text(lines[1][2...]),
            alphabet: alphabet)
        guard DigitField.text(lines[0][..<2]) == checkDigits1,
            DigitField.text(lines[1][..<2]) == checkDigits2
        else { throw .checkDigit }
    }

    /// Makes the lines of their bodies, 37 and 42 characters.
    ///
    /// Throws `length` or `notDigits`.
    public init(
        body1: String, body2: String, alphabet: Alphabet = .digits
    ) throws(SlipError) {
        guard body1.utf8.count == 37, body2.utf8.count == 42 else { throw .length }
        self.body1 = body1
        self.body2 = body2
        checkDigits1 = try PaymentOCRLines.checkDigits(of: body1.utf8, alphabet: alphabet)
        checkDigits2 = try PaymentOCRLines.checkDigits(of: body2.utf8, alphabet: alphabet)
    }

    /// The two check digits of a body, as they stand before it.
    ///
    /// The second is modulus 10: weights 9 to 2, over and over, for characters at even indexes, 1
    /// at odd ones. The first is modulus 11 with 10 written as 0: weights 3 to 9 and 2, over and
    /// over, at odd indexes, 1 at even ones, and twice the second check digit.
    ///
    /// In a body of digits every single wrong digit is found.
    public static func checkDigits(
        of body: some Collection<UInt8>, alphabet: Alphabet = .digits
    ) throws(SlipError) -> String {
        var first = 0
        var second = 0
        for (index, byte) in body.enumerated() {
            guard let value = alphabet.value(of: byte) else { throw .notDigits }
            let step = index / 2 % 8
            if index.isMultiple(of: 2) {
                first += value
                second += value * (9 - step)
            } else {
                first += value * (step == 7 ? 2 : 3 + step)
                second += value
            }
        }
        second %= 10
        first = (first + 2 * second) % 11 % 10
        return "\(first)\(second)"
    }
}
