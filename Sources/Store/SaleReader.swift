public import Database
public import Money
public import Provider

/// Looks events of the journal up by their id.
public struct SaleReader {
    private let statement: Statement
    private let offices: Statement

    public init(_ connection: Connection) throws {
        statement = try connection.statement(
            """
            SELECT file, row, at, kind, channel, office, terminal, operator, provider, method,
                brand, amount, basket, provider_ref, merchant_ref, slip, approval, original, paid
            FROM sale WHERE id = ?1
            """)
        offices = try connection.statement("SELECT office FROM sale WHERE id = ?1")
    }

    /// The office where an event happened, nil where none of that id has come in.
    public func office(of id: PaymentID) throws -> String? {
        withUnsafeBytes(of: id.bits.bigEndian) { offices.bind(1, $0) }
        defer { offices.reset() }
        return try offices.step() ? offices.text(0) : nil
    }

    /// An event, nil where none of that id has come in.
    public func sale(_ id: PaymentID) throws -> SaleEvent? {
        withUnsafeBytes(of: id.bits.bigEndian) { statement.bind(1, $0) }
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return SaleEvent(
            row: Int(statement.int64(1)), id: id, at: try statement.moment(2, in: "sale"),
            kind: try statement.value(3, in: "sale"), channel: try statement.value(4, in: "sale"),
            office: statement.text(5),
            terminal: statement.optionalText(6), operatorName: statement.optionalText(7),
            provider: statement.optionalText(8), method: statement.text(9),
            brand: statement.optionalText(10), amount: Yen(statement.int64(11)),
            lines: try lines(),
            providerRef: statement.optionalText(13), merchantRef: statement.optionalText(14),
            slip: statement.optionalText(15), approval: statement.optionalText(16),
            original: statement.isNull(17) ? nil : try statement.paymentID(17, in: "sale"),
            paid: statement.optionalInt64(18).map { $0 == 1 })
    }

    /// An event as it lies in its row, without making texts of it; nil where none of that id has
    /// come in.
    public func columns<T>(
        of id: PaymentID, _ body: (SaleColumns) throws -> T
    ) throws -> T? {
        withUnsafeBytes(of: id.bits.bigEndian) { statement.bind(1, $0) }
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return try body(SaleColumns(row: statement))
    }

    private func lines() throws -> [SaleEvent.Line] {
        var lines: [SaleEvent.Line] = []
        try statement.forEachLine(12, in: "sale") { isBill, bytes, quantity, amount in
            let name = String(decoding: bytes, as: UTF8.self)
            lines.append(
                SaleEvent.Line(
                    item: isBill ? .bill(name) : .fee(name), quantity: Int(quantity),
                    amount: amount))
        }
        return lines
    }
}

/// The columns of an event, good as long as its row is looked at.
public struct SaleColumns {
    let row: Statement

    public var isCounter: Bool { row.int64(4) == Int64(SaleEvent.Channel.counter.rawValue) }
    public var office: UnsafeRawBufferPointer { row.withBytes(5) { $0 } }
    public var terminal: UnsafeRawBufferPointer { row.withBytes(6) { $0 } }
    public var provider: UnsafeRawBufferPointer { row.withBytes(8) { $0 } }
    public var method: UnsafeRawBufferPointer { row.withBytes(9) { $0 } }
    public var brand: UnsafeRawBufferPointer { row.withBytes(10) { $0 } }
    public var amount: Yen { Yen(row.int64(11)) }

    /// The payment that it speaks of, nil where it is one itself.
    public func original() throws -> PaymentID? {
        row.isNull(17) ? nil : try row.paymentID(17, in: "sale")
    }

    /// The basket, line by line.
    public func forEachLine(
        _ body: (_ isBill: Bool, _ name: UnsafeRawBufferPointer, _ quantity: Int64, _ amount: Yen)
            -> Void
    ) throws {
        try row.forEachLine(12, in: "sale", body)
    }
}
