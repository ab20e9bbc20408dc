import Slips
import Testing

@Suite("The refusals of slips")
struct SlipErrorTests {
    @Test("Codes are stable and in order of precedence")
    func codes() {
        #expect(
            SlipError.allCases.map(\.rawValue) == [
                "slip-length", "slip-not-digits", "slip-application-identifier", "slip-structure",
                "slip-constant", "slip-crc", "slip-check-digit", "slip-amount-mismatch",
                "slip-stamp-flag", "slip-date", "slip-amount",
            ])
    }

    @Test("Every refusal can be said in both languages, each in its own words")
    func sentences() {
        let japanese = Set(SlipError.allCases.map(\.sentence.ja))
        let english = Set(SlipError.allCases.map(\.sentence.en))
        #expect(japanese.count == SlipError.allCases.count)
        #expect(english.count == SlipError.allCases.count)
        #expect(japanese.allSatisfy { $0.hasSuffix("。") })
        #expect(english.allSatisfy { $0.hasSuffix(".") && $0.utf8.allSatisfy { $0 < 0x80 } })
    }
}
