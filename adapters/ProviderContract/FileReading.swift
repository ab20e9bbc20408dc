public import Provider

/// All that an adapter says of one file.
public struct FileReading: Sendable, Equatable {
    public var facts = FactBatch()
    public var rows = 0
    public var findings: [Finding] = []
    public var secrets: [Range<Int>] = []
    /// Why the file was refused whole; nil where it was not.
    public var rejection: FileRejection?

    /// Reads bytes with an adapter, `refill` of them at a time.
    public init<Adapter: FileAdapter>(
        _ adapter: Adapter.Type, _ bytes: [UInt8], refill: Int = .max
    ) {
        var place = 0
        var source = ByteSource { (target) throws(FileRejection) -> Int in
            let count = min(target.count, bytes.count - place, refill)
            for index in 0..<count { target[index] = bytes[place + index] }
            place += count
            return count
        }
        var delivered = FactBatch()
        var sink = FactSink(batchSize: 7) { (batch) throws(FileRejection) in
            delivered.append(batch)
        }
        do throws(FileRejection) {
            try Adapter.read(&source, into: &sink)
            try sink.flush()
        } catch {
            rejection = error
        }
        facts = delivered
        rows = sink.rows
        findings = sink.findings
        secrets = sink.secrets
    }

    /// The lines of the file that became facts.
    public var factRows: Set<Int> {
        var rows = Set(facts.sales.map(\.row))
        rows.formUnion(facts.lines.map(\.row))
        rows.formUnion(facts.terminalTotals.map(\.row))
        rows.formUnion(facts.payouts.map(\.row))
        rows.formUnion(facts.slips.map(\.row))
        rows.formUnion(facts.bills.map(\.row))
        rows.formUnion(facts.billChanges.map(\.row))
        for statement in facts.bankStatements {
            rows.formUnion(statement.lines.map(\.row))
        }
        return rows
    }

    /// Whether two readings say the same, wherever in the file card numbers stood.
    public func saysTheSame(as other: FileReading) -> Bool {
        facts.isSame(as: other.facts) && rows == other.rows && findings == other.findings
            && rejection == other.rejection && secrets.count == other.secrets.count
    }

    public static func == (a: FileReading, b: FileReading) -> Bool {
        a.saysTheSame(as: b) && a.secrets == b.secrets
    }
}

extension FactBatch {
    mutating func append(_ other: FactBatch) {
        sales += other.sales
        lines += other.lines
        terminalTotals += other.terminalTotals
        payouts += other.payouts
        slips += other.slips
        bankStatements += other.bankStatements
        bills += other.bills
        billChanges += other.billChanges
    }

    func isSame(as other: FactBatch) -> Bool {
        sales == other.sales && lines == other.lines && terminalTotals == other.terminalTotals
            && payouts == other.payouts && slips == other.slips
            && bankStatements == other.bankStatements && bills == other.bills
            && billChanges == other.billChanges
    }
}
