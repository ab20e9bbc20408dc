import Ledger
import Money
import Settlement
import Transparency

/// Reads `journal.csv` voucher by voucher: its sums, the tree over it, and what it does to the
/// figures.
struct JournalTable {
    private var reader: CSVRecordReader
    private let manifest: ManifestPayload
    private var accounts = JournalAccounts()
    private var tree: MerkleAccumulator?
    private var leaf: JournalLeaf
    private var voucher: JournalVoucher?
    private var transfers: [Transfer] = []
    private var moved: [PackageTotals.Sum] = []
    private var total = Yen.zero
    private(set) var figures = FigureCounter()

    /// - Parameter reader: behind the table's head.
    init(_ reader: CSVRecordReader, _ manifest: ManifestPayload) {
        self.reader = reader
        self.manifest = manifest
        leaf = JournalLeaf(day: manifest.day)
        tree = JournalTable.formerTree(manifest)
    }

    /// The vouchers lead to the root that the manifest names.
    var isOfTheTree: Bool {
        tree.map { $0.size == manifest.tree.size && $0.root.base64 == manifest.tree.root } ?? false
    }

    /// - Parameter body: told of each voucher once its last row is read.
    mutating func run(
        _ totals: inout PackageTotals, _ body: (JournalVoucher) -> Void
    ) throws {
        var index = manifest.tree.previousSize
        while try reader.next() {
            let record = reader.record
            guard record.fields.count == PackageTable.journal.count,
                let sequence = record.number(0)
            else { throw CSVRecordReader.Broken(line: record.line) }
            if leaf.isSame(voucher: record) {
                // What stands in every row of a voucher is hashed once, so it must be the same.
                guard leaf.agrees(with: record) else {
                    throw CSVRecordReader.Broken(line: record.line)
                }
            } else {
                end(body)
                guard record.number(8) == index, index < .max,
                    let salt = JournalLeaf.salt(record, 9), let next = JournalVoucher(record)
                else { throw CSVRecordReader.Broken(line: record.line) }
                leaf.begin(record, salt: salt)
                voucher = next
                index += 1
                totals.addVoucher(sequence: sequence)
            }
            totals.transfers += 1
            try addTransfer(record)
        }
        end(body)
        for (account, sum) in zip(accounts.chart.accounts, moved) where sum.count > 0 {
            totals.moved[account.fund, default: .init()] += sum
        }
    }

    private mutating func addTransfer(_ record: CSVRecord) throws {
        guard let amount = record.yen(13), amount > .zero,
            let debit = accounts.account(record, code: 11),
            let credit = accounts.account(record, code: 12),
            // No sum over the table can be larger than that of its amounts.
            total.value < Int64.max / 4
        else { throw CSVRecordReader.Broken(line: record.line) }
        total += amount
        leaf.addTransfer(record)
        while moved.count < accounts.chart.count {
            _ = figures.open(accounts.chart.accounts[moved.count])
            moved.append(.init())
        }
        transfers.append(Transfer(debit: debit, credit: credit, amount: amount))
        voucher?.add(accounts.seen[Int(debit.index)], accounts.seen[Int(credit.index)], amount)
        guard let kind = voucher?.kind, kind != .reserve, kind != .void else { return }
        moved[Int(debit.index)].add(amount)
    }

    /// Ends the voucher that was read last.
    private mutating func end(_ body: (JournalVoucher) -> Void) {
        guard let voucher else { return }
        if let hash = leaf.hash { tree?.append(hash) }
        figures.add(
            kind: voucher.kind, cause: voucher.cause, transfers: transfers, office: nil)
        transfers.removeAll(keepingCapacity: true)
        self.voucher = nil
        body(voucher)
    }

    /// The tree as the day before left it, nil where the manifest does not have it right.
    private static func formerTree(_ manifest: ManifestPayload) -> MerkleAccumulator? {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: manifest.tree.previousSize.bigEndian) {
            bytes.append(contentsOf: $0)
        }
        for peak in manifest.tree.frontier {
            guard let hash = TreeHash(base64: peak) else { return nil }
            bytes.append(contentsOf: hash.bytes)
        }
        guard let tree = MerkleAccumulator(frontier: bytes),
            tree.root.base64 == manifest.tree.previousRoot
        else { return nil }
        return tree
    }
}
