import Money
import Reconciliation
import TestSupport
import Testing

@Suite("Months as small texts")
struct ScriptTests {
    @Test("A script's exceptions and balances come out as it says", arguments: Script.names)
    func script(_ name: String) throws {
        let differences = try ScriptRun(Script.named(name)).differences()
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test("A script's facts in any order say the same, word for word", arguments: Script.names)
    func order(_ name: String) throws {
        let run = try ScriptRun(Script.named(name))
        var random = SplitMix64()
        for expectation in run.script.expectations {
            let day = try #require(BookDay(expectation.through))
            let straight = run.world.reconcile(through: day).words
            for _ in 0..<5 {
                let shuffled = run.world.facts.shuffled(using: &random)
                #expect(run.world.reconcile(through: day, order: shuffled).words == straight)
            }
        }
    }

    @Test("A script's entries are ones that a ledger takes", arguments: Script.names)
    func entries(_ name: String) throws {
        let run = try ScriptRun(Script.named(name))
        for expectation in run.script.expectations {
            let day = try #require(BookDay(expectation.through))
            let outcome = run.world.reconcile(through: day)
            #expect(outcome.broken.isEmpty)
            let banked = run.world.bankBalance(through: day)
            #expect(outcome.sum("asset/bank/") == banked, "through \(day)")
        }
    }

    @Test("Every code that reconciliation can raise has its script")
    func codes() throws {
        var covered: Set<ExceptionCode> = []
        for name in Script.names { covered.formUnion(try ScriptRun(Script.named(name)).codes) }
        // Whether bank files continue each other is judged where they come in.
        let raised = Set(ExceptionCode.allCases).subtracting([.bankContinuity])
        #expect(raised.subtracting(covered).isEmpty)
    }

    @Test(
        "A script that expects what is not so is told so",
        arguments: [
            "none",
            "absent-from-statement qr s1 301 2026-04-01",
            "absent-from-statement qr s1 300 2026-04-01\nabsent-from-books qr L1 1 2026-04-01",
            "absent-from-statement qr s1 300 2026-04-01\nbalance general asset/clearing/qr 299",
            "absent-from-statement qr s1 300 2026-04-01\nsales 1 300 1",
        ])
    func canFail(_ wrong: String) throws {
        let script = try Script(
            "provider qr\nsale s1 2026-04-01 10:00 qr 300\nthrough 2026-04-10\n\(wrong)\n")
        #expect(try !ScriptRun(script).differences().isEmpty)
    }
}
