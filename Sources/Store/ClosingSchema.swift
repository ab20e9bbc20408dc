import Database

/// The tables of closed days and their packages.
///
/// What a day's files need and the books could tell otherwise later is written down with the
/// closing, so that a closed day renders to the same bytes for ever.
enum ClosingSchema {
    static let migration = Migration(
        number: 5, name: "closing",
        sqlite: tables + guarded.map(onlyAdded).joined(),
        postgresql: PostgreSQLSchema.tables(tables)
            + guarded.map {
                PostgreSQLSchema.onlyAdded($0, message: "closed days are only added to: \($0)")
            }.joined())

    /// A seal that came from another certificate comes with what the former key says.
    static let handover = Migration(
        number: 24, name: "handovers of the seal",
        sqlite: handovers + onlyAdded("package_handover"),
        postgresql: PostgreSQLSchema.tables(handovers)
            + PostgreSQLSchema.onlyAdded(
                "package_handover", message: "closed days are only added to: package_handover"),
        expands: true)

    private static let handovers = """
        CREATE TABLE package_handover (
            day INTEGER PRIMARY KEY REFERENCES package (day),
            statement TEXT NOT NULL,
            seal BLOB NOT NULL
        ) STRICT;

        """

    private static let guarded = [
        "closing", "closing_exception", "closing_payout", "package", "package_timestamp",
        "package_issue",
    ]

    private static let tables = """
        CREATE TABLE closing (
            day INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            sequence INTEGER NOT NULL,
            person TEXT NOT NULL,
            at INTEGER NOT NULL,
            software TEXT NOT NULL,
            reconciled_through INTEGER NOT NULL,
            books_hash BLOB NOT NULL CHECK (length(books_hash) = 32),
            folder TEXT NOT NULL
        ) STRICT;
        CREATE TABLE closing_exception (
            day INTEGER NOT NULL REFERENCES closing (day),
            ordinal INTEGER NOT NULL,
            id TEXT NOT NULL,
            code TEXT NOT NULL,
            provider TEXT,
            reference TEXT NOT NULL,
            exception_day INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('carried', 'decided', 'resolved')),
            resolution TEXT,
            reason TEXT,
            person TEXT,
            approved_by TEXT,
            decided INTEGER,
            PRIMARY KEY (day, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX closing_exception_id ON closing_exception (id, day);
        CREATE TABLE closing_payout (
            day INTEGER NOT NULL REFERENCES closing (day),
            ordinal INTEGER NOT NULL,
            provider TEXT NOT NULL,
            payout TEXT NOT NULL,
            pay_date INTEGER NOT NULL,
            gross INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            fee INTEGER NOT NULL,
            fee_tax INTEGER NOT NULL,
            net INTEGER NOT NULL,
            lines INTEGER NOT NULL,
            status TEXT NOT NULL,
            banked INTEGER,
            bank_day INTEGER,
            bank_ref TEXT,
            voucher TEXT NOT NULL,
            PRIMARY KEY (day, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE payout_standing (
            provider TEXT NOT NULL,
            payout TEXT NOT NULL,
            pay_date INTEGER NOT NULL,
            gross INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            fee INTEGER NOT NULL,
            fee_tax INTEGER NOT NULL,
            net INTEGER NOT NULL,
            lines INTEGER NOT NULL,
            banked INTEGER,
            bank_day INTEGER,
            bank_ref TEXT,
            PRIMARY KEY (provider, payout)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE payout_receipt (
            number INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            payout TEXT NOT NULL,
            day INTEGER NOT NULL,
            bank_ref TEXT,
            fee INTEGER NOT NULL,
            fee_tax INTEGER NOT NULL,
            cause TEXT NOT NULL,
            occurred INTEGER NOT NULL,
            moved_cause TEXT NOT NULL,
            moved_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE payout_receipt_line (
            receipt INTEGER NOT NULL REFERENCES payout_receipt (number),
            fund TEXT NOT NULL,
            code TEXT NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (receipt, fund, code)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE package (
            day INTEGER PRIMARY KEY REFERENCES closing (day),
            digests TEXT NOT NULL,
            certificate TEXT NOT NULL,
            chain BLOB NOT NULL,
            revocations BLOB,
            stamped INTEGER NOT NULL,
            seal BLOB NOT NULL
        ) STRICT;
        CREATE TABLE package_timestamp (
            day INTEGER PRIMARY KEY REFERENCES package (day),
            timestamp BLOB NOT NULL
        ) STRICT;
        CREATE TABLE package_issue (
            day INTEGER PRIMARY KEY REFERENCES package (day),
            path TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        """

    private static func onlyAdded(_ table: String) -> String {
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table) BEGIN
                SELECT RAISE(ABORT, 'closed days are only added to: \(table)');
            END;

            """
        }.joined()
    }
}
