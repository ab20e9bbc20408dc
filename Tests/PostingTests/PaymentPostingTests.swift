import Ledger
import Money
import Posting
import Testing

/// The rows of DOMAIN 3 in which citizens' money comes and goes back.
@Suite("Payments move money as the page of postings says")
struct PaymentPostingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var parts: [Piece]
        var moves: @Sendable (inout Postings, [Part]) -> [Transfer]
        var expected: [String]
    }

    struct Piece: Sendable {
        var fund: Int
        var code: String
        var amount: Int
    }

    static let fee = Piece(fund: PostingCity.general, code: "revenue/2026/14-01", amount: 300)
    static let held = Piece(fund: PostingCity.outside, code: "liability/held/jlis", amount: 200)
    static let water = Piece(fund: PostingCity.water, code: "asset/bill/2026/water", amount: 3_300)

    static let rows = [
        Row(
            testDescription: "capture of a counter fee", parts: [fee],
            moves: { $0.capture(provider: 0, parts: $1) },
            expected: ["general: asset/clearing/qr -> revenue/2026/14-01 300"]),
        Row(
            testDescription: "capture of money for somebody else", parts: [held],
            moves: { $0.capture(provider: 0, parts: $1) },
            expected: ["outside: asset/clearing/qr -> liability/held/jlis 200"]),
        Row(
            testDescription: "one basket, three funds: a transfer in each",
            parts: [fee, water, held], moves: { $0.capture(provider: 0, parts: $1) },
            expected: [
                "general: asset/clearing/qr -> revenue/2026/14-01 300",
                "water: asset/clearing/qr -> asset/bill/2026/water 3300",
                "outside: asset/clearing/qr -> liability/held/jlis 200",
            ]),
        Row(
            testDescription: "a refund turns the capture round", parts: [fee, held],
            moves: { $0.refund(provider: 0, parts: $1) },
            expected: [
                "general: revenue/2026/14-01 -> asset/clearing/qr 300",
                "outside: liability/held/jlis -> asset/clearing/qr 200",
            ]),
        Row(
            testDescription: "cash stands at its counter", parts: [fee],
            moves: { $0.cash(office: "shimin", parts: $1) },
            expected: ["general: asset/cash/shimin -> revenue/2026/14-01 300"]),
        Row(
            testDescription: "cash handed back", parts: [fee],
            moves: { $0.cashBack(office: "shimin", parts: $1) },
            expected: ["general: revenue/2026/14-01 -> asset/cash/shimin 300"]),
    ]

    @Test("Each way in and back", arguments: rows)
    func moves(_ row: Row) throws {
        var postings = try PostingCity.postings()
        let parts = row.parts.map { piece in
            Part(
                fund: piece.fund, year: FiscalYear(2026),
                account: postings.account(fund: piece.fund, piece.code),
                amount: Yen(piece.amount))
        }
        let transfers = row.moves(&postings, parts)
        #expect(postings.spelled(transfers) == row.expected)
    }

    struct Repayment: Sendable, CustomTestStringConvertible {
        var fund: Int
        var day: String
        var expected: String?
        var testDescription: String {
            "fund \(fund) on \(day): \(expected ?? "the year's own revenue")"
        }
    }

    @Test(
        "A refund bears on its payment's year until 31 May, in an enterprise until 31 March",
        arguments: [
            Repayment(fund: PostingCity.general, day: "2026-04-01", expected: nil),
            Repayment(fund: PostingCity.general, day: "2026-05-31", expected: nil),
            Repayment(
                fund: PostingCity.general, day: "2026-06-01", expected: "expense/2026/repayment"),
            Repayment(
                fund: PostingCity.general, day: "2027-04-01", expected: "expense/2027/repayment"),
            Repayment(fund: PostingCity.sewer, day: "2026-05-31", expected: nil),
            Repayment(fund: PostingCity.water, day: "2026-03-31", expected: nil),
            Repayment(
                fund: PostingCity.water, day: "2026-04-01", expected: "expense/2026/repayment"),
        ])
    func repayment(_ fact: Repayment) throws {
        let postings = try PostingCity.postings()
        let code = postings.repayment(
            of: FiscalYear(2025), on: day(fact.day), fund: fact.fund)
        #expect(code == fact.expected)
    }
}
