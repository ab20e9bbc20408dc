import Billing
import Ledger
import Money
import Posting
import Testing

/// The rows of DOMAIN 3 that speak of assessments and their revisions.
@Suite("Bills move money as the page of postings says")
struct BillPostingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kind = "tax"
        var amount = 3_300
        var tax = 0
        /// nil: the assessment itself.
        var event: BillRevision.Event?
        var expected: [String]
    }

    static let rows = [
        Row(
            testDescription: "assess a tax: no consumption tax, one transfer",
            expected: ["general: asset/bill/2025/tax -> revenue/2025/01-01 3300"]),
        Row(
            testDescription: "assess water: the tax inside is owed apart", kind: "water", tax: 300,
            expected: [
                "water: asset/bill/2025/water -> revenue/2025/1-1 3000",
                "water: asset/bill/2025/water -> liability/sales-tax 300",
            ]),
        Row(
            testDescription: "increase: as assess, for the difference", kind: "water",
            amount: 110, tax: 10, event: .increase,
            expected: [
                "water: asset/bill/2025/water -> revenue/2025/1-1 100",
                "water: asset/bill/2025/water -> liability/sales-tax 10",
            ]),
        Row(
            testDescription: "reduce: turned round, its tax too", kind: "water", amount: 110,
            tax: 10, event: .reduce,
            expected: [
                "water: revenue/2025/1-1 -> asset/bill/2025/water 100",
                "water: liability/sales-tax -> asset/bill/2025/water 10",
            ]),
        Row(
            testDescription: "cancel: turned round for the whole", event: .cancel,
            expected: ["general: revenue/2025/01-01 -> asset/bill/2025/tax 3300"]),
        Row(
            testDescription: "written off: an expense of the year", amount: 3_300,
            event: .writeOff,
            expected: ["general: expense/2025/written-off -> asset/bill/2025/tax 3300"]),
        Row(
            testDescription: "paid elsewhere: other business brought it", event: .paidElsewhere,
            expected: ["general: asset/transit/other-business -> asset/bill/2025/tax 3300"]),
        Row(
            testDescription: "unpaid again: turned round", event: .unpaidAgain,
            expected: ["general: asset/bill/2025/tax -> asset/transit/other-business 3300"]),
    ]

    @Test("A bill, and each revision of it", arguments: rows)
    func moves(_ row: Row) throws {
        var postings = try PostingCity.postings()
        let fund = row.kind == "water" ? PostingCity.water : PostingCity.general
        let bill = bill(row.kind, amount: row.amount, tax: row.tax)
        let transfers =
            row.event.map { event in
                postings.revise(
                    revision(event, amount: row.amount, tax: row.tax), of: bill, fund: fund,
                    year: bill.fiscalYear)
            } ?? postings.assess(bill, fund: fund)
        #expect(postings.spelled(transfers) == row.expected)
    }

    @Test("A bill is carried from its year's receivable into the next year's")
    func carry() throws {
        var postings = try PostingCity.postings()
        let bill = bill("tax", amount: 3_300, tax: 0)
        let book = BillBook(
            bills: [bill],
            revisions: [revision(.carry, amount: 3_300, tax: 0, day: day("2026-06-01"))])
        let transfers = postings.revise(
            revision(.carry, amount: 3_300, tax: 0), of: bill, fund: PostingCity.general,
            year: book.fiscalYear(0, on: day("2026-06-01")))
        #expect(
            postings.spelled(transfers) == [
                "general: asset/bill/2026/tax -> asset/bill/2025/tax 3300"
            ])
    }

    @Test("A bill of nothing moves nothing")
    func nothing() throws {
        var postings = try PostingCity.postings()
        let transfers = postings.assess(
            bill("tax", amount: 0, tax: 0), fund: PostingCity.general)
        #expect(transfers.isEmpty)
    }

    private func bill(_ kind: String, amount: Int, tax: Int) -> Bill {
        Bill(
            id: "b", kind: kind, fund: kind == "water" ? "water" : "general",
            subject: kind == "water" ? "1-1" : "01-01", fiscalYear: FiscalYear(2025),
            amount: Yen(amount), tax: Yen(tax), issued: day("2026-03-31"),
            due: day("2026-04-30"), key: "0000000000000001", row: 1)
    }

    private func revision(
        _ event: BillRevision.Event, amount: Int, tax: Int, day on: BookDay = day("2026-04-10")
    ) -> BillRevision {
        BillRevision(
            bill: "b", number: 1, event: event, amount: Yen(amount), tax: Yen(tax), day: on)
    }
}
