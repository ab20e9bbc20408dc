import Ledger
import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("An exit moves the money of its own exception") struct OwnMoneyTests {
    /// A tax bill paid through a provider that may not take it, and of which the provider knows
    /// nothing: one payment, two exceptions.
    private func twice() throws -> (desk: Desk, refund: String, turnBack: String) {
        let desk = try Desk()
        try desk.take(
            "bill.csv",
            BillRowsFile.header + BillRowsFile.row("T1", amount: 5000, key: "0000000000000001"))
        try desk.take("a", Journal.event(1, "2026-04-03T10:00", ["T1 5000"]))
        // Money of somebody else rests in 仮受金 beside it.
        let bank = BankFile("2026-04-01", opening: 68_444_995, [.init(amount: 9000)])
        #expect(try desk.take("bank.dat", bank.text).status == .accepted)
        try desk.reconcile("2026-04-10")
        #expect(try desk.balances()["outside liability/unidentified"] == 14_000)
        return (
            desk, try desk.exception(.notDesignated, Journal.id(1)).id,
            try desk.exception(.absentFromStatement, Journal.id(1)).id
        )
    }

    @Test("What one exit moved, no other can move; other money does not stand in for it")
    func left() throws {
        for isRefundFirst in [true, false] {
            let (desk, refund, turnBack) = try twice()
            try desk.resolve(refund, .refund)
            try desk.resolve(turnBack, .accept)
            let (first, second) = isRefundFirst ? (refund, turnBack) : (turnBack, refund)
            try desk.approve(first)
            #expect(try desk.refusal { try desk.approve(second) } == "money-not-there")
            try desk.reconcile("2026-04-10")
            #expect(try desk.balances()["outside liability/unidentified"] == 9000)
            #expect(try desk.audit().isSound)
        }
    }

    @Test("A line that we do not know is money once its payout is in the bank")
    func notYet() throws {
        let desk = try AprilBooks.copy()
        let resting = try #require(try desk.balances()["outside liability/unidentified"])
        var answers: [String: [String]] = [:]
        for item in try desk.exceptions() {
            let exception = item.row.exception
            guard exception.code == .absentFromBooks else { continue }
            #expect(resting > exception.amount.value)
            let code = try desk.refusal { try desk.resolve(item.row.id, .book, to: "juminhyo") }
            answers[code ?? "taken", default: []].append(exception.reference)
        }
        #expect(Set(answers.keys) == ["taken", "money-not-there"])
        #expect(answers["taken"]?.contains("txn_3iGHshVvjNzh9CvDR81AVlHe") == true)
        #expect(answers["money-not-there"]?.contains("0020035839") == true)
    }

    @Test("A bank line whose money was given back is no payout's any more")
    func linkedTooLate() throws {
        let desk = try AprilBooks.copy()
        let line = try desk.exception(.bankLineUnidentified, "2026-04-28/00000001").id
        let payout = try desk.exception(.payoutNotBanked, "JC-202603-2").id
        try desk.resolve(payout, .link, to: "2026-04-28/00000001")
        try desk.resolve(line, .refund)
        try desk.approve(line)
        #expect(try desk.refusal { try desk.approve(payout) } == "target-taken")
        let again = try desk.refusal { try desk.resolve(payout, .link, to: "2026-04-28/00000001") }
        #expect(again == "target-taken")
        // A line that brought a payout already is free no more either.
        let banked = try desk.refusal { try desk.resolve(payout, .link, to: "2026-04-30/00000001") }
        #expect(banked == "target-taken" || banked == "target-unknown")
    }

    @Test("Nothing is booked to a bill that is paid already")
    func paidBill() throws {
        let desk = try AprilBooks.copy()
        let unknown = try desk.exception(.billUnknown, "9955220470532901").id
        let book = try desk.refusal { try desk.resolve(unknown, .book, to: "W2025-03000160") }
        #expect(book == "target-taken")
        let twice = try desk.exception(.billPaidTwice, "F2026-01000117").id
        let apply = try desk.refusal { try desk.resolve(twice, .appropriate, to: "F2026-01000117") }
        #expect(apply == "target-taken")
    }

    @Test("Money that nobody announced and that went out takes the exits that fit, and no other")
    func moneyOut() throws {
        let desk = try Desk()
        let bank = BankFile(
            "2026-04-01", opening: 68_444_995, [.init(amount: -440), .init(amount: 9000)])
        #expect(try desk.take("bank.dat", bank.text).status == .accepted)
        try desk.reconcile("2026-04-02")
        let row = try desk.exception(.bankLineUnidentified, "2026-04-01/00000001")
        #expect(row.exception.resolutions == [.transit, .link, .wait])
        for resolution in [Resolution.book, .refund, .claim] {
            let refused = try desk.refusal { try desk.resolve(row.id, resolution, to: "juminhyo") }
            #expect(refused == "resolution-does-not-fit")
        }
        for target in ["bank-fee/nowhere", "bank-fee/water/x", "fee", "/water"] {
            let refused = try desk.refusal { try desk.resolve(row.id, .transit, to: target) }
            #expect(refused == "target-unknown")
        }
        #expect(try desk.resolve(row.id, .transit, to: "bank-fee/water").movesMoney)
        #expect(try desk.refusal { try desk.approve(row.id, by: "sato") } == "same-person")
        #expect(try desk.balances()["outside liability/unidentified"] == 8560)
        try desk.approve(row.id)
        #expect(try desk.reconcile("2026-04-02").posted == 1)
        let balances = try desk.balances()
        #expect(balances["outside liability/unidentified"] == 9000)
        #expect(balances["outside asset/bank/main"] == 9000)
        #expect(balances["water asset/transit/bank-fee"] == 440)
        let again = try desk.reconcile("2026-04-02")
        #expect(again.posted == 0 && again.undone == 0)
        #expect(
            try desk.exception(.bankLineUnidentified, "2026-04-01/00000001").closedBy == "decision")
        #expect(try desk.audit().isSound)
    }

    @Test("What waits stays open with its reason, moves nothing, and may be decided later")
    func waits() throws {
        let desk = try AprilBooks.copy()
        var waiting: Set<String> = []
        for item in try desk.exceptions() where item.row.exception.resolutions.contains(.wait) {
            #expect(try desk.resolve(item.row.id, .wait).movesMoney == false)
            waiting.insert(item.row.id)
        }
        #expect(waiting.count > 10)
        let result = try desk.reconcile("2026-04-30")
        #expect(result.posted == 0 && result.undone == 0)
        let open = try desk.exceptions()
        #expect(waiting.isSubset(of: open.map(\.row.id)))
        for item in open where waiting.contains(item.row.id) {
            #expect(item.proposal?.resolution == .wait)
            #expect(item.proposal?.reason == "checked by telephone")
        }
        #expect(try desk.take(SampleMonth.late).allSatisfy { $0.status == .accepted })
        try desk.reconcile("2026-05-20")
        #expect(try desk.exception(.payoutNotBanked, "JC-202603-2").closedBy == "evidence")
        let later = try desk.exception(.payoutNotBanked, "eltax/2026-04-13")
        try desk.resolve(later.id, .claim)
        try desk.reconcile("2026-05-20")
        #expect(try desk.exception(.payoutNotBanked, "eltax/2026-04-13").closedBy == "decision")
    }
}
