import Database
import LedgerStore
public import Money
import Reconciliation
public import Settlement
import Store

/// The figures of any day with its month and year: kept ones of closed days, and those of open
/// days counted from the books as they stand.
public struct ReadFigures {
    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Throws: ``OfficeDenial`` for a day outside of the books.
    public func run(_ day: BookDay) throws -> FiguresThrough {
        try books.database.read { try run(day, $0) }
    }

    func run(_ day: BookDay, _ connection: Connection) throws -> FiguresThrough {
        try requireDay(day, connection)
        let log = FigureLog(connection)
        let exceptions = ExceptionLog(connection)
        let lastRun = try exceptions.lastRun()
        let (first, last) = (try log.first(), try log.last())
        var sums = FiguresThrough(
            day, isClosed: last.map { day <= $0 } ?? false, reconciledThrough: lastRun,
            filesSince: try exceptions.filesSinceRun())
        if let first, let last {
            let starts = [
                first, FiguresThrough.yearStart(of: day), FiguresThrough.monthStart(of: day), day,
            ]
            for (place, start) in starts.enumerated() {
                let end = place + 1 < starts.count ? starts[place + 1].adding(-1) : day
                let (from, through) = (max(start, first), min(end, last))
                guard from <= through else { continue }
                sums.add(
                    try log.sum(from: from, through: through), of: sums.span(of: through))
            }
        }
        guard !sums.isClosed else { return sums }
        var counting = try CountFigures(
            books, attribution: attribution(connection), connection)
        while counting.next <= day {
            let figures = try counting.count(connection)
            sums.add(figures, of: sums.span(of: figures.day))
        }
        return sums
    }

    func requireDay(_ day: BookDay, _ connection: Connection) throws {
        let begins = try books.ledger.head(connection).begins
        guard day >= begins else { throw OfficeDenial.dayBeforeBooks(day, begins: begins) }
        let last = max(try CityFiles(connection).usedThrough() ?? begins, begins)
        guard day <= last.adding(366) else {
            throw OfficeDenial.dayBeyondFacts(day, last: last)
        }
    }

    /// As the last run of reconciliation saw it.
    func attribution(_ connection: Connection) throws -> Attribution {
        try Attribution(books, connection)
    }

    func reconciler(_ connection: Connection) throws -> Reconciler {
        let through =
            try ExceptionLog(connection).lastRun()
            ?? books.ledger.head(connection).begins
        return Reconciler(try FactLoader(connection).load(city: books.city, through: through))
    }
}
