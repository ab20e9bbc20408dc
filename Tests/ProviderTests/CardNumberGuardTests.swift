import Provider
import Testing

@Suite("Card numbers in free text")
struct CardNumberGuardTests {
    static func find(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { CardNumberGuard.find(in: $0) }.map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    @Test(
        "A card number is found however it is written and whatever stands around it",
        arguments: [
            ("4111111111111111", "4111111111111111"),
            ("カード 5555-5555-5555-4444 です", "5555-5555-5555-4444"),
            ("3782 822463 10005", "3782 822463 10005"),
            ("x36148900647913y", "36148900647913"),
            ("窓口 2 4111 1111 1111 1111", "4111 1111 1111 1111"),
            ("4111111111111111 0428 123", "4111111111111111"),
            ("12-3782-822463-10005-7", "3782-822463-10005"),
            ("6212345678900000003", "6212345678900000003"),
            ("控４１１１１１１１１１１１１１１１です", "４１１１１１１１１１１１１１１１"),
            ("５５５５－５５５５－５５５５－４４４４", "５５５５－５５５５－５５５５－４４４４"),
            ("４１１１　１１１１　1111 1111", "４１１１　１１１１　1111 1111"),
            ("カード4111ー1111ー1111ー1111", "4111ー1111ー1111ー1111"),
            ("5555\u{2010}5555\u{2212}5555\u{A0}4444", "5555\u{2010}5555\u{2212}5555\u{A0}4444"),
            (
                "5555\u{2009}5555\u{202F}5555\u{200B}4444",
                "5555\u{2009}5555\u{202F}5555\u{200B}4444"
            ),
            ("No.4111.1111.1111.1111.", "4111.1111.1111.1111"),
            ("4242/4242/4242/4242", "4242/4242/4242/4242"),
            ("card_3782_822463_10005", "3782_822463_10005"),
            ("4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"),
            ("4111.1111/1111_1111", "4111.1111/1111_1111"),
            ("4111-1111.1111 1111", "4111-1111.1111 1111"),
            ("４１１１．１１１１／１１１１＿１１１１", "４１１１．１１１１／１１１１＿１１１１"),
            ("5555・5555・5555・4444", "5555・5555・5555・4444"),
            ("2026/04/07 4111/1111/1111/1111", "4111/1111/1111/1111"),
            ("2026.04.07/4111 1111 1111 1111", "4111 1111 1111 1111"),
        ])
    func findsCards(text: String, card: String) { #expect(Self.find(text) == [card]) }

    @Test(
        "What is no card number is left alone",
        arguments: [
            "4111111111111112", "411111111111", "41111111111111111111", "2026-04-07 08:47:10",
            "03-1234-5678", "498000******8694", "", "T02-690559", "4111 1111,1111 1111",
            "0000000000000000", "４１１１１１１１１１１１１１１２", "4111　　1111　　1111　　1111",
            // These pass the Luhn check, and begin like no card.
            "2026/04/07/00000", "2026.04.07 0800.07", "2026/04/07_0800_00003",
            "14/02/01/01/2026/04/008", "11234/5678/9012345", "192.168.100.200/10007",
            "4111..1111..1111..1111",
        ])
    func leavesOthers(text: String) { #expect(Self.find(text) == []) }

    @Test(
        "In a text that somebody hands in, digits of any script are digits",
        arguments: [
            ("٤١١١ ١١١١ ١١١١ ١١١١", true), ("４１１１.1111.١١١١.1111", true),
            ("𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", true), ("4111111111111111", true),
            ("٤١١١١١١١١١١١١١١٢", false), ("一二三四五六七八九十一二三", false),
            ("住民票の写し 2 通", false),
        ])
    func anyScript(text: String, isCard: Bool) {
        #expect(CardNumberGuard.isFound(in: text) == isCard)
    }

    @Test("Two card numbers in one text are both found")
    func findsBoth() {
        let text = "4111111111111111/5555555555554444"
        #expect(Self.find(text) == ["4111111111111111", "5555555555554444"])
        let spaced = "4111111111111111 5555555555554444"
        #expect(Self.find(spaced) == ["4111111111111111", "5555555555554444"])
    }

    @Test("Masking leaves the last four digits and all other bytes")
    func masks() {
        let masked = CardNumberGuard.mask(Array("窓口 4111-1111-1111-1111 控 12".utf8))
        #expect(String(decoding: masked, as: UTF8.self) == "窓口 ****-****-****-1111 控 12")
    }

    @Test("Full-width digits are found and masked in CP932 too")
    func findsCP932() {
        // ５５５５－５５５５－５５５５－４４４４, and 窓 before it.
        let five: [UInt8] = [0x82, 0x54, 0x82, 0x54, 0x82, 0x54, 0x82, 0x54]
        let four: [UInt8] = [0x82, 0x53, 0x82, 0x53, 0x82, 0x53, 0x82, 0x53]
        let hyphen: [UInt8] = [0x81, 0x7C]
        let stars = [UInt8](repeating: 0x2A, count: 8)
        let text = [0x91, 0x8B] + five + hyphen + five + hyphen + five + hyphen + four
        #expect(text.withUnsafeBytes { CardNumberGuard.find(in: $0) } == [2..<40])
        #expect(
            CardNumberGuard.mask(text)
                == [0x91, 0x8B] + stars + hyphen + stars + hyphen + stars + hyphen + four)
    }

    @Test("Masking full-width digits keeps the length in bytes and the last four")
    func masksFullWidth() {
        let text = "控４１１１１１１１１１１１１１１１"
        let masked = CardNumberGuard.mask(Array(text.utf8))
        #expect(masked.count == text.utf8.count)
        #expect(
            String(decoding: masked, as: UTF8.self)
                == "控" + String(repeating: "*", count: 36) + "１１１１")
    }

    @Test(
        "Among ids only what a card's brand gives out counts, with no letter at its side",
        arguments: [
            ("4111111111111111", true), ("4111-1111-1111-1111", true), ("378282246310005", true),
            ("3530111333300000", true), ("x 5555555555554444", true),
            ("08123456789012345678", false), ("4222222222222", false),
            ("pi_4111111111111111", false), ("4111111111111111abc", false),
            ("9999999999999995", false), ("01kn3p5w8h0000000000000001", false),
        ])
    func amongIDs(text: String, isCard: Bool) {
        let found = Array(text.utf8).withUnsafeBytes { CardNumberGuard.findAmongIDs(in: $0) }
        #expect(found.isEmpty == !isCard)
    }

    @Test("A word that nobody knows is shown with its card number masked")
    func unknownWordIsMasked() {
        let fault = RowFault.unknownWord("status", "4111111111111111")
        #expect(fault.text.en.contains("************1111"))
        #expect(!fault.text.ja.contains("4111111"))
    }
}
