import Database
import Transparency

/// A row of the stored tree: neighbouring hashes of one level, as one closing appended them.
///
/// Of the tree's levels only every eighth is kept, the leaves first; what lies between is hashed
/// again from at most 256 hashes. A run ends where a tile of 256 ends, or with the closing, and the
/// next closing begins a new one: rows are only ever added, and nothing is kept twice.
struct TreeRun {
    /// Levels of the tree from one kept level to the next.
    static let levelsApart = 8
    /// Hashes in a tile.
    static let tileWidth: Int64 = 1 << 8
    /// Where the level begins in a row's key; below it stands the first hash's index.
    private static let levelShift: Int64 = 56

    /// Among the kept levels: 0 for the leaves, 1 for the nodes over 256 of them.
    let level: Int
    /// The first hash's index in its level.
    private(set) var first: Int64
    private(set) var hashes: [UInt8] = []
    /// Of leaves: the first one's voucher's place in the books, then the step to each next one's.
    private(set) var sequences = CanonicalBytes()
    private var lastSequence: Int64 = 0

    init(level: Int, first: Int64) {
        self.level = level
        self.first = first
    }

    /// The key of the row that begins at a hash.
    static func place(level: Int, index: Int64) -> Int64 { Int64(level) << levelShift | index }

    var isEmpty: Bool { hashes.isEmpty }

    private var end: Int64 { first + Int64(hashes.count / TreeHash.byteCount) }

    /// Whether the tile in which it lies ends with it.
    var endsTile: Bool { !isEmpty && end.isMultiple(of: TreeRun.tileWidth) }

    mutating func append(_ hash: TreeHash) {
        hash.withUnsafeBytes { hashes.append(contentsOf: $0) }
    }

    /// - Precondition: places rise within a run.
    mutating func append(sequence: Int64) {
        precondition(sequence > lastSequence, "a day's leaves are in the order of the books")
        sequences.append(unsigned: UInt64(sequence - lastSequence))
        lastSequence = sequence
    }

    /// Begins the next run.
    mutating func startNext() {
        first = end
        hashes.removeAll(keepingCapacity: true)
        sequences.removeAll()
        lastSequence = 0
    }

    func write(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try TreeRun.insertion(connection)
        insert.bind(1, TreeRun.place(level: level, index: first))
        insert.bind(2, level == 0 ? sequences.bytes : nil)
        insert.bind(3, hashes)
        try insert.add()
    }

    /// Writes what has been handed over.
    static func finish(_ connection: Connection) throws(DatabaseTrouble) {
        try insertion(connection).finish()
    }

    private static func insertion(
        _ connection: Connection
    ) throws(DatabaseTrouble) -> Insertion {
        try connection.insertion(
            into: "ledger_tree_run", [.integer("place"), .blob("sequences"), .blob("hashes")])
    }

    /// Whether the row is stored just so.
    func isStored(_ connection: Connection) throws(DatabaseTrouble) -> Bool {
        let row = try connection.statement(
            "SELECT sequences, hashes FROM ledger_tree_run WHERE place = ?1")
        row.bind(1, TreeRun.place(level: level, index: first))
        defer { row.reset() }
        guard try row.step() else { return false }
        return row.optionalBlob(0) == (level == 0 ? sequences.bytes : nil)
            && row.withBytes(1) { $0.elementsEqual(hashes) }
    }
}
