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
        ])
    func findsCards(text: String, card: String) { #expect(Self.find(text) == [card]) }

    @Test(
        "What is no card number is left alone",
        arguments: [
            "4111111111111112", "411111111111", "41111111111111111111", "2026-04-07 08:47:10",
            "03-1234-5678", "498000******8694", "", "T02-690559", "4111 1111,1111 1111",
        ])
    func leavesOthers(text: String) { #expect(Self.find(text) == []) }

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

    @Test("A word that nobody knows is shown with its card number masked")
    func unknownWordIsMasked() {
        let fault = RowFault.unknownWord("status", "4111111111111111")
        #expect(fault.text.en.contains("************1111"))
        #expect(!fault.text.ja.contains("4111111"))
    }
}
