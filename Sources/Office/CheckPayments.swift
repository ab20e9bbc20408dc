import Database
import Money
import Provider
import Store
import Till

/// Holds live payments against what they were told, what they reserve and what they brought into
/// the books.
struct CheckPayments {
    private let connection: Connection
    private(set) var payments = 0
    private(set) var damages: [AuditBooks.Damage] = []
    private var reserved: [String: PaymentID] = [:]

    init(_ connection: Connection) { self.connection = connection }

    mutating func run() throws {
        let table = PaymentTable(connection)
        var found: [PaymentTable.Found] = []
        try table.forEach { found.append($0) }
        for payment in found { try check(payment, table) }
        try checkReservations()
        try checkOrphans()
    }

    private mutating func note(_ place: String) {
        damages.append(AuditBooks.Damage(kind: .paymentDiffers, place: place))
    }

    private mutating func check(_ found: PaymentTable.Found, _ table: PaymentTable) throws {
        payments += 1
        let live: LivePayment
        do {
            live = try LivePayment(found, try table.events(of: found.order.id))
        } catch let trouble as DatabaseTrouble where trouble.kind == .corrupt {
            return note(trouble.message)
        }
        if live.payment.state.holdsReservation {
            let isSingle =
                try live.order.link.map {
                    try LinkTable(connection).link($0)?.isSingle ?? false
                } ?? false
            for item in live.order.reservedItems(linkIsSingle: isSingle) {
                if reserved.updateValue(live.id, forKey: item) != nil { note(item) }
            }
        }
        try checkFacts(live)
    }

    /// What the provider took and gave back is what the journal has of it.
    private mutating func checkFacts(_ live: LivePayment) throws {
        let sales = try PaymentFacts(connection).events(of: live.id)
        func sum(_ kind: SaleEvent.Kind) -> Yen {
            sales.filter { $0.kind == kind }.reduce(.zero) { $0 + $1.amount }
        }
        let voided = live.payment.state == .voided ? live.payment.captured ?? .zero : .zero
        if sum(.captured) != live.payment.captured ?? .zero
            || sum(.refunded) != live.payment.refunded || sum(.voided) != voided
            || sum(.disputed) != live.payment.disputed(.withdrawn)
            || sum(.reinstated) != live.payment.disputed(.reinstated)
        {
            note("\(live.id)")
        }
        let disputes = try DisputeTable(connection).rows(of: live.id)
        if disputes != live.disputeRows(changedSince: nil) { note("\(live.id)") }
    }

    private mutating func checkReservations() throws {
        for (item, payment) in try Reservations(connection).all() {
            if reserved.removeValue(forKey: item) != payment { note(item) }
        }
        for item in reserved.keys.sorted() { note(item) }
    }

    /// Every order has a standing, and nothing is there of a payment that nobody ordered.
    private mutating func checkOrphans() throws {
        for (table, column, other, key) in [
            ("payment", "id", "payment_standing", "payment"),
            ("payment_standing", "payment", "payment", "id"),
            ("payment_event", "payment", "payment", "id"),
            ("payment_fact", "payment", "payment", "id"),
            ("payment_dispute", "payment", "payment", "id"),
        ] {
            let row = try connection.statement(
                """
                SELECT count(*) FROM \(table) a
                WHERE NOT EXISTS (SELECT 1 FROM \(other) b WHERE b.\(key) = a.\(column))
                """)
            _ = try row.step()
            if row.int64(0) > 0 { note(table) }
            row.reset()
        }
    }
}
