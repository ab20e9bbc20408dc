import Database
import Ledger
import LedgerStore
import Money
import Testing

/// Vouchers by number, as `DurabilityPoster` posts them too.
enum Posting {
    static let day = BookDay("2026-04-01")
    static let migrations = LedgerStore.migrations

    static func begins() throws -> BookDay { try #require(day) }

    static func moment() throws -> Moment {
        Moment(day: try begins(), secondOfDay: 43_200)
    }

    static func id(_ number: Int) throws -> VoucherID {
        VoucherID(cause: "sale-\(number)", at: try moment())
    }

    /// A change of one voucher, booked on a day.
    static func change(_ number: Int, on day: BookDay? = nil) throws -> Change {
        let moment = try moment()
        var chart = Chart()
        let clearing = try #require(
            Account(fund: "general", code: "asset/clearing/p\(number % 17)"))
        let revenue = try #require(Account(fund: "general", code: "revenue/2026/14-02-01-01"))
        let transfer = Transfer(
            debit: chart.open(clearing), credit: chart.open(revenue), amount: Yen(number + 1))
        let voucher = Voucher(
            cause: "sale-\(number)", occurred: moment, ownDay: try begins(),
            action: .post([transfer]))
        return Change(chart: chart, vouchers: [voucher], recorded: moment)
    }

    static func create(_ path: String, log: LogLimits = .standard) throws -> Database {
        let begins = try begins()
        return try Database.create(path: path, migrations: migrations, logLimits: log) {
            try LedgerStore.initialise(in: $0, begins: begins)
        }
    }

    /// Walks the books of a file, and looks for the vouchers that were answered for.
    ///
    /// - Returns: how many vouchers there are.
    @discardableResult
    static func audit(
        _ database: Database, holding numbers: some Sequence<Int>, _ place: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Int {
        let store = LedgerStore(database)
        let report = try store.audit()
        #expect(report.isSound, "\(place): \(report.damages)", sourceLocation: sourceLocation)
        try database.read { connection in
            for number in numbers where try store.state(of: id(number), connection) == nil {
                Issue.record("\(place): \(number) is lost", sourceLocation: sourceLocation)
                return
            }
        }
        return Int(report.vouchers)
    }
}
