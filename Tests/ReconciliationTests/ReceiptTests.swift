import Ledger
import Money
import Reconciliation
import TestSupport
import Testing

@Suite("What payouts brought money for")
struct ReceiptTests {
    private struct Place: Hashable {
        var cause: String
        var fund: String
    }

    /// What entries take from clearing for cash, fee and tax, by cause and fund.
    private func taken(_ reconciler: Reconciler) -> [Place: Yen] {
        var reconciler = reconciler
        var sums: [Place: Yen] = [:]
        func isMoney(_ code: String) -> Bool {
            code.hasPrefix("asset/bank/") || code.hasPrefix("asset/due-from/")
                || code.hasPrefix("asset/fee-to-settle/") || code == "asset/fee-tax"
                || code.hasSuffix("/provider-fee")
        }
        reconciler.forEachEntry { entry, chart in
            switch entry.state {
            case .posted, .confirmed: break
            case .pending, .reversed, .withdrawn: return
            }
            for transfer in entry.transfers {
                let (debit, credit) = (chart[transfer.debit], chart[transfer.credit])
                let place = Place(cause: entry.cause, fund: debit.fund)
                if isMoney(debit.code), credit.code.hasPrefix("asset/clearing/") {
                    sums[place, default: .zero] += transfer.amount
                } else if isMoney(credit.code), debit.code.hasPrefix("asset/clearing/") {
                    sums[place, default: .zero] -= transfer.amount
                }
            }
        }
        return sums.filter { $0.value != .zero }
    }

    private func explained(_ reconciler: Reconciler) -> [Place: Yen] {
        var sums: [Place: Yen] = [:]
        for receipt in reconciler.receipts() {
            for line in receipt.lines {
                sums[Place(cause: receipt.cause, fund: line.account.fund), default: .zero] +=
                    line.amount
            }
        }
        return sums.filter { $0.value != .zero }
    }

    @Test("Of any month, per payout and fund, they sum to what the voucher takes from clearing")
    func months() throws {
        var random = SplitMix64()
        var count = 0
        for _ in 0..<PropertyTests.months {
            let (world, _) = try RandomMonth.world(&random)
            for offset in [15, 31, 60, 152] {
                let reconciler = world.reconciler(through: RandomMonth.first.adding(offset))
                let taken = taken(reconciler)
                #expect(explained(reconciler) == taken)
                count += taken.count
            }
        }
        #expect(count > 0)
    }

    @Test("So they do in every script, decisions and all", arguments: Script.names)
    func scripts(_ name: String) throws {
        let run = try ScriptRun(Script.named(name))
        for expectation in run.script.expectations {
            let day = try #require(BookDay(expectation.through))
            let reconciler = run.world.reconciler(through: day)
            #expect(explained(reconciler) == taken(reconciler), "through \(day)")
        }
    }

    @Test("The order of what came does not matter")
    func order() throws {
        var random = SplitMix64()
        for _ in 0..<40 {
            let (world, _) = try RandomMonth.world(&random)
            let shuffled = world.facts.shuffled(using: &random)
            #expect(
                world.reconciler(through: RandomMonth.end, order: shuffled).receipts()
                    == world.reconciler(through: RandomMonth.end).receipts())
        }
    }

    @Test("A short payout falls on its accounts in proportion, the sum being what came")
    func short() throws {
        let run = try ScriptRun(Script.named("payout-amount-differs"))
        let last = try #require(run.script.expectations.last.flatMap { BookDay($0.through) })
        let reconciler = run.world.reconciler(through: last)
        let differing = reconciler.report().payouts.filter { $0.status == .differs }
        #expect(!differing.isEmpty)
        for payout in differing {
            let receipt = try #require(
                reconciler.receipts().first { $0.number == payout.number })
            let short = try #require(
                reconciler.report().exceptions.first { $0.reference == payout.number })
            #expect(receipt.net == payout.net + short.amount)
            #expect(receipt.gross == payout.gross - payout.refunds + short.amount)
        }
    }
}
