import Money
import Provider
import Testing

@Suite("Fields")
struct FieldTests {
    @Test(
        "Amounts are read as Japanese files write them",
        arguments: [
            ("0", 0), ("1234", 1234), ("1,234", 1234), ("-1234", -1234), ("▲1,234", -1234),
            ("△1,234,567", -1_234_567), ("+5", 5), (" 12 ", 12), ("\\1,000", 1000), ("600.00", 600),
            ("-600.0", -600), ("999999999999999", 999_999_999_999_999), ("007", 7),
        ])
    func readsAmounts(text: String, value: Int64) throws {
        #expect(try Field.amount(Array(text.utf8)) == Yen(value))
    }

    @Test("▲ and △ are read in CP932 too", arguments: [[0x81, 0xA3, 0x35], [0x81, 0xA2, 0x35]])
    func readsMarksInCP932(bytes: [UInt8]) throws {
        #expect(try Field.amount(bytes) == Yen(-5))
    }

    @Test(
        "What is no amount of whole yen is refused",
        arguments: [
            "", " ", "-", "▲", "1.5", "1.", ".0", "1,23", "1,2345", ",123", "1234,567", "12a",
            "1e3", "--5", "1 2", "1,,234", "１２", "1,234.5", "0x10", "1,",
        ])
    func refusesAmounts(text: String) {
        #expect(throws: Field.AmountError.invalid) { try Field.amount(Array(text.utf8)) }
    }

    @Test(
        "Amounts beyond the largest are refused",
        arguments: ["1000000000000000", "-1000000000000000", "99999999999999999999999999999"])
    func refusesLargeAmounts(text: String) {
        #expect(throws: Field.AmountError.tooLarge) { try Field.amount(Array(text.utf8)) }
    }

    @Test(
        "Days are read in three forms", arguments: ["2024-02-29", "2024/02/29", "20240229"])
    func readsDays(text: String) {
        #expect(Field.day(Array(text.utf8)) == BookDay("2024-02-29"))
    }

    @Test(
        "Days that are none are refused",
        arguments: [
            "2026-02-30", "2026/13/01", "20260431", "2026-2-3", "2026-04/01", "2026-04-0a", "",
            "00000000", "2026-04-01 ",
        ])
    func refusesDays(text: String) { #expect(Field.day(Array(text.utf8)) == nil) }

    @Test(
        "Times are read in four forms",
        arguments: [("08:47:10", 31_630), ("084710", 31_630), ("08:47", 31_620), ("0847", 31_620)])
    func readsTimes(text: String, second: Int) {
        #expect(Field.second(Array(text.utf8)) == second)
    }

    @Test(
        "Times that are none are refused",
        arguments: ["24:00:00", "08:60", "08:47:60", "8:47", "08-47-10", "1:2345", "084:710", ""])
    func refusesTimes(text: String) { #expect(Field.second(Array(text.utf8)) == nil) }

    @Test(
        "Date and time are read with either mark and on the clock that is said",
        arguments: [
            "2026-04-01 09:15:03", "2026/04/01T09:15:03", "20260401091503",
        ])
    func readsMoments(text: String) throws {
        let day = try #require(BookDay("2026-04-01"))
        let bytes = Array(text.utf8)
        #expect(Field.moment(bytes) == Moment(day: day, secondOfDay: 33_303))
        #expect(
            Field.moment(bytes, offsetSeconds: 0)
                == Moment(day: day, secondOfDay: 33_303 + 9 * 3600))
    }

    @Test(
        "What is no date and time is refused",
        arguments: [
            "2026-04-01", "2026-04-01 24:00:00", "2026-04-01x09:15:03", "20260401 091503a",
            "2026-04-01 09:15:03Z", "20260230000000", "",
        ])
    func refusesMoments(text: String) { #expect(Field.moment(Array(text.utf8)) == nil) }

    @Test("A sum beyond the largest amount refuses the file and does not trap")
    func sumIsBounded() throws {
        var sum = AmountSum()
        try sum.add(Yen.largest, line: 1)
        #expect(throws: FileRejection.self) { try sum.add(Yen(1), line: 2) }
        #expect(throws: FileRejection.self) { try sum.add(Yen(Int64.max), line: 3) }
        try sum.add(-Yen.largest, line: 4)
        #expect(sum.value == .zero)
    }
}
