import Database
import Ledger
import LedgerStore
import Money
import TestSupport

/// New books in a folder, or a schema, of their own.
final class Books: Sendable {
    static let begins = RandomHistory.begins
    static let leafSecret = [UInt8](0..<32)
    static let recorded = Moment(day: begins, secondOfDay: 20 * 3600)

    /// A test that holds the books up may itself be held up by many others beside it.
    private static let patienceSeconds = 600

    private let folder: TemporaryFolder
    let path: String
    let database: Database
    let store: LedgerStore

    init(recentVouchers: Int = 1 << 18) throws {
        folder = try TemporaryFolder()
        path = TestEngine.place(orFile: folder.path("books"))
        database = try Database.create(
            path: path, migrations: LedgerStore.migrations,
            busyTimeoutSeconds: Books.patienceSeconds
        ) {
            try LedgerStore.initialise(
                in: $0, begins: Books.begins, leafSecret: Books.leafSecret)
        }
        store = LedgerStore(database, recentVouchers: recentVouchers)
    }

    deinit {
        guard TestEngine.isCluster, let schema = try? ClusterAddress(path).schema else { return }
        try? database.write { try $0.run("DROP SCHEMA \(schema) CASCADE") }
    }

    /// The same books through other connections, as another process would have it.
    func opened() throws -> Database {
        try Database.open(
            path: path, migrations: LedgerStore.migrations,
            busyTimeoutSeconds: Books.patienceSeconds)
    }

    func head() throws -> LedgerHead { try database.read { try store.head($0) } }

    /// A change of sales that each move an amount, with a chart of its own.
    static func sales(
        _ names: [String], amount: Int64 = 600, day: BookDay = begins,
        rows: (@Sendable (Connection) throws -> Void)? = nil
    ) throws -> Change {
        var chart = Chart()
        let transfer = try sale(amount, &chart)
        let vouchers = names.map { name in
            Voucher(
                cause: name, occurred: Moment(day: day, secondOfDay: 43_200), ownDay: day,
                action: .post([transfer]))
        }
        return Change(chart: chart, vouchers: vouchers, recorded: recorded, rows: rows)
    }

    private static func sale(_ amount: Int64, _ chart: inout Chart) throws -> Transfer {
        guard let clearing = Account(fund: "general", code: "asset/clearing/paypay"),
            let revenue = Account(fund: "general", code: "revenue/2026/14-02-01-01")
        else { throw DatabaseTrouble(.other, "the test's accounts are wrong") }
        return Transfer(
            debit: chart.open(clearing), credit: chart.open(revenue), amount: Yen(amount))
    }
}
