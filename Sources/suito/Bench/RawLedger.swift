import Database
import Transparency

/// What the engine underneath can do with the same transfers: bare SQLite, durable, no rules.
///
/// A row for each transfer with a time-ordered unique key and a chained hash, balances once per
/// account and commit, account statements as packed segments of transfer numbers that are written
/// each 65,536 transfers. No cause, no refusal, no duplicate found but by the key.
final class RawLedger {
    private static let segmentEvery = 65_536
    private static let insertTransfer = "INSERT INTO transfers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    private static let addDebits = """
        INSERT INTO balances (account, debits, version) VALUES (?1, ?2, 1)
        ON CONFLICT (account) DO UPDATE SET debits = debits + excluded.debits, version = version + 1
        """
    private static let addCredits = """
        INSERT INTO balances (account, credits, version) VALUES (?1, ?2, 1)
        ON CONFLICT (account) DO UPDATE
        SET credits = credits + excluded.credits, version = version + 1
        """

    private let database: Database
    private var count: Int64 = 0
    /// The last hash, then the transfer that is chained to it.
    private var record = [UInt8](repeating: 0, count: TreeHash.byteCount + 64)
    private var debits: [Int64]
    private var credits: [Int64]
    private var touched: [Int] = []
    private var segments: [[UInt32]]
    private var unsegmented = 0

    init(path: String, accounts: Int) throws {
        debits = Array(repeating: 0, count: accounts)
        credits = debits
        segments = Array(repeating: [], count: accounts)
        database = try Database.create(path: path, migrations: [])
        try database.write { connection in
            try connection.run(
                """
                CREATE TABLE balances (
                    account INTEGER PRIMARY KEY, debits INTEGER NOT NULL DEFAULT 0,
                    credits INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0);
                CREATE TABLE transfers (
                    id INTEGER PRIMARY KEY, idem BLOB NOT NULL UNIQUE, dr INTEGER NOT NULL,
                    cr INTEGER NOT NULL, amount INTEGER NOT NULL, ts INTEGER NOT NULL, h BLOB);
                CREATE TABLE seg (
                    account INTEGER NOT NULL, last INTEGER NOT NULL, ids BLOB NOT NULL,
                    PRIMARY KEY (account, last)) WITHOUT ROWID
                """)
            let open = try connection.statement("INSERT INTO balances (account) VALUES (?1)")
            for account in 0..<accounts {
                open.bind(1, Int64(account))
                try open.run()
            }
        }
        // As the measured program has it, whatever the books' own connections are set to.
        try database.write { connection in
            try connection.run(
                """
                PRAGMA cache_size = -262144;
                PRAGMA wal_autocheckpoint = 1000;
                PRAGMA journal_size_limit = -1
                """)
        }
    }

    func close() throws { try database.close() }

    /// Posts transfers in one durable commit.
    func post(_ numbers: Range<Int>, of load: LedgerLoad) throws {
        try database.write { connection in
            let insert = try connection.statement(RawLedger.insertTransfer)
            for number in numbers {
                let movement = load.movement(number)
                try write(movement, key: load.key(number, movement), insert)
                add(movement)
            }
            try writeBalances(connection)
            if unsegmented >= RawLedger.segmentEvery { try writeSegments(connection) }
        }
    }

    private func write(
        _ movement: LedgerLoad.Movement, key: UInt128, _ insert: Statement
    ) throws {
        count += 1
        let fields = (
            key.bigEndian, count, Int64(movement.debit), Int64(movement.credit), movement.amount,
            Int64(truncatingIfNeeded: key >> 80)
        )
        try record.withUnsafeMutableBytes { record in
            withUnsafeBytes(of: fields) { fields in
                UnsafeMutableRawBufferPointer(rebasing: record[TreeHash.byteCount...])
                    .copyMemory(from: fields)
            }
            TreeHash.leaf(UnsafeRawBufferPointer(record)).withUnsafeBytes {
                record.copyMemory(from: $0)
            }
            let bytes = UnsafeRawBufferPointer(record)
            insert.bind(1, count)
            insert.bindInPlace(blob: 2, UnsafeRawBufferPointer(rebasing: bytes[32..<48]))
            insert.bind(3, Int64(movement.debit))
            insert.bind(4, Int64(movement.credit))
            insert.bind(5, movement.amount)
            insert.bind(6, Int64(truncatingIfNeeded: key >> 80))
            insert.bindInPlace(blob: 7, UnsafeRawBufferPointer(rebasing: bytes[..<32]))
            try insert.run()
        }
    }

    private func add(_ movement: LedgerLoad.Movement) {
        touch(movement.debit)
        debits[movement.debit] += movement.amount
        touch(movement.credit)
        credits[movement.credit] += movement.amount
        unsegmented += 1
    }

    private func touch(_ account: Int) {
        if debits[account] == 0, credits[account] == 0 { touched.append(account) }
        segments[account].append(UInt32(truncatingIfNeeded: count))
    }

    private func writeBalances(_ connection: Connection) throws(DatabaseTrouble) {
        let addDebits = try connection.statement(RawLedger.addDebits)
        let addCredits = try connection.statement(RawLedger.addCredits)
        for account in touched {
            try add(debits[account], to: account, addDebits)
            try add(credits[account], to: account, addCredits)
            debits[account] = 0
            credits[account] = 0
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func add(
        _ sum: Int64, to account: Int, _ statement: Statement
    ) throws(DatabaseTrouble) {
        guard sum != 0 else { return }
        statement.bind(1, Int64(account))
        statement.bind(2, sum)
        try statement.run()
    }

    private func writeSegments(_ connection: Connection) throws(DatabaseTrouble) {
        let insert = try connection.statement("INSERT INTO seg VALUES (?1, ?2, ?3)")
        for account in segments.indices where !segments[account].isEmpty {
            insert.bind(1, Int64(account))
            insert.bind(2, count)
            segments[account].withUnsafeBytes { insert.bind(3, $0) }
            try insert.run()
            segments[account].removeAll(keepingCapacity: true)
        }
        unsegmented = 0
    }

    /// Whether the stored balances hold all that was posted.
    func isBalanced() throws -> Bool {
        try database.read { connection in
            let row = try connection.statement(
                "SELECT sum(debits), sum(credits), (SELECT sum(amount) FROM transfers) "
                    + "FROM balances")
            try row.step()
            return row.int64(0) == row.int64(1) && row.int64(0) == row.int64(2)
        }
    }
}
