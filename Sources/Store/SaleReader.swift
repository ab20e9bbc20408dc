public import Database
public import Money
public import Provider

/// Looks events of the journal up by their id; asked in the order of the ids, as the books hold
/// payments, it walks along the index instead of descending it each time.
public final class SaleReader {
    private static let columns = """
        file, row, at, kind, channel, office, terminal, operator, provider, method, brand, amount,
        basket, provider_ref, merchant_ref, slip, approval, original, paid, id
        """
    private static let id = 19
    /// As many rows are walked past before the index is descended anew.
    private static let patience = 8

    private let single: Statement
    private let walk: Statement
    /// Where the walk stands; nil where it does not.
    private var place: PaymentID?
    /// How often in a row an id lay behind the walk.
    private var behind = 0

    public init(_ connection: Connection) throws {
        single = try connection.statement("SELECT \(SaleReader.columns) FROM sale WHERE id = ?1")
        walk = try connection.statement(
            "SELECT \(SaleReader.columns) FROM sale WHERE id >= ?1 ORDER BY id")
    }

    /// The row of an event, good until the next call; nil where none of that id has come in.
    private func row(of id: PaymentID) throws -> Statement? {
        if let place, place <= id {
            behind = 0
            for _ in 0..<SaleReader.patience {
                guard let now = self.place, now < id else { break }
                try advance()
            }
            if self.place == nil { return nil }
        } else if place != nil, behind < SaleReader.patience {
            // A void or a correction of something earlier: the walk stays where it is.
            behind += 1
            single.reset()
            withUnsafeBytes(of: id.bits.bigEndian) { single.bind(1, $0) }
            return try single.step() ? single : nil
        } else {
            try begin(at: id)
        }
        if let place, place < id { try begin(at: id) }
        return place == id ? walk : nil
    }

    private func begin(at id: PaymentID) throws {
        behind = 0
        walk.reset()
        withUnsafeBytes(of: id.bits.bigEndian) { walk.bind(1, $0) }
        try advance()
    }

    private func advance() throws {
        place = nil
        if try walk.step() {
            place = try walk.paymentID(SaleReader.id, in: "sale")
        } else {
            walk.reset()
        }
    }

    /// The office where an event happened, nil where none of that id has come in.
    public func office(of id: PaymentID) throws -> String? { try row(of: id)?.text(5) }

    /// An event, nil where none of that id has come in.
    public func sale(_ id: PaymentID) throws -> SaleEvent? {
        guard let row = try row(of: id) else { return nil }
        return SaleEvent(
            row: try row.count(1, in: "sale"), id: id, at: try row.moment(2, in: "sale"),
            kind: try row.value(3, in: "sale"), channel: try row.value(4, in: "sale"),
            office: row.text(5), terminal: row.optionalText(6), operatorName: row.optionalText(7),
            provider: row.optionalText(8), method: row.text(9), brand: row.optionalText(10),
            amount: try row.yen(11, in: "sale"), lines: try row.lines(12, in: "sale"),
            providerRef: row.optionalText(13), merchantRef: row.optionalText(14),
            slip: row.optionalText(15), approval: row.optionalText(16),
            original: row.isNull(17) ? nil : try row.paymentID(17, in: "sale"),
            paid: row.optionalInt64(18).map { $0 == 1 })
    }

    /// An event as it lies in its row, without making texts of it; nil where none of that id has
    /// come in.
    public func columns<T>(
        of id: PaymentID, _ body: (SaleColumns) throws -> T
    ) throws -> T? {
        try row(of: id).map { try body(SaleColumns(row: $0)) }
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
