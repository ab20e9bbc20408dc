import Database

/// The tables of the books.
///
/// DocC page: <doc:LedgerStore>.
enum LedgerSchema {
    static let first = Migration(
        number: 1, name: "ledger",
        sqlite: head + headForward + voucher + journal + closingInOrder + sums
            + [
                "ledger_account", "ledger_voucher", "ledger_voucher_key", "ledger_commit",
                "ledger_closing",
            ].map(onlyAdded).joined(), postgresql: postgresqlFirst)

    /// The tree over the vouchers of closed days.
    ///
    /// No program before it could close a day, so a closing without a root is refused.
    static let second = Migration(
        number: 3, name: "ledger tree",
        sqlite: tree + treeGrows
            + ["ledger_leaf_secret", "ledger_tree_run"].map(onlyAdded).joined(),
        postgresql: postgresqlSecond)

    /// The journal as packed rows, and account statements, in the place of a row per voucher.
    static let third = Migration(
        number: 7, name: "packed journal", sqlite: packed,
        postgresql: PostgreSQLSchema.tables(packed), code: JournalRepacking.run)

    /// What the packed journal stands for is gone; nothing is added to a closed day.
    static let fourth = Migration(
        number: 8, name: "packed journal alone",
        sqlite: "DROP TABLE ledger_voucher;\n" + openDays + guarded.map(onlyAdded).joined(),
        postgresql: postgresqlFourth)

    static let guarded = [
        "ledger_journal", "ledger_follower", "ledger_fold", "ledger_statement",
    ]

    /// One row: how far the books have come.
    ///
    /// Every batch takes it first and leaves it changed.
    static let head = """
        CREATE TABLE ledger_head (
            place INTEGER PRIMARY KEY CHECK (place = 1),
            begins INTEGER NOT NULL,
            closed_through INTEGER,
            sequence INTEGER NOT NULL,
            accounts INTEGER NOT NULL,
            commits INTEGER NOT NULL,
            turnover INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;

        """

    private static let headForward = """
        CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head BEGIN
            SELECT RAISE(ABORT, '帳簿の先頭行は削除できません / the head of the books stays');
        END;
        CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head
        WHEN NEW.begins <> OLD.begins OR NEW.sequence < OLD.sequence
            OR NEW.accounts < OLD.accounts OR NEW.commits <= OLD.commits
            OR NEW.turnover < OLD.turnover
            OR coalesce(NEW.closed_through < OLD.closed_through, OLD.closed_through IS NOT NULL)
        BEGIN
            SELECT RAISE(ABORT, '帳簿は前にしか進みません / the books only go forward');
        END;

        """

    static let journal = """
        CREATE TABLE ledger_account (
            id INTEGER PRIMARY KEY,
            fund TEXT NOT NULL,
            code TEXT NOT NULL,
            UNIQUE (fund, code)
        ) STRICT;
        CREATE TABLE ledger_voucher_key (
            id BLOB PRIMARY KEY,
            sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ledger_commit (
            number INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL,
            accounts INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE TABLE ledger_closing (
            day INTEGER PRIMARY KEY,
            commit_number INTEGER NOT NULL UNIQUE,
            sequence INTEGER NOT NULL,
            recorded INTEGER NOT NULL
        ) STRICT;

        """

    /// A row per voucher, as it was before the journal was packed.
    private static let voucher = """
        CREATE TABLE ledger_voucher (
            sequence INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
            day INTEGER NOT NULL,
            own_day INTEGER,
            occurred INTEGER NOT NULL,
            recorded INTEGER NOT NULL,
            target BLOB CHECK ((target IS NULL) = (kind < 2)),
            cause TEXT NOT NULL,
            transfers BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX ledger_voucher_settles ON ledger_voucher (target)
            WHERE kind IN (2, 3);
        CREATE UNIQUE INDEX ledger_voucher_reverses ON ledger_voucher (target) WHERE kind = 4;
        CREATE TRIGGER ledger_voucher_open_day BEFORE INSERT ON ledger_voucher BEGIN
            SELECT RAISE(FAIL, '締めた日には記帳できません / the day is closed, or the place taken')
            FROM ledger_head
            WHERE NEW.day < begins OR NEW.day <= closed_through OR NEW.sequence <= sequence;
        END;

        """

    private static let closingInOrder = """
        CREATE TRIGGER ledger_closing_in_order BEFORE INSERT ON ledger_closing
        WHEN EXISTS (SELECT 1 FROM ledger_head
            WHERE NEW.day <> coalesce(closed_through + 1, begins))
        BEGIN
            SELECT RAISE(ABORT, '出納日は順に締めます / book days close in order');
        END;

        """

    /// What is summed up from the journal: kept by nature, and proved by the audit.
    static let sums = """
        CREATE TABLE ledger_day (
            day INTEGER PRIMARY KEY,
            first_sequence INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            vouchers INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE ledger_day_balance (
            place INTEGER PRIMARY KEY,
            day INTEGER GENERATED ALWAYS AS (place >> 32) VIRTUAL,
            account INTEGER GENERATED ALWAYS AS (place & 4294967295) VIRTUAL,
            debits INTEGER NOT NULL,
            credits INTEGER NOT NULL,
            pending_debits INTEGER NOT NULL,
            pending_credits INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE ledger_carried_balance (
            account INTEGER PRIMARY KEY,
            debits INTEGER NOT NULL,
            credits INTEGER NOT NULL,
            pending_debits INTEGER NOT NULL,
            pending_credits INTEGER NOT NULL
        ) STRICT;

        """

    /// A row's key is its level and the index of its first hash, `level << 56 | index`; of the
    /// tree's levels every eighth is kept.
    static let tree = """
        ALTER TABLE ledger_closing ADD COLUMN tree_size INTEGER NOT NULL DEFAULT -1
            CHECK (tree_size >= 0);
        ALTER TABLE ledger_closing ADD COLUMN root BLOB NOT NULL DEFAULT x''
            CHECK (length(root) = 32);
        CREATE TABLE ledger_leaf_secret (
            place INTEGER PRIMARY KEY CHECK (place = 1),
            secret BLOB NOT NULL CHECK (length(secret) = 32)
        ) STRICT;
        CREATE TABLE ledger_tree_run (
            place INTEGER PRIMARY KEY,
            sequences BLOB CHECK ((sequences IS NULL) = (place >> 56 > 0)),
            hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192)
        ) STRICT;

        """

    private static let treeGrows = """
        CREATE TRIGGER ledger_closing_tree_grows BEFORE INSERT ON ledger_closing
        WHEN NEW.tree_size < (SELECT tree_size FROM ledger_closing ORDER BY day DESC LIMIT 1)
        BEGIN
            SELECT RAISE(ABORT, '検証木は縮みません / the tree does not shrink');
        END;
        CREATE TRIGGER ledger_tree_run_closed_day BEFORE INSERT ON ledger_tree_run BEGIN
            SELECT RAISE(FAIL, '締めた日の検証木には加えられません / the tree of closed days stays')
            FROM (SELECT tree_size FROM ledger_closing ORDER BY day DESC LIMIT 1)
            WHERE NEW.place & 72057594037927935 < tree_size >> 8 * (NEW.place >> 56);
        END;

        """

    /// `reverses`: 1 for a reversal, 0 for a confirmation or a void.
    static let packed = """
        CREATE TABLE ledger_journal (
            first INTEGER PRIMARY KEY CHECK (first > 0),
            vouchers INTEGER NOT NULL CHECK (vouchers > 0),
            earliest_day INTEGER NOT NULL,
            latest_day INTEGER NOT NULL CHECK (latest_day >= earliest_day),
            records BLOB NOT NULL
        ) STRICT;
        CREATE TABLE ledger_follower (
            target BLOB NOT NULL CHECK (length(target) = 16),
            reverses INTEGER NOT NULL CHECK (reverses IN (0, 1)),
            sequence INTEGER NOT NULL,
            PRIMARY KEY (target, reverses)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ledger_fold (
            number INTEGER PRIMARY KEY CHECK (number > 0),
            first INTEGER NOT NULL,
            last INTEGER NOT NULL CHECK (last >= first)
        ) STRICT;
        CREATE TABLE ledger_statement (
            place INTEGER PRIMARY KEY,
            entries BLOB NOT NULL
        ) STRICT;

        """

    private static let openDays = """
        CREATE TRIGGER ledger_journal_open_day BEFORE INSERT ON ledger_journal BEGIN
            SELECT RAISE(FAIL, '締めた日には記帳できません / the day is closed, or the place taken')
            FROM ledger_head
            WHERE NEW.earliest_day < begins OR NEW.earliest_day <= closed_through
                OR NEW.first <= sequence;
        END;

        """

    private static func onlyAdded(_ table: String) -> String {
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table) BEGIN
                SELECT RAISE(ABORT, '帳簿は追記のみです / the books are only added to: no \(verb)');
            END;

            """
        }.joined()
    }
}
