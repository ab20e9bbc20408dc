import City
import Ledger
import Money
import Posting
import Testing

/// The rows of DOMAIN 3 that a bank line moves.
@Suite("Bank lines and payouts move money as the page of postings says")
struct BankPostingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var moves: @Sendable (inout Postings) -> [Transfer]
        var expected: [String]
    }

    static let lines = [
        Row(
            testDescription: "the books' first balance",
            moves: { $0.opening(bankAccount: 0, fund: 1, balance: Yen(500)) },
            expected: ["water: asset/bank/main -> equity/opening 500"]),
        Row(
            testDescription: "an account that began overdrawn",
            moves: { $0.opening(bankAccount: 0, fund: 0, balance: Yen(-500)) },
            expected: ["general: equity/opening -> asset/bank/main 500"]),
        Row(
            testDescription: "money that nobody announced",
            moves: { $0.unidentified(bankAccount: 0, amount: Yen(700)) },
            expected: ["outside: asset/bank/main -> liability/unidentified 700"]),
        Row(
            testDescription: "the same where the account may not hold outside money",
            moves: { $0.unidentified(bankAccount: 1, amount: Yen(700)) },
            expected: ["general: asset/bank/town -> liability/unidentified 700"]),
        Row(
            testDescription: "money that left, and nobody knows why",
            moves: { $0.unidentified(bankAccount: 0, amount: Yen(-700)) },
            expected: ["outside: liability/unidentified -> asset/bank/main 700"]),
        Row(
            testDescription: "other business that came in",
            moves: { $0.transit($0.city.bankRules[0], amount: Yen(900)) },
            expected: ["general: asset/bank/main -> asset/transit/other-business 900"]),
        Row(
            testDescription: "a bank fee",
            moves: { $0.transit($0.city.bankRules[1], amount: Yen(-110)) },
            expected: ["general: asset/transit/bank-fee -> asset/bank/main 110"]),
        Row(
            testDescription: "a sweep of a fund's money",
            moves: { $0.transit($0.city.bankRules[2], amount: Yen(-1_000)) },
            expected: ["water: asset/transit/sweep -> asset/bank/main 1000"]),
    ]

    @Test("Each bank line that pays no payout", arguments: lines)
    func line(_ row: Row) throws { try check(row) }

    static let payouts = [
        Row(
            testDescription: "net, general: the fee waits for its payment order",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 0, nets: [(0, Yen(980))],
                    fees: [share(0, 2026, 18)], taxes: [share(0, 2026, 2)], unknownToUs: [])
            },
            expected: [
                "general: asset/bank/main -> asset/clearing/qr 980",
                "general: asset/fee-to-settle/qr -> asset/clearing/qr 18",
                "general: asset/fee-to-settle/qr -> asset/clearing/qr 2",
            ]),
        Row(
            testDescription: "net, enterprise: fee by year, its tax apart",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 0, nets: [(1, Yen(967))],
                    fees: [share(1, 2025, 10), share(1, 2026, 20)], taxes: [share(1, 2026, 3)],
                    unknownToUs: [])
            },
            expected: [
                "water: asset/bank/main -> asset/clearing/qr 967",
                "water: expense/2025/provider-fee -> asset/clearing/qr 10",
                "water: expense/2026/provider-fee -> asset/clearing/qr 20",
                "water: asset/fee-tax -> asset/clearing/qr 3",
            ]),
        Row(
            testDescription: "a special fund settles its fee as the general one does",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 0, nets: [(2, Yen(95))], fees: [share(2, 2026, 5)],
                    taxes: [], unknownToUs: [])
            },
            expected: [
                "sewer: asset/bank/main -> asset/clearing/qr 95",
                "sewer: asset/fee-to-settle/qr -> asset/clearing/qr 5",
            ]),
        Row(
            testDescription: "a fund that gave back more than it took pays into the payout",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 0, nets: [(0, Yen(1_000)), (1, Yen(-300))],
                    fees: [], taxes: [], unknownToUs: [])
            },
            expected: [
                "general: asset/bank/main -> asset/clearing/qr 1000",
                "water: asset/clearing/qr -> asset/bank/main 300",
            ]),
        Row(
            testDescription: "lines nobody knows: clearing against 仮受金, cash at gross",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 0, nets: [(3, Yen(600))], fees: [], taxes: [],
                    unknownToUs: [(3, Yen(600))])
            },
            expected: [
                "outside: asset/bank/main -> asset/clearing/qr 600",
                "outside: asset/clearing/qr -> liability/unidentified 600",
            ]),
        Row(
            testDescription: "a fund's money in an account that may not hold it",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 1, nets: [(1, Yen(400))], fees: [], taxes: [],
                    unknownToUs: [])
            },
            expected: [
                "general: asset/bank/town -> liability/held-for/water 400",
                "water: asset/due-from/general -> asset/clearing/qr 400",
            ]),
        Row(
            testDescription: "fees that a provider gives back turn round",
            moves: {
                $0.payout(
                    provider: 0, bankAccount: 0, nets: [(0, Yen(-290))],
                    fees: [share(0, 2026, -10)], taxes: [], unknownToUs: [])
            },
            expected: [
                "general: asset/clearing/qr -> asset/bank/main 290",
                "general: asset/clearing/qr -> asset/fee-to-settle/qr 10",
            ]),
    ]

    @Test("Each payout that arrives", arguments: payouts)
    func payout(_ row: Row) throws { try check(row) }

    private static func share(_ fund: Int, _ year: Int, _ amount: Int) -> Share {
        Share(fund: fund, year: FiscalYear(year), amount: Yen(amount))
    }

    private func check(_ row: Row) throws {
        var postings = try PostingCity.postings()
        let transfers = row.moves(&postings)
        #expect(postings.spelled(transfers) == row.expected)
    }
}
