import Database
import Ledger
import LedgerStore
import Money
import Testing
import Transparency

/// Books that were made before there was a tree.
struct TreeMigrationTests {
    let folder: TemporaryFolder
    let path: String

    /// Books of the first migration, with two sales, as the program wrote them then.
    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("books")
        // The running hash covers the same bytes today.
        let today = try Books()
        _ = try today.store.post([try Books.sales(["sale-1", "sale-2"])])
        let head = try today.head()
        let hash = head.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let old = try Database.create(
            path: path, migrations: Array(LedgerStore.migrations.prefix(1))
        ) { connection in
            try connection.run(
                """
                INSERT INTO ledger_head
                VALUES (1, \(Books.begins.number), NULL, 0, 0, 0, 0, zeroblob(32));
                INSERT INTO ledger_account VALUES (0, 'general', 'asset/clearing/paypay'),
                    (1, 'general', 'revenue/2026/14-02-01-01');
                INSERT INTO ledger_commit VALUES (1, 2, 2, x'\(hash)');
                INSERT INTO ledger_day VALUES (\(Books.begins.number), 1, 2, 2);
                """)
            let key = try connection.statement("INSERT INTO ledger_voucher_key VALUES (?1, ?2)")
            for (sequence, voucher) in zip(
                Int64(1)..., try Books.sales(["sale-1", "sale-2"]).vouchers)
            {
                try connection.run(
                    """
                    INSERT INTO ledger_voucher VALUES (\(sequence), 0, \(Books.begins.number),
                        NULL, \(voucher.occurred.seconds), \(Books.recorded.seconds), NULL,
                        '\(voucher.cause)', x'0001D804')
                    """)
                key.bind(
                    1, (0..<16).map { UInt8(truncatingIfNeeded: voucher.id.bits >> (120 - 8 * $0)) }
                )
                key.bind(2, sequence)
                try key.run()
            }
            for (account, sums) in [(0, "1200, 0, 0, 0"), (1, "0, 1200, 0, 0")] {
                try connection.run(
                    """
                    INSERT INTO ledger_day_balance
                    VALUES (\(Int64(Books.begins.number) << 32 | Int64(account)), \(sums))
                    """)
            }
            try connection.run(
                "UPDATE ledger_head SET sequence = 2, accounts = 2, commits = 1, turnover = 1200, "
                    + "hash = x'\(hash)'")
        }
        try old.close()
    }

    private func secret(_ database: Database) throws -> [UInt8]? {
        try database.read { connection in
            let row = try connection.statement("SELECT secret FROM ledger_leaf_secret")
            return try row.step() ? row.blob(0) : nil
        }
    }

    @Test("Older books get their secret when their first day closes, and keep it")
    func secretWhenNeeded() throws {
        #expect(throws: DatabaseTrouble.self) {
            try Database.open(path: path, migrations: LedgerStore.migrations)
        }
        let database = try Database.upgrade(path: path, migrations: LedgerStore.migrations)
        let store = LedgerStore(database)
        #expect(try secret(database) == nil)
        #expect(try store.audit().isSound)
        let id = try Books.sales(["sale-2"]).vouchers[0].id
        let trouble = #expect(throws: DatabaseTrouble.self) {
            try database.read { try store.leafSalt(for: id, $0) }
        }
        #expect(trouble?.kind == .corrupt)
        let first = try store.closeDay(Books.begins, recorded: Books.recorded).get()
        #expect(first.treeSize == 2)
        let drawn = try #require(try secret(database))
        _ = try store.closeDay(Books.begins.adding(1), recorded: Books.recorded).get()
        #expect(try secret(database) == drawn)
        let salt = try database.read { try store.leafSalt(for: id, $0) }
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: id.bits >> (120 - 8 * $0)) }
        #expect(LeafSecret(bytes: drawn)?.salt(of: bytes) == salt)
        #expect(try store.audit().isSound)
    }

    @Test("A closing from before there was a tree is not taken for one with an empty tree")
    func closingWithoutRoot() throws {
        let old = try Database.open(
            path: path, migrations: Array(LedgerStore.migrations.prefix(1)))
        try old.write { connection in
            try connection.run(
                "INSERT INTO ledger_closing VALUES (\(Books.begins.number), 2, 2, 0)")
        }
        try old.close()
        let trouble = #expect(throws: DatabaseTrouble.self) {
            try Database.upgrade(path: path, migrations: LedgerStore.migrations)
        }
        #expect(trouble?.message.contains("constraint failed") == true)
        // Nothing of the migration stays.
        let again = try Database.open(
            path: path, migrations: Array(LedgerStore.migrations.prefix(1)))
        let sequence = try again.read { connection in
            let row = try connection.statement("SELECT sequence FROM ledger_head")
            try row.step()
            return row.int64(0)
        }
        #expect(sequence == 2)
    }

    @Test("Two books have different secrets, and a secret has 32 bytes")
    func drawnSecrets() throws {
        var secrets: Set<[UInt8]> = []
        for name in ["a", "b"] {
            let database = try Database.create(
                path: folder.path(name), migrations: LedgerStore.migrations
            ) { try LedgerStore.initialise(in: $0, begins: Books.begins) }
            secrets.insert(try #require(try secret(database)))
        }
        #expect(secrets.count == 2)
        #expect(secrets.allSatisfy { $0.count == 32 })
        let trouble = #expect(throws: DatabaseTrouble.self) {
            try Database.create(path: folder.path("c"), migrations: LedgerStore.migrations) {
                try LedgerStore.initialise(in: $0, begins: Books.begins, leafSecret: [1, 2, 3])
            }
        }
        #expect(trouble?.kind == .constraint)
    }
}
