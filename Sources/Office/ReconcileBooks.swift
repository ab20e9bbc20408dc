import City
import Crypto
import Database
public import Ledger
import LedgerStore
public import Money
public import Reconciliation
import Store

/// Runs all levels over all that has come in up to a day, and brings the books to what follows.
///
/// Running again without new input changes nothing. A day before the last one looked at is
/// answered without touching the books: what they say of later days stays.
public struct ReconcileBooks {
    /// A balance of the books, positive on its account's normal side.
    public struct BalanceRow: Sendable, Hashable {
        public var account: Account
        public var balance: Yen
    }

    /// What one run says.
    public struct Result: Sendable {
        public var report: MatchReport
        /// Ids of the report's exceptions, in its order.
        public var ids: [String]
        public var balances: [BalanceRow]
        public var posted: Int
        public var undone: Int
        /// The books were not touched: the day lies before the last run's.
        public var isReadOnly: Bool
        public var timings: [(step: String, milliseconds: Int64)]
    }

    public enum Step: String, Sendable { case load, match, post, record }

    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Parameters:
    ///   - through: the last day that is looked at; nil: the last day of anything that came in.
    ///   - now: when the books hear of it.
    public func run(
        through: BookDay?, at now: Moment, progress: (Step) -> Void
    ) throws -> Result {
        try books.alone {
            let last = try books.database.read { try CityFiles($0).usedThrough() }
            let through =
                through ?? last ?? books.city.municipality.booksBegin
            // A slip of the finger must not move the books into a far year.
            let latest = (last ?? books.city.municipality.booksBegin).adding(366)
            guard through <= latest else {
                throw OfficeDenial.dayBeyondFacts(through, last: latest.adding(-366))
            }
            let clock = ContinuousClock()
            var timings: [(step: String, milliseconds: Int64)] = []
            func timed<T>(_ step: Step, _ body: () throws -> T) rethrows -> T {
                progress(step)
                let start = clock.now
                let result = try body()
                let spent = (clock.now - start).components
                timings.append(
                    (
                        step.rawValue,
                        spent.seconds * 1000 + spent.attoseconds / 1_000_000_000_000_000
                    ))
                return result
            }
            let snapshot = try timed(.load) {
                try books.database.read { try Snapshot(books, through: through, $0) }
            }
            let facts = snapshot.facts
            var (reconciler, report) = timed(.match) {
                let reconciler = Reconciler(facts)
                return (reconciler, reconciler.report())
            }
            let ids = report.exceptions.map { ExceptionID.of($0.key) }
            let isReadOnly = snapshot.lastRun.map { through < $0 } ?? false
            var posted = 0
            var undone = 0
            try timed(.post) {
                if isReadOnly { return }
                var keeper = try Bookkeeper(
                    books, recorded: now, sequence: snapshot.sequence, through: through)
                try reconciler.forEachEntry { entry, chart in try keeper.settle(entry, chart) }
                try keeper.finish(reconciler.chart)
                (posted, undone) = (keeper.posted, keeper.undone)
            }
            let balances = try timed(.record) {
                if !isReadOnly {
                    try record(report, reconciler, ids, snapshot, through, now)
                }
                return try isReadOnly
                    ? derivedBalances(&reconciler) : books.database.read { try stored($0, through) }
            }
            return Result(
                report: report, ids: ids, balances: balances, posted: posted, undone: undone,
                isReadOnly: isReadOnly, timings: timings)
        }
    }

    /// What a run sees of the books, all at one moment.
    private struct Snapshot {
        var facts: Facts
        var lastRun: BookDay?
        /// How far the ledger had come.
        var sequence: Int64
        var seen: ExceptionLog.Seen

        init(_ books: Books, through: BookDay, _ connection: Connection) throws {
            facts = try FactLoader(connection).load(city: books.city, through: through)
            let log = ExceptionLog(connection)
            lastRun = try log.lastRun()
            sequence = try books.ledger.head(connection).sequence
            seen = try log.seen(through: through)
        }
    }

    private func record(
        _ report: MatchReport, _ reconciler: Reconciler, _ ids: [String], _ snapshot: Snapshot,
        _ through: BookDay, _ now: Moment
    ) throws {
        let decided = Set(snapshot.facts.decidedExceptions)
        let receipts = reconciler.receipts()
        try books.write { connection in
            let log = ExceptionLog(connection)
            try log.record(
                zip(ids, report.exceptions).map { ($0, $1) }, decided: decided, through: through)
            try PayoutStandings(connection).replace(by: report.payouts)
            try PayoutReceipts(connection).replace(by: receipts)
            try BankCollections(connection).replace(by: reconciler.collections())
            try settle(reconciler, through, connection)
            try log.noteRun(through: through, at: now, seen: snapshot.seen)
        }
    }

    /// Days of live payments for which their payouts' evidence may still come or change.
    private static let settlingDays = 120

    /// Notes in which payouts live payments are, and when their money came to the bank.
    private func settle(
        _ reconciler: Reconciler, _ through: BookDay, _ connection: Connection
    ) throws {
        let (table, collections) = (PaymentTable(connection), BankCollections(connection))
        let since = Moment(
            day: through.adding(-ReconcileBooks.settlingDays), secondOfDay: 0)
        for known in try table.captured(since: since) {
            let day = reconciler.settledDay(of: known.payment)
            if day != known.settled { try table.settle(known.payment, on: day) }
            let payout = reconciler.payout(of: known.payment)
            if payout?.provider != known.provider || payout?.number != known.payout {
                try collections.note(known.payment, in: payout)
            }
        }
    }

    private func stored(_ connection: Connection, _ through: BookDay) throws -> [BalanceRow] {
        try books.ledger.balances(asOf: through, connection).map { account, balance in
            BalanceRow(
                account: account, balance: balance.onNormalSide(of: account.accountClass))
        }.sorted { $0.account < $1.account }
    }

    /// For a day in the past: what the books would say, from the entries alone.
    private func derivedBalances(_ reconciler: inout Reconciler) -> [BalanceRow] {
        var sums: [Account: Yen] = [:]
        reconciler.forEachEntry { entry, chart in
            switch entry.state {
            case .posted, .confirmed:
                for transfer in entry.transfers {
                    sums[chart[transfer.debit], default: .zero] += transfer.amount
                    sums[chart[transfer.credit], default: .zero] -= transfer.amount
                }
            case .pending, .reversed, .withdrawn: break
            }
        }
        return sums.map { account, sum in
            BalanceRow(account: account, balance: account.accountClass.isDebitNormal ? sum : -sum)
        }.sorted { $0.account < $1.account }
    }
}

/// An exception's id: ten characters of the digest of what it speaks of.
enum ExceptionID {
    static func of(_ key: OpenException.Key) -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        let digest = Array(SHA256.hash(data: Array(key.canonical.utf8)))
        var value: UInt64 = 0
        for byte in digest.prefix(8) { value = value << 8 | UInt64(byte) }
        let characters = (0..<10).map { alphabet[Int(value >> (59 - 5 * UInt64($0)) & 31)] }
        return String(decoding: characters, as: UTF8.self)
    }
}
