import City
import Database
import Ledger
import LedgerStore
public import Money
import Reconciliation
public import Settlement
import Store

/// What providers hold as of a day, by age, and their payouts.
public struct ReadClearing {
    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Parameter day: nil for the last day that reconciliation looked through.
    /// - Throws: ``OfficeDenial`` for a day outside of the books.
    public func run(_ day: BookDay?) throws -> ClearingPosition {
        try books.database.read { connection in
            let log = ExceptionLog(connection)
            let lastRun = try log.lastRun()
            let day = try day ?? lastRun ?? books.ledger.head(connection).begins
            try ReadFigures(books).requireDay(day, connection)
            var position = ClearingPosition(
                day, reconciledThrough: lastRun, filesSince: try log.filesSinceRun())
            let facts = try FactLoader(connection).load(city: books.city, through: day)
            let reconciler = Reconciler(facts)
            var balances: [String: Yen] = [:]
            for (account, balance) in try books.ledger.balances(asOf: day, connection)
            where account.code.hasPrefix("asset/clearing/") {
                balances[String(account.code.dropFirst(15)), default: .zero] +=
                    balance.onNormalSide(of: account.accountClass)
            }
            position.providers = books.city.providers.map {
                ClearingPosition.Provider(id: $0.id, balance: balances[$0.id] ?? .zero)
            }
            reconciler.forEachReceivable { receivable in
                let age = Int(day.number - receivable.entrusted.number)
                let place = ClearingPosition.ageClass(age)
                position.providers[receivable.provider].byAge[place] += receivable.amount
                position.providers[receivable.provider].counts[place] += 1
            }
            let rows = reconciler.report().payouts
            position.expected = rows.filter { $0.status == .announced && $0.net != .zero }.sorted {
                ($0.payDate, $0.provider, $0.number) < ($1.payDate, $1.provider, $1.number)
            }
            let start = FiguresThrough.monthStart(of: day)
            position.received = reconciler.receipts().filter { $0.day >= start }
            return position
        }
    }
}
