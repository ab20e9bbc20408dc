import Billing
import Money
import Testing

@Suite("What is claimed of a bill")
struct BillBookTests {
    struct Fact: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var revisions: [(event: BillRevision.Event, amount: Int, day: String)]
        var claimed: Int
        var writtenOff = 0
        var paidElsewhere = 0
        var year = 2025
    }

    static let facts = [
        Fact(testDescription: "as assessed", revisions: [], claimed: 5_000),
        Fact(
            testDescription: "reduced", revisions: [(.reduce, 800, "2026-04-10")],
            claimed: 4_200),
        Fact(
            testDescription: "reduced tomorrow: not yet",
            revisions: [(.reduce, 800, "2026-04-16")], claimed: 5_000),
        Fact(
            testDescription: "increased and reduced",
            revisions: [(.increase, 300, "2026-04-10"), (.reduce, 100, "2026-04-15")],
            claimed: 5_200),
        Fact(
            testDescription: "cancelled", revisions: [(.cancel, 5_000, "2026-04-15")],
            claimed: 0),
        Fact(
            testDescription: "written off: claimed no more, but told apart",
            revisions: [(.writeOff, 5_000, "2026-04-15")], claimed: 0, writtenOff: 5_000),
        Fact(
            testDescription: "paid elsewhere: the claim stands, and is met",
            revisions: [(.paidElsewhere, 5_000, "2026-04-10")], claimed: 5_000,
            paidElsewhere: 5_000),
        Fact(
            testDescription: "paid elsewhere, and unpaid again",
            revisions: [
                (.paidElsewhere, 5_000, "2026-04-10"), (.unpaidAgain, 5_000, "2026-04-14"),
            ], claimed: 5_000),
        Fact(
            testDescription: "carried twice: two years on",
            revisions: [(.carry, 5_000, "2026-04-10"), (.carry, 5_000, "2026-04-12")],
            claimed: 5_000, year: 2027),
    ]

    @Test("On the 15th", arguments: facts)
    func claimed(_ fact: Fact) throws {
        let book = BillBook(
            bills: [bill("a", key: "0000000000000001")],
            revisions: fact.revisions.enumerated().map { number, revision in
                BillRevision(
                    bill: "a", number: number + 1, event: revision.event,
                    amount: Yen(revision.amount), tax: .zero, day: BookDay(revision.day)!)
            })
        let day = try #require(BookDay("2026-04-15"))
        #expect(book.claimed(0, on: day) == Yen(fact.claimed))
        #expect(book.writtenOff(0, through: day) == Yen(fact.writtenOff))
        #expect(book.paidElsewhere(0, through: day) == Yen(fact.paidElsewhere))
        #expect(book.fiscalYear(0, on: day) == FiscalYear(fact.year))
    }

    @Test("A revision of a bill that is not there is an orphan, and harms nobody")
    func orphan() throws {
        let day = try #require(BookDay("2026-04-15"))
        let book = BillBook(
            bills: [bill("a", key: "0000000000000001")],
            revisions: [
                BillRevision(
                    bill: "z", number: 1, event: .cancel, amount: Yen(5_000), tax: .zero,
                    day: day)
            ])
        #expect(book.orphans.map(\.bill) == ["z"])
        #expect(book.claimed(0, on: day) == Yen(5_000))
    }

    @Test("A key finds the bills of its slip in the order of their file, whatever the input's")
    func slip() {
        let key = "0000000000000007"
        let sewer = bill("s", key: key, row: 2)
        let water = bill("w", key: key, row: 1)
        for bills in [[sewer, water], [water, sewer]] {
            let book = BillBook(bills: bills, revisions: [])
            #expect(book.bills(key: key).map { book.bills[$0].id } == ["w", "s"])
        }
    }

    @Test("The last sixteen digits find a twenty-digit key, where they are one slip's alone")
    func tail() {
        let book = BillBook(
            bills: [
                bill("a", key: "11110000000000000001"), bill("b", key: "22220000000000000001"),
                bill("c", key: "33330000000000000003"),
            ], revisions: [])
        #expect(book.bills(key: "33330000000000000003").map { book.bills[$0].id } == ["c"])
        #expect(book.bills(key: "0000000000000003").map { book.bills[$0].id } == ["c"])
        #expect(book.bills(key: "0000000000000001").isEmpty)
        #expect(book.bills(key: "9999999999999999").isEmpty)
    }

    @Test("A sixteen-digit key is never taken for the tail of itself among others")
    func exactFirst() {
        let book = BillBook(
            bills: [
                bill("long", key: "33330000000000000003"), bill("short", key: "0000000000000003"),
            ], revisions: [])
        #expect(book.bills(key: "0000000000000003").map { book.bills[$0].id } == ["short"])
    }

    private func bill(_ id: String, key: String, row: Int = 1) -> Bill {
        Bill(
            id: id, kind: "tax", fund: "general", subject: "01-01", fiscalYear: FiscalYear(2025),
            amount: Yen(5_000), tax: .zero, issued: BookDay("2026-04-01")!,
            due: BookDay("2026-04-30")!, key: key, row: row)
    }
}
