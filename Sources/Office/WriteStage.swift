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
                try books.write { connection in
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
                reports[place].accepted = try registry.accepted(
                    of: reports[place].digestBytes)
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
        var bank = BankIntake(books.city, connection, file: number)
        var rejection: Finding?
        try connection.run("SAVEPOINT file")
        while true {
            switch try next() {
            case .batch(let batch):
                if known == nil { try writer.write(batch) }
            case .bank(let statements):
                guard known == nil, rejection == nil else { continue }
                rejection = try bank.take(statements)
            case .rejected(let finding, let rows, let findings, let count):
                report.rows = rows
                report.findings = findings
                report.findingCount = count
                try finish(connection, &report, finding, known)
                return 0
            case .end(let rows, let findings, let count, let incoming, let masked):
                try bank.finish()
                report.rows = rows
                report.accepted += writer.accepted + bank.accepted
                report.duplicates += writer.duplicates + bank.duplicates
                report.findings = findings + writer.findings + bank.findings
                report.findingCount = count + writer.findings.count + bank.findings.count
                report.status = bank.status
                if known == nil, rejection == nil, rows > 0, bank.status == .accepted {
                    rejection = refusal(of: report, isKnown: unfinished != nil)
                }
                // Read again, and still nothing new: the same file.
                let isSame = unfinished != nil && report.accepted == 0 && rejection == nil
                if isSame { report.status = .duplicate }
                let isTaken = known == nil && rejection == nil && !isSame
                var isMasked = masked
                if let incoming, isTaken {
                    let kept = try keep(
                        incoming, digest, connection, isVerbatim: !masked && unfinished == nil)
                    isMasked = kept != digest
                    if connection.engine == .sqlite { keptAny = true }
                } else if let incoming {
                    books.evidence.discard(incoming)
                }
                if isTaken { try register(connection, report, number, digest, size, isMasked) }
                try finish(connection, &report, rejection, known)
                return report.accepted
            case .begin, .trouble, .finished: continue
            }
        }
    }

    /// Keeps evidence, and notes what its bytes are where they are not those that were sent.
    ///
    /// - Parameter isVerbatim: nothing was starred out, and nothing is kept of it yet.
    /// - Returns: SHA-256 of the bytes that are kept.
    private func keep(
        _ incoming: String, _ digest: [UInt8], _ connection: Connection, isVerbatim: Bool
    ) throws -> [UInt8] {
        var kept = digest
        if connection.engine == .postgresql {
            let table = EvidenceTable(connection)
            try table.keep(file: incoming, as: digest)
            books.evidence.discard(incoming)
            // What was kept before stays.
            if !isVerbatim { kept = try table.digest(ofKept: digest) ?? digest }
        } else {
            if !isVerbatim {
                do {
                    kept = try FileReader(incoming).digest
                } catch {
                    throw DatabaseTrouble(.io, "\(incoming): \(error.finding.text.en)")
                }
            }
            try books.evidence.keep(incoming, as: hex(digest))
        }
        try MaskedEvidence(connection).note(digest, kept: kept)
        return kept
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
            // What is wrong with single rows is often why the whole does not prove.
            report.findings = [rejection] + report.findings
            report.findingCount += 1
        }
        if known != nil || rejection != nil { try connection.run("ROLLBACK TO file") }
        try connection.run("RELEASE file")
    }
}
