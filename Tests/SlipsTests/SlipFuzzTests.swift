import Slips
import TestSupport
import Testing

/// Damaged codes: reading never stops the program, and what reads is written back unchanged.
@Suite("Damaged slip codes")
struct SlipFuzzTests {
    /// One to four random wounds.
    private static func damaged(_ code: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var code = code
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = code.isEmpty ? 0 : Int.random(in: 0..<code.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0 where !code.isEmpty:
                code[place] = UInt8.random(in: 0x30...0x39, using: &random)
            case 1 where !code.isEmpty:
                code[place] = UInt8.random(in: 0...255, using: &random)
            case 2 where !code.isEmpty: code.remove(at: place)
            case 3: code.insert(UInt8.random(in: 0x30...0x39, using: &random), at: place)
            case 4 where !code.isEmpty:
                code.swapAt(place, Int.random(in: 0..<code.count, using: &random))
            case 5 where !code.isEmpty:
                let end = min(code.count, place + Int.random(in: 1...8, using: &random))
                code.replaceSubrange(place..<end, with: code[place..<end].reversed())
            default:
                code.append(contentsOf: code.prefix(Int.random(in: 0...300, using: &random)))
            }
        }
        return code
    }

    @Test("Damaged barcodes")
    func barcodes() {
        var random = SplitMix64.seeded("CollectionBarcode fuzz")
        var read = 0
        for round in 0..<20_000 {
            let vector = Vectors.barcodes[round % Vectors.barcodes.count]
            var code = SlipFuzzTests.damaged(bytes(vector.digits), &random)
            // Half of them get a check digit that fits, so that later checks are reached.
            if round % 2 == 0, code.count == 44,
                let check = try? CollectionBarcode.checkDigit(of: code[..<43])
            {
                code[43] = 0x30 + UInt8(check)
            }
            guard let parsed = try? CollectionBarcode(parsing: code) else { continue }
            read += 1
            #expect(bytes(parsed.digits) == code)
            #expect(parsed.code128Values.count == 26)
        }
        #expect(read > 100, "too few damaged codes still read: nothing was tried")
    }

    @Test("Damaged eL-QR codes")
    func elqr() {
        var random = SplitMix64.seeded("ElQRCode fuzz")
        var read = 0
        for round in 0..<10_000 {
            let source = round % 2 == 0 ? Vectors.elqrA : Vectors.elqrB
            var code = SlipFuzzTests.damaged(bytes(source), &random)
            if round % 4 < 3, code.count == 255 { SlipFuzzTests.seal(&code) }
            guard let parsed = try? ElQRCode(parsing: code) else { continue }
            read += 1
            #expect(bytes(parsed.digits) == code)
        }
        #expect(read > 100, "too few damaged codes still read: nothing was tried")
    }

    /// Check digits and a CRC that fit the damaged code.
    private static func seal(_ code: inout [UInt8]) {
        if let check = try? PaymentOCRLines.checkDigits(of: code[31..<68]) {
            code.replaceSubrange(29..<31, with: check.utf8)
        }
        if let check = try? PaymentOCRLines.checkDigits(of: code[70..<112]) {
            code.replaceSubrange(68..<70, with: check.utf8)
        }
        let checksum = String(CRC16.checksum(of: code[..<250]))
        let field = String(repeating: "0", count: 5 - checksum.utf8.count) + checksum
        code.replaceSubrange(250..., with: field.utf8)
    }

    @Test("Damaged OCR lines", arguments: PaymentOCRLines.Alphabet.allCases)
    func ocr(_ alphabet: PaymentOCRLines.Alphabet) {
        var random = SplitMix64.seeded("PaymentOCRLines fuzz, \(alphabet)")
        var read = 0
        for round in 0..<10_000 {
            var upper = SlipFuzzTests.damaged(bytes(Vectors.ocrUpper), &random)
            let lower =
                round % 3 == 0
                ? SlipFuzzTests.damaged(bytes(Vectors.ocrLower), &random)
                : bytes(Vectors.ocrLower)
            if round % 2 == 0, upper.count == 39,
                let check = try? PaymentOCRLines.checkDigits(of: upper[2...], alphabet: alphabet)
            {
                upper.replaceSubrange(..<2, with: check.utf8)
            }
            guard
                let parsed = try? PaymentOCRLines(
                    parsing: upper, line2: lower, alphabet: alphabet)
            else { continue }
            read += 1
            #expect(bytes(parsed.line1) == upper)
            #expect(bytes(parsed.line2) == lower)
        }
        #expect(read > 100, "too few damaged lines still read: nothing was tried")
    }

    @Test("Noise of any length")
    func noise() {
        var random = SplitMix64.seeded("Slip noise")
        for round in 0..<5_000 {
            let count = [0, 1, 39, 43, 44, 45, 254, 255, 256, 1_000][round % 10]
            let digitsOnly = Bool.random(using: &random)
            var code: [UInt8] = []
            for _ in 0..<count {
                code.append(
                    digitsOnly
                        ? UInt8.random(in: 0x30...0x39, using: &random)
                        : UInt8.random(in: 0...255, using: &random))
            }
            if let parsed = try? CollectionBarcode(parsing: code) {
                #expect(bytes(parsed.digits) == code)
            }
            if let parsed = try? ElQRCode(parsing: code) { #expect(bytes(parsed.digits) == code) }
            let (upper, lower) = (Array(code.prefix(39)), Array(code.suffix(44)))
            if let parsed = try? PaymentOCRLines(parsing: upper, line2: lower) {
                #expect(bytes(parsed.line1) == upper)
                #expect(bytes(parsed.line2) == lower)
            }
        }
    }
}
