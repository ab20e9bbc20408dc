import Database
import Ledger
import LedgerStore
import Money

extension RandomHistory {
    /// A change of these vouchers; now and then with a chart of its own, in another order.
    mutating func change(
        _ vouchers: [Voucher], recorded: Moment,
        rows: (@Sendable (Connection) throws -> Void)? = nil
    ) -> Change {
        guard below(5) == 0 else {
            return Change(chart: chart, vouchers: vouchers, recorded: recorded, rows: rows)
        }
        var own = Chart()
        let vouchers = vouchers.map { voucher in
            var voucher = voucher
            func moved(_ transfers: [Transfer]) -> [Transfer] {
                transfers.map {
                    Transfer(
                        debit: own.open(chart[$0.debit]), credit: own.open(chart[$0.credit]),
                        amount: $0.amount)
                }
            }
            switch voucher.action {
            case .post(let transfers): voucher.action = .post(moved(transfers))
            case .reserve(let transfers): voucher.action = .reserve(moved(transfers))
            case .confirm, .void, .reverse: break
            }
            return voucher
        }
        return Change(chart: own, vouchers: vouchers, recorded: recorded, rows: rows)
    }
}
