import Slips
import TestSupport
import Testing

@Suite("The OCR lines of the standard slip")
struct PaymentOCRLinesTests {
    @Test(
        "Check digits of known bodies",
        arguments: [
            ("0000000000000000003600226000033421101", "61"),
            ("100250881102000000061050501000000000000000", "22"),
            // The first check digit comes out as 10 and is written 0.
            ("2914177763170669074391500080636083778", "08"),
        ])
    func known(body: String, check: String) throws {
        #expect(try PaymentOCRLines.checkDigits(of: body.utf8) == check)
        #expect(
            try PaymentOCRLines.checkDigits(of: body.utf8, alphabet: .lettersAndSigns) == check)
    }

    @Test("A local government's slip reads and is written again")
    func reads() throws {
        let lines = try PaymentOCRLines(
            parsing: Vectors.ocrUpper.utf8, line2: Vectors.ocrLower.utf8)
        #expect(lines.body1 == "0000000000000000018700222212033408101")
        #expect(lines.body2 == "100250881100000000000001234000000000000000")
        #expect(lines.checkDigits1 == "70")
        #expect(lines.checkDigits2 == "68")
        #expect(lines.line1 == Vectors.ocrUpper)
        #expect(lines.line2 == Vectors.ocrLower)
        #expect(try PaymentOCRLines(body1: lines.body1, body2: lines.body2) == lines)
    }

    @Test("Any single wrong digit of either line is refused")
    func singleDigit() {
        for offset in 0..<39 {
            for digit in UInt8(0x30)...0x39 where bytes(Vectors.ocrUpper)[offset] != digit {
                var wrong = bytes(Vectors.ocrUpper)
                wrong[offset] = digit
                #expect(throws: SlipError.checkDigit) {
                    try PaymentOCRLines(parsing: wrong, line2: Vectors.ocrLower.utf8)
                }
            }
        }
        for offset in 0..<44 {
            for digit in UInt8(0x30)...0x39 where bytes(Vectors.ocrLower)[offset] != digit {
                var wrong = bytes(Vectors.ocrLower)
                wrong[offset] = digit
                #expect(throws: SlipError.checkDigit) {
                    try PaymentOCRLines(parsing: Vectors.ocrUpper.utf8, line2: wrong)
                }
            }
        }
    }

    @Test("Lines of another length are refused before anything else")
    func length() {
        let upper = Vectors.ocrUpper
        let lower = Vectors.ocrLower
        for (first, second) in [
            (String(upper.dropLast()), lower), (upper + "0", lower), (upper, lower + "A"),
            (upper, String(lower.dropLast())), (lower, upper), ("", ""),
        ] {
            #expect(throws: SlipError.length) {
                try PaymentOCRLines(parsing: first.utf8, line2: second.utf8)
            }
        }
        #expect(throws: SlipError.length) { try PaymentOCRLines(body1: "1", body2: "2") }
    }

    /// What a letter or sign counts.
    static let values: [(String, Int)] = [
        ("A", 10), ("F", 15), ("H", 17), ("J", 19), ("K", 20), ("L", 21), ("P", 25), ("T", 29),
        ("V", 31), ("X", 33), ("Z", 35), ("*", 36), ("+", 37), ("-", 38), ("#", 39),
    ]

    @Test("Letters and signs count as the form says", arguments: values)
    func letters(character: String, value: Int) throws {
        // At index 0: weight 1 in the first check digit and 9 in the second.
        let second = 9 * value % 10
        let first = (value + 2 * second) % 11 % 10
        let body1 = character + String(repeating: "0", count: 36)
        let body2 = String(repeating: "0", count: 42)
        let lines = try PaymentOCRLines(body1: body1, body2: body2, alphabet: .lettersAndSigns)
        #expect(lines.checkDigits1 == "\(first)\(second)")
        let read = try PaymentOCRLines(
            parsing: lines.line1.utf8, line2: lines.line2.utf8, alphabet: .lettersAndSigns)
        #expect(read == lines)
        #expect(throws: SlipError.notDigits) {
            try PaymentOCRLines(parsing: lines.line1.utf8, line2: lines.line2.utf8)
        }
    }

    @Test(
        "Characters that no form allows are refused",
        arguments: ["a", "z", " ", "/", ":", "@", "[", "\"", ",", ".", "\u{0}"])
    func forbidden(_ character: String) {
        let body = character + String(repeating: "0", count: 36)
        #expect(throws: SlipError.notDigits) {
            try PaymentOCRLines(
                body1: body, body2: String(repeating: "0", count: 42), alphabet: .lettersAndSigns)
        }
    }

    @Test("Check digits are digits, also where bodies may hold letters")
    func checkDigitsAreDigits() {
        let wrong = replacing(Vectors.ocrUpper, at: 0, with: "A")
        #expect(throws: SlipError.notDigits) {
            try PaymentOCRLines(
                parsing: wrong.utf8, line2: Vectors.ocrLower.utf8, alphabet: .lettersAndSigns)
        }
    }

    @Test("Random lines come back as they were, and one wrong digit never does")
    func roundTrip() throws {
        var random = SplitMix64.seeded("PaymentOCRLines round trip")
        for _ in 0..<2_000 {
            let lines = try PaymentOCRLines(body1: random.digits(37), body2: random.digits(42))
            let read = try PaymentOCRLines(parsing: lines.line1.utf8, line2: lines.line2.utf8)
            #expect(read == lines)
            var wrong = bytes(lines.line1)
            let place = Int.random(in: 0..<39, using: &random)
            let step = UInt8.random(in: 1...9, using: &random)
            wrong[place] = 0x30 + (wrong[place] - 0x30 + step) % 10
            #expect(throws: SlipError.checkDigit) {
                try PaymentOCRLines(parsing: wrong, line2: lines.line2.utf8)
            }
        }
    }
}
