import Money
import Settlement
import Testing

@Suite("Rows of the figures")
struct RevenueKeyTests {
    @Test("What has no year stands behind the years of its fund")
    func order() {
        let year = RevenueKey(fund: "a", fiscalYear: FiscalYear(2026), item: "x")
        let none = RevenueKey(fund: "a", fiscalYear: nil, item: "held/a")
        #expect([none, year].sorted() == [year, none])
    }
}
