import City
import Ledger
import Money
import Provider
import Reconciliation
import TestSupport
import Testing

/// What must hold of any month, however dirty.
@Suite("Any month")
struct PropertyTests {
    static let months = 150

    @Test("Every sale and every line ends in exactly one match or one exception")
    func partition() throws {
        var random = SplitMix64()
        for _ in 0..<PropertyTests.months {
            let (world, month) = try RandomMonth.world(&random)
            let report = world.reconcile(through: RandomMonth.end).report
            let own = Set(month.sales.map(\.id.description))
            func count(_ codes: Set<ExceptionCode>) -> [OpenException] {
                report.exceptions.filter { codes.contains($0.code) && $0.provider != "cvs" }
            }
            // Everything is overdue: what is not matched is an exception of its own.
            let ours = count([.absentFromStatement, .refundAbsentFromStatement, .amountDiffers])
            #expect(ours.allSatisfy { own.contains($0.reference) })
            #expect(Set(ours.map(\.reference)).count == ours.count)
            #expect(report.sales.count == month.sales.count)
            #expect(report.sales.open == ours.count)
            let theirs = count([.absentFromBooks, .refundAbsentFromBooks, .amountDiffers])
            let slipProblems = report.exceptions.filter {
                $0.provider == "cvs"
                    && [.billUnknown, .billAmountDiffers, .billPaidTwice].contains($0.code)
            }
            #expect(report.providerLines.open == theirs.count + slipProblems.count)
            let absent = report.exceptions.filter { $0.code == .absentFromBooks }
            #expect(Set(absent.map(\.reference)).count == absent.count)
            let copies = world.facts.count {
                if case .line(_, _, let copy) = $0 { copy > 0 } else { false }
            }
            #expect(count([.duplicateLine]).count == copies)
            let free = report.exceptions.filter { $0.code == .bankLineUnidentified }
            #expect(report.bankLines.open == free.count)
        }
    }

    @Test("The order of what came does not matter")
    func order() throws {
        var random = SplitMix64()
        for _ in 0..<PropertyTests.months {
            let (world, _) = try RandomMonth.world(&random)
            let day = RandomMonth.first.adding(Int.random(in: 0...60, using: &random))
            let straight = world.reconcile(through: day).words
            #expect(world.reconcile(through: day).words == straight)
            let shuffled = world.facts.shuffled(using: &random)
            #expect(world.reconcile(through: day, order: shuffled).words == straight)
        }
    }

    @Test("Entries are ones that a ledger takes, each fund balances, each cause is told once")
    func entries() throws {
        var random = SplitMix64()
        for _ in 0..<PropertyTests.months {
            let (world, _) = try RandomMonth.world(&random)
            let outcome = world.reconcile(through: RandomMonth.end)
            #expect(outcome.broken.isEmpty)
            for fund in world.city.funds {
                let sum = outcome.posted.reduce(Yen.zero) {
                    $1.key.fund == fund.id ? $0 + $1.value : $0
                }
                #expect(sum == .zero)
            }
            let causes = outcome.entries.map { $0.split(separator: " ")[0] }
            #expect(Set(causes).count == causes.count)
        }
    }

    @Test("The bank accounts of all funds sum to the bank's own balance, on every day")
    func bank() throws {
        var random = SplitMix64()
        for _ in 0..<PropertyTests.months {
            let (world, _) = try RandomMonth.world(&random)
            for offset in [0, 10, 20, 30, 45, 152] {
                let day = RandomMonth.first.adding(offset)
                #expect(
                    world.reconcile(through: day).sum("asset/bank/")
                        == world.bankBalance(through: day), "through \(day)")
            }
        }
    }

    @Test("A clearing account is what was captured less what was given back and paid out")
    func clearing() throws {
        var random = SplitMix64()
        for _ in 0..<PropertyTests.months {
            let (world, month) = try RandomMonth.world(&random)
            let outcome = world.reconcile(through: RandomMonth.end)
            for provider in RandomMonth.providers {
                let own = month.sales.filter { $0.provider == provider }
                var expected = own.reduce(Yen.zero) {
                    $1.kind == .refunded ? $0 - $1.amount : $0 + $1.amount
                }
                let exceptions = outcome.report.exceptions.filter { $0.provider == provider }
                for payout in outcome.report.payouts
                where payout.provider == provider && payout.status != .announced {
                    func found(_ code: ExceptionCode) -> OpenException? {
                        exceptions.first { $0.code == code && $0.reference == payout.number }
                    }
                    if found(.payoutLinesDiffer) != nil { continue }
                    let banked = payout.net + (found(.payoutAmountDiffers)?.amount ?? .zero)
                    expected -= banked + payout.fee + payout.feeTax
                    // What only the provider knew went through clearing into 仮受金.
                    for exception in exceptions
                    where exception.code == .absentFromBooks
                        && month.window(of: payout.number).contains(exception.day)
                    {
                        expected += exception.amount
                    }
                    // A refund that names no payment of ours went out of it.
                    for exception in exceptions
                    where exception.code == .refundAbsentFromBooks
                        && exception.reference.hasPrefix("L")
                        && month.window(of: payout.number).contains(exception.day)
                    {
                        expected -= exception.amount
                    }
                }
                #expect(outcome.sum("asset/clearing/\(provider)") == expected)
            }
        }
    }
}
