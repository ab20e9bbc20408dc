import Ledger
import Money
import TestSupport
import TestSupport

/// Vouchers as a lively town might post them, most of them good, some of them wrong.
struct RandomHistory {
    static let begins = BookDay(number: 20_544)  // 2026-04-01

    private var random: SplitMix64
    private(set) var chart = Chart()
    private var told: [Voucher] = []
    private var count = 0

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        for fund in ["general", "water", "outside"] {
            for code in [
                "asset/bank/main", "asset/clearing/paypay", "asset/bill/2026/water",
                "revenue/2026/14-02-01-01", "liability/unidentified",
            ] {
                if let account = Account(fund: fund, code: code) { _ = chart.open(account) }
            }
        }
    }

    /// Now and then a day to close; not always the right one.
    mutating func dayToClose(earliestOpen: BookDay) -> BookDay? {
        guard Int.random(in: 0..<100, using: &random) == 0 else { return nil }
        return earliestOpen.adding([0, 0, 0, 1, -1].randomElement(using: &random) ?? 0)
    }

    mutating func next() -> Voucher {
        if !told.isEmpty, Int.random(in: 0..<10, using: &random) == 0 {
            return told[Int.random(in: 0..<told.count, using: &random)]
        }
        count += 1
        let day = RandomHistory.begins.adding(Int.random(in: -2..<30, using: &random))
        let voucher = Voucher(
            // Now and then a cause that was told before, with another content.
            cause: "cause/\(Int.random(in: 0..<30, using: &random) == 0 ? count / 2 : count)",
            occurred: Moment(day: day, secondOfDay: 9 * 3600), ownDay: day, action: action())
        told.append(voucher)
        return voucher
    }

    private mutating func action() -> Voucher.Action {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: .post(transfers())
        case 4, 5: .reserve(transfers())
        case 6, 7: .confirm(target())
        case 8: .void(target())
        default: .reverse(target())
        }
    }

    private mutating func target() -> VoucherID {
        let recent = told.suffix(20)
        return recent.randomElement(using: &random)?.id ?? VoucherID(bits: 1)
    }

    private mutating func transfers() -> [Transfer] {
        let isWrong = Int.random(in: 0..<12, using: &random) == 0
        return (0..<Int.random(in: isWrong ? 0...2 : 1...3, using: &random)).map { _ in
            let fund = Int.random(in: 0..<3, using: &random)
            let debit = Int.random(in: 0..<5, using: &random)
            let credit = (debit + Int.random(in: isWrong ? 0...2 : 1...4, using: &random)) % 5
            let creditFund = isWrong ? Int.random(in: 0..<3, using: &random) : fund
            return Transfer(
                debit: AccountID(Int32(fund * 5 + debit)),
                credit: AccountID(Int32(creditFund * 5 + credit)),
                amount: Yen(Int64.random(in: (isWrong ? -1 : 1)...100_000, using: &random)))
        }
    }

    static func sums(of balances: [Account: Balance]) -> [String: Balance] {
        balances.reduce(into: [:]) { sums, entry in
            sums[entry.key.fund, default: .zero] =
                sums[entry.key.fund, default: .zero] + entry.value
        }
    }
}
