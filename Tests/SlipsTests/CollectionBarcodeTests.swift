import Money
import Slips
import TestSupport
import Testing

@Suite("The collection barcode, GS1-128")
struct CollectionBarcodeTests {
    @Test("Every known code reads as its fields", arguments: Vectors.barcodes)
    func reads(_ vector: Vectors.Barcode) throws {
        let code = try CollectionBarcode(parsing: vector.digits.utf8)
        #expect(code.issuer == vector.issuer)
        #expect(code.free == vector.free)
        #expect(code.reissue == vector.reissue)
        #expect(code.limit?.description == vector.limit)
        #expect(code.stamp == vector.stamp)
        #expect(code.amount == Yen(vector.amount))
    }

    @Test("Every known code is written again from its fields", arguments: Vectors.barcodes)
    func writes(_ vector: Vectors.Barcode) throws {
        let code = try CollectionBarcode(
            issuer: vector.issuer, free: vector.free, reissue: vector.reissue,
            limit: vector.limit.flatMap { BookDay($0) }, stamp: vector.stamp,
            amount: Yen(vector.amount))
        #expect(code.digits == vector.digits)
        let check = try CollectionBarcode.checkDigit(of: vector.digits.dropLast().utf8)
        #expect(String(check) == String(vector.digits.suffix(1)))
    }

    @Test(
        "The symbol's check character is known",
        arguments: Vectors.barcodes.filter { $0.modulus103 != nil })
    func symbol(_ vector: Vectors.Barcode) throws {
        let code = try CollectionBarcode(parsing: vector.digits.utf8)
        #expect(code.code128Checksum == vector.modulus103)
        let values = code.code128Values
        #expect(values.count == 26)
        #expect(values.prefix(2) == [105, 102])
        #expect(values[24] == vector.modulus103)
        #expect(values[25] == 106)
        let pairs = values[2..<24].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
        #expect(pairs == vector.digits)
    }

    @Test("The text under the bars says all fields in two lines")
    func humanReadable() throws {
        let code = try CollectionBarcode(parsing: Vectors.barcodes[6].digits.utf8)
        #expect(code.humanReadable.upper == "(91)900001-0000100000000123456010")
        #expect(code.humanReadable.lower == "260630-0-018700-4")
        let unlimited = try CollectionBarcode(parsing: Vectors.barcodes[4].digits.utf8)
        #expect(unlimited.humanReadable.lower == "999999-1-106632-7")
    }

    @Test("The city's key follows the agent's code in the free field")
    func key() throws {
        let code = try CollectionBarcode(parsing: Vectors.barcodes[2].digits.utf8)
        #expect(code.company(5) == "25207")
        #expect(code.key(afterCompany: 5) == "0000010123499900")
        #expect(code.company(0) == "")
        #expect(code.key(afterCompany: 0) == code.free)
        #expect(code.key(afterCompany: 21) == "")
    }

    @Test("The key survives a re-issue and a limit that collection data blanks")
    func keyAlone() throws {
        let printed = try CollectionBarcode(parsing: Vectors.barcodes[6].digits.utf8)
        let reported = try CollectionBarcode(
            issuer: printed.issuer, free: printed.free, reissue: 3, limit: nil, stamp: false,
            amount: printed.amount)
        #expect(reported.digits != printed.digits)
        #expect(reported.key(afterCompany: 5) == printed.key(afterCompany: 5))
    }

    @Test("Any single wrong digit is refused", arguments: Vectors.barcodes)
    func singleDigit(_ vector: Vectors.Barcode) {
        for offset in 0..<CollectionBarcode.length {
            for digit in "0123456789" where Array(vector.digits)[offset] != digit {
                let wrong = replacing(vector.digits, at: offset, with: String(digit))
                let expected: SlipError = offset < 2 ? .applicationIdentifier : .checkDigit
                #expect(throws: expected) { try CollectionBarcode(parsing: wrong.utf8) }
            }
        }
    }

    @Test("Swapped neighbours pass the check digit only where they differ by five")
    func transposition() throws {
        // 1 and 6, 2 and 7 stand together in this key.
        let code = try CollectionBarcode(
            issuer: "900001", free: "000011627050000000000", reissue: 0, limit: nil, stamp: false,
            amount: Yen(18_700))
        let digits = Array(code.digits.utf8)
        var missed = 0
        for offset in 8..<28 where digits[offset] != digits[offset + 1] {
            let wrong = swapping(code.digits, offset, offset + 1)
            if abs(Int(digits[offset]) - Int(digits[offset + 1])) == 5 {
                missed += 1
                let read = try CollectionBarcode(parsing: wrong.utf8)
                #expect(read != code, "offset \(offset)")
            } else {
                #expect(throws: SlipError.checkDigit, "offset \(offset)") {
                    try CollectionBarcode(parsing: wrong.utf8)
                }
            }
        }
        #expect(missed == 4)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var digits: String
        var error: SlipError
        var testDescription: String { name }
    }

    /// The first 43 digits with their right check digit.
    private static func sealed(_ digits43: String) -> String {
        let check = try? CollectionBarcode.checkDigit(of: digits43.utf8)
        return digits43 + (check.map(String.init) ?? "")
    }

    static let refusals = [
        Refusal(name: "nothing", digits: "", error: .length),
        Refusal(
            name: "43 digits", digits: String(Vectors.barcodes[0].digits.dropLast()),
            error: .length),
        Refusal(name: "45 digits", digits: Vectors.barcodes[0].digits + "0", error: .length),
        Refusal(
            name: "43 characters, one no digit",
            digits: "9191234501234567890123456789010103310123OOO",
            error: .length),
        Refusal(
            name: "a letter", digits: replacing(Vectors.barcodes[0].digits, at: 20, with: "A"),
            error: .notDigits),
        Refusal(
            name: "a space", digits: replacing(Vectors.barcodes[0].digits, at: 0, with: " "),
            error: .notDigits),
        Refusal(
            name: "another application identifier",
            digits: sealed("9091234501234567890123456789010103310123000"),
            error: .applicationIdentifier),
        Refusal(
            name: "another application identifier and a wrong check digit",
            digits: "01912345012345678901234567890101033101230003", error: .applicationIdentifier),
        Refusal(
            name: "a valid check digit over a stamp flag of 9",
            digits: "91929023219420000000000037554399999999999999", error: .stampFlag),
        Refusal(
            name: "a stamp flag of 2 and a date that does not exist",
            digits: sealed("9190000100001000000001234560102602302018700"), error: .stampFlag),
        Refusal(
            name: "30 February", digits: sealed("9190000100001000000001234560102602300018700"),
            error: .date),
        Refusal(
            name: "month 13 and too much money",
            digits: sealed("9190000100001000000001234560102613010999999"), error: .date),
        Refusal(
            name: "day 0", digits: sealed("9190000100001000000001234560102606000018700"),
            error: .date),
        Refusal(
            name: "zeros for a date", digits: sealed("9190000100001000000001234560100000000018700"),
            error: .date),
        Refusal(
            name: "29 February of a common year",
            digits: sealed("9190000100001000000001234560102702290018700"), error: .date),
        Refusal(
            name: "300,001 yen", digits: sealed("9190000100001000000001234560102606300300001"),
            error: .amount),
        Refusal(
            name: "999,999 yen", digits: sealed("9190000100001000000001234560102606300999999"),
            error: .amount),
    ]

    @Test("What is wrong is refused for the first thing that is wrong", arguments: refusals)
    func refuses(_ refusal: Refusal) {
        #expect(throws: refusal.error, "\(refusal.name)") {
            try CollectionBarcode(parsing: refusal.digits.utf8)
        }
    }

    @Test("Full-width digits are no digits")
    func fullWidth() {
        let wide = String(repeating: "９", count: 44)
        #expect(throws: SlipError.length) { try CollectionBarcode(parsing: wide.utf8) }
        // 44 bytes: 14 full-width digits and two of ASCII.
        let mixed = String(repeating: "９", count: 14) + "91"
        #expect(throws: SlipError.notDigits) { try CollectionBarcode(parsing: mixed.utf8) }
    }

    @Test("29 February of a leap year is a day")
    func leapDay() throws {
        let digits = CollectionBarcodeTests.sealed("9190000100001000000001234560102802290018700")
        let code = try CollectionBarcode(parsing: digits.utf8)
        #expect(code.limit?.description == "2028-02-29")
    }

    @Test("Two digits of a year always mean this century", arguments: [0, 1, 25, 70, 99])
    func century(_ year: Int) throws {
        let short = year < 10 ? "0\(year)" : "\(year)"
        let digits = CollectionBarcodeTests.sealed(
            "919000010000100000000123456010\(short)12310018700")
        let code = try CollectionBarcode(parsing: digits.utf8)
        #expect(code.limit == BookDay(year: 2000 + year, month: 12, day: 31))
        #expect(code.digits == digits)
    }

    struct Fields: Sendable {
        var issuer = "900001"
        var free = "000010000000012345601"
        var reissue = 0
        var limit: BookDay? = nil
        var amount = Yen(18_700)
        var error: SlipError
    }

    static let badFields = [
        Fields(issuer: "90001", error: .length),
        Fields(issuer: "9000011", error: .length),
        Fields(issuer: "90000A", error: .notDigits),
        Fields(free: "1234", error: .length),
        Fields(free: "00001000000001234560１", error: .length),
        Fields(free: "0000100000000123456-1", error: .notDigits),
        Fields(reissue: -1, error: .length),
        Fields(reissue: 10, error: .length),
        Fields(limit: BookDay(year: 1999, month: 12, day: 31), error: .date),
        Fields(limit: BookDay(year: 2100, month: 1, day: 1), error: .date),
        Fields(limit: BookDay(number: .max), error: .date),
        Fields(amount: Yen(-1), error: .amount),
        Fields(amount: Yen(300_001), error: .amount),
        Fields(amount: Yen(Int64.max), error: .amount),
    ]

    @Test("A barcode cannot be made of fields that do not fit", arguments: badFields)
    func misfit(_ fields: Fields) {
        #expect(throws: fields.error) {
            try CollectionBarcode(
                issuer: fields.issuer, free: fields.free, reissue: fields.reissue,
                limit: fields.limit, stamp: false, amount: fields.amount)
        }
    }

    @Test("Random barcodes come back as they were")
    func roundTrip() throws {
        var random = SplitMix64.seeded("CollectionBarcode round trip")
        for _ in 0..<2_000 {
            let offset = Int.random(in: 0...36_524, using: &random)
            let code = try CollectionBarcode(
                issuer: random.digits(6), free: random.digits(21),
                reissue: Int.random(in: 0...9, using: &random),
                limit: Bool.random(using: &random)
                    ? nil : BookDay(year: 2000, month: 1, day: 1)?.adding(offset),
                stamp: Bool.random(using: &random),
                amount: Yen(Int.random(in: 0...300_000, using: &random)))
            let digits = code.digits
            #expect(digits.utf8.count == 44)
            #expect(try CollectionBarcode(parsing: digits.utf8) == code)
            let place = Int.random(in: 2..<44, using: &random)
            let digit = Int(bytes(digits)[place] & 0x0F)
            let wrong = replacing(
                digits, at: place,
                with: String((digit + Int.random(in: 1...9, using: &random)) % 10))
            #expect(throws: SlipError.checkDigit) { try CollectionBarcode(parsing: wrong.utf8) }
        }
    }
}
