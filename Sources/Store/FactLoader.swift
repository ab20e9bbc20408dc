import Billing
public import City
public import Database
public import Money
import Provider
public import Reconciliation

/// Reads everything that came in, up to a day, into the compact form that reconciliation eats.
public struct FactLoader {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// All facts through a day, sealed.
    public func load(city: City, through: BookDay) throws -> Facts {
        var facts = Facts(city: city, through: through)
        facts.reserve(
            sales: try count("SELECT count(*) FROM sale WHERE day <= ?1", through),
            lines: try count("SELECT count(*) FROM provider_line WHERE day <= ?1", through))
        try loadSales(&facts)
        try loadLines(&facts)
        try loadTotals(&facts)
        try loadPayouts(&facts)
        try loadSlips(&facts)
        try loadBank(&facts)
        try loadBills(&facts)
        for decision in try DecisionLog(connection).approved() { facts.add(decision) }
        facts.seal()
        return facts
    }

    private func count(_ sql: String, _ through: BookDay) throws -> Int {
        let statement = try connection.statement(sql)
        statement.bind(1, Int64(through.number))
        _ = try statement.step()
        defer { statement.reset() }
        return try statement.count(0, in: "provider_line")
    }

    private func loadSales(_ facts: inout Facts) throws {
        let statement = try connection.statement(
            """
            SELECT id, original, at, kind, channel, provider, brand, terminal, office, amount,
                paid, merchant_ref, provider_ref, slip, approval, basket
            FROM sale WHERE day <= ?1 ORDER BY rowid
            """)
        statement.bind(1, Int64(facts.through.number))
        var words = WordCache()
        var basket: [(item: UInt32, isBill: Bool, amount: Yen)] = []
        while try statement.step() {
            guard let provider = words.provider(statement, 5, &facts) else { continue }
            let kind: SaleEvent.Kind = try statement.value(3, in: "sale")
            let channel: SaleEvent.Channel = try statement.value(4, in: "sale")
            let id = try statement.paymentID(0, in: "sale")
            let original = statement.isNull(1) ? nil : try statement.paymentID(1, in: "sale")
            let at = try statement.moment(2, in: "sale")
            let total = try statement.yen(9, in: "sale")
            let brand = words.word(statement, 6, &facts)
            let terminal = words.word(statement, 7, &facts)
            let office = words.word(statement, 8, &facts)
            basket.removeAll(keepingCapacity: true)
            try statement.forEachLine(15, in: "sale") { isBill, name, _, amount in
                basket.append((words.word(name, &facts), isBill, amount))
            }
            statement.withBytes(11) { merchantRef in
                statement.withBytes(12) { providerRef in
                    statement.withBytes(13) { slip in
                        statement.withBytes(14) { approval in
                            facts.add(
                                id: id, original: original, at: at, kind: kind,
                                channel: channel, provider: provider, brand: brand,
                                terminal: terminal, office: office,
                                amount: total, paid: statement.int64(10) == 1,
                                texts: Facts.SaleTexts(
                                    merchantRef: merchantRef, providerRef: providerRef,
                                    slip: slip, approval: approval), basket: basket)
                        }
                    }
                }
            }
        }
        statement.reset()
    }

    private func loadLines(_ facts: inout Facts) throws {
        let statement = try connection.statement(
            """
            SELECT provider, kind, at, amount, fee, payout, brand, terminal, copy, number,
                merchant_ref, first_ref, second_ref, third_ref, slip, approval
            FROM provider_line WHERE day <= ?1 OR payout IS NOT NULL ORDER BY rowid
            """)
        statement.bind(1, Int64(facts.through.number))
        var words = WordCache()
        while try statement.step() {
            guard let provider = words.provider(statement, 0, &facts) else { continue }
            let kind: ProviderLine.Kind = try statement.value(1, in: "provider_line")
            let payout = words.word(statement, 5, &facts)
            let brand = words.word(statement, 6, &facts)
            let terminal = words.word(statement, 7, &facts)
            let texts = Facts.LineTexts(
                number: bytes(statement, 9), merchantRef: bytes(statement, 10),
                firstRef: bytes(statement, 11), secondRef: bytes(statement, 12),
                thirdRef: bytes(statement, 13), slip: bytes(statement, 14),
                approval: bytes(statement, 15))
            facts.add(
                provider: provider, kind: kind, at: try statement.moment(2, in: "provider_line"),
                amount: try statement.yen(3, in: "provider_line"),
                fee: statement.isNull(4) ? nil : try statement.yen(4, in: "provider_line"),
                payout: payout,
                brand: brand, terminal: terminal, copy: try statement.count(8, in: "provider_line"),
                texts: texts)
        }
        statement.reset()
    }

    /// A column's bytes; SQLite keeps them where they are until the next step.
    private func bytes(_ statement: Statement, _ column: Int) -> UnsafeRawBufferPointer {
        statement.withBytes(column) { $0 }
    }
}

/// Words of columns with few values, so that each is looked up once and not a million times.
struct WordCache {
    private var recent: [(hash: UInt64, count: Int, word: UInt32)] = Array(
        repeating: (0, -1, 0), count: 256)
    private var names: [[UInt8]] = Array(repeating: [], count: 256)
    private var providers: [UInt32: UInt16?] = [:]

    mutating func word(_ statement: Statement, _ column: Int, _ facts: inout Facts) -> UInt32 {
        if statement.isNull(column) { return 0 }
        let bytes = statement.withBytes(column) { $0 }
        return word(bytes, &facts)
    }

    mutating func word(_ bytes: UnsafeRawBufferPointer, _ facts: inout Facts) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let slot = Int((hash ^ (hash >> 29)) & 255)
        if recent[slot].hash == hash, recent[slot].count == bytes.count,
            names[slot].elementsEqual(bytes)
        {
            return recent[slot].word
        }
        let word = facts.word(String(decoding: bytes, as: UTF8.self))
        recent[slot] = (hash, bytes.count, word)
        names[slot] = Array(bytes)
        return word
    }

    /// A provider's place; nil where the city file knows no such provider any more.
    mutating func provider(
        _ statement: Statement, _ column: Int, _ facts: inout Facts
    ) -> UInt16? {
        if statement.isNull(column) { return facts.provider(nil) }
        let word = word(statement, column, &facts)
        if let known = providers[word] { return known }
        let place = facts.provider(statement.text(column))
        providers[word] = place
        return place
    }
}
