import City
import Database
import Dispatch
public import Money
public import Provider
public import Store

/// Takes input files in: recognised by content, read as a stream, proven, and written with their
/// evidence; each file wholly or not at all.
///
/// One thread reads and proves while the other writes. Files are committed in groups; a process
/// that is killed leaves whole files only, and running the same import again completes it.
public struct ImportFiles {
    public struct Report: Sendable {
        public var path: String
        public var kind: FileKind?
        /// SHA-256 in hexadecimal; empty where the file could not be read.
        public var digest: String
        var digestBytes: [UInt8]
        public var rows = 0
        public var accepted = 0
        public var duplicates = 0
        public var findings: [Finding] = []
        public var findingCount = 0
        public var status: FileRegistry.Status
    }

    let books: Books
    let adapters: [any FileAdapter.Type]

    /// - Parameter adapters: all formats that are known; the executable decides.
    public init(_ books: Books, adapters: [any FileAdapter.Type]) {
        self.books = books
        self.adapters = adapters
    }

    /// - Parameters:
    ///   - paths: taken in this order.
    ///   - kind: what the files are said to be; nil: recognised.
    ///   - dryRun: everything is done, and then undone.
    ///   - progress: told after each file.
    public func run(
        _ paths: [String], as kind: FileKind?, dryRun: Bool, at now: Moment,
        progress: (Report) -> Void
    ) throws -> [Report] {
        try books.alone {
            books.evidence.clearIncoming()
            let queue = BoundedQueue<ImportMessage>(limit: 32)
            let stage = ReadStage(
                city: books.city, adapters: adapters, evidence: dryRun ? nil : books.evidence,
                queue: queue)
            let done = DispatchSemaphore(value: 0)
            DispatchQueue(label: "suito.import.read").async {
                stage.run(paths, as: kind)
                done.signal()
            }
            defer {
                queue.close()
                done.wait()
            }
            var writer = WriteStage(books: books, queue: queue, now: now, dryRun: dryRun)
            return try writer.run(progress)
        }
    }
}

/// What the reading thread tells the writing one.
enum ImportMessage: Sendable {
    case begin(path: String, kind: FileKind?, digest: [UInt8], digestText: String, size: Int)
    case batch(CheckedBatch)
    case bank([BankStatement])
    case end(rows: Int, findings: [Finding], findingCount: Int, incoming: String?, masked: Bool)
    /// - Parameter findings: of rows, seen before the file was refused.
    case rejected(Finding, rows: Int, findings: [Finding], findingCount: Int)
    case trouble(DatabaseTrouble)
    case finished
}

/// Reads, recognises, proves and checks files one after the other.
struct ReadStage: Sendable {
    let city: City
    let adapters: [any FileAdapter.Type]
    let evidence: EvidenceFolder?
    let queue: BoundedQueue<ImportMessage>

    /// The taker went away: nothing more is wanted.
    private struct Stopped: Error {}

    func run(_ paths: [String], as kind: FileKind?) {
        for (number, path) in paths.enumerated() {
            do {
                try read(path, number, kind)
            } catch is Stopped {
                return
            } catch let trouble as DatabaseTrouble {
                _ = queue.put(.trouble(trouble))
                return
            } catch {
                _ = queue.put(.trouble(DatabaseTrouble(.other, "\(error)")))
                return
            }
        }
        _ = queue.put(.finished)
    }

    private func put(_ message: ImportMessage) throws {
        guard queue.put(message) else { throw Stopped() }
    }

    private func read(_ path: String, _ number: Int, _ kind: FileKind?) throws {
        let file: FileReader
        do {
            file = try FileReader(path)
        } catch {
            try put(.begin(path: path, kind: kind, digest: [], digestText: "", size: 0))
            try put(.rejected(error.finding, rows: 0, findings: [], findingCount: 0))
            return
        }
        let adapter: any FileAdapter.Type
        do {
            adapter = try recognise(file, kind)
        } catch {
            try begin(file, kind)
            try put(.rejected(error.finding, rows: 0, findings: [], findingCount: 0))
            return
        }
        try begin(file, adapter.kind)
        try parse(file, number, adapter)
    }

    private func begin(_ file: FileReader, _ kind: FileKind?) throws {
        try put(
            .begin(
                path: file.path, kind: kind, digest: file.digest, digestText: file.digestText,
                size: file.size))
    }

    /// The one format that the content is.
    private func recognise(
        _ file: FileReader, _ kind: FileKind?
    ) throws(FileRejection) -> any FileAdapter.Type {
        if file.size == 0 {
            throw FileRejection(
                code: .emptyFile, ja: "ファイルが空です", en: "the file is empty")
        }
        if file.head.isUTF16 {
            throw FileRejection(
                code: .unsupportedEncoding,
                ja: "UTF-16 は使えません（UTF-8 か Shift_JIS (CP932) にしてください）",
                en: "UTF-16 is not supported; use UTF-8 or Shift_JIS (CP932)")
        }
        var claiming: [any FileAdapter.Type] = []
        for adapter in adapters {
            if let kind {
                if adapter.kind == kind { claiming.append(adapter) }
            } else if adapter.recognises(file.head) {
                claiming.append(adapter)
            }
        }
        guard let adapter = claiming.first else {
            throw FileRejection(
                code: .unknownFormat, ja: "どの形式にも当てはまりません",
                en: "this is no format that is known")
        }
        guard claiming.count == 1 else {
            let names = claiming.map { $0.kind.rawValue }.joined(separator: " ")
            throw FileRejection(
                code: .ambiguousFormat,
                ja: "形式を一つに決められません（\(names)）。--as で指定してください",
                en: "several formats fit (\(names)); say which with --as")
        }
        return adapter
    }

    private func parse(
        _ file: FileReader, _ number: Int, _ adapter: any FileAdapter.Type
    ) throws {
        let checking = Checking(FactChecker(city, kind: adapter.kind))
        let queue = queue
        var sink = FactSink { batch throws(FileRejection) in
            let (checked, findings) = checking.check(batch)
            checking.findings += findings
            let bank = batch.bankStatements
            guard queue.put(.batch(checked)), bank.isEmpty || queue.put(.bank(bank)) else {
                checking.isStopped = true
                throw FileRejection(code: .unreadable, ja: "中断しました", en: "stopped")
            }
        }
        do {
            var source = try file.source()
            try adapter.read(&source, into: &sink)
            try sink.flush()
        } catch {
            if checking.isStopped { throw Stopped() }
            try put(
                .rejected(
                    error.finding, rows: sink.rows, findings: checking.findings(with: sink),
                    findingCount: sink.findingCount + checking.findings.count))
            return
        }
        var incoming: String?
        if let evidence {
            let path = evidence.incomingPath(number)
            try file.copy(to: path, masking: sink.secrets)
            incoming = path
        }
        try put(
            .end(
                rows: sink.rows, findings: checking.findings(with: sink),
                findingCount: sink.findingCount + checking.findings.count, incoming: incoming,
                masked: !sink.secrets.isEmpty))
    }
}

/// The checker of one file while batches come by; used by the reading thread alone.
private final class Checking {
    private var checker: FactChecker
    var findings: [Finding] = []
    var isStopped = false

    init(_ checker: FactChecker) { self.checker = checker }

    func check(_ batch: FactBatch) -> (CheckedBatch, [Finding]) { checker.check(batch) }

    /// The first findings of the file by line, those of its adapter among them.
    func findings(with sink: FactSink) -> [Finding] {
        let all = (sink.findings + findings).sorted { $0.line < $1.line }
        return Array(all.prefix(FactSink.findingsAtMost))
    }
}
