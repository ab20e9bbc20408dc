import Billing
import City
import Ledger
import Money
import Provider
import Reconciliation
import TestSupport
import Testing

/// What must hold of any month of which persons decided, whatever they chose.
@Suite("Any month that was decided")
struct DecidedPropertyTests {
    static let months = 40
    static let decisions = 10

    @Test("An exit that is let through closes its exception, and the books stay sound")
    func decided() throws {
        var random = SplitMix64()
        var taken: [Resolution: Int] = [:]
        var refused = 0
        for _ in 0..<DecidedPropertyTests.months {
            var (world, _) = try RandomMonth.world(&random)
            for number in 1...DecidedPropertyTests.decisions {
                let reconciler = world.reconciler(through: RandomMonth.end)
                let report = reconciler.report()
                guard let exception = report.exceptions.randomElement(using: &random) else { break }
                let decision = try choose(exception, Int64(number), report, world, &random)
                let money = reconciler.money(for: decision)
                guard reconciler.isFree(targetOf: decision), money.needed <= money.resting else {
                    refused += 1
                    continue
                }
                world.facts.append(.decision(decision))
                let after = world.reconcile(through: RandomMonth.end)
                let isOpen = after.report.exceptions.contains { $0.key == exception.key }
                #expect(isOpen == (decision.resolution == .wait), "\(decision)")
                check(after, world, decision)
                taken[decision.resolution, default: 0] += 1
            }
            let straight = world.reconcile(through: RandomMonth.end).words
            let shuffled = world.facts.shuffled(using: &random)
            #expect(world.reconcile(through: RandomMonth.end, order: shuffled).words == straight)
        }
        #expect(taken.count >= 5 && refused > 0, "\(taken) \(refused)")
    }

    private func check(_ outcome: Outcome, _ world: World, _ decision: Decision) {
        #expect(outcome.broken.isEmpty, "\(decision)")
        #expect(outcome.sum("asset/bank/") == world.bankBalance(through: RandomMonth.end))
        #expect(outcome.sum("liability/overpaid/") <= .zero, "\(decision)")
        // Below zero by what was taken from us for nothing, and by nothing else.
        var lowest = Yen.zero
        for case .bank(let line) in world.facts where line.amount < .zero { lowest += line.amount }
        for case .line(let line, _, 0) in world.facts where line.kind == .giveBack {
            lowest -= line.amount
        }
        #expect(-outcome.sum("liability/unidentified") >= lowest, "\(decision)")
    }

    /// One of the exits that are offered, with something of the right kind to point at.
    private func choose(
        _ exception: OpenException, _ number: Int64, _ report: MatchReport, _ world: World,
        _ random: inout SplitMix64
    ) throws -> Decision {
        let resolution = try #require(exception.resolutions.randomElement(using: &random))
        var targets: [String] = []
        switch (resolution, exception.code) {
        case (.book, _), (.appropriate, _):
            if resolution == .book { targets = ["a", "w", "s", "h"] }
            for case .bill(let bill) in world.facts { targets.append(bill.id) }
        case (.link, .payoutNotBanked):
            targets = named(.bankLineUnidentified, report)
        case (.link, .bankLineUnidentified): targets = report.payouts.map(\.number)
        case (.link, .absentFromStatement): targets = named(.absentFromBooks, report)
        case (.link, .absentFromBooks): targets = named(.absentFromStatement, report)
        case (.transit, _): targets = ["sweep", "bank-fee/water", "return/outside"]
        default: break
        }
        return Decision(
            number: number, exception: exception.key.canonical, key: exception.key,
            resolution: resolution, target: targets.randomElement(using: &random) ?? "nothing",
            amount: exception.amount, day: RandomMonth.end, exceptionDay: exception.day)
    }

    private func named(_ code: ExceptionCode, _ report: MatchReport) -> [String] {
        report.exceptions.filter { $0.code == code }.map(\.reference)
    }
}
