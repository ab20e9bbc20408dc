import Database
import Ledger
import LedgerStore
import Money
import Office
import Reconciliation
import Settlement
import Store
import Testing

@Suite("The figures of days")
struct FigureTests {
    /// The figures of each day through a last one, counted or kept.
    private func days(
        _ desk: Desk, through last: String, keep: Bool = false
    ) throws -> [DayFigures] {
        let last = try Desk.day(last)
        return try desk.books.database.write { connection in
            var counting = try CountFigures(
                desk.books, attribution: Attribution(desk.books, connection), connection)
            var days: [DayFigures] = []
            while counting.next <= last {
                let figures = try counting.count(connection)
                if keep { try FigureLog(connection).keep(figures) }
                days.append(figures)
            }
            return days
        }
    }

    private func differences(
        _ desk: Desk, _ sum: DayFigures
    ) throws -> [FigureAgreement.Difference] {
        try desk.books.database.read { connection in
            let balances = try desk.books.ledger.balances(asOf: sum.day, connection)
            return FigureAgreement.differences(
                sum,
                balances: balances.map { ($0, $1.onNormalSide(of: $0.accountClass)) },
                city: desk.books.city)
        }
    }

    private func expectAgreement(_ desk: Desk, _ days: [DayFigures]) throws {
        var sum = DayFigures(day: try #require(days.first).day)
        for day in days {
            sum.day = day.day
            sum.add(day)
            #expect(try differences(desk, sum) == [], "\(day.day)")
        }
    }

    @Test("On each day of the sample month the figures are what the accounts say")
    func agreement() throws {
        let desk = try AprilBooks.copy()
        let days = try days(desk, through: "2026-04-30")
        #expect(days.count == 31)
        try expectAgreement(desk, days)
        let all = days.reduce(into: RevenueMeasures.zero) { $0 += $1.sum() }
        #expect(all.received > .zero && all.entrusted > all.received)
        #expect(all.repaid > .zero)
        #expect(all.direct > .zero)
    }

    @Test("Each day of the sample month explains the bank's lines of that day")
    func bank() throws {
        for day in try days(AprilBooks.copy(), through: "2026-04-30") {
            let row = day.sum()
            let providers = day.providers.values.reduce(into: ProviderMeasures()) { $0 += $1 }
            #expect(row.received == providers.received, "\(day.day)")
            #expect(
                providers.net
                    == day.bank[BankMovement(account: "main", reason: .payouts)] ?? .zero,
                "\(day.day)")
            #expect(
                day.bankChange(of: "main") == day.bankLines["main"]?.amount ?? .zero,
                "\(day.day)")
        }
    }

    @Test("What is kept at closing reads as it was counted")
    func kept() throws {
        let desk = try AprilBooks.copy()
        let reader = ReadFigures(desk.books)
        let last = try Desk.day("2026-04-30")
        let open = try reader.run(last)
        let counted = try days(desk, through: "2026-04-30")
        #expect(try days(desk, through: "2026-04-12", keep: true) == Array(counted.prefix(13)))
        let half = try reader.run(last)
        #expect(half.day == open.day && half.month == open.month && half.year == open.year)
        _ = try days(desk, through: "2026-04-30", keep: true)
        let closed = try reader.run(last)
        #expect(closed.isClosed && !open.isClosed)
        #expect(closed.day == open.day)
        #expect(closed.month == open.month)
        #expect(closed.year == open.year)
        #expect(try reader.run(Desk.day("2026-04-15")).day == counted[15])
    }

    @Test("What comes late falls on the earliest open day, and days still add up to the books")
    func late() throws {
        let desk = try AprilBooks.copy()
        let before = try days(desk, through: "2026-04-30", keep: true)
        try desk.close(through: "2026-04-30")
        try desk.take(SampleMonth.late)
        try desk.reconcile("2026-05-20")
        let after = try days(desk, through: "2026-05-20")
        #expect(after.first?.day.description == "2026-05-01")
        try expectAgreement(desk, before + after)
        let now = try ReadFigures(desk.books).run(Desk.day("2026-04-30"))
        #expect(now.day == before.last)
    }

    @Test("Figures hold after all exits of exceptions were taken", arguments: [1, 2])
    func decided(_ month: Int) throws {
        let desk = try AprilBooks.copy()
        for exit in Exit.all where exit.month == month {
            let id = try desk.exception(exit.code, exit.reference).id
            let proposal = try desk.resolve(id, exit.resolution, to: exit.target)
            if proposal.movesMoney { try desk.approve(id) }
        }
        try desk.reconcile("2026-04-30")
        try expectAgreement(desk, days(desk, through: "2026-04-30"))
    }

    @Test("A day before the books and a day far behind them are refused")
    func outside() throws {
        let desk = try AprilBooks.copy()
        let reader = ReadFigures(desk.books)
        #expect(
            try desk.refusal { _ = try reader.run(Desk.day("2026-03-30")) } == "day-before-books")
        #expect(
            try desk.refusal { _ = try reader.run(Desk.day("2031-01-01")) } == "day-beyond-facts")
    }
}

extension Desk {
    /// Closes the days of the ledger that are open, through a last one.
    func close(through last: String) throws {
        var day = try books.database.read { connection in
            let head = try books.ledger.head(connection)
            return head.closedThrough?.adding(1) ?? head.begins
        }
        while day <= (try Desk.day(last)) {
            _ = try books.ledger.closeDay(day, recorded: Desk.noon("2026-05-01")).get()
            day = day.adding(1)
        }
    }
}
