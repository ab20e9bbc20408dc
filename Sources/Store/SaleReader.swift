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
        guard let kind = SaleEvent.Kind(rawValue: UInt8(truncatingIfNeeded: statement.int64(3))),
            let channel = SaleEvent.Channel(
                rawValue: UInt8(truncatingIfNeeded: statement.int64(4)))
        else { throw DatabaseTrouble(.corrupt, "sale \(id) is damaged") }
        return SaleEvent(
            row: Int(statement.int64(1)), id: id, at: Moment(seconds: statement.int64(2)),
            kind: kind, channel: channel, office: statement.text(5),
            terminal: statement.optionalText(6), operatorName: statement.optionalText(7),
            provider: statement.optionalText(8), method: statement.text(9),
            brand: statement.optionalText(10), amount: Yen(statement.int64(11)),
            lines: statement.withBytes(12, SaleReader.lines),
            providerRef: statement.optionalText(13), merchantRef: statement.optionalText(14),
            slip: statement.optionalText(15), approval: statement.optionalText(16),
            original: statement.isNull(17)
                ? nil
                : statement.withBytes(17) { bytes in
                    PaymentID(bits: UInt128(bigEndian: bytes.loadUnaligned(as: UInt128.self)))
                },
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

    /// The basket: for each line a tag, the name after its length, quantity and yen.
    private static func lines(_ bytes: UnsafeRawBufferPointer) -> [SaleEvent.Line] {
        var lines: [SaleEvent.Line] = []
        var place = 0
        while place < bytes.count {
            let isBill = bytes[place] == 1
            place += 1
            let length = Int(Varint.read(bytes, &place))
            let name = String(
                decoding: UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)]),
                as: UTF8.self)
            place += length
            let quantity = Int(Varint.read(bytes, &place))
            let amount = Yen(Int64(Varint.read(bytes, &place)))
            lines.append(
                SaleEvent.Line(
                    item: isBill ? .bill(name) : .fee(name), quantity: quantity, amount: amount))
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
    public var original: PaymentID? {
        guard !row.isNull(17) else { return nil }
        return row.withBytes(17) { bytes in
            PaymentID(bits: UInt128(bigEndian: bytes.loadUnaligned(as: UInt128.self)))
        }
    }

    /// The basket, line by line.
    public func forEachLine(
        _ body: (_ isBill: Bool, _ name: UnsafeRawBufferPointer, _ quantity: Int64, _ amount: Yen)
            -> Void
    ) {
        row.withBytes(12) { bytes in
            var place = 0
            while place < bytes.count {
                let isBill = bytes[place] == 1
                place += 1
                let length = Int(Varint.read(bytes, &place))
                let name = UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)])
                place += length
                let quantity = Int64(Varint.read(bytes, &place))
                body(isBill, name, quantity, Yen(Int64(Varint.read(bytes, &place))))
            }
        }
    }
}
