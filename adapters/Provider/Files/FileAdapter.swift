/// A reader of one kind of file.
///
/// ## Implementing
/// - ``recognises(_:)`` looks at the first bytes only; two adapters must not claim one file.
/// - ``read(_:into:)`` streams: it never holds the whole file, and hands each fact to the sink as
///   soon as the row is understood. A bad row becomes a finding and does not hide the rest.
///   Where the format has control totals, they are proven before it returns; if they do not prove,
///   it throws, and the caller undoes whatever the sink has taken.
/// - Free text is shown to ``FactSink/guardFreeText(_:at:line:column:)`` before the row is
///   accepted.
public protocol FileAdapter: Sendable {
    static var kind: FileKind { get }
    static func recognises(_ head: FileHead) -> Bool
    static func read(_ source: inout ByteSource, into sink: inout FactSink) throws(FileRejection)
}

/// Facts of one file on their way to the books, handed over in batches.
public struct FactBatch: Sendable {
    public var sales: [SaleEvent] = []
    public var lines: [ProviderLine] = []
    public var terminalTotals: [TerminalTotals] = []
    public var payouts: [PayoutStatement] = []
    public var slips: [SlipLine] = []
    public var bankStatements: [BankStatement] = []
    public var bills: [BillRow] = []
    public var billChanges: [BillChange] = []

    public init() {}

    public var count: Int {
        sales.count + lines.count + terminalTotals.count + payouts.count + slips.count
            + bankStatements.count + bills.count + billChanges.count
    }
}

/// What an adapter writes into while it reads.
public struct FactSink {
    public private(set) var findings: [Finding] = []
    /// Byte ranges of the file that hold card numbers: all their digits but the last four are made
    /// stars before anything is stored.
    public private(set) var secrets: [Range<Int>] = []
    /// Data rows seen, good and bad; headers and totals do not count.
    public var rows = 0
    public var batch = FactBatch()

    let batchSize: Int
    let deliver: (FactBatch) throws(FileRejection) -> Void

    /// - Parameters:
    ///   - batchSize: facts that are collected before they are delivered.
    ///   - deliver: takes a full batch; throwing stops the reading.
    public init(
        batchSize: Int = 512, deliver: @escaping (FactBatch) throws(FileRejection) -> Void
    ) {
        self.batchSize = batchSize
        self.deliver = deliver
    }

    /// Keeps a finding.
    ///
    /// A file of nothing but bad rows must not fill the memory, so at most
    /// ``findingsAtMost`` are kept with their text; all are counted.
    public mutating func report(_ finding: Finding) {
        findingCount += 1
        if findings.count < FactSink.findingsAtMost { findings.append(finding) }
    }

    public static let findingsAtMost = 1000
    public private(set) var findingCount = 0

    /// Marks bytes of the file as a card number.
    public mutating func markSecret(_ range: Range<Int>) { secrets.append(range) }

    /// Call after each accepted row: delivers the batch when it is full.
    public mutating func rowDone() throws(FileRejection) {
        if batch.count >= batchSize { try flush() }
    }

    /// Delivers what is left.
    public mutating func flush() throws(FileRejection) {
        guard batch.count > 0 else { return }
        let full = batch
        batch = FactBatch()
        try deliver(full)
    }
}
