import Money
import Slips
import TestSupport
import Testing

@Suite("The local tax QR code, eL-QR")
struct ElQRCodeTests {
    /// A changed code with a CRC that fits it again.
    static func sealed(_ digits: String) -> String {
        let body = String(digits.prefix(250))
        let checksum = String(CRC16.checksum(of: body.utf8))
        return body + String(repeating: "0", count: 5 - checksum.count) + checksum
    }

    /// The code with digits at an offset replaced, and a CRC that fits it again.
    static func patched(_ digits: String, _ offset: Int, _ new: String) -> String {
        sealed(
            String(digits.prefix(offset)) + new
                + String(digits.dropFirst(offset + new.utf8.count)))
    }

    @Test("The published check value of the CRC holds")
    func crc() {
        #expect(CRC16.checksum(of: "123456789".utf8) == 0x29B1)
        #expect(CRC16.checksum(of: "123456789".utf8) == 10_673)
        #expect(CRC16.checksum(of: "".utf8) == 0xFFFF)
    }

    @Test("A known code reads as its fields")
    func readsA() throws {
        let code = try ElQRCode(parsing: Vectors.elqrA.utf8)
        #expect(code.key == "00000202600000012345")
        #expect(code.confirmation == "123456")
        #expect(code.organisation == "99999")
        #expect(code.item == "123")
        #expect(code.office == "000")
        #expect(code.levyYear == 2026)
        #expect(code.taxYear == 2026)
        #expect(code.term == 1)
        #expect(code.due.description == "2026-06-01")
        #expect(code.limit.description == "2026-06-30")
        #expect(code.amount == Yen(18_700))
        #expect(code.account == "00000000000")
        #expect(code.reserved == .zeros)
        #expect(code.ocrLines.checkDigits1 == "36")
        #expect(code.ocrLines.checkDigits2 == "17")
        #expect(code.digits == Vectors.elqrA)
    }

    @Test("A second known code reads as its fields")
    func readsB() throws {
        let code = try ElQRCode(parsing: Vectors.elqrB.utf8)
        #expect(code.key == "00000202600000098765")
        #expect(code.confirmation == "654321")
        #expect(code.item == "200")
        #expect(code.term == 3)
        #expect(code.due.description == "2026-07-31")
        #expect(code.limit.description == "2026-08-31")
        #expect(code.amount == Yen(4_400))
        #expect(code.ocrLines.checkDigits1 == "34")
        #expect(code.ocrLines.checkDigits2 == "42")
        #expect(code.digits == Vectors.elqrB)
    }

    @Test("Known codes are written from their fields digit for digit")
    func writes() throws {
        let first = try ElQRCode(
            key: "00000202600000012345", confirmation: "123456", organisation: "99999",
            item: "123", levyYear: 2026, taxYear: 2026, term: 1,
            due: #require(BookDay("2026-06-01")), limit: #require(BookDay("2026-06-30")),
            amount: Yen(18_700))
        #expect(first.digits == Vectors.elqrA)
        let second = try ElQRCode(
            key: "00000202600000098765", confirmation: "654321", organisation: "99999",
            item: "200", office: "000", levyYear: 2026, taxYear: 2026, term: 3,
            due: #require(BookDay("2026-07-31")), limit: #require(BookDay("2026-08-31")),
            amount: Yen(4_400))
        #expect(second.digits == Vectors.elqrB)
    }

    @Test("The code carries the two OCR lines of its slip")
    func lines() throws {
        let code = try ElQRCode(parsing: Vectors.elqrA.utf8)
        #expect(code.ocrLines.line1 == String(Vectors.elqrA.dropFirst(29).prefix(39)))
        #expect(code.ocrLines.line2 == String(Vectors.elqrA.dropFirst(68).prefix(44)))
    }

    @Test("Any single wrong digit is refused", arguments: [Vectors.elqrA, Vectors.elqrB])
    func singleDigit(_ digits: String) {
        let original = bytes(digits)
        for offset in 0..<ElQRCode.length {
            for digit in UInt8(0x30)...0x39 where original[offset] != digit {
                var wrong = original
                wrong[offset] = digit
                #expect(throws: SlipError.self) { try ElQRCode(parsing: wrong) }
            }
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var digits: String
        var error: SlipError
        var testDescription: String { name }
    }

    private static let swappedTags =
        String(Vectors.elqrA.prefix(6)) + String(Vectors.elqrA.dropFirst(112).prefix(15))
        + String(Vectors.elqrA.dropFirst(12).prefix(100))
        + String(Vectors.elqrA.prefix(12).suffix(6))
        + String(Vectors.elqrA.dropFirst(127))

    static let refusals = [
        Refusal(name: "nothing", digits: "", error: .length),
        Refusal(
            name: "254 digits", digits: String(Vectors.elqrA.dropLast()), error: .length),
        Refusal(name: "256 digits", digits: Vectors.elqrA + "6", error: .length),
        Refusal(
            name: "a letter", digits: replacing(Vectors.elqrA, at: 90, with: "A"),
            error: .notDigits),
        Refusal(
            name: "tags in another order, a CRC that fits", digits: sealed(swappedTags),
            error: .structure),
        Refusal(name: "another tag", digits: patched(Vectors.elqrA, 112, "55"), error: .structure),
        Refusal(
            name: "a length that reaches past the end", digits: patched(Vectors.elqrA, 114, "99"),
            error: .structure),
        Refusal(
            name: "another length inside the template", digits: patched(Vectors.elqrA, 18, "04"),
            error: .structure),
        Refusal(
            name: "all zeros", digits: String(repeating: "0", count: 255), error: .structure),
        Refusal(name: "version 02", digits: patched(Vectors.elqrA, 4, "02"), error: .constant),
        Refusal(name: "a static code", digits: patched(Vectors.elqrA, 10, "11"), error: .constant),
        Refusal(
            name: "another institution", digits: patched(Vectors.elqrA, 20, "13801"),
            error: .constant),
        Refusal(
            name: "another institution in the OCR line",
            digits: patched(Vectors.elqrA, 54, "13801"),
            error: .constant),
        Refusal(
            name: "a fee that the payer bears", digits: patched(Vectors.elqrA, 53, "1"),
            error: .constant),
        Refusal(
            name: "a revenue stamp", digits: patched(Vectors.elqrA, 59, "1"), error: .constant),
        Refusal(
            name: "another CRC", digits: replacing(Vectors.elqrA, at: 254, with: "7"), error: .crc),
        Refusal(
            name: "a CRC over 65535", digits: String(Vectors.elqrA.prefix(250)) + "99999",
            error: .crc),
        Refusal(
            name: "two digits of the key swapped", digits: swapping(Vectors.elqrA, 85, 86),
            error: .crc),
        Refusal(
            name: "two digits of the key swapped, a CRC that fits",
            digits: sealed(swapping(Vectors.elqrA, 85, 86)), error: .checkDigit),
        Refusal(
            name: "another amount in the OCR line, a CRC that fits",
            digits: patched(Vectors.elqrA, 42, "00000018701"), error: .checkDigit),
        Refusal(
            name: "another amount in tag 54, a CRC that fits",
            digits: patched(Vectors.elqrA, 116, "00000018701"), error: .amountMismatch),
        Refusal(
            name: "a due date that does not exist", digits: patched(Vectors.elqrA, 141, "20260631"),
            error: .date),
        Refusal(
            name: "a limit that does not exist", digits: patched(Vectors.elqrA, 149, "99999999"),
            error: .date),
        Refusal(
            name: "the year 0", digits: patched(Vectors.elqrA, 149, "00000630"), error: .date),
    ]

    @Test("What is wrong is refused for the first thing that is wrong", arguments: refusals)
    func refuses(_ refusal: Refusal) {
        #expect(throws: refusal.error, "\(refusal.name)") {
            try ElQRCode(parsing: refusal.digits.utf8)
        }
    }

    @Test("Fields kept for later use are carried as they are")
    func reserved() throws {
        let code = try ElQRCode(
            key: "00000202600000012345", confirmation: "123456", organisation: "44000",
            item: "127", office: "040", levyYear: 2024, taxYear: 2023, term: 0,
            due: #require(BookDay("2024-05-31")), limit: #require(BookDay("2024-05-31")),
            amount: Yen(99_999_999_999), account: "00170123456",
            reserved: ElQRCode.Reserved(
                line1: "12345", eltax: "6", line2: "7890123",
                additional: String(repeating: "4", count: 85)))
        let read = try ElQRCode(parsing: code.digits.utf8)
        #expect(read == code)
        #expect(read.reserved.line2 == "7890123")
        #expect(read.account == "00170123456")
        #expect(read.amount == Yen(99_999_999_999))
    }

    struct Fields: Sendable {
        var key = "00000202600000012345"
        var confirmation = "123456"
        var organisation = "99999"
        var item = "123"
        var office = "000"
        var levyYear = 2026
        var taxYear = 2026
        var term = 1
        var due = BookDay(number: 20_000)
        var amount = Yen(18_700)
        var account = "00000000000"
        var reserved = ElQRCode.Reserved.zeros
        var error: SlipError
    }

    static let badFields = [
        Fields(key: "0000202600000012345", error: .length),
        Fields(key: "0000020260000001234X", error: .notDigits),
        Fields(confirmation: "1234", error: .length),
        Fields(organisation: "222127", error: .length),
        Fields(item: "12", error: .length),
        Fields(office: "", error: .length),
        Fields(levyYear: 10_000, error: .length),
        Fields(levyYear: -1, error: .length),
        Fields(taxYear: 10_000, error: .length),
        Fields(term: 100, error: .length),
        Fields(term: -1, error: .length),
        Fields(due: BookDay(number: .max), error: .date),
        Fields(due: BookDay(number: -800_000), error: .date),
        Fields(amount: Yen(-1), error: .amount),
        Fields(amount: Yen(100_000_000_000), error: .amount),
        Fields(account: "1", error: .length),
        Fields(
            reserved: ElQRCode.Reserved(line1: "0", eltax: "0", line2: "0", additional: "0"),
            error: .length),
    ]

    @Test("A code cannot be made of fields that do not fit", arguments: badFields)
    func misfit(_ fields: Fields) {
        #expect(throws: fields.error) {
            try ElQRCode(
                key: fields.key, confirmation: fields.confirmation,
                organisation: fields.organisation, item: fields.item, office: fields.office,
                levyYear: fields.levyYear, taxYear: fields.taxYear, term: fields.term,
                due: fields.due, limit: fields.due, amount: fields.amount,
                account: fields.account, reserved: fields.reserved)
        }
    }

    @Test("Random codes come back as they were")
    func roundTrip() throws {
        var random = SplitMix64.seeded("ElQRCode round trip")
        let first = try #require(BookDay("2000-01-01"))
        for _ in 0..<500 {
            let code = try ElQRCode(
                key: random.digits(20), confirmation: random.digits(6),
                organisation: random.digits(5), item: random.digits(3), office: random.digits(3),
                levyYear: Int.random(in: 0...9999, using: &random),
                taxYear: Int.random(in: 0...9999, using: &random),
                term: Int.random(in: 0...99, using: &random),
                due: first.adding(Int.random(in: -700_000...2_900_000, using: &random)),
                limit: first.adding(Int.random(in: 0...36_000, using: &random)),
                amount: Yen(Int64.random(in: 0...99_999_999_999, using: &random)),
                account: random.digits(11),
                reserved: ElQRCode.Reserved(
                    line1: random.digits(5), eltax: random.digits(1), line2: random.digits(7),
                    additional: random.digits(85)))
            let digits = code.digits
            #expect(digits.utf8.count == 255)
            #expect(try ElQRCode(parsing: digits.utf8) == code)
        }
    }
}
