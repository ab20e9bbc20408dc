import Database
import Foundation
import Money
import Office
import Settlement
import Store
import Testing

@Suite("Payouts whose number ends as a revision does")
struct PayoutNumberTests {
    /// The sample month, with one payout of another name.
    private func desk(_ name: String) throws -> Desk {
        let desk = try Desk()
        let own = "payouts-20260408.csv"
        try desk.take(SampleMonth.april.filter { !$0.hasSuffix(own) })
        var bytes = try [UInt8](
            Data(contentsOf: URL(filePath: SampleMonth.path("providers/dencard/\(own)"))))
        for range in bytes.ranges(of: Array("DC-202603-1".utf8)).reversed() {
            bytes.replaceSubrange(range, with: Array(name.utf8))
        }
        let report = try #require(desk.take([desk.input(own, bytes)]).first)
        #expect(report.status == .accepted)
        return desk
    }

    @Test(
        "Closed, it has its whole number, and its package holds",
        arguments: ["DC-202603#1", "DC-202603#0", "DC#2#1"])
    func closed(_ name: String) throws {
        let desk = try desk(name)
        try desk.reconcile("2026-04-30")
        let again = try desk.reconcile("2026-04-30")
        #expect(again.posted == 0 && again.undone == 0)
        let books = try SealedBooks(desk)
        try books.close("2026-03-31", "2026-04-30", carry: "carried")
        let days = try (0...30).map { try Desk.day("2026-03-31").adding($0) }
        let numbers = try desk.books.database.read { connection in
            try days.flatMap { try ClosingLog(connection).payouts(on: $0) }
        }.filter { $0.provider == "dencard" }.map(\.payout)
        #expect(Set(numbers) == [name])
        #expect(try books.verify([books.out]).packages.flatMap(\.findings) == [])
    }
}
