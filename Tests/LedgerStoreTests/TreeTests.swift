import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing
import Transparency

/// The tree that the books keep is that of RFC 6962 over the vouchers of closed days: every root
/// and every proof, against a tree that is made by the definitions.
///
/// `SUITO_SEED` repeats a run.
struct TreeTests {
    /// Books with so many vouchers on each day, the days mixed in the order of the books, closed
    /// through the last of them.
    static func books(days counts: [Int], seed: UInt64 = ModelTests.seed) throws -> Books {
        print("TreeTests: SUITO_SEED=\(seed)")
        let books = try Books()
        var random = SplitMix64(seed: seed)
        let days = counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
            .shuffled(using: &random)
        // One chart for all, so that it is looked up once.
        var all = try Books.sales([])
        all.vouchers = try days.enumerated().flatMap { number, day in
            try Books.sales(
                ["sale-\(number)"], amount: Int64(number + 1), day: Books.begins.adding(day)
            ).vouchers
        }
        _ = try books.store.post([all])
        for day in counts.indices {
            _ = try books.store.closeDay(
                Books.begins.adding(day), recorded: Books.recorded
            ).get()
        }
        return books
    }

    /// Compares roots and proofs of all closed days, and every one of the leaves given.
    static func compare(
        _ books: Books, _ connection: Connection, isTried: (Int64) -> Bool = { _ in true }
    ) throws {
        let store = books.store
        let naive = NaiveTree(accounts: try store.accounts(connection))
        var sizes: [Int64] = []
        for closing in try store.closings(connection) {
            let first = naive.leaves.count
            var leaves: [StoredLeaf] = []
            try store.forEachVoucher(connection, bookedOn: closing.day) { voucher in
                naive.append(voucher, secret: Books.leafSecret)
            }
            try store.forEachLeaf(connection, ofDay: closing.day) { leaves.append($0) }
            let all = 0..<naive.leaves.count
            #expect(closing.treeSize == Int64(all.count))
            #expect(closing.root.bytes == naive.hash(all))
            #expect(try store.tree(size: closing.treeSize, connection).root() == closing.root)
            #expect(leaves.map(\.index) == all[first...].map(Int64.init))
            for leaf in leaves where isTried(leaf.index) {
                try compare(leaf, closing, naive, store, connection)
            }
            sizes.append(closing.treeSize)
            for (day, earlier) in sizes.enumerated() {
                let proof = try #require(
                    try store.consistencyProof(
                        from: Books.begins.adding(day), to: closing.day, connection))
                #expect(proof.earlierSize == earlier && proof.laterSize == closing.treeSize)
                #expect(
                    proof.path.map(\.bytes) == naive.proof(from: Int(earlier), in: all))
            }
        }
    }

    private static func compare(
        _ leaf: StoredLeaf, _ closing: DayClosing, _ naive: NaiveTree, _ store: LedgerStore,
        _ connection: Connection
    ) throws {
        #expect(leaf.id == leaf.voucher.id && leaf.voucher.day == closing.day)
        #expect(try store.leafIndex(of: leaf.id, connection) == leaf.index)
        #expect(try store.leafSalt(for: leaf.id, connection) == leaf.salt)
        var text: [UInt8] = []
        VoucherText(accounts: try store.accounts(connection)).append(leaf.voucher, to: &text)
        let hash = leaf.salt.leafHash(text)
        #expect(hash.bytes == naive.leaves[Int(leaf.index)])
        let proof = try #require(try store.inclusionProof(of: leaf.id, connection))
        #expect(proof.leafIndex == leaf.index && proof.treeSize == closing.treeSize)
        #expect(
            proof.path.map(\.bytes)
                == naive.path(to: Int(leaf.index), in: 0..<Int(closing.treeSize)))
        try proof.verify(hash, root: closing.root)
    }

    @Test(
        "Roots and proofs are those of the definitions, whatever the days have",
        arguments: [
            [0], [0, 0, 0], [1], [0, 1, 0, 1], [5, 3, 0, 0, 7, 1], [255, 1, 1], [256], [256, 256],
            [100, 156, 0, 300, 3], [257, 0, 254, 2, 600], [1, 511], [511, 1, 1],
        ])
    func days(_ counts: [Int]) throws {
        let books = try TreeTests.books(days: counts)
        try books.database.read { try TreeTests.compare(books, $0) }
        let report = try books.store.audit()
        #expect(report.isSound, "\(report.damages.prefix(5))")
        #expect(report.leaves == Int64(counts.reduce(0, +)))
    }

    @Test("A tree of more than 65,536 leaves, whose third kept level is in use")
    func largeTree() throws {
        let counts = [40_000, 25_535, 0, 1, 1, 1_000]
        let books = try TreeTests.books(days: counts)
        var random = SplitMix64(seed: ModelTests.seed)
        var tried = Set((0..<60).map { _ in Int64.random(in: 0..<66_537, using: &random) })
        tried.formUnion([0, 255, 256, 39_999, 40_000, 65_534, 65_535, 65_536, 65_537, 66_536])
        try books.database.read { connection in
            try TreeTests.compare(books, connection) { tried.contains($0) }
            let row = try connection.statement(
                "SELECT place >> 56, sum(length(hashes)) / 32 FROM ledger_tree_run "
                    + "GROUP BY 1 ORDER BY 1")
            var kept: [Int64] = []
            while try row.step() { kept.append(row.int64(1)) }
            #expect(kept == [66_537, 259, 1], "every eighth level, and nothing twice")
        }
        #expect(try books.store.audit().isSound)
    }

    @Test("Random histories of vouchers of all kinds make the tree of the definitions")
    func randomHistory() throws {
        print("TreeTests: SUITO_SEED=\(ModelTests.seed)")
        let books = try Books()
        var history = RandomHistory(seed: ModelTests.seed)
        var random = SplitMix64(seed: ModelTests.seed)
        for _ in 0..<25 {
            let count = Int.random(in: 0...160, using: &random)
            let changes = (0..<count).map { _ in
                let voucher = history.next()
                return Change(
                    chart: history.chart, vouchers: [voucher], recorded: Books.recorded)
            }
            _ = try books.store.post(changes)
            let day = try books.head().earliestOpenDay
            _ = try books.store.closeDay(day, recorded: Books.recorded).get()
        }
        try books.database.read { connection in
            try TreeTests.compare(books, connection)
            var kinds: Set<Voucher.Kind> = []
            try books.store.forEachVoucher(connection) { kinds.insert($0.kind) }
            #expect(kinds.count == Voucher.Kind.allCases.count)
        }
        let report = try books.store.audit()
        #expect(report.isSound, "\(report.damages.prefix(5))")
    }

    @Test("What is not in a closed day has no leaf, and the salt of anything is told")
    func openDays() throws {
        let books = try TreeTests.books(days: [2, 0])
        let open = try Books.sales(["later"], day: Books.begins.adding(5))
        _ = try books.store.post([open])
        try books.database.read { connection in
            let store = books.store
            for id in [open.vouchers[0].id, VoucherID(bits: 1)] {
                #expect(try store.leafIndex(of: id, connection) == nil)
                #expect(try store.inclusionProof(of: id, connection) == nil)
                _ = try store.leafSalt(for: id, connection)
            }
            #expect(try store.leaves(of: Books.begins, connection) == 0..<2)
            #expect(try store.leaves(of: Books.begins.adding(1), connection) == 2..<2)
            #expect(try store.leaves(of: Books.begins.adding(2), connection) == nil)
            #expect(try store.closing(of: Books.begins.adding(2), connection) == nil)
            let days = (0...2).map { Books.begins.adding($0) }
            for (from, to, isThere) in [(0, 1, true), (1, 0, false), (0, 2, false)] {
                let proof = try store.consistencyProof(from: days[from], to: days[to], connection)
                #expect((proof != nil) == isThere)
            }
            let trouble = #expect(throws: DatabaseTrouble.self) {
                try store.forEachLeaf(connection, ofDay: days[2]) { _ in }
            }
            #expect(trouble?.kind == .missing)
        }
    }

    @Test("A closing that is undone leaves nothing of the tree, and is made again just so")
    func undoneClosing() throws {
        struct Mistake: Error {}
        let books = try TreeTests.books(days: [300])
        let day = Books.begins.adding(1)
        _ = try books.store.post([try Books.sales(["a", "b"], day: day)])
        var undone: DayClosing?
        #expect(throws: Mistake.self) {
            try books.database.write { connection in
                undone = try books.store.closeDay(
                    day, recorded: Books.recorded, in: connection
                ).get()
                throw Mistake()
            }
        }
        #expect(try books.database.read { try books.store.leaves(of: day, $0) } == nil)
        #expect(try books.store.audit().isSound)
        let closing = try books.store.closeDay(day, recorded: Books.recorded).get()
        #expect(closing == undone)
        #expect(closing.treeSize == 302)
        #expect(try books.store.audit().isSound)
    }
}
