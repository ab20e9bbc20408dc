import Money
import Office
import Reconciliation
import Store
import Testing

@Suite("Bank files that will never come") struct GapTests {
    static let opening: Int64 = 68_444_995

    private let first = BankFile("2026-04-01", opening: opening, [.init(amount: 1000)])
    /// The one that is missing; it takes 300 yen out and brings 500.
    private let second = BankFile(
        "2026-04-02", opening: opening + 1000, [.init(amount: -300), .init(amount: 500)])
    private let third = BankFile("2026-04-03", opening: opening + 1200, [.init(amount: 50)])
    private let fourth = BankFile("2026-04-06", opening: opening + 1250, [.init(amount: 7)])

    /// Books with a gap before 3 April, reconciled through the 6th.
    private func withGap() throws -> (desk: Desk, exception: String) {
        let desk = try Desk()
        for file in [fourth, first, third] { try desk.take("\(file.from).dat", file.text) }
        try desk.reconcile("2026-04-06")
        return (desk, try desk.exception(.bankContinuity, "main/2026-04-03").id)
    }

    private func bankBalance(_ desk: Desk) throws -> Int64 {
        try desk.balances().reduce(0) {
            $1.key.hasSuffix(" asset/bank/main") ? $0 + $1.value : $0
        }
    }

    private func checkSound(_ desk: Desk) throws {
        let report = try AuditBooks(desk.books).run { _, _ in }
        #expect(report.isSound, "\(report.damages)")
    }

    private func open(_ desk: Desk) throws -> [String] {
        try desk.exceptions().filter { $0.row.closed == nil }.map {
            let exception = $0.row.exception
            return "\(exception.code.rawValue) \(exception.reference) \(exception.amount)"
        }.sorted()
    }

    @Test("A file that waits is an exception, one for each gap, with the yen that the gap hides")
    func isException() throws {
        let (desk, _) = try withGap()
        let row = try desk.exception(.bankContinuity, "main/2026-04-03")
        #expect(row.exception.amount == Yen(200))
        #expect(row.exception.day == (try Desk.day("2026-04-03")))
        #expect(try open(desk).filter { $0.hasPrefix("bank-continuity") }.count == 1)
        #expect(try bankBalance(desk) == first.closing)
        try checkSound(desk)
    }

    @Test("It closes by itself when the missing file comes")
    func closesItself() throws {
        let (desk, id) = try withGap()
        try desk.take("2.dat", second.text)
        try desk.reconcile("2026-04-06")
        let row = try #require(try desk.exceptions(all: true).first { $0.row.id == id }).row
        #expect(row.closedBy == "evidence")
        #expect(try bankBalance(desk) == fourth.closing)
        try checkSound(desk)
    }

    @Test("Two persons say that it never will be filled: what waits is taken in and posted")
    func accepted() throws {
        let (desk, id) = try withGap()
        #expect(try desk.resolve(id, .accept).movesMoney)
        try desk.reconcile("2026-04-06")
        #expect(try bankBalance(desk) == first.closing, "one person is not enough")
        #expect(try desk.refusal { try desk.approve(id, by: "sato") } == "same-person")
        try desk.approve(id)
        let lines = try desk.reconcile("2026-04-06").report.bankLines
        // Three lines that came, and one for what moved in the gap.
        #expect(lines.count == 4 && lines.amount == Yen(1257))
        #expect(try bankBalance(desk) == fourth.closing)
        let row = try #require(try desk.exceptions(all: true).first { $0.row.id == id }).row
        #expect(row.closedBy == "decision")
        #expect(try open(desk).contains("bank-line-unidentified 2026-04-03/gap 200"))
        #expect(try desk.take("3.dat", third.text).status == .duplicate)
        try checkSound(desk)
        #expect(try desk.reconcile("2026-04-06").posted == 0)
    }

    @Test("If it comes after all, it takes the place of the line for the gap")
    func comesAfterAll() throws {
        let (desk, id) = try withGap()
        try desk.resolve(id, .accept)
        try desk.approve(id)
        try desk.reconcile("2026-04-06")
        let report = try desk.take("2.dat", second.text)
        #expect(report.status == .accepted && report.accepted == 2)
        let lines = try desk.reconcile("2026-04-06").report.bankLines
        #expect(lines.count == 5 && lines.amount == Yen(1257))
        #expect(try !open(desk).contains { $0.contains("/gap") })
        #expect(try bankBalance(desk) == fourth.closing)
        try checkSound(desk)
    }

    @Test("A gap that hides other yen by now needs another decision")
    func otherYen() throws {
        let desk = try Desk()
        for file in [first, fourth] { try desk.take("\(file.from).dat", file.text) }
        try desk.reconcile("2026-04-06")
        let id = try desk.exception(.bankContinuity, "main/2026-04-06").id
        #expect(try desk.resolve(id, .accept).amount == Yen(250))
        #expect(try desk.take("2.dat", second.text).status == .accepted)
        try desk.approve(id)
        try desk.reconcile("2026-04-06")
        #expect(try bankBalance(desk) == second.closing)
        #expect(try open(desk).contains("bank-continuity main/2026-04-06 50"))
        try desk.resolve(id, .accept)
        try desk.approve(id)
        try desk.reconcile("2026-04-06")
        #expect(try bankBalance(desk) == fourth.closing)
        try checkSound(desk)
    }

    @Test("A file that fits before a gap and not behind it can be taken in the same way")
    func gapBehind() throws {
        let desk = try Desk()
        let last = BankFile("2026-04-03", opening: Self.opening, [.init(amount: 5)])
        try desk.take("3.dat", last.text)
        #expect(try desk.take("1.dat", first.text).status == .held)
        try desk.reconcile("2026-04-03")
        let row = try desk.exception(.bankContinuity, "main/2026-04-01")
        #expect(row.exception.amount == Yen(-1000))
        try desk.resolve(row.id, .accept)
        try desk.approve(row.id)
        #expect(try desk.reconcile("2026-04-03").report.bankLines.count == 3)
        #expect(try open(desk).contains("bank-line-unidentified 2026-04-03/gap -1000"))
        #expect(try bankBalance(desk) == last.closing)
        try checkSound(desk)
    }
}
