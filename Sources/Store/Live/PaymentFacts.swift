public import Billing
public import Database
public import Money
public import Provider

/// What live payments bring into the books: events of the register journal without a file.
public struct PaymentFacts {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Adds an event that a payment brought.
    ///
    /// - Returns: false where there is one of that id with other words.
    public func add(_ sale: SaleEvent, of payment: PaymentID) throws -> Bool {
        var writer = FactWriter(connection, file: 0)
        var batch = CheckedBatch()
        batch.sales = [sale]
        try writer.write(batch)
        guard writer.findings.isEmpty else { return false }
        guard writer.accepted == 1 else { return true }
        let row = try connection.statement(
            "INSERT INTO payment_fact (sale, payment, day) VALUES (?1, ?2, ?3)")
        row.bind(1, sale.id)
        row.bind(2, payment)
        row.bind(3, Int64(sale.at.day.number))
        try row.run()
        return true
    }

    /// The events that a payment brought, in their order.
    public func events(of payment: PaymentID) throws -> [SaleEvent] {
        let row = try connection.statement(
            "SELECT sale FROM payment_fact WHERE payment = ?1 ORDER BY number")
        row.bind(1, payment)
        defer { row.reset() }
        let reader = try SaleReader(connection)
        var events: [SaleEvent] = []
        while try row.step() {
            guard let event = try reader.sale(row.paymentID(0, in: "payment_fact")) else {
                throw DatabaseTrouble(.corrupt, "table payment_fact names a sale that is not there")
            }
            events.append(event)
        }
        return events
    }

    /// A bill with its revisions; nil where there is none.
    public func bill(_ id: String) throws -> (bill: Bill, revisions: [BillRevision])? {
        let row = try connection.statement("\(BillRows.bills) WHERE id = ?1")
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let bill = try BillRows.bill(row)
        let changes = try connection.statement("\(BillRows.revisions) WHERE bill = ?1")
        changes.bind(1, id)
        defer { changes.reset() }
        var revisions: [BillRevision] = []
        while try changes.step() { revisions.append(try BillRows.revision(changes)) }
        return (bill, revisions)
    }

    /// Whether a slip with a collection key was paid, provisionally or for good.
    public func isPaidBySlip(_ key: String) throws -> Bool {
        let row = try connection.statement(
            """
            SELECT count(*) FILTER (WHERE kind <> \(SlipLine.Kind.cancelled.rawValue)),
                count(*) FILTER (WHERE kind = \(SlipLine.Kind.cancelled.rawValue))
            FROM slip WHERE collection_key = ?1 AND copy = 0
            """)
        row.bind(1, key)
        defer { row.reset() }
        _ = try row.step()
        return row.int64(0) > 0 && row.int64(1) == 0
    }
}

/// How a bill stands for somebody who wants to pay it.
public struct BillStanding: Sendable, Hashable {
    public var issued: BookDay
    /// What is claimed on the day.
    public var claimed: Yen
    public var isPaidElsewhere: Bool
    /// Collection key on its slip.
    public var key: String
}

extension PaymentFacts {
    /// Nil where there is no such bill.
    public func standing(of id: String, on day: BookDay) throws -> BillStanding? {
        guard let (bill, revisions) = try bill(id) else { return nil }
        let book = BillBook(bills: [bill], revisions: revisions)
        let claimed = book.claimed(0, on: day)
        return BillStanding(
            issued: bill.issued, claimed: claimed,
            isPaidElsewhere: book.paidElsewhere(0, through: day) >= claimed, key: bill.key)
    }
}
