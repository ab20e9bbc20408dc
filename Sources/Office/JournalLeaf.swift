import Transparency

/// A voucher's canonical text, put together again from the rows of `journal.csv`.
struct JournalLeaf {
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

    func isSame(voucher record: CSVRecord) -> Bool {
        !bytes.isEmpty && record.isEqual(0, sequence)
    }

    /// Whether a further row says the same of its voucher.
    func agrees(with record: CSVRecord) -> Bool {
        record.fields.prefix(JournalLeaf.common).elementsEqual(columns)
            && record.bytes.prefix(head.count).elementsEqual(head)
    }

    /// From `sequence` to `salt`.
    private static let common = 10

    mutating func begin(_ record: CSVRecord, salt: LeafSalt) {
        self.salt = salt
        sequence = Array(record.bytes[record.fields[0]])
        columns = Array(record.fields.prefix(JournalLeaf.common))
        head = Array(record.bytes.prefix(columns[JournalLeaf.common - 1].upperBound))
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: "suito-voucher-1\n".utf8)
        add(record, 1)
        add(record, 2)
        add(record, 0)
        bytes.append(contentsOf: day.utf8)
        bytes.append(0x0A)
        for place in [5, 4, 6, 7, 3] { add(record, place) }
    }

    mutating func addTransfer(_ record: CSVRecord) {
        for place in 10...12 {
            bytes.append(contentsOf: record.bytes[record.fields[place]])
            bytes.append(0x2C)
        }
        add(record, 13)
    }

    private mutating func add(_ record: CSVRecord, _ place: Int) {
        bytes.append(contentsOf: record.bytes[record.fields[place]])
        bytes.append(0x0A)
    }

    /// 32 hexadecimal digits.
    static func salt(_ record: CSVRecord, _ place: Int) -> LeafSalt? {
        let digits = record.bytes[record.fields[place]]
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
