import Database
import Money
import Reconciliation
import Settlement
import Store
import Testing

@Suite("Closed days that are kept")
struct ClosingLogTests {
    private static let first = BookDay(number: 20_543)

    private func closing(_ number: Int) -> ClosingLog.Closing {
        ClosingLog.Closing(
            day: Self.first.adding(number - 1), number: number, sequence: Int64(number * 7),
            person: "佐藤", at: Moment(seconds: Int64(number)), software: "1.2.3",
            reconciledThrough: Self.first.adding(30), booksHash: Array(0..<32), folder: "/out")
    }

    private func exception(
        _ id: String, _ state: ExceptionRow.State, _ amount: Int
    ) -> ExceptionRow {
        ExceptionRow(
            id: id, code: "payout-missing", provider: nil, reference: "r", day: Self.first,
            amount: Yen(amount), state: state, resolution: nil, reason: "why", person: "sato",
            approvedBy: nil, decided: Moment(seconds: 9))
    }

    private func payout(banked: Yen?) -> PayoutRow {
        PayoutRow(
            provider: "jcn", payout: "P-1", payDate: Self.first, gross: Yen(100),
            refunds: Yen(-10), fee: Yen(2), feeTax: Yen(1), net: Yen(87), lines: 3,
            status: banked == nil ? .announced : .differs, banked: banked,
            bankDay: banked.map { _ in Self.first }, bankReference: banked.map { _ in "B1" },
            voucher: "v")
    }

    @Test("What was kept of a day is read again")
    func roundTrip() throws {
        let folder = try StoreFolder()
        let rows = [exception("b", .carried, -1), exception("a", .decided, 2)]
        let payouts = [payout(banked: Yen(80)), payout(banked: nil)]
        try folder.database.write { connection in
            let log = ClosingLog(connection)
            try log.insert(closing(1))
            try log.add(rows, on: Self.first)
            try log.add(payouts, on: Self.first)
        }
        try folder.database.read { connection throws in
            let log = ClosingLog(connection)
            #expect(try log.closing(Self.first) == closing(1))
            #expect(try log.closing(Self.first.adding(1)) == nil)
            #expect(try log.exceptions(on: Self.first) == rows)
            #expect(try log.payouts(on: Self.first) == payouts)
        }
    }

    @Test("The last word on an exception is that of the last day that speaks of it")
    func lastWords() throws {
        let folder = try StoreFolder()
        try folder.database.write { connection in
            let log = ClosingLog(connection)
            for number in 1...3 { try log.insert(closing(number)) }
            try log.add([exception("a", .carried, 1)], on: Self.first)
            try log.add([exception("a", .carried, 2)], on: Self.first.adding(1))
            try log.add(
                [exception("b", .carried, 5), exception("a", .resolved, 3)],
                on: Self.first.adding(2))
            let words = try log.lastWords()
            #expect(words.count == 2)
            #expect(words["a"]?.state == .resolved && words["a"]?.amount == Yen(3))
            #expect(words["a"]?.day == Self.first.adding(2))
            #expect(words["b"]?.state == .carried && words["b"]?.amount == Yen(5))
        }
    }

    @Test("Days are waiting for their packages until these came out, in order")
    func unissued() throws {
        let folder = try StoreFolder()
        let package = PackageLog.Package(
            day: Self.first, digests: "# list\n", certificate: "ab", chain: [1, 2],
            revocations: nil, isStamped: true, seal: [3])
        try folder.database.write { connection in
            for number in [1, 2, 3] { try ClosingLog(connection).insert(closing(number)) }
            let log = PackageLog(connection)
            #expect(try log.package(Self.first) == nil)
            try log.insert(package)
            #expect(try log.package(Self.first) == package)
            #expect(!package.isComplete)
            try log.insert(timestamp: [4], on: Self.first)
            #expect(try log.package(Self.first)?.timestamp == [4])
            #expect(try log.package(Self.first)?.isComplete == true)
            #expect(try log.path(Self.first) == nil)
            #expect(try ClosingLog(connection).unissued().map(\.number) == [1, 2, 3])
            try log.noteIssue(Self.first, path: "/out/x", at: Moment(seconds: 1))
            #expect(try log.path(Self.first) == "/out/x")
            #expect(try ClosingLog(connection).unissued().map(\.number) == [2, 3])
        }
    }

    @Test("A day has one closing, one seal, one timestamp and one place")
    func once() throws {
        let folder = try StoreFolder()
        let package = PackageLog.Package(
            day: Self.first, digests: "d", certificate: "c", chain: [1], revocations: [2],
            isStamped: true, seal: [3])
        let steps: [(Connection) throws -> Void] = [
            { try ClosingLog($0).insert(closing(1)) },
            { try PackageLog($0).insert(package) },
            { try PackageLog($0).insert(timestamp: [4], on: Self.first) },
            { try PackageLog($0).noteIssue(Self.first, path: "/", at: Moment(seconds: 1)) },
        ]
        for step in steps {
            try folder.database.write(step)
            #expect(throws: DatabaseTrouble.self) { try folder.database.write(step) }
        }
    }

    @Test("Payouts stand as the last run saw them")
    func standings() throws {
        let folder = try StoreFolder()
        func row(_ number: String, banked: Yen?) -> MatchReport.PayoutRow {
            MatchReport.PayoutRow(
                provider: "jcn", number: number, gross: Yen(100), refunds: Yen(-10), fee: Yen(2),
                feeTax: Yen(1), net: Yen(87), payDate: Self.first, lineCount: 3,
                status: banked.map { $0 == Yen(87) ? .banked : .differs } ?? .announced,
                bankReference: banked.map { _ in "B" }, banked: banked,
                bankDay: banked.map { _ in Self.first.adding(1) })
        }
        try folder.database.write { connection in
            let standings = PayoutStandings(connection)
            try standings.replace(by: [row("1", banked: nil)])
            let rows = [
                row("2", banked: Yen(87)), row("3", banked: Yen(80)), row("4", banked: nil),
            ]
            try standings.replace(by: rows)
            #expect(try standings.payout(provider: "jcn", number: "1") == nil)
            for row in rows {
                let known = try #require(try standings.payout(provider: "jcn", number: row.number))
                #expect("\(known)" == "\(row)")
            }
        }
    }
}
