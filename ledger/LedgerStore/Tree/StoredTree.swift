import Database
import Ledger
import Money
import Transparency

/// The tree as the books hold it.
struct StoredTree {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func reader(size: Int64) -> TreeReader<DatabaseTrouble> {
        TreeReader(size: size) { nodes throws(DatabaseTrouble) in try hashes(of: nodes) }
    }

    /// Adds the leaves of a day that is about to be closed, in the order of the books.
    ///
    /// - Returns: the tree with them.
    func append(
        _ day: BookDay, after size: Int64
    ) throws(DatabaseTrouble) -> MerkleAccumulator {
        let growth = TreeGrowth(
            try reader(size: size).accumulator(), secret: try StoredSecret.obtain(connection),
            accounts: try AccountIndex(connection).accounts
        ) { run throws(DatabaseTrouble) in try run.write(connection) }
        var cursor = try Journal(connection).cursor(bookedOn: day)
        defer { cursor.close() }
        while let record = try cursor.next() {
            guard try growth.append(record, sequence: cursor.sequence) else {
                throw DatabaseTrouble(
                    .corrupt, "voucher \(cursor.sequence) names unknown accounts")
            }
        }
        try growth.finish()
        try TreeRun.finish(connection)
        return growth.accumulator
    }
}

// MARK: - Nodes

extension StoredTree {
    /// The hash of each node, those between the kept levels hashed again.
    private func hashes(of nodes: [NodeID]) throws(DatabaseTrouble) -> [TreeHash] {
        // A proof asks for several nodes of one tile.
        var tiles: [Int64: [TreeHash]] = [:]
        var found: [TreeHash] = []
        found.reserveCapacity(nodes.count)
        for node in nodes {
            let level = node.level / TreeRun.levelsApart
            let height = Int64(node.level % TreeRun.levelsApart)
            let first = node.index << height
            let offset = first % TreeRun.tileWidth
            let place = TreeRun.place(level: level, index: first - offset)
            let tile: [TreeHash]
            if let kept = tiles[place] {
                tile = kept
            } else {
                tile = try self.tile(at: place)
                tiles[place] = tile
            }
            let range = Int(offset)..<Int(offset + 1 << height)
            guard range.upperBound <= tile.count else {
                throw DatabaseTrouble(.corrupt, "the stored tree ends before \(node)")
            }
            found.append(StoredTree.join(tile[range]))
        }
        return found
    }

    /// The hashes of a tile, as far as it has come.
    private func tile(at place: Int64) throws(DatabaseTrouble) -> [TreeHash] {
        let row = try connection.statement(
            """
            SELECT place, hashes FROM ledger_tree_run WHERE place >= ?1 AND place < ?2
            ORDER BY place
            """)
        row.bind(1, place)
        row.bind(2, place + TreeRun.tileWidth)
        defer { row.reset() }
        var hashes: [TreeHash] = []
        hashes.reserveCapacity(Int(TreeRun.tileWidth))
        while try row.step() {
            let follows = row.int64(0) == place + Int64(hashes.count)
            let isWhole = row.withBytes(1) { bytes in
                for start in stride(from: 0, to: bytes.count, by: TreeHash.byteCount) {
                    let end = min(start + TreeHash.byteCount, bytes.count)
                    let hash = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    guard let hash = TreeHash(bytes: hash) else { return false }
                    hashes.append(hash)
                }
                return true
            }
            guard follows, isWhole else {
                throw DatabaseTrouble(.corrupt, "row \(row.int64(0)) of the tree is damaged")
            }
        }
        return hashes
    }

    /// The hash over a perfect subtree's leaves.
    private static func join(_ hashes: ArraySlice<TreeHash>) -> TreeHash {
        var level = Array(hashes)
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { place in
                .node(level[place], level[place + 1])
            }
        }
        return level[0]
    }
}

// MARK: - Leaves

extension StoredTree {
    /// Where the leaf of a voucher lies among the leaves of its day.
    ///
    /// Every row of leaves begins where the day does or where a tile does, and its first voucher is
    /// told before its hashes: the right row is found by halving.
    ///
    /// - Parameters:
    ///   - sequence: the voucher's place in the books.
    ///   - leaves: those of the day.
    func leafIndex(
        ofVoucherAt sequence: Int64, in leaves: Range<Int64>
    ) throws(DatabaseTrouble) -> Int64? {
        guard let last = leaves.last else { return nil }
        let firstTile = leaves.lowerBound / TreeRun.tileWidth
        func start(_ tile: Int64) -> Int64 { max(leaves.lowerBound, tile * TreeRun.tileWidth) }
        var tiles = firstTile...last / TreeRun.tileWidth
        while tiles.count > 1 {
            let middle = tiles.lowerBound + (tiles.upperBound - tiles.lowerBound + 1) / 2
            if try firstSequence(ofRunAt: start(middle)) <= sequence {
                tiles = middle...tiles.upperBound
            } else {
                tiles = tiles.lowerBound...middle - 1
            }
        }
        let run = start(tiles.lowerBound)
        return try sequences(ofRunAt: run).firstIndex(of: sequence).map { run + Int64($0) }
    }

    private func firstSequence(ofRunAt index: Int64) throws(DatabaseTrouble) -> Int64 {
        try withSequences(ofRunAt: index) { $0.next().flatMap(Int64.init(exactly:)) }
    }

    private func sequences(ofRunAt index: Int64) throws(DatabaseTrouble) -> [Int64] {
        try withSequences(ofRunAt: index) { numbers in
            var sequences: [Int64] = []
            while !numbers.isAtEnd {
                guard let step = numbers.next().flatMap(Int64.init(exactly:)) else { return nil }
                let (next, overflow) = (sequences.last ?? 0).addingReportingOverflow(step)
                if overflow { return nil }
                sequences.append(next)
            }
            return sequences
        }
    }

    /// Lends the packed places of a row of leaves; what is nil there is damaged.
    private func withSequences<T>(
        ofRunAt index: Int64, _ body: (inout PackedNumbers) -> T?
    ) throws(DatabaseTrouble) -> T {
        let row = try connection.statement(
            "SELECT sequences FROM ledger_tree_run WHERE place = ?1")
        row.bind(1, TreeRun.place(level: 0, index: index))
        defer { row.reset() }
        let isThere = try row.step()
        let found: T? =
            isThere
            ? row.withBytes(0) { bytes in
                var numbers = PackedNumbers(bytes)
                return body(&numbers)
            } : nil
        guard let found else {
            throw DatabaseTrouble(.corrupt, "row \(index) of the tree is damaged")
        }
        return found
    }
}
