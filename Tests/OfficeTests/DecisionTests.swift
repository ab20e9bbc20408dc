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
        let result = try desk.reconcile("2026-04-30")
        #expect(result.posted == 0 && result.undone == 0 && !result.isReadOnly)
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
        let desk = try Desk()
        try desk.take(
            "a",
            Journal.event(1, "2026-04-03T10:00", ["juminhyo 1 300"])
                + Journal.event(2, "2026-04-04T10:00", kind: "refunded", ["juminhyo 1 300"], of: 1)
                + Journal.event(3, "2026-04-04T11:00", ["koseki 1 450"]))
        var booked: [[ReconcileBooks.BalanceRow]] = []
        for day in ["2026-04-02", "2026-04-03", "2026-04-04"] {
            booked.append(try desk.reconcile(day).balances.filter { $0.balance != .zero })
        }
        #expect(Set(booked).count == 3)
        for (day, rows) in zip(["2026-04-02", "2026-04-03"], booked) {
            let result = try desk.reconcile(day)
            #expect(result.isReadOnly)
            #expect(result.balances.filter { $0.balance != .zero } == rows)
        }
    }

    /// A payment of a tax bill, of which the provider may take none.
    private func notDesignated() throws -> (Desk, String) {
        let desk = try Desk()
        try desk.take(
            "bill.csv",
            BillRowsFile.header + BillRowsFile.row("T1", amount: 5000, key: "0000000000000001"))
        try desk.take("a", Journal.event(1, "2026-04-03T10:00", ["T1 5000"]))
        try desk.reconcile("2026-04-04")
        let open = try desk.exceptions().map(\.row)
        #expect(open.map(\.exception.code) == [.notDesignated])
        return (desk, try #require(open.first).id)
    }

    @Test("An exit that moves money waits for another person, and posts nothing until then")
    func twoPersons() throws {
        let (desk, id) = try notDesignated()
        let before = try desk.balances()
        let proposal = try desk.resolve(id, .refund)
        #expect(proposal.movesMoney && proposal.approvedBy == nil)
        #expect(proposal.proposedBy == "sato")
        #expect(try desk.reconcile("2026-04-04").posted == 0)
        #expect(try desk.exceptions().map(\.row.id) == [id])
        #expect(try desk.refusal { try desk.approve(id, by: "sato") } == "same-person")
        #expect(try desk.reconcile("2026-04-04").posted == 0)
        #expect(try desk.balances() == before)
        #expect(try desk.approve(id).approvedBy == "suzuki")
        #expect(try desk.refusal { try desk.approve(id, by: "tanaka") } == "already-approved")
        #expect(try desk.refusal { try desk.resolve(id, .refund) } == "exception-decided")
        #expect(try desk.reconcile("2026-04-04").posted == 1)
        #expect(try desk.refusal { try desk.resolve(id, .refund) } == "exception-closed")
        #expect(try desk.balances()["outside asset/transit/return"] == -5000)
        #expect(try desk.balances()["outside liability/unidentified"] == nil)
        #expect(try desk.audit().isSound)
    }

    @Test("A proposal may be replaced until it is approved; the last one is approved")
    func replaced() throws {
        let (desk, id) = try notDesignated()
        try desk.resolve(id, .refund)
        try desk.resolve(id, .book, to: "T1", by: "tanaka")
        #expect(try desk.refusal { try desk.approve(id, by: "tanaka") } == "same-person")
        #expect(try desk.approve(id, by: "sato").resolution == .book)
        #expect(try desk.reconcile("2026-04-04").posted == 1)
        let balances = try desk.balances()
        #expect(balances["outside asset/transit/return"] == nil)
        #expect(balances["general asset/bill/2026/resident-tax"] == nil)
        #expect(try desk.count("decision") == 2)
    }

    @Test("A code takes its own exits and no other")
    func wrongExit() throws {
        let desk = try AprilBooks.copy()
        var tried: Set<ExceptionCode> = []
        for item in try desk.exceptions() {
            let (id, code) = (item.row.id, item.row.exception.code)
            guard tried.insert(code).inserted else { continue }
            for resolution in Resolution.allCases {
                func refusal(_ target: String?) throws -> String? {
                    try desk.refusal { try desk.resolve(id, resolution, to: target) }
                }
                if !item.row.exception.resolutions.contains(resolution) {
                    let refused = try refusal("juminhyo")
                    #expect(refused == "resolution-does-not-fit", "\(code) \(resolution)")
                } else if resolution.needsTarget {
                    #expect(try refusal(nil) == "target-missing", "\(code) \(resolution)")
                    #expect(
                        try refusal("no-such-thing") == "target-unknown", "\(code) \(resolution)")
                }
            }
        }
        #expect(tried == Set(ExceptionCode.allCases).subtracting(ExitTests.absent))
        #expect(try desk.count("decision") == 0)
        #expect(try desk.count("decision_vote") == 0)
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
