public import Database
public import Ledger
public import Money
public import Transparency

/// The tree over the vouchers of closed days.
///
/// A day's leaves are appended when it closes, in the order of the books; the closing names the
/// size and the root that the tree has then (``DayClosing``).
extension LedgerStore {
    /// The tree as it was when it had that many leaves: roots and proofs.
    ///
    /// Good as long as the connection is. It throws ``DatabaseTrouble/Kind/corrupt`` where the
    /// stored tree is smaller, or damaged.
    ///
    /// - Parameter size: at most the last closing's ``DayClosing/treeSize``.
    public func tree(size: Int64, _ connection: Connection) -> TreeReader<DatabaseTrouble> {
        StoredTree(connection).reader(size: size)
    }

    /// The 16 bytes that the voucher's leaf begins with.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/corrupt`` in books without a secret: such as were made
    ///   before there was a tree, and have closed no day.
    public func leafSalt(for id: VoucherID, _ connection: Connection) throws -> LeafSalt {
        try StoredSecret.known(connection).salt(of: id.bytes)
    }

    /// Where a voucher's leaf lies in the tree, from 0.
    ///
    /// nil where the books hold no such voucher, and where its day is not closed.
    public func leafIndex(of id: VoucherID, _ connection: Connection) throws -> Int64? {
        try leaf(of: id, connection)?.index
    }

    /// The proof that a voucher is in the tree, as it was when the voucher's own day closed.
    ///
    /// nil where the books hold no such voucher, and where its day is not closed.
    public func inclusionProof(
        of id: VoucherID, _ connection: Connection
    ) throws -> InclusionProof? {
        guard let leaf = try leaf(of: id, connection) else { return nil }
        return try tree(size: leaf.treeSize, connection).inclusionProof(of: leaf.index)
    }

    /// The proof that the tree of a closed day begins with all leaves of an earlier closed day's.
    ///
    /// nil where either day is not closed, and where the earlier one is the later one.
    public func consistencyProof(
        from earlier: BookDay, to later: BookDay, _ connection: Connection
    ) throws -> ConsistencyProof? {
        guard earlier <= later, let first = try closing(of: earlier, connection),
            let last = try closing(of: later, connection)
        else { return nil }
        return try tree(size: last.treeSize, connection).consistencyProof(from: first.treeSize)
    }

    /// Walks the leaves of a closed day, in their order in the tree, holding one at a time.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/missing`` where the day is not closed.
    public func forEachLeaf(
        _ connection: Connection, ofDay day: BookDay, _ body: (StoredLeaf) throws -> Void
    ) throws {
        guard let leaves = try leaves(of: day, connection) else {
            throw DatabaseTrouble(.missing, "\(day) is not closed, so it has no leaves")
        }
        guard !leaves.isEmpty else { return }
        let secret = try StoredSecret.known(connection)
        var index = leaves.lowerBound
        try forEachVoucher(connection, bookedOn: day) { voucher in
            let id = voucher.id
            try body(
                StoredLeaf(
                    voucher: voucher, id: id, index: index, salt: secret.salt(of: id.bytes)))
            index += 1
        }
        guard index == leaves.upperBound else {
            throw DatabaseTrouble(.corrupt, "\(day) has not the vouchers that it was closed with")
        }
    }

    /// The places of a closed day's leaves in the tree, nil where the day is not closed.
    public func leaves(of day: BookDay, _ connection: Connection) throws -> Range<Int64>? {
        guard let closing = try closing(of: day, connection) else { return nil }
        let former = try self.closing(of: day.adding(-1), connection)?.treeSize ?? 0
        guard former <= closing.treeSize else {
            throw DatabaseTrouble(.corrupt, "the tree of \(day) is smaller than the day's before")
        }
        return former..<closing.treeSize
    }

    private func leaf(
        of id: VoucherID, _ connection: Connection
    ) throws -> (index: Int64, treeSize: Int64)? {
        guard let voucher = try voucher(id, connection),
            let leaves = try leaves(of: voucher.day, connection)
        else { return nil }
        let index = try StoredTree(connection).leafIndex(
            ofVoucherAt: voucher.sequence, in: leaves)
        guard let index else {
            throw DatabaseTrouble(.corrupt, "voucher \(voucher.sequence) has no leaf in the tree")
        }
        return (index, leaves.upperBound)
    }
}
