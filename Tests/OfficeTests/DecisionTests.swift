import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("Decisions on exceptions") struct DecisionTests {
    @Test("The sample month opens the exceptions that the truth names, and its books hold")
    func month() throws {
        let desk = try AprilBooks.copy()
        let open = try desk.exceptions().map {
            SampleMonth.Truth.Open(
                code: $0.row.exception.code.rawValue, provider: $0.row.exception.provider,
                reference: $0.row.exception.reference, amount: $0.row.exception.amount.value)
        }
        let order = { (a: SampleMonth.Truth.Open, b: SampleMonth.Truth.Open) in
            (a.code, a.reference, a.amount) < (b.code, b.reference, b.amount)
        }
        #expect(open.sorted(by: order) == (try SampleMonth.truth.exceptions.sorted(by: order)))
        #expect(try desk.audit().isSound)
    }

    @Test("A month of which nothing is decided stays as it is when it is looked at again")
    func again() throws {
        let desk = try AprilBooks.copy()
        let (balances, rows) = (try desk.balances(), try desk.rowCounts())
        for _ in 0..<2 {
            let result = try desk.reconcile("2026-04-30")
            #expect(result.posted == 0 && result.undone == 0 && !result.isReadOnly)
        }
        #expect(try desk.balances() == balances)
        #expect(try desk.rowCounts() == rows)
    }

    @Test("A day before the last one looked at is answered and nothing is written")
    func earlierDay() throws {
        let desk = try AprilBooks.copy()
        let (balances, rows) = (try desk.balances(), try desk.rowCounts())
        let result = try desk.reconcile("2026-04-15")
        #expect(result.isReadOnly)
        #expect(result.posted == 0 && result.undone == 0)
        #expect(result.report.through == (try Desk.day("2026-04-15")))
        #expect(!result.report.exceptions.isEmpty)
        #expect(try desk.balances() == balances)
        #expect(try desk.rowCounts() == rows)
    }

    @Test("What is read for an earlier day is what was booked on that day")
    func earlierDayAsBooked() throws {
        let (early, late) = (try Desk(), try AprilBooks.copy())
        try early.take(SampleMonth.april)
        let booked = try early.reconcile("2026-04-15").balances.filter { $0.balance != .zero }
        let read = try late.reconcile("2026-04-15").balances.filter { $0.balance != .zero }
        #expect(read == booked)
    }

    @Test("An exit that moves money waits for another person, and posts nothing until then")
    func twoPersons() throws {
        let desk = try AprilBooks.copy()
        let id = try desk.exception(.notDesignated, "01kn674dw3cp6ftx4kdhaqwhgd").id
        let before = try desk.balances()
        let proposal = try desk.resolve(id, .refund)
        #expect(proposal.movesMoney && proposal.approvedBy == nil)
        #expect(proposal.proposedBy == "sato")
        #expect(try desk.reconcile("2026-04-30").posted == 0)
        #expect(try desk.exception(.notDesignated, "01kn674dw3cp6ftx4kdhaqwhgd").closed == nil)
        #expect(try desk.refusal { try desk.approve(id, by: "sato") } == "same-person")
        #expect(try desk.reconcile("2026-04-30").posted == 0)
        #expect(try desk.balances() == before)
        #expect(try desk.approve(id).approvedBy == "suzuki")
        #expect(try desk.refusal { try desk.approve(id, by: "tanaka") } == "already-approved")
        #expect(try desk.refusal { try desk.resolve(id, .refund) } == "exception-decided")
        #expect(try desk.reconcile("2026-04-30").posted == 1)
        #expect(try desk.refusal { try desk.resolve(id, .refund) } == "exception-closed")
        #expect(try desk.balances()["outside asset/transit/return"] == -10_800)
        #expect(try desk.audit().isSound)
    }

    @Test("A proposal may be replaced until it is approved; the last one is approved")
    func replaced() throws {
        let desk = try AprilBooks.copy()
        let id = try desk.exception(.billUnknown, "9985805367960491").id
        try desk.resolve(id, .refund)
        try desk.resolve(id, .book, to: "juminhyo", by: "tanaka")
        #expect(try desk.refusal { try desk.approve(id, by: "tanaka") } == "same-person")
        #expect(try desk.approve(id, by: "sato").resolution == .book)
        #expect(try desk.reconcile("2026-04-30").posted == 1)
        #expect(try desk.balances()["outside asset/transit/return"] == nil)
        #expect(try desk.count("decision") == 2)
    }

    @Test("A code takes its own exits and no other", arguments: ExceptionCode.allCases)
    func wrongExit(_ code: ExceptionCode) throws {
        let desk = try AprilBooks.copy()
        guard let item = try desk.exceptions().first(where: { $0.row.exception.code == code })
        else {
            #expect(ExitTests.absent.contains(code))
            return
        }
        let wrong = Resolution.allCases.filter { !code.resolutions.contains($0) }
        #expect(!wrong.isEmpty)
        for resolution in wrong {
            let refused = try desk.refusal {
                try desk.resolve(item.row.id, resolution, to: "juminhyo")
            }
            #expect(refused == "resolution-does-not-fit", "\(resolution)")
        }
        for resolution in code.resolutions where resolution.needsTarget {
            let missing = try desk.refusal { try desk.resolve(item.row.id, resolution) }
            #expect(missing == "target-missing", "\(resolution)")
            let unknown = try desk.refusal {
                try desk.resolve(item.row.id, resolution, to: "no-such-thing")
            }
            #expect(unknown == "target-unknown", "\(resolution)")
        }
        #expect(try desk.count("decision") == 0 && desk.count("decision_vote") == 0)
    }

    @Test("What is not there can be neither resolved nor approved")
    func unknownID() throws {
        let desk = try AprilBooks.copy()
        #expect(try desk.refusal { try desk.resolve("0000000000", .claim) } == "exception-unknown")
        #expect(try desk.refusal { try desk.approve("0000000000") } == "exception-unknown")
        let id = try desk.exception(.feeDiffers, "PP-202604-1").id
        #expect(try desk.refusal { try desk.approve(id) } == "proposal-missing")
        // What moves no money holds at once and has nothing to approve.
        #expect(try desk.resolve(id, .claim).movesMoney == false)
        #expect(try desk.refusal { try desk.approve(id) } == "proposal-missing")
        #expect(try desk.refusal { try desk.resolve(id, .accept) } == "exception-decided")
    }
}
