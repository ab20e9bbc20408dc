import Database
import LedgerStore
import Money
import Office
import Provider
import Store
import Synchronization
import TestSupport
import Testing
import Till

/// A desk with a checkout, a clock that stands until it is set forward, and a provider that does
/// what the test says.
final class LiveDesk {
    /// Shared by all instances on the desk.
    final class World: Sendable {
        let clock: Mutex<Moment>
        let chance = Mutex(SplitMix64(seed: 7))

        init(_ start: Moment) { clock = Mutex(start) }
    }

    let desk: Desk
    let world: World
    let provider: ScriptedProvider
    private let recent: Int
    private(set) var checkout: Checkout

    /// - Parameters:
    ///   - limit: above which a refund waits for a second person.
    ///   - recent: so many payments are kept at hand.
    init(
        limit: Int? = nil, provider: ScriptedProvider = ScriptedProvider(), recent: Int = 64
    ) throws {
        let more = limit.map { "\nauto_refund_limit: \($0)\n" } ?? ""
        desk = try Desk(city: SampleMonth.city + more)
        world = World(try Desk.noon("2026-04-01"))
        self.provider = provider
        self.recent = recent
        checkout = LiveDesk.checkout(desk, world, provider, recent)
    }

    /// Another instance on the same books.
    func another() -> Checkout { LiveDesk.checkout(desk, world, provider, recent) }

    private static func checkout(
        _ desk: Desk, _ world: World, _ provider: ScriptedProvider, _ recent: Int
    ) -> Checkout {
        Checkout(
            desk.books, gateway: provider, surroundings: surroundings(world), recent: recent)
    }

    private static func surroundings(_ world: World) -> Surroundings {
        Surroundings(
            now: { world.clock.withLock { $0 } },
            randomBytes: { count in
                world.chance.withLock { chance in
                    (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) }
                }
            })
    }

    var surroundings: Surroundings { LiveDesk.surroundings(world) }

    var now: Moment { world.clock.withLock { $0 } }

    func wait(_ seconds: Int64) {
        world.clock.withLock { $0 = Moment(seconds: $0.seconds + seconds) }
    }

    /// As after a restart: nothing is left but the books.
    func restart() { checkout = another() }

    @discardableResult
    func sweep(_ holder: String = "a") async throws -> Sweeper.Report {
        try await Sweeper(checkout, holder: holder).turn()
    }

    // MARK: - Payments

    static func order(
        _ items: [PaymentOrder.Item] = [.fee(id: "juminhyo", quantity: 2)],
        later: Bool = false, provider: String? = nil
    ) -> PaymentOrder {
        PaymentOrder(
            items: items, reference: "R-1", description: "住民票の写し",
            returnURL: "https://city.example/done", isCapturedLater: later, provider: provider)
    }

    func create(_ order: PaymentOrder = order()) async throws -> PaymentDetails {
        guard case .done(let created) = try await checkout.create(order, by: "juminka") else {
            throw Unexpected()
        }
        return created.payment
    }

    struct Unexpected: Error {}

    /// A payment that the citizen can pay.
    func open(_ order: PaymentOrder = order()) async throws -> PaymentDetails {
        let payment = try await create(order)
        let opened = try await checkout.begin(payment.id, with: "paypay-online")
        #expect(opened.state == .open && opened.step != nil)
        return opened
    }

    /// A payment that was paid.
    func paid(_ order: PaymentOrder = order()) async throws -> PaymentDetails {
        let payment = try await open(order)
        provider.pay(payment.id, at: now)
        let paid = try await checkout.ask(about: payment.id)
        #expect(paid.state == .captured && paid.captured == paid.amount)
        return paid
    }

    /// How many exchanges of a payment are kept.
    func exchanges(of id: PaymentID) throws -> Int {
        try desk.books.database.read { try PaymentTable($0).exchanges(of: id) }
    }

    func find(_ id: PaymentID) async throws -> PaymentDetails { try await checkout.find(id) }

    /// Brings in bills of the residents' tax.
    func bills(_ amounts: [String: Int]) throws {
        let rows = amounts.sorted { $0.key < $1.key }.enumerated().map { place, bill in
            BillRowsFile.row(
                bill.key, kind: "water", amount: bill.value,
                key: "000000000000\(1000 + place)")
        }
        let report = try desk.take("bills.csv", BillRowsFile.header + rows.joined())
        #expect(report.accepted == amounts.count)
    }

    /// Reconciliation finds all that was posted standing, and the audit is content.
    func prove(through day: String = "2026-04-01") throws {
        try desk.reconcile(day)
        let again = try desk.reconcile(day)
        #expect(again.posted == 0 && again.undone == 0)
        let report = try AuditBooks(desk.books).run { _, _ in }
        #expect(report.isSound, "\(report.damages) \(report.ledger.damages)")
    }
}

/// The refusal that something is answered with; nil where it is done.
func refusal(_ body: () async throws -> Void) async throws -> CheckoutRefusal? {
    do {
        try await body()
        return nil
    } catch let refusal as CheckoutRefusal {
        #expect(!refusal.sentence.ja.isEmpty && !refusal.sentence.en.isEmpty)
        return refusal
    } catch let refusal as FieldRefusal {
        #expect(!refusal.field.isEmpty)
        return refusal.refusal
    }
}
