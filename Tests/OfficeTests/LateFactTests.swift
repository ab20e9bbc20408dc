import Database
import Ledger
import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("What comes late") struct LateFactTests {
    private func close(_ desk: Desk, through last: String) throws {
        var day = try Desk.day("2026-03-31")
        let end = try Desk.day(last)
        while day <= end {
            let closing = try desk.books.ledger.closeDay(day, recorded: Desk.noon("2026-05-01"))
            #expect(try closing.get().day == day)
            day = day.adding(1)
        }
    }

    private func history(_ desk: Desk, _ id: String) throws -> [String] {
        try desk.books.database.read { connection in
            let rows = try connection.statement(
                "SELECT event FROM exception_event WHERE exception = ?1 ORDER BY number")
            rows.bind(1, id)
            var result: [String] = []
            while try rows.step() { result.append(rows.text(0)) }
            return result
        }
    }

    @Test("Evidence that comes late closes its exceptions by itself, and they keep their history")
    func lateEvidence() throws {
        let desk = try AprilBooks.copy()
        let paired = [
            try desk.exception(.absentFromBooks, "00989219971701887136").id,
            try desk.exception(.absentFromStatement, "01kpwg3td3gqkcmps455nvcmws").id,
            try desk.exception(.payoutNotBanked, "JC-202603-2").id,
        ]
        let before = try Set(desk.exceptions().map(\.row.id))
        #expect(try desk.take(SampleMonth.late).allSatisfy { $0.status == .accepted })
        try desk.reconcile("2026-05-20")
        for id in paired {
            let row = try #require(desk.exceptions(all: true).first { $0.row.id == id }).row
            #expect(row.closedBy == "evidence")
            #expect(row.opened == (try Desk.day("2026-04-30")))
            #expect(row.closed == (try Desk.day("2026-05-20")))
            #expect(try history(desk, id) == ["opened", "closed by evidence"])
            #expect(try desk.refusal { try desk.resolve(id, .claim) } == "exception-closed")
        }
        let open = try desk.exceptions().map(\.row)
        #expect(before.subtracting(open.map(\.id)) == Set(paired))
        for row in open {
            let isOld = before.contains(row.id)
            #expect(try history(desk, row.id) == ["opened"])
            #expect(row.opened == (try Desk.day(isOld ? "2026-04-30" : "2026-05-20")))
        }
        let truth = try SampleMonth.truth.exceptions_late
        #expect(
            open.map { "\($0.exception.code.rawValue) \($0.exception.reference)" }.sorted()
                == truth.map { "\($0.code) \($0.reference)" }.sorted())
        #expect(try desk.audit().isSound)
    }

    @Test("Facts of a closed day are booked on the earliest open one and point to their own")
    func closedDay() throws {
        let desk = try Desk()
        try desk.take("a", Journal.event(1, "2026-04-03T10:00", ["juminhyo 1 300"]))
        try desk.reconcile("2026-04-03")
        try close(desk, through: "2026-04-05")
        let late =
            Journal.event(2, "2026-04-03T11:00", ["inkan 1 300"])
            + Journal.event(3, "2026-04-07T11:00", ["koseki 1 450"])
        try desk.take("b", late)
        #expect(try desk.reconcile("2026-04-07").posted == 2)
        let days = try desk.vouchers().filter { $0.cause.hasPrefix("capture/") }
            .map { ["\($0.ownDay)", "\($0.day)"] }
        #expect(
            days == [
                ["2026-04-03", "2026-04-03"], ["2026-04-03", "2026-04-06"],
                ["2026-04-07", "2026-04-07"],
            ])
        let again = try desk.reconcile("2026-04-07")
        #expect(again.posted == 0 && again.undone == 0)
        #expect(try desk.audit().isSound)
        #expect(try desk.audit().closedDays == 6)
    }

    /// Tax bill T1 and a payment of it through 共通納税.
    private static let bill =
        BillRowsFile.header + BillRowsFile.row("T1", amount: 5000, key: "00002604120000072960")

    private static func payment(_ day: String, confirm: String, funded: String) -> String {
        """
        org,key,confirm,item,levy_year,tax_year,term,amount,paid_date,method,fi_code,fund_date,\
        cancelled
        99901,00002604120000072960,\(confirm),111,2026,2026,01,5000,\(day),card,,\(funded),0

        """
    }

    @Test(
        "An earlier payment that comes late takes the bill, and the other becomes 過誤納金",
        arguments: [false, true])
    func undone(_ daysAreClosed: Bool) throws {
        let desk = try Desk()
        try desk.take("bill.csv", Self.bill)
        try desk.take(
            "p1.csv", Self.payment("2026-04-10", confirm: "000001", funded: "2026-04-20"))
        try desk.reconcile("2026-04-13")
        #expect(try desk.balances()["general asset/bill/2026/resident-tax"] == nil)
        #expect(try desk.exceptions().isEmpty)
        if daysAreClosed { try close(desk, through: "2026-04-12") }
        try desk.take(
            "p2.csv", Self.payment("2026-04-05", confirm: "000002", funded: "2026-04-15"))
        let result = try desk.reconcile("2026-04-14")
        #expect(result.undone == 1)
        let open = try desk.exceptions().map(\.row.exception)
        #expect(open.map(\.code) == [.billPaidTwice])
        #expect(open.map(\.amount) == [Yen(5000)])
        #expect(open.map(\.day) == [try Desk.day("2026-04-10")])
        let balances = try desk.balances()
        #expect(balances["general asset/clearing/eltax"] == 10_000)
        #expect(balances["general liability/overpaid/2026"] == 5000)
        #expect(balances["general asset/bill/2026/resident-tax"] == nil)
        #expect(balances["general revenue/2026/01-01-01-01"] == 5000)
        let slips = try desk.vouchers().filter { $0.cause.contains("slip/") }
        #expect(
            slips.map(\.kind) == [.post, .post, .reverse, .post]
                || slips.map(\.kind) == [.post, .reverse, .post, .post])
        if daysAreClosed {
            let last = try Desk.day("2026-04-12")
            #expect(slips.dropFirst().allSatisfy { $0.day > last })
        }
        let again = try desk.reconcile("2026-04-14")
        #expect(again.posted == 0 && again.undone == 0)
        #expect(try desk.audit().isSound)
    }

    @Test("An exception whose cause comes back opens again under its own number")
    func reopened() throws {
        let desk = try Desk()
        try desk.take("a", Journal.event(1, "2026-04-03T10:00", provider: "paypay", ["W9 1100"]))
        try desk.reconcile("2026-04-04")
        let id = try #require(desk.exceptions().first).row.id
        try desk.take(
            "b.csv",
            BillRowsFile.header
                + BillRowsFile.row("W9", kind: "water", amount: 1100, key: "0000000000000009"))
        try desk.reconcile("2026-04-04")
        #expect(try history(desk, id) == ["opened", "closed by evidence"])
        #expect(try desk.exceptions().isEmpty)
    }
}
