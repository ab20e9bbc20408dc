import Ledger
import Money
import TestSupport

/// Vouchers as a lively town might post them, most of them good, some of them wrong in every way
/// that there is.
struct RandomHistory {
    static let begins = BookDay(number: 20_544)  // 2026-04-01
    private static let codes = [
        "asset/bank/main", "asset/clearing/paypay", "asset/bill/2026/water",
        "revenue/2026/14-02-01-01", "liability/unidentified",
    ]
    private static let funds = ["general", "water", "outside"]
    private static let mostAccounts = 120

    private(set) var random: SplitMix64
    private(set) var chart = Chart()
    private(set) var told: [Voucher] = []
    private var count = 0
    /// A town of such wealth that the books cannot hold all of it.
    private let isRich: Bool
    /// Some causes lie in times that no calendar tells, and some are no plain words.
    private let isOdd: Bool

    init(seed: UInt64, isRich: Bool = false, isOdd: Bool = false) {
        random = SplitMix64(seed: seed)
        self.isRich = isRich
        self.isOdd = isOdd
        for fund in RandomHistory.funds {
            for code in RandomHistory.codes {
                if let account = Account(fund: fund, code: code) { _ = chart.open(account) }
            }
        }
    }

    /// A number from zero up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    /// Now and then a day to close; not always the right one.
    mutating func dayToClose(earliestOpen: BookDay, oneIn: Int = 100) -> BookDay? {
        guard below(oneIn) == 0 else { return nil }
        return earliestOpen.adding([0, 0, 0, 1, -1][below(5)])
    }

    mutating func next() -> Voucher {
        if !told.isEmpty, below(10) == 0 { return retold() }
        count += 1
        let day = RandomHistory.begins.adding(below(32) - 2)
        let voucher = Voucher(
            cause: cause(), occurred: moment(on: day),
            ownDay: below(20) == 0 ? day.adding(below(9) - 4) : day, action: action())
        told.append(voucher)
        return voucher
    }

    /// What was told before, long ago or just now; now and then with another content.
    private mutating func retold() -> Voucher {
        let range = below(2) == 0 ? told.count : min(told.count, 40)
        let before = told[told.count - 1 - below(range)]
        guard below(4) == 0 else { return before }
        return Voucher(
            cause: before.cause, occurred: before.occurred,
            ownDay: below(2) == 0 ? before.ownDay.adding(1) : before.ownDay,
            action: below(2) == 0 ? action() : before.action)
    }

    private mutating func cause() -> String {
        switch below(200) {
        case 0 where isOdd: "収納/\(count)/\u{1F4B4}"
        case 1 where isOdd: String(repeating: "long/", count: 800) + "\(count)"
        case 2 where isOdd: "line\n\(count),\"\u{0}\""
        case 3 where isOdd: ""
        case 4...7: "cause/\(count / 2)"
        default: "cause/\(count)"
        }
    }

    /// In any order, and sometimes out of all bounds.
    private mutating func moment(on day: BookDay) -> Moment {
        switch below(400) {
        case 0 where isOdd: Moment(seconds: -Int64(below(1 << 40)))
        case 1 where isOdd: Moment(seconds: Int64(below(1 << 60)))
        case 2...200: Moment(day: day, secondOfDay: 9 * 3600)
        default: Moment(day: day, secondOfDay: below(86_400))
        }
    }

    private mutating func action() -> Voucher.Action {
        switch below(10) {
        case 0...3: .post(transfers())
        case 4, 5: .reserve(transfers())
        case 6, 7: .confirm(target())
        case 8: .void(target())
        default: .reverse(target())
        }
    }

    private mutating func target() -> VoucherID {
        guard !told.isEmpty, below(60) > 0 else { return VoucherID(bits: UInt128(below(9))) }
        let range = below(5) == 0 ? told.count : min(told.count, 20)
        return told[told.count - 1 - below(range)].id
    }

    private mutating func transfers() -> [Transfer] {
        let isWrong = below(14) == 0
        return (0..<(isWrong ? below(3) : 1 + below(5))).map { _ in
            let fund = below(3)
            let debit = below(5)
            let credit = (debit + (isWrong ? below(3) : 1 + below(4))) % 5
            let creditFund = isWrong ? below(3) : fund
            var transfer = Transfer(
                debit: AccountID(Int32(fund * 5 + debit)),
                credit: AccountID(Int32(creditFund * 5 + credit)),
                amount: Yen(Int64(isWrong ? below(5) - 1 : 1 + below(100_000))))
            if isRich { transfer.amount = Yen(transfer.amount.value << 39) }
            if below(40) == 0 { transfer.debit = further(fund: creditFund) }
            return transfer
        }
    }

    /// An account that may be new.
    private mutating func further(fund: Int) -> AccountID {
        let code = "expense/further/\(below(RandomHistory.mostAccounts))"
        guard let account = Account(fund: RandomHistory.funds[fund], code: code) else {
            return AccountID(0)
        }
        return chart.open(account)
    }

    static func sums(of balances: [Account: Balance]) -> [String: Balance] {
        balances.reduce(into: [:]) { sums, entry in
            sums[entry.key.fund, default: .zero] =
                sums[entry.key.fund, default: .zero] + entry.value
        }
    }
}
