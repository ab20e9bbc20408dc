public import City
import Database
import Ledger
import LedgerStore
import Money
import Sealing
public import Settlement
public import Store
import Transparency

/// Writes the files of a closed day, from one snapshot of the books.
///
/// All of it was fixed when the day closed, so it writes the same bytes whenever it is asked.
struct PackageRenderer {
    let books: Books
    let closing: ClosingLog.Closing
    let papers: PackagePapers
    /// Prints `summary.pdf`.
    let printSummary: SummaryPrinter
    let connection: Connection

    /// Writes all sealed files into a folder.
    ///
    /// - Returns: their digests, in the order of ``PackageFile``.
    func render(into folder: String) throws -> [DigestList.Entry] {
        var totals = PackageTotals()
        var digests: [PackageFile: (digest: String, bytes: Int64)] = [:]
        (digests[.journal], digests[.payments]) = try writeVouchers(folder, &totals)
        digests[.payouts] = try writePayouts(folder, &totals)
        digests[.exceptions] = try writeExceptions(folder, &totals)
        let figures = try ReadFigures(books).run(closing.day, connection)
        digests[.revenue] = try writeRevenue(figures, folder, &totals)
        digests[.summary] = try OutputFile.write(
            try printSummary(figures, closing, books.city), folder: folder,
            name: PackageFile.summary.rawValue)
        let tree = try tree()
        digests[.checkpoint] = try write(tree.checkpoint.text.utf8, .checkpoint, folder)
        digests[.chain] = try write(papers.chain, .chain, folder)
        if let lists = papers.revocations {
            digests[.revocations] = try write(lists, .revocations, folder)
        }
        digests[.instructions] = try write(
            VerifyText.text(
                day: closing.day, sealedAt: papers.sealedAt, isStamped: papers.isStamped,
                previousDay: closing.number == 1 ? nil : closing.day.adding(-1),
                handedOn: papers.handover.flatMap { Seal.claimedTime(of: $0.seal) }
                    .map { Moment(seconds: $0) }
            ).utf8, .instructions, folder)
        if let handover = papers.handover {
            digests[.handover] = try write(handover.statement.utf8, .handover, folder)
            digests[.handoverSeal] = try write(handover.seal, .handoverSeal, folder)
        }
        let manifest = manifest(tree.manifest, totals, digests)
        digests[.manifest] = try write(manifest.text.utf8, .manifest, folder)
        return PackageFile.allCases.compactMap { file in
            digests[file].map { DigestList.Entry(name: file.rawValue, digest: $0.digest) }
        }
    }

    private func write(
        _ bytes: some Sequence<UInt8>, _ file: PackageFile, _ folder: String
    ) throws -> (digest: String, bytes: Int64) {
        try OutputFile.write(bytes, folder: folder, name: file.rawValue)
    }

    /// The two large tables, one beside the other.
    ///
    /// Payments are read in a snapshot of their own: what they are made of was fixed when the day
    /// closed, so it is the same in both.
    private func writeVouchers(
        _ folder: String, _ totals: inout PackageTotals
    ) throws -> (journal: (String, Int64), payments: (String, Int64)) {
        let payments = Background { [books, closing] in
            try books.database.read { connection in
                try PackageRenderer.writePayments(folder, books, closing, connection)
            }
        }
        let journal = Result { try writeJournal(folder, &totals) }
        // Whatever became of the journal, nothing goes on behind the caller's back.
        let written = try payments.wait()
        totals.payments = written.totals.payments
        totals.providers = written.totals.providers
        totals.offices = written.totals.offices
        return (try journal.get(), written.file)
    }

    private func writeJournal(
        _ folder: String, _ totals: inout PackageTotals
    ) throws -> (String, Int64) {
        let journal = try OutputFile(folder: folder, name: PackageFile.journal.rawValue)
        CSVText.append(PackageTable.journal, to: &journal.buffer)
        let chart = try books.ledger.accounts(connection)
        let accounts = chart.accounts
        var rows = JournalRows(chart)
        var moved = [PackageTotals.Sum](repeating: .init(), count: accounts.count)
        try books.ledger.forEachLeaf(connection, ofDay: closing.day) { leaf in
            rows.append(leaf, to: &journal.buffer)
            try journal.flushIfFull()
            totals.addVoucher(sequence: leaf.voucher.sequence)
            totals.transfers += leaf.voucher.transfers.count
            guard leaf.voucher.kind != .reserve, leaf.voucher.kind != .void else { return }
            for transfer in leaf.voucher.transfers {
                moved[Int(transfer.debit.index)].add(transfer.amount)
            }
        }
        for (account, sum) in zip(accounts, moved) where sum.count > 0 {
            totals.moved[account.fund, default: .init()] += sum
        }
        return try journal.finish()
    }

    private static func writePayments(
        _ folder: String, _ books: Books, _ closing: ClosingLog.Closing, _ connection: Connection
    ) throws -> (file: (String, Int64), totals: PackageTotals) {
        let payments = try OutputFile(folder: folder, name: PackageFile.payments.rawValue)
        CSVText.append(PackageTable.payments, to: &payments.buffer)
        var rows = try PaymentRows(books, connection, through: closing.sequence)
        try books.ledger.forEachVoucher(connection, bookedOn: closing.day) { voucher in
            try rows.append(voucher, to: &payments.buffer)
            try payments.flushIfFull()
        }
        var totals = PackageTotals()
        rows.sums.add(to: &totals)
        return (try payments.finish(), totals)
    }

    private func writePayouts(
        _ folder: String, _ totals: inout PackageTotals
    ) throws -> (String, Int64) {
        let file = try OutputFile(folder: folder, name: PackageFile.payouts.rawValue)
        CSVText.append(PackageTable.payouts, to: &file.buffer)
        for row in try ClosingLog(connection).payouts(on: closing.day) {
            row.append(to: &file.buffer)
            totals.addPayout(status: row.status, net: row.net)
        }
        return try file.finish()
    }

    private func writeExceptions(
        _ folder: String, _ totals: inout PackageTotals
    ) throws -> (String, Int64) {
        let file = try OutputFile(folder: folder, name: PackageFile.exceptions.rawValue)
        CSVText.append(PackageTable.exceptions, to: &file.buffer)
        for row in try ClosingLog(connection).exceptions(on: closing.day) {
            row.append(to: &file.buffer)
            totals.addException(state: row.state, amount: row.amount)
        }
        return try file.finish()
    }

    private func writeRevenue(
        _ figures: FiguresThrough, _ folder: String, _ totals: inout PackageTotals
    ) throws -> (String, Int64) {
        let file = try OutputFile(folder: folder, name: PackageFile.revenue.rawValue)
        CSVText.append(RevenueTable.columns, to: &file.buffer)
        let rows = RevenueTable.rows(of: figures, city: books.city)
        for row in rows { CSVText.append(row, to: &file.buffer) }
        totals.revenueRows = rows.count
        totals.revenue = RevenueTable.daySums(rows)
        return try file.finish()
    }

    // MARK: - The tree and the manifest

    private func tree() throws -> (checkpoint: Checkpoint, manifest: Manifest.Tree) {
        guard let leaves = try books.ledger.leaves(of: closing.day, connection) else {
            throw DatabaseTrouble(.missing, "\(closing.day) is not closed")
        }
        let former = try books.ledger.tree(size: leaves.lowerBound, connection).accumulator()
        let root = try books.ledger.tree(size: leaves.upperBound, connection).root()
        let checkpoint = try Checkpoint(
            origin: CheckpointOrigin.of(books.city), treeSize: leaves.upperBound, root: root)
        return (
            checkpoint,
            Manifest.Tree(
                size: leaves.upperBound, root: root.base64, previousSize: leaves.lowerBound,
                previousRoot: former.root.base64, frontier: former.peaks.map(\.base64))
        )
    }

    private func manifest(
        _ tree: Manifest.Tree, _ totals: PackageTotals,
        _ digests: [PackageFile: (digest: String, bytes: Int64)]
    ) -> Manifest {
        let municipality = books.city.municipality
        return Manifest(
            municipality: Manifest.Municipality(
                code: municipality.code, name: municipality.name,
                nameEnglish: municipality.nameEnglish),
            day: closing.day, number: closing.number, closedAt: closing.at,
            closedBy: closing.person, software: closing.software,
            reconciledThrough: closing.reconciledThrough, previous: papers.previous,
            booksHash: hex(closing.booksHash), sealCertificate: papers.certificate,
            previousSealCertificate: papers.previousCertificate == papers.certificate
                ? nil : papers.previousCertificate,
            isStamped: papers.isStamped, tree: tree, totals: totals,
            files: PackageFile.allCases.compactMap { file in
                digests[file].map { Manifest.File(name: file.rawValue, bytes: $0.bytes) }
            })
    }
}

/// Prints `summary.pdf`: the day's figures on paper.
public typealias SummaryPrinter =
    @Sendable (_ figures: FiguresThrough, _ closing: ClosingLog.Closing, _ city: City) throws
    -> [UInt8]

/// Whose tree a checkpoint speaks of.
enum CheckpointOrigin {
    static func of(_ city: City) -> String { "suito/\(city.municipality.code)" }
}

/// What a package has from outside of the books: papers of the seal, and the day before.
struct PackagePapers: Sendable {
    /// SHA-256 of the certificate that seals, hexadecimal.
    var certificate: String
    /// That of the day before; nil for the first.
    var previousCertificate: String?
    /// SHA-256 of the former `SHA256SUMS`, hexadecimal, or zeros.
    var previous: String
    var chain: [UInt8]
    var revocations: [UInt8]?
    /// When it is sealed: for that moment its certificates are to be looked at.
    var sealedAt: Moment
    /// A timestamp will stand beside the seal.
    var isStamped: Bool
    /// What the former certificate's key says, where the seal came from it.
    var handover: PackageLog.Handover?
}

/// Hexadecimal digits, lower case.
func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
