import City
import Database
import Money
import Provider
import Store

/// Writes what the reading thread has proven, a group of files in one transaction.
struct WriteStage {
    let books: Books
    let queue: BoundedQueue<ImportMessage>
    let now: Moment
    let dryRun: Bool

    private var reports: [ImportFiles.Report] = []
    private var isFinished = false

    /// Facts and files after which a group is committed, so that others get their turn.
    static let groupFacts = 25_000
    static let groupFiles = 200

    private struct DryRunEnds: Error {}

    init(books: Books, queue: BoundedQueue<ImportMessage>, now: Moment, dryRun: Bool) {
        self.books = books
        self.queue = queue
        self.now = now
        self.dryRun = dryRun
    }

    mutating func run(
        _ progress: (ImportFiles.Report) -> Void
    ) throws -> [ImportFiles.Report] {
        while !isFinished {
            let before = reports.count
            do {
                try books.database.write { connection in
                    try group(connection)
                    if dryRun { throw DryRunEnds() }
                }
            } catch is DryRunEnds {}
            for report in reports[before...] { progress(report) }
        }
        if !dryRun { try refreshHeld() }
        return reports
    }

    /// A file that was held and whose predecessor came later in the same run holds no more.
    private mutating func refreshHeld() throws {
        let held = reports.indices.filter { reports[$0].status == .held }
        guard !held.isEmpty else { return }
        try books.database.read { connection in
            let registry = FileRegistry(connection)
            for place in held {
                let status = try registry.status(of: reports[place].digestBytes) ?? .rejected
                guard status != .held else { continue }
                reports[place].status = status
                guard status == .accepted else { continue }
                reports[place].accepted = reports[place].rows
                reports[place].findings.removeAll { $0.code == .bankContinuity }
                reports[place].findingCount = reports[place].findings.count
            }
        }
    }

    /// Takes files until the group is full; a dry run is one group.
    private mutating func group(_ connection: Connection) throws {
        var facts = 0
        var files = 0
        var keptAny = false
        while !isFinished,
            dryRun || (facts < WriteStage.groupFacts && files < WriteStage.groupFiles)
        {
            guard case .begin(let path, let kind, let digest, let text, let size) = try next()
            else { continue }
            var report = ImportFiles.Report(
                path: path, kind: kind, digest: text, digestBytes: digest, status: .rejected)
            facts += try takeFile(connection, &report, digest, size, &keptAny)
            files += 1
            reports.append(report)
        }
        if keptAny { try books.evidence.sync() }
    }

    private mutating func next() throws -> ImportMessage {
        let message = queue.take()
        switch message {
        case .finished: isFinished = true
        case .trouble(let trouble): throw trouble
        case .begin, .batch, .bank, .end, .rejected: break
        }
        return message
    }

    /// Writes one file under a savepoint of its own; what is refused leaves no trace.
    private mutating func takeFile(
        _ connection: Connection, _ report: inout ImportFiles.Report, _ digest: [UInt8],
        _ size: Int, _ keptAny: inout Bool
    ) throws -> Int {
        let registry = FileRegistry(connection)
        let unfinished = digest.isEmpty ? nil : try registry.unfinished(digest)
        let known =
            digest.isEmpty || unfinished != nil ? nil : try registry.status(of: digest)
        let number = try unfinished ?? registry.nextNumber()
        var writer = FactWriter(connection, file: number)
        var bankStatus = FileRegistry.Status.accepted
        var bankFindings: [Finding] = []
        var rejection: Finding?
        try connection.run("SAVEPOINT file")
        while true {
            switch try next() {
            case .batch(let batch):
                if known == nil { try writer.write(batch) }
            case .bank(let statements):
                guard known == nil, rejection == nil else { continue }
                for statement in statements {
                    rejection =
                        try take(
                            statement, connection, number, &report, &bankStatus, &bankFindings)
                        ?? rejection
                }
            case .rejected(let finding, let rows):
                report.rows = rows
                rejection = finding
                try finish(connection, &report, rejection, known)
                return 0
            case .end(let rows, let findings, let count, let incoming, let masked):
                report.rows = rows
                report.accepted += writer.accepted
                report.duplicates += writer.duplicates
                report.findings = findings + writer.findings + bankFindings
                report.findingCount = count + writer.findings.count + bankFindings.count
                report.status = bankStatus
                if known == nil, rejection == nil, rows > 0, bankStatus == .accepted {
                    rejection = refusal(of: report, isKnown: unfinished != nil)
                }
                // Read again, and still nothing new: the same file.
                let isSame = unfinished != nil && report.accepted == 0 && rejection == nil
                if isSame { report.status = .duplicate }
                if known == nil, rejection == nil, !isSame {
                    try register(connection, report, number, digest, size, masked)
                }
                try finish(connection, &report, rejection, known)
                if let incoming {
                    if known == nil, rejection == nil, !isSame {
                        try books.evidence.keep(incoming, as: report.digest)
                        keptAny = true
                    } else {
                        books.evidence.discard(incoming)
                    }
                }
                return report.accepted
            case .begin, .trouble, .finished: continue
            }
        }
    }

    /// A file of which nothing could be taken in was probably meant for something else: it is not
    /// kept, and can be tried again.
    private func refusal(of report: ImportFiles.Report, isKnown: Bool) -> Finding? {
        guard report.accepted == 0, report.duplicates == 0, !isKnown,
            report.findingCount >= report.rows
        else { return nil }
        return Finding(
            line: 0, code: .nothingAccepted,
            Sentence(
                ja: "取り込める行が一つもありません", en: "no row of the file can be taken in"))
    }

    private func register(
        _ connection: Connection, _ report: ImportFiles.Report, _ number: Int64,
        _ digest: [UInt8], _ size: Int, _ masked: Bool
    ) throws {
        guard let kind = report.kind else { return }
        try FileRegistry(connection).insert(
            FileRegistry.Entry(
                number: number, digest: digest, kind: kind,
                name: maskedName(report.path), size: size,
                rows: report.rows, accepted: report.accepted, duplicates: report.duplicates,
                findingCount: report.findingCount, findings: report.findings,
                status: report.status, isMasked: masked, imported: now))
    }

    private func maskedName(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return String(decoding: CardNumberGuard.mask(Array(name.utf8)), as: UTF8.self)
    }

    /// Keeps or undoes what the file wrote.
    private func finish(
        _ connection: Connection, _ report: inout ImportFiles.Report, _ rejection: Finding?,
        _ known: FileRegistry.Status?
    ) throws {
        if known != nil {
            report.status = .duplicate
            report.accepted = 0
            report.duplicates = report.rows
            report.findings = []
            report.findingCount = 0
        } else if let rejection {
            report.status = .rejected
            report.accepted = 0
            report.duplicates = 0
            let keepsRows = rejection.code == .nothingAccepted
            report.findings = [rejection] + (keepsRows ? report.findings : [])
            report.findingCount = keepsRows ? report.findingCount + 1 : 1
        }
        if known != nil || rejection != nil { try connection.run("ROLLBACK TO file") }
        try connection.run("RELEASE file")
    }

    /// Takes one account's statement; answers why the file is refused whole.
    private func take(
        _ statement: BankStatement, _ connection: Connection, _ number: Int64,
        _ report: inout ImportFiles.Report, _ status: inout FileRegistry.Status,
        _ findings: inout [Finding]
    ) throws -> Finding? {
        guard
            let account = books.city.bankAccount(
                bank: statement.bank, branch: statement.branch, kindNumber: statement.type,
                number: statement.number)
        else {
            findings.append(
                Finding(
                    line: statement.row, code: .accountUnknown,
                    Sentence(
                        ja: "口座 \(statement.bank)-\(statement.branch) \(statement.number) "
                            + "は市の設定にありません",
                        en: "account \(statement.bank)-\(statement.branch) \(statement.number) "
                            + "is not in the city file")))
            return nil
        }
        let continuity = BankContinuity(connection, city: books.city)
        switch try continuity.take(statement, account: account, file: number) {
        case .accepted(let lines, let refused):
            report.accepted += lines
            findings += refused
        case .duplicate(let lines): report.duplicates += lines
        case .held:
            status = .held
            findings.append(
                Finding(
                    line: statement.row, code: .bankContinuity,
                    Sentence(
                        ja: "\(statement.from) の明細は、前の明細が届くまで保留します",
                        en: "the statement of \(statement.from) waits for the one before it")))
        case .rejected(let finding): return finding
        }
        return nil
    }
}
