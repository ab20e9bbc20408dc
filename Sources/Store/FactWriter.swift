public import Database
import Money
public import Provider

/// A fact together with the provider of the city file that it speaks of.
public struct Provided<Fact: Sendable>: Sendable {
    public var provider: String
    public var fact: Fact

    public init(provider: String, fact: Fact) {
        self.provider = provider
        self.fact = fact
    }
}

/// Facts that have been held against the city file and may be written.
public struct CheckedBatch: Sendable {
    public var sales: [SaleEvent] = []
    public var lines: [Provided<ProviderLine>] = []
    public var terminalTotals: [Provided<TerminalTotals>] = []
    public var payouts: [Provided<PayoutStatement>] = []
    public var slips: [Provided<SlipLine>] = []
    public var bills: [BillRow] = []
    public var billChanges: [BillChange] = []

    public init() {}
}

/// Writes the facts of one file inside the caller's transaction.
///
/// A fact that is there already, word for word, is a duplicate and does no harm; one whose number
/// is taken by other words becomes a finding.
public struct FactWriter {
    let connection: Connection
    let file: Int64
    public private(set) var accepted = 0
    public private(set) var duplicates = 0
    public private(set) var findings: [Finding] = []
    /// How often each line's content has come in this file: twice in one file is not a duplicate
    /// delivery.
    private var copies: [Int64: Int64] = [:]
    private var basket: [UInt8] = []

    public init(_ connection: Connection, file: Int64) {
        self.connection = connection
        self.file = file
    }

    public mutating func write(_ batch: CheckedBatch) throws {
        for sale in batch.sales { try write(sale) }
        for line in batch.lines { try write(line) }
        for totals in batch.terminalTotals { try write(totals) }
        for payout in batch.payouts { try write(payout) }
        for slip in batch.slips { try write(slip) }
        for bill in batch.bills { try write(bill) }
        for change in batch.billChanges { try write(change) }
    }

    mutating func count(isNew: Bool) {
        if isNew { accepted += 1 } else { duplicates += 1 }
    }

    mutating func note(_ row: Int, ja: String, en: String) {
        findings.append(
            Finding(
                line: row, code: .idReused,
                Sentence(
                    ja: "\(ja)は別の内容ですでに取り込まれています",
                    en: "\(en) was taken in before with other content")))
    }

    /// How often the same slip record has come in this file before.
    mutating func slipCopies(_ slip: SlipLine) -> Int64 {
        var hash = ContentHash()
        hash.add(slip.key)
        hash.add(slip.place)
        hash.add(UInt64(slip.kind.rawValue))
        hash.add(UInt64(bitPattern: Int64(slip.paidDay.number)))
        hash.add(UInt64(bitPattern: Int64(slip.paidSecond ?? -1)))
        hash.add(UInt64(bitPattern: slip.amount.value))
        hash.add(UInt64(bitPattern: Int64(slip.payDate?.number ?? -1)))
        let content = Int64(bitPattern: hash.value)
        let copy = copies[content, default: 0]
        copies[content] = copy + 1
        return copy
    }

    /// Notes that a row was new, the same again, or another under a number that is taken.
    mutating func settle(isNew: Bool, isSame: Bool, row: Int, ja: String, en: String) {
        if isNew || isSame { count(isNew: isNew) } else { note(row, ja: ja, en: en) }
    }

    private mutating func write(_ sale: SaleEvent) throws {
        let statement = try connection.statement(
            """
            INSERT INTO sale (id, file, row, at, day, kind, channel, office, terminal, operator,
                provider, method, brand, amount, basket, provider_ref, merchant_ref, slip,
                approval, original, paid)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21)
            ON CONFLICT DO NOTHING
            """)
        Basket.encode(sale.lines, into: &basket)
        statement.bind(2, file)
        statement.bind(3, Int64(sale.row))
        bindContent(of: sale, to: statement)
        try statement.run()
        let isNew = statement.changes == 1
        let isSame = try isNew || stands(sale)
        settle(
            isNew: isNew, isSame: isSame, row: sale.row, ja: "取引番号 \(sale.id) ",
            en: "payment \(sale.id)")
    }

    private func bindContent(of sale: SaleEvent, to statement: Statement) {
        withUnsafeBytes(of: sale.id.bits.bigEndian) { statement.bind(1, $0) }
        statement.bind(4, sale.at.seconds)
        statement.bind(5, Int64(sale.at.day.number))
        statement.bind(6, Int64(sale.kind.rawValue))
        statement.bind(7, Int64(sale.channel.rawValue))
        statement.bind(8, sale.office)
        statement.bind(9, sale.terminal)
        statement.bind(10, sale.operatorName)
        statement.bind(11, sale.provider)
        statement.bind(12, sale.method)
        statement.bind(13, sale.brand)
        statement.bind(14, sale.amount.value)
        statement.bind(15, basket)
        statement.bind(16, sale.providerRef)
        statement.bind(17, sale.merchantRef)
        statement.bind(18, sale.slip)
        statement.bind(19, sale.approval)
        if let original = sale.original {
            withUnsafeBytes(of: original.bits.bigEndian) { statement.bind(20, $0) }
        } else {
            statement.bindNull(20)
        }
        statement.bind(21, sale.paid.map { $0 ? Int64(1) : 0 })
    }

    /// Whether the same event, word for word, is there already.
    private func stands(_ sale: SaleEvent) throws -> Bool {
        let statement = try connection.statement(
            """
            SELECT 1 FROM sale WHERE id = ?1 AND at = ?4 AND day = ?5 AND kind = ?6
                AND channel = ?7 AND office = ?8 AND terminal IS NOT DISTINCT FROM ?9
                AND operator IS NOT DISTINCT FROM ?10 AND provider IS NOT DISTINCT FROM ?11
                AND method = ?12 AND brand IS NOT DISTINCT FROM ?13 AND amount = ?14
                AND basket = ?15 AND provider_ref IS NOT DISTINCT FROM ?16
                AND merchant_ref IS NOT DISTINCT FROM ?17 AND slip IS NOT DISTINCT FROM ?18
                AND approval IS NOT DISTINCT FROM ?19 AND original IS NOT DISTINCT FROM ?20
                AND paid IS NOT DISTINCT FROM ?21 AND ?2 <> ?3
            """)
        bindContent(of: sale, to: statement)
        statement.bind(2, Int64(0))
        statement.bind(3, Int64(1))
        defer { statement.reset() }
        return try statement.step()
    }

    private mutating func write(_ provided: Provided<ProviderLine>) throws {
        let line = provided.fact
        let content = line.contentHash
        let copy = copies[content, default: 0]
        copies[content] = copy + 1
        let statement = try connection.statement(
            """
            INSERT INTO provider_line (provider, day, content, copy, file, row, number, kind, at,
                amount, fee, payout, terminal, brand, merchant_ref, first_ref, second_ref,
                third_ref, slip, approval)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20)
            ON CONFLICT DO NOTHING
            """)
        statement.bind(1, provided.provider)
        statement.bind(2, Int64(line.at.day.number))
        statement.bind(3, content)
        statement.bind(4, copy)
        statement.bind(5, file)
        statement.bind(6, Int64(line.row))
        statement.bind(7, line.number)
        statement.bind(8, Int64(line.kind.rawValue))
        statement.bind(9, line.at.seconds)
        statement.bind(10, line.amount.value)
        statement.bind(11, line.fee?.value)
        statement.bind(12, line.payout)
        statement.bind(13, line.terminal)
        statement.bind(14, line.brand)
        statement.bind(15, line.merchantRef)
        for place in 0..<3 {
            statement.bind(
                16 + place, line.providerRefs.count > place ? line.providerRefs[place] : nil)
        }
        statement.bind(19, line.slip)
        statement.bind(20, line.approval)
        try statement.run()
        count(isNew: statement.changes == 1)
    }
}

/// Numbers in seven bits a byte, low bits first.
enum Varint {
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func read(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return value
    }
}

extension ProviderLine {
    /// 64 bits over every word of the line but its place in the file; with provider and day it
    /// names the line's content.
    var contentHash: Int64 {
        var hash = ContentHash()
        hash.add(number)
        hash.add(UInt64(kind.rawValue))
        hash.add(UInt64(bitPattern: at.seconds))
        hash.add(UInt64(bitPattern: amount.value))
        hash.add(UInt64(bitPattern: fee?.value ?? -1))
        for text in [payout, terminal, brand, merchantRef, slip, approval] { hash.add(text) }
        for reference in providerRefs { hash.add(reference) }
        return Int64(bitPattern: hash.value)
    }
}

/// A stable hash (FNV-1a with a final mix), the same on every machine and in every version.
struct ContentHash {
    private(set) var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: UInt64) {
        state = (state ^ number) &* 0x100_0000_01B3
        state ^= state >> 29
    }

    mutating func add(_ text: String?) {
        guard var text else { return add(0xFFFF_FFFF) }
        text.withUTF8 { bytes in
            var word: UInt64 = 0
            var count = 0
            for byte in bytes {
                word = word << 8 | UInt64(byte)
                count += 1
                if count & 7 == 0 {
                    add(word)
                    word = 0
                }
            }
            add(word)
            add(UInt64(count))
        }
    }

    var value: UInt64 {
        var result = state
        result ^= result >> 32
        result &*= 0xD6E8_FEB8_6659_FD93
        result ^= result >> 32
        return result
    }
}
