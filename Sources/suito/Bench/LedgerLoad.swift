import Ledger
import LedgerStore
import Money

/// Transfers of a synthetic town: each number is one transfer, the same by the same seed.
///
/// One transfer is one voucher with a cause of its own, as a captured payment has; its id follows
/// from the cause.
struct LedgerLoad: Sendable {
    enum Pattern: String, CaseIterable, Sendable {
        /// Debit and credit are any two accounts.
        case spread
        /// One account is credited always.
        case hot
    }

    static let begins = BookDay(number: 20_544)  // 2026-04-01
    /// Transfers in one of the vouchers that open the accounts.
    private static let openingSize = 500

    let chart: Chart
    let seed: UInt64
    let pattern: Pattern
    /// How many transfers fall into how many seconds of the town.
    let pace: (transfers: Int, seconds: Int)

    /// What moves, accounts by their places in the chart.
    struct Movement {
        var debit: Int
        var credit: Int
        var amount: Int64
        /// Of the payment's id.
        var randomBits: UInt64
    }

    static func chart(accounts: Int) -> Chart {
        let parts = ["asset/clearing", "revenue/2026", "liability/payer"]
        var chart = Chart()
        for number in 0..<accounts {
            let code = "\(parts[number % parts.count])/\(number)"
            if let account = Account(fund: "general", code: code) { _ = chart.open(account) }
        }
        return chart
    }

    func movement(_ number: Int) -> Movement {
        var random = SplitMix64(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
        let debit = random.below(chart.count)
        var credit = pattern == .hot ? 0 : random.below(chart.count)
        if credit == debit { credit = (debit + 1) % chart.count }
        return Movement(
            debit: debit, credit: credit, amount: Int64(100 + random.below(5_000)),
            randomBits: random.next())
    }

    func occurred(_ number: Int) -> Moment {
        let second =
            number / pace.transfers * pace.seconds
            + number % pace.transfers * pace.seconds / pace.transfers
        return Moment(day: LedgerLoad.begins, secondOfDay: second)
    }

    /// Ascending, as ids of payments are: time, then chance.
    func key(_ number: Int, _ movement: Movement) -> UInt128 {
        let milliseconds =
            Moment(day: LedgerLoad.begins, secondOfDay: 0).seconds * 1000
            + Int64(number) * Int64(pace.seconds) * 1000 / Int64(pace.transfers)
        return UInt128(UInt64(milliseconds)) << 80 | UInt128(movement.randomBits) << 8
    }

    func voucher(_ number: Int, reserves: Bool = false) -> Voucher {
        let movement = movement(number)
        let transfer = Transfer(
            debit: AccountID(Int32(movement.debit)), credit: AccountID(Int32(movement.credit)),
            amount: Yen(movement.amount))
        let occurred = occurred(number)
        return Voucher(
            cause: "capture/" + VoucherID(bits: key(number, movement)).description,
            occurred: occurred, ownDay: occurred.day,
            action: reserves ? .reserve([transfer]) : .post([transfer]))
    }

    /// What confirms a reservation of this load.
    func confirmation(_ number: Int) -> Voucher {
        let reserved = voucher(number, reserves: true)
        return Voucher(
            cause: "paid/" + reserved.cause.dropFirst(8), occurred: reserved.occurred,
            ownDay: reserved.ownDay, action: .confirm(reserved.id))
    }

    /// A change of its own: what is wrong with one transfer is no other's matter.
    func change(_ voucher: Voucher) -> Change {
        Change(chart: chart, vouchers: [voucher], recorded: voucher.occurred)
    }

    func changes(_ numbers: Range<Int>) -> [Change] { numbers.map { change(voucher($0)) } }

    /// Vouchers after which every account is in the books.
    var opening: [Change] {
        let opened = Moment(day: LedgerLoad.begins, secondOfDay: 0)
        return stride(from: 0, to: chart.count, by: LedgerLoad.openingSize).map { first in
            let transfers = (first..<min(first + LedgerLoad.openingSize, chart.count)).map {
                Transfer(
                    debit: AccountID(Int32($0)), credit: AccountID(Int32(($0 + 1) % chart.count)),
                    amount: Yen(1))
            }
            let voucher = Voucher(
                cause: "open/\(first)", occurred: opened, ownDay: LedgerLoad.begins,
                action: .post(transfers))
            return change(voucher)
        }
    }
}
