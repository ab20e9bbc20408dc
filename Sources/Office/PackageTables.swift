import Database
import Ledger
import Money
import Settlement
import Transparency

/// Reads a package's tables again: their sums, and the tree over their vouchers.
struct PackageTables {
    private(set) var totals = PackageTotals()
    private(set) var findings: [PackageFinding] = []
    /// Every table was read to its end.
    private(set) var isWhole = true
    private let folder: String
    private let manifest: ManifestPayload

    init(folder: String, manifest: ManifestPayload) {
        self.folder = folder
        self.manifest = manifest
    }

    mutating func run() {
        read(.journal, PackageTable.journal) { try $0.readJournal(&$1) }
        read(.payments, PackageTable.payments) { try $0.readPayments(&$1) }
        read(.payouts, PackageTable.payouts) { try $0.readPayouts(&$1) }
        read(.exceptions, PackageTable.exceptions) { try $0.readExceptions(&$1) }
        read(.revenue, RevenueTable.columns) { try $0.readRevenue(&$1) }
    }

    private mutating func read(
        _ file: PackageFile, _ columns: [String],
        _ body: (inout PackageTables, inout CSVRecordReader) throws -> Void
    ) {
        do {
            var reader = try CSVRecordReader(path: "\(folder)/\(file.rawValue)")
            guard try reader.next(),
                reader.fields.indices.map({ reader.text($0) }) == columns
            else { throw CSVRecordReader.Broken(line: 1) }
            try body(&self, &reader)
        } catch let broken as CSVRecordReader.Broken {
            isWhole = false
            findings.append(
                PackageFinding(
                    .tableBroken, file: file.rawValue, "\(broken.line) 行目を読めません。",
                    "Line \(broken.line) cannot be read."))
        } catch {
            // A file that is not there has been told already.
            isWhole = false
        }
    }

    /// The next record, which has the table's columns.
    private static func next(_ reader: inout CSVRecordReader, _ columns: Int) throws -> Bool {
        guard try reader.next() else { return false }
        guard reader.fields.count == columns else {
            throw CSVRecordReader.Broken(line: reader.line)
        }
        return true
    }

    /// An amount of a size that the books can have.
    private static func yen(_ reader: CSVRecordReader, _ place: Int) -> Yen? {
        guard let value = reader.number(place), value != .min else { return nil }
        let amount = Yen(value)
        return amount.magnitude <= .largest ? amount : nil
    }

    // MARK: - The journal and its tree

    private mutating func readJournal(_ reader: inout CSVRecordReader) throws {
        var tree = formerTree()
        var leaf = LeafText(day: manifest.day)
        var index = manifest.tree.previousSize
        while try PackageTables.next(&reader, PackageTable.journal.count) {
            guard let sequence = reader.number(0), let amount = PackageTables.yen(reader, 13),
                amount > .zero
            else { throw CSVRecordReader.Broken(line: reader.line) }
            if leaf.isSame(voucher: reader) {
                // What stands in every row of a voucher is hashed once, so it must be the same.
                guard leaf.agrees(with: reader) else {
                    throw CSVRecordReader.Broken(line: reader.line)
                }
            } else {
                if let hash = leaf.hash { tree?.append(hash) }
                guard reader.number(8) == index, index < .max,
                    let salt = LeafText.salt(reader, 9)
                else {
                    throw CSVRecordReader.Broken(line: reader.line)
                }
                leaf.begin(reader, salt: salt)
                index += 1
                totals.addVoucher(sequence: sequence)
            }
            leaf.addTransfer(reader)
            totals.addTransfer(
                fund: reader.text(10), amount: amount, kind: reader.text(2))
        }
        if let hash = leaf.hash { tree?.append(hash) }
        guard let tree, tree.size == manifest.tree.size, tree.root.base64 == manifest.tree.root
        else {
            findings.append(
                PackageFinding(
                    .treeDiffers, file: PackageFile.journal.rawValue,
                    "仕訳から計算した木の根がチェックポイントと一致しません。",
                    "The vouchers do not lead to the root of the checkpoint."))
            return
        }
    }

    /// The tree as the day before left it, nil where the manifest does not have it right.
    private func formerTree() -> MerkleAccumulator? {
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

    // MARK: - The other tables

    private mutating func readPayments(_ reader: inout CSVRecordReader) throws {
        while try PackageTables.next(&reader, PackageTable.payments.count) {
            guard let event = PaymentRow.Event(rawValue: reader.text(2)),
                let amount = PackageTables.yen(reader, 11)
            else { throw CSVRecordReader.Broken(line: reader.line) }
            totals.addPayment(
                event: event, provider: reader.text(8), office: reader.text(6), amount: amount)
        }
    }

    private mutating func readPayouts(_ reader: inout CSVRecordReader) throws {
        while try PackageTables.next(&reader, PackageTable.payouts.count) {
            guard let status = PayoutRow.Status(rawValue: reader.text(9)),
                let net = PackageTables.yen(reader, 7)
            else { throw CSVRecordReader.Broken(line: reader.line) }
            totals.addPayout(status: status, net: net)
        }
    }

    private mutating func readExceptions(_ reader: inout CSVRecordReader) throws {
        while try PackageTables.next(&reader, PackageTable.exceptions.count) {
            guard let state = ExceptionRow.State(rawValue: reader.text(6)),
                let amount = PackageTables.yen(reader, 5)
            else { throw CSVRecordReader.Broken(line: reader.line) }
            totals.addException(state: state, amount: amount)
        }
    }

    private mutating func readRevenue(_ reader: inout CSVRecordReader) throws {
        while try PackageTables.next(&reader, RevenueTable.columns.count) {
            totals.revenueRows += 1
            for place in RevenueTable.dayColumns {
                guard let amount = reader.number(place) else {
                    throw CSVRecordReader.Broken(line: reader.line)
                }
                let name = RevenueTable.columns[place]
                let sum = totals.revenue[name, default: .zero].value
                totals.revenue[name] = Yen(sum &+ amount)
            }
        }
    }
}

/// A voucher's canonical text, put together again from the rows of `journal.csv`.
private struct LeafText {
    private var bytes: [UInt8] = []
    private var sequence: [UInt8] = []
    /// The columns that all rows of the voucher have in common, as the first row has them.
    private var head: [UInt8] = []
    private var columns: [Range<Int>] = []
    private var salt = LeafSalt(bits: 0)
    private let day: String

    init(day: String) { self.day = day }

    /// nil before the first voucher.
    var hash: TreeHash? { bytes.isEmpty ? nil : salt.leafHash(bytes) }

    func isSame(voucher reader: CSVRecordReader) -> Bool {
        !bytes.isEmpty && reader.isEqual(0, sequence)
    }

    /// Whether a further row says the same of its voucher.
    func agrees(with reader: CSVRecordReader) -> Bool {
        reader.fields.prefix(LeafText.common).elementsEqual(columns)
            && reader.bytes.prefix(head.count).elementsEqual(head)
    }

    /// From `sequence` to `salt`.
    private static let common = 10

    mutating func begin(_ reader: CSVRecordReader, salt: LeafSalt) {
        self.salt = salt
        sequence = Array(reader.bytes[reader.fields[0]])
        columns = Array(reader.fields.prefix(LeafText.common))
        head = Array(reader.bytes.prefix(columns[LeafText.common - 1].upperBound))
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: "suito-voucher-1\n".utf8)
        add(reader, 1)
        add(reader, 2)
        add(reader, 0)
        bytes.append(contentsOf: day.utf8)
        bytes.append(0x0A)
        for place in [5, 4, 6, 7, 3] { add(reader, place) }
    }

    mutating func addTransfer(_ reader: CSVRecordReader) {
        for place in 10...12 {
            bytes.append(contentsOf: reader.bytes[reader.fields[place]])
            bytes.append(0x2C)
        }
        add(reader, 13)
    }

    private mutating func add(_ reader: CSVRecordReader, _ place: Int) {
        bytes.append(contentsOf: reader.bytes[reader.fields[place]])
        bytes.append(0x0A)
    }

    /// 32 hexadecimal digits.
    static func salt(_ reader: CSVRecordReader, _ place: Int) -> LeafSalt? {
        let digits = reader.bytes[reader.fields[place]]
        guard digits.count == 32 else { return nil }
        var bits: UInt128 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: bits = bits << 4 | UInt128(digit - 0x30)
            case 0x61...0x66: bits = bits << 4 | UInt128(digit - 0x57)
            default: return nil
            }
        }
        return LeafSalt(bits: bits)
    }
}
