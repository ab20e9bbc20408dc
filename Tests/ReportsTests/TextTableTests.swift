import Reports
import Testing

@Suite("Tables of the terminal")
struct TextTableTests {
    @Test(
        "Digits stand in groups of three",
        arguments: zip(
            [0, 12, 999, 1_000, -1_000, 1_234_567, -999, Int64.min, Int64.max],
            [
                "0", "12", "999", "1,000", "-1,000", "1,234,567", "-999",
                "-9,223,372,036,854,775,808", "9,223,372,036,854,775,807",
            ]))
    func groups(_ number: Int64, _ text: String) {
        #expect(grouped(number) == text)
    }

    @Test(
        "A kanji is two columns wide, half-width kana and Latin letters are one",
        arguments: zip(["", "ab", "汐見市", "ｼｵﾐ", "（株）", "水a道"], [0, 2, 6, 3, 6, 5]))
    func width(_ text: String, _ columns: Int) {
        #expect(TextTable.width(text) == columns)
    }

    @Test("Columns line up, whatever is written in them")
    func columns() {
        var table = TextTable(columns: 3)
        table.add(["収納", "1", "300"])
        table.add(["payouts", "12", "1,234,567"])
        table.add(["ｼｵﾐ", "", "-5"])
        let lines = table.lines()
        #expect(
            lines == [
                "収納      1        300", "payouts  12  1,234,567", "ｼｵﾐ                 -5",
            ])
        #expect(Set(lines.map(TextTable.width)).count == 1)
    }

    @Test("No line ends in spaces")
    func trailing() {
        var table = TextTable(columns: 2)
        table.add(["a", ""])
        table.add(["b", "10"])
        #expect(table.lines(leftAligned: [0, 1]) == ["a", "b  10"])
    }
}
