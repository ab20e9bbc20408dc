import Database
import Ledger
import Transparency

/// Grows the tree by the vouchers of a day, and hands over the rows to be stored as they fill.
///
/// Its memory is one row for each kept level, however large the day is.
final class TreeGrowth {
    /// The tree so far.
    private(set) var accumulator: MerkleAccumulator
    /// The last, unfinished row of each kept level.
    private var runs: [TreeRun]
    private let secret: LeafSecret
    private let text: VoucherText
    private let store: (TreeRun) throws(DatabaseTrouble) -> Void
    /// The leaf's bytes, in a buffer that is used again.
    private var leaf: [UInt8] = []

    /// - Parameters:
    ///   - accumulator: the tree of all days before.
    ///   - accounts: of the books, by their places.
    ///   - store: is handed each row once, the rows of a level in their order.
    init(
        _ accumulator: MerkleAccumulator, secret: LeafSecret, accounts: [Account],
        store: @escaping (TreeRun) throws(DatabaseTrouble) -> Void
    ) {
        self.accumulator = accumulator
        self.secret = secret
        self.store = store
        text = VoucherText(accounts: accounts)
        runs = (0...62 / TreeRun.levelsApart).map { level in
            let leavesBelow = Int64(level * TreeRun.levelsApart)
            return TreeRun(level: level, first: accumulator.size >> leavesBelow)
        }
    }

    /// Appends the leaf of the day's next voucher; false where its accounts are not known.
    func append(_ record: VoucherRecord, sequence: Int64) throws(DatabaseTrouble) -> Bool {
        guard text.knowsAccounts(of: record) else { return false }
        let id = VoucherID(cause: record.cause, at: record.occurred)
        leaf.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: secret.salt(of: id.bytes).bits.bigEndian) {
            leaf.append(contentsOf: $0)
        }
        text.append(record, at: sequence, id: id, to: &leaf)
        try append(.leaf(leaf), sequence: sequence)
        return true
    }

    /// Appends a leaf of which the hash is known.
    func append(_ hash: TreeHash, sequence: Int64) throws(DatabaseTrouble) {
        runs[0].append(sequence: sequence)
        try accumulator.append(hash) { node, hash throws(DatabaseTrouble) in
            guard node.level.isMultiple(of: TreeRun.levelsApart) else { return }
            let level = node.level / TreeRun.levelsApart
            runs[level].append(hash)
            if runs[level].endsTile { try handOver(level) }
        }
    }

    /// Hands over what has not filled a row by the end of the day.
    func finish() throws(DatabaseTrouble) {
        for level in runs.indices where !runs[level].isEmpty { try handOver(level) }
    }

    private func handOver(_ level: Int) throws(DatabaseTrouble) {
        try store(runs[level])
        runs[level].startNext()
    }
}
