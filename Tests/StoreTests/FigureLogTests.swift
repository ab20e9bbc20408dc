import Database
import Money
import Settlement
import Store
import Testing

@Suite("Figures that are kept")
struct FigureLogTests {
    private static let first = BookDay(number: 20_544)

    /// A day with something of everything, each number told apart.
    private func figures(_ day: Int) -> DayFigures {
        var row = RevenueMeasures()
        row.assessed = Yen(day * 100 + 1)
        row.reduced = Yen(day * 100 + 2)
        row.carried = Yen(day * 100 + 3)
        row.entrusted = Yen(day * 100 + 4)
        row.repaid = Yen(day * 100 + 5)
        row.received = Yen(day * 100 + 6)
        row.direct = Yen(-day * 100 - 7)
        row.writtenOff = Yen(day * 100 + 8)
        row.payments = Int64(day + 9)
        row.refunds = Int64(day + 10)
        var provider = ProviderMeasures()
        provider.entrusted = Yen(day + 1)
        provider.repaid = Yen(day + 2)
        provider.received = Yen(day + 3)
        provider.fee = Yen(day + 4)
        provider.tax = Yen(day + 5)
        provider.payments = Int64(day + 6)
        provider.refunds = Int64(day + 7)
        var office = OfficeMeasures()
        office.payments = Int64(day + 1)
        office.refunds = Int64(day + 2)
        office.amount = Yen(day + 3)
        return DayFigures(
            day: FigureLogTests.first.adding(day),
            rows: [
                RevenueKey(fund: "water", fiscalYear: FiscalYear(2026), item: "1-1-1-01"): row,
                .unidentified(in: "outside"): row,
            ], providers: ["jcn": provider], offices: ["": office, "shimin": office],
            bank: [
                BankMovement(account: "main", reason: .transit, detail: "sweep"): Yen(-day - 1),
                BankMovement(account: "main", reason: .payouts): Yen(day + 2),
            ], bankLines: ["main": BankLines(count: Int64(day + 1), amount: Yen(day))])
    }

    @Test("What is kept is read again, whole")
    func roundTrip() throws {
        let folder = try StoreFolder()
        try folder.database.write { connection in
            let log = FigureLog(connection)
            #expect(try log.last() == nil)
            for day in 0..<3 { try log.keep(figures(day)) }
            for day in 0..<3 {
                #expect(try log.figures(of: FigureLogTests.first.adding(day)) == figures(day))
            }
            #expect(try log.figures(of: FigureLogTests.first.adding(3)) == nil)
            #expect(try log.first() == FigureLogTests.first)
            #expect(try log.last() == FigureLogTests.first.adding(2))
        }
    }

    @Test("Days add up as values do")
    func sums() throws {
        let folder = try StoreFolder()
        try folder.database.write { connection in
            let log = FigureLog(connection)
            for day in 0..<4 { try log.keep(figures(day)) }
            var sum = DayFigures(day: FigureLogTests.first.adding(3))
            for day in 1..<4 { sum.add(figures(day)) }
            #expect(
                try log.sum(
                    from: FigureLogTests.first.adding(1), through: FigureLogTests.first.adding(3))
                    == sum)
        }
    }

    @Test("A day is kept after the day before it, and once", arguments: [0, 2, -1])
    func order(_ wrong: Int) throws {
        let folder = try StoreFolder()
        try folder.database.write { try FigureLog($0).keep(figures(0)) }
        #expect(throws: DatabaseTrouble.self) {
            try folder.database.write { try FigureLog($0).keep(figures(wrong)) }
        }
        try folder.database.write { try FigureLog($0).keep(figures(1)) }
        let last = try folder.database.read { try FigureLog($0).last() }
        #expect(last == FigureLogTests.first.adding(1))
    }

    @Test("A day on which nothing happened is kept too")
    func empty() throws {
        let folder = try StoreFolder()
        let empty = DayFigures(day: FigureLogTests.first)
        try folder.database.write { connection in
            try FigureLog(connection).keep(empty)
            #expect(try FigureLog(connection).figures(of: FigureLogTests.first) == empty)
        }
    }
}
