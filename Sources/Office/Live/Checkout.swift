public import City
import Database
import Ledger
import LedgerStore
import Money
import Provider
import Reconciliation
import Store
import Synchronization
import Till

/// Payments that citizens make now, through providers that can be asked.
public struct Checkout: Sendable {
    /// How long a citizen has to pay.
    public static let payWithinSeconds: Int64 = 90 * 60
    /// How long money may stay reserved before the service captures it.
    public static let captureWithinSeconds: Int64 = 5 * 24 * 3600
    /// No provider lets a request live longer: before that, nobody else asks about it.
    static let flightSeconds: Int64 = 100

    public let books: Books
    let gateway: any ProviderGateway
    let surroundings: Surroundings
    let desk: CheckoutDesk

    /// - Parameter recent: so many payments at least are kept at hand as they were last written.
    public init(
        _ books: Books, gateway: any ProviderGateway, surroundings: Surroundings,
        recent: Int = 8_192
    ) {
        self.books = books
        self.gateway = gateway
        self.surroundings = surroundings
        desk = CheckoutDesk(city: books.city, recent: recent)
    }

    public var city: City { books.city }

    var now: Moment { surroundings.now() }

    /// Does something to its end, although whoever asked for it has gone: what has left cannot be
    /// called back.
    ///
    /// It runs where its caller runs.
    func steadily<T: Sendable>(
        _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        let executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
        return try await withCheckedThrowingContinuation { caller in
            Task(executorPreference: executor) {
                do {
                    caller.resume(returning: try await body())
                } catch {
                    caller.resume(throwing: error)
                }
            }
        }
    }
}

/// What one program's checkout shares among all that ask it.
final class CheckoutDesk: Sendable {
    /// Kept, so that all vouchers share one chart.
    private let entries: Mutex<SaleEntries>
    private let flying = Mutex<Set<PaymentID>>([])
    let proven = ProvenStandings()
    private let recent: Mutex<RecentPayments>

    init(city: City, recent most: Int) {
        entries = Mutex(SaleEntries(city: city))
        recent = Mutex(RecentPayments(keeping: most))
    }

    func withEntries<T>(_ body: (inout SaleEntries) throws -> sending T) rethrows -> T {
        try entries.withLock { try body(&$0) }
    }

    /// Notes that a payment's request is on its way; false where one is already.
    func takeOff(_ payment: PaymentID) -> Bool {
        flying.withLock { $0.insert(payment).inserted }
    }

    func land(_ payment: PaymentID) { _ = flying.withLock { $0.remove(payment) } }

    /// Keeps a payment as it was just written, for whoever asks about it next.
    func keep(_ live: LivePayment) { recent.withLock { $0.keep(live) } }

    /// A payment as the books have it now: where it still stands as it was last written here, its
    /// events need not be read and followed again.
    func payment(_ id: PaymentID, _ connection: Connection) throws -> LivePayment? {
        guard var live = recent.withLock({ $0.find(id) }),
            let (standing, settled) = try PaymentTable(connection).standing(of: id),
            live.standing.agrees(with: standing)
        else { return try LivePayment(id, connection) }
        live.standing = standing
        live.settled = settled
        return live
    }
}

extension Books {
    /// Reads without holding one of the few threads on which tasks run: a file answers at once, a
    /// server over its network does not.
    func look<T: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        if database.engine == .sqlite { return try database.read(body) }
        let database = database
        return try await Waiting.run { try database.read(body) }
    }

    /// Reads what may take its time, away from the threads on which tasks run.
    func search<T: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        let database = database
        return try await Waiting.run { try database.read(body) }
    }

    /// Writes rows that move no money, together with whatever else waits.
    func note(
        at now: Moment, sealing tables: [String] = [],
        _ rows: @escaping @Sendable (Connection) throws -> Void
    ) async throws {
        _ = try await ledger.submit(
            Change(
                chart: Chart(), vouchers: [], recorded: now, afterwards: .sealing(tables),
                rows: rows))
    }
}

extension Change.Afterwards {
    /// Seals tables that the rows were added to.
    static func sealing(_ tables: [String]) -> Self {
        Self(tables) { try TableSeals($1).keep(of: [$0]) }
    }
}

extension LedgerStore {
    /// Writes rows that move no money, and says what came of it.
    func writing<T: Sendable>(
        at now: Moment, _ rows: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        let outcome = Outcome<T>()
        _ = try await submit(
            Change(chart: Chart(), vouchers: [], recorded: now) { connection in
                let value = try rows(connection)
                outcome.value.withLock { $0 = value }
            })
        guard let value = outcome.value.withLock({ $0 }) else {
            preconditionFailure("rows are written before their change is answered")
        }
        return value
    }
}

/// What came of rows that another thread wrote.
private final class Outcome<T: Sendable>: Sendable {
    let value = Mutex<T?>(nil)
}
