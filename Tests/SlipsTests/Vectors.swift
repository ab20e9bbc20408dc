import Money
import Slips

/// Codes with known contents: printed examples of manuals, public test data, and synthetic slips.
enum Vectors {
    struct Barcode: Sendable {
        var digits: String
        var issuer: String
        var free: String
        var reissue = 0
        var limit: String?
        var stamp = false
        var amount: Int
        var modulus103: Int?
    }

    static let barcodes = [
        Barcode(
            digits: "91912345012345678901234567890101033101230003", issuer: "912345",
            free: "012345678901234567890", reissue: 1, limit: "2001-03-31", amount: 123_000,
            modulus103: 79),
        Barcode(
            digits: "91942386178953917853935692730103073110312903", issuer: "942386",
            free: "178953917853935692730", reissue: 1, limit: "2003-07-31", stamp: true,
            amount: 31_290, modulus103: 70),
        Barcode(
            digits: "91929023252070000010123499900199999900106050", issuer: "929023",
            free: "252070000010123499900", reissue: 1, amount: 10_605),
        Barcode(
            digits: "91929023252070000010123499900299999900154357", issuer: "929023",
            free: "252070000010123499900", reissue: 2, amount: 15_435),
        Barcode(
            digits: "91929023252070000010123499900399999911066327", issuer: "929023",
            free: "252070000010123499900", reissue: 3, stamp: true, amount: 106_632),
        Barcode(
            digits: "91929023252070000010123499901099999900350000", issuer: "929023",
            free: "252070000010123499901", reissue: 0, amount: 35_000),
        Barcode(
            digits: "91900001000010000000012345601026063000187004", issuer: "900001",
            free: "000010000000012345601", limit: "2026-06-30", amount: 18_700, modulus103: 4),
        Barcode(
            digits: "91900001000020000000098765403126083100044007", issuer: "900001",
            free: "000020000000098765403", reissue: 1, limit: "2026-08-31", amount: 4_400,
            modulus103: 86),
        Barcode(
            digits: "91900001000010000000012345602099999903000009", issuer: "900001",
            free: "000010000000012345602", amount: 300_000, modulus103: 72),
    ]

    /// 18,700 yen, due 2026-06-01, limit 2026-06-30, term 1.
    static let elqrA =
        "00020101021227960005138000183" + "360000000000000000018700213800012300000"
        + "17000002026000000123451234560999990000000000"
        + "541100000018700622620262026012026060120260630"
        + reserved + "630541076"

    /// 4,400 yen, due 2026-07-31, limit 2026-08-31, term 3.
    static let elqrB =
        "00020101021227960005138000183" + "340000000000000000004400213800020000000"
        + "42000002026000000987656543210999990000000000"
        + "541100000004400622620262026032026073120260831"
        + reserved + "630564164"

    private static let reserved = "8085" + String(repeating: "0", count: 85)

    /// A local government's slip: 18,700 yen, 機関 22212, 区分 334.
    static let ocrUpper = "700000000000000000018700222212033408101"
    static let ocrLower = "68100250881100000000000001234000000000000000"
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The text with the character at an offset replaced.
func replacing(_ text: String, at offset: Int, with character: String) -> String {
    String(text.prefix(offset)) + character + String(text.dropFirst(offset + 1))
}

/// The text with the characters at two offsets swapped.
func swapping(_ text: String, _ first: Int, _ second: Int) -> String {
    var characters = Array(text)
    characters.swapAt(first, second)
    return String(characters)
}
