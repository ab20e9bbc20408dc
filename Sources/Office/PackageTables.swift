import Database
import Money
import Settlement

/// Reads a package's tables again: their sums, the tree over the vouchers, and whether payments,
/// payouts and figures are those of the journal.
struct PackageTables {
    private(set) var totals = PackageTotals()
    private(set) var findings: [PackageFinding] = []
    /// `revenue.csv`, nil where it cannot be read.
    private(set) var revenue: RevenueRecords?
    /// Every table was read to its end.
    private(set) var isWhole = true
    private let folder: String
    private let manifest: ManifestPayload

    init(folder: String, manifest: ManifestPayload) {
        self.folder = folder
        self.manifest = manifest
    }

    mutating func run() {
        var payments = JoinedTable(PaymentRecords(), folder: folder)
        var payouts = JoinedTable(PayoutRecords(), folder: folder)
        var journal: JournalTable?
        let isJournalWhole = read(.journal, PackageTable.journal) { tables, reader in
            var table = JournalTable(reader, tables.manifest)
            try table.run(&tables.totals) { voucher in
                payments.take(voucher)
                payouts.take(voucher)
            }
            journal = table
        }
        if let journal, !journal.isOfTheTree {
            findings.append(
                PackageFinding(
                    .treeDiffers, file: PackageFile.journal.rawValue,
                    "仕訳から計算した木の根がチェックポイントと一致しません。",
                    "The vouchers do not lead to the root of the checkpoint."))
        }
        payments.finish(isJournalWhole: isJournalWhole)
        payouts.finish(isJournalWhole: isJournalWhole)
        findings += payments.findings + payouts.findings
        isWhole = isWhole && payments.isWhole && payouts.isWhole
        payments.rows.sums.add(to: &totals)
        totals.payouts = payouts.rows.sums
        _ = read(.exceptions, PackageTable.exceptions) { tables, reader in
            try tables.readExceptions(&reader)
        }
        _ = read(.revenue, RevenueTable.columns) { tables, reader in
            try tables.readRevenue(&reader)
        }
        if let journal { checkRevenue(journal) }
    }

    /// - Returns: whether the table was read to its end.
    private mutating func read(
        _ file: PackageFile, _ columns: [String],
        _ body: (inout PackageTables, inout CSVRecordReader) throws -> Void
    ) -> Bool {
        do {
            var reader = try CSVRecordReader(path: "\(folder)/\(file.rawValue)")
            guard try reader.next(),
                reader.record.fields.indices.map({ reader.record.text($0) }) == columns
            else { throw CSVRecordReader.Broken(line: 1) }
            try body(&self, &reader)
            return true
        } catch {
            isWhole = false
            // A file that is not there has been told already.
            if let broken = error as? CSVRecordReader.Broken {
                findings.append(.broken(file, line: broken.line))
            }
            return false
        }
    }

    private mutating func readExceptions(_ reader: inout CSVRecordReader) throws {
        while try reader.next() {
            let record = reader.record
            guard record.fields.count == PackageTable.exceptions.count,
                let state = ExceptionRow.State(rawValue: record.text(6)),
                let amount = record.yen(5)
            else { throw CSVRecordReader.Broken(line: record.line) }
            totals.addException(state: state, amount: amount)
        }
    }

    private mutating func readRevenue(_ reader: inout CSVRecordReader) throws {
        var records = RevenueRecords()
        while try reader.next() {
            let record = reader.record
            guard record.fields.count == RevenueTable.columns.count, records.add(record, &totals)
            else { throw CSVRecordReader.Broken(line: record.line) }
        }
        revenue = records
    }

    private mutating func checkRevenue(_ journal: JournalTable) {
        guard let revenue, let day = BookDay(manifest.day),
            let place = revenue.difference(from: journal.figures, on: day)
        else { return }
        findings.append(
            PackageFinding(
                .revenueDiffers, file: PackageFile.revenue.rawValue,
                "収入日計が仕訳から計算したものと一致しません。最初は \(place)。",
                "It is not what the journal adds up to, first in \(place)."))
    }
}
