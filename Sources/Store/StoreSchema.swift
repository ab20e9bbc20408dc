public import Database

/// The tables of what has come in and what was decided; the ledger's own tables are LedgerStore's.
public enum StoreSchema {
    public static let migrations = [
        Migration(
            number: 2, name: "facts",
            sqlite: tables + onlyAdded.map(guarding).joined(separator: "\n"),
            postgresql: PostgreSQLSchema.tables(tables + EvidenceTable.tables)
                + (onlyAdded + ["evidence_part"]).map(guardingOnPostgreSQL).joined()),
        Migration(
            number: 4, name: "figures",
            sqlite: FigureSchema.tables + FigureSchema.inOrder
                + FigureSchema.names.map(guarding).joined(separator: "\n"),
            postgresql: PostgreSQLSchema.tables(FigureSchema.tables)
                + FigureSchema.inOrderOnPostgreSQL
                + FigureSchema.names.map(guardingOnPostgreSQL).joined()),
        ClosingSchema.migration,
        TableSeals.migration,
        LiveSchema.migration,
        RequestBuckets.migration,
        OutwardSchema.migration,
        MaskedEvidence.migration,
        ClosingSchema.handover,
        Restorations.migration,
        DisputeTable.migration,
    ]

    /// Facts are added, never changed: the database itself refuses.
    private static let onlyAdded = [
        "sale", "provider_line", "terminal_total", "payout", "slip", "bill", "bill_change",
        "bank_line", "city_file", "exception_event", "decision", "decision_vote",
    ]

    private static func guarding(_ table: String) -> String {
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table) BEGIN
                SELECT RAISE(ABORT, 'facts are only added: \(table)');
            END;
            """
        }.joined(separator: "\n")
    }

    private static func guardingOnPostgreSQL(_ table: String) -> String {
        PostgreSQLSchema.onlyAdded(table, message: "facts are only added: \(table)")
    }

    private static let tables = [files, journal, reports, slipsAndBills, bank, work]
        .joined(separator: "\n")

    private static let files = """
        CREATE TABLE city_file (
            version INTEGER PRIMARY KEY,
            applied INTEGER NOT NULL,
            yaml TEXT NOT NULL
        ) STRICT;
        CREATE TABLE file (
            number INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            rows INTEGER NOT NULL,
            accepted INTEGER NOT NULL,
            duplicates INTEGER NOT NULL,
            findings INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('accepted', 'held', 'rejected')),
            masked INTEGER NOT NULL,
            imported INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE finding (
            file INTEGER NOT NULL REFERENCES file (number),
            ordinal INTEGER NOT NULL,
            line INTEGER NOT NULL,
            column_name TEXT,
            code TEXT NOT NULL,
            ja TEXT NOT NULL,
            en TEXT NOT NULL,
            PRIMARY KEY (file, ordinal)
        ) STRICT, WITHOUT ROWID;
        """

    private static let journal = """
        CREATE TABLE sale (
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            file INTEGER NOT NULL,
            row INTEGER NOT NULL,
            at INTEGER NOT NULL,
            day INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            channel INTEGER NOT NULL,
            office TEXT NOT NULL,
            terminal TEXT,
            operator TEXT,
            provider TEXT,
            method TEXT NOT NULL,
            brand TEXT,
            amount INTEGER NOT NULL CHECK (amount > 0),
            basket BLOB NOT NULL,
            provider_ref TEXT,
            merchant_ref TEXT,
            slip TEXT,
            approval TEXT,
            original BLOB,
            paid INTEGER
        ) STRICT;
        """

    private static let reports = """
        CREATE TABLE provider_line (
            provider TEXT NOT NULL,
            day INTEGER NOT NULL,
            content INTEGER NOT NULL,
            copy INTEGER NOT NULL,
            file INTEGER NOT NULL,
            row INTEGER NOT NULL,
            number TEXT NOT NULL,
            kind INTEGER NOT NULL,
            at INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            fee INTEGER,
            payout TEXT,
            terminal TEXT,
            brand TEXT,
            merchant_ref TEXT,
            first_ref TEXT,
            second_ref TEXT,
            third_ref TEXT,
            slip TEXT,
            approval TEXT,
            UNIQUE (provider, day, content, copy)
        ) STRICT;
        CREATE TABLE terminal_total (
            provider TEXT NOT NULL,
            terminal TEXT NOT NULL,
            day INTEGER NOT NULL,
            file INTEGER NOT NULL,
            row INTEGER NOT NULL,
            completed_count INTEGER NOT NULL,
            completed INTEGER NOT NULL,
            unknown_count INTEGER NOT NULL,
            unknown INTEGER NOT NULL,
            PRIMARY KEY (provider, terminal, day)
        ) STRICT;
        CREATE TABLE payout (
            provider TEXT NOT NULL,
            number TEXT NOT NULL,
            file INTEGER NOT NULL,
            row INTEGER NOT NULL,
            from_day INTEGER,
            to_day INTEGER,
            closing_day INTEGER,
            pay_date INTEGER NOT NULL,
            sale_count INTEGER,
            refund_count INTEGER,
            gross INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            fee INTEGER NOT NULL,
            fee_tax INTEGER NOT NULL,
            net INTEGER NOT NULL,
            PRIMARY KEY (provider, number)
        ) STRICT;
        """

    private static let slipsAndBills = """
        CREATE TABLE slip (
            provider TEXT NOT NULL,
            paid_day INTEGER NOT NULL,
            collection_key TEXT NOT NULL,
            kind INTEGER NOT NULL,
            paid_second INTEGER,
            place TEXT NOT NULL,
            amount INTEGER NOT NULL,
            pay_date INTEGER,
            copy INTEGER NOT NULL,
            made_day INTEGER,
            channel TEXT NOT NULL,
            file INTEGER NOT NULL,
            row INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX slip_once ON slip (provider, paid_day, collection_key, kind,
            coalesce(paid_second, -1), place, amount, coalesce(pay_date, -1),
            coalesce(made_day, -1), copy);
        CREATE TABLE bill (
            id TEXT NOT NULL PRIMARY KEY,
            file INTEGER NOT NULL,
            row INTEGER NOT NULL,
            kind TEXT NOT NULL,
            payer TEXT NOT NULL,
            fund TEXT NOT NULL,
            subject TEXT NOT NULL,
            fiscal_year INTEGER NOT NULL,
            levy_year INTEGER NOT NULL,
            term TEXT NOT NULL,
            amount INTEGER NOT NULL,
            tax INTEGER NOT NULL,
            issued INTEGER NOT NULL,
            due INTEGER NOT NULL,
            limit_day INTEGER,
            collection_key TEXT NOT NULL,
            barcode TEXT,
            elqr TEXT,
            slip_group TEXT
        ) STRICT;
        CREATE TABLE bill_change (
            bill TEXT NOT NULL,
            revision INTEGER NOT NULL,
            file INTEGER NOT NULL,
            row INTEGER NOT NULL,
            event TEXT NOT NULL,
            amount INTEGER NOT NULL,
            tax INTEGER NOT NULL,
            day INTEGER NOT NULL,
            reason TEXT NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (bill, revision)
        ) STRICT;
        """

    private static let bank = """
        CREATE TABLE bank_statement (
            number INTEGER PRIMARY KEY,
            file INTEGER NOT NULL,
            account TEXT NOT NULL,
            from_day INTEGER NOT NULL,
            to_day INTEGER NOT NULL,
            opening INTEGER NOT NULL,
            closing INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('accepted', 'held', 'rejected'))
        ) STRICT;
        CREATE INDEX bank_statement_days ON bank_statement (account, from_day);
        CREATE TABLE bank_line (
            statement INTEGER NOT NULL REFERENCES bank_statement (number),
            ordinal INTEGER NOT NULL,
            row INTEGER NOT NULL,
            day INTEGER NOT NULL,
            reference TEXT NOT NULL,
            amount INTEGER NOT NULL,
            trade INTEGER NOT NULL,
            payer TEXT NOT NULL,
            text TEXT NOT NULL,
            edi TEXT NOT NULL,
            PRIMARY KEY (statement, ordinal)
        ) STRICT, WITHOUT ROWID;
        """

    private static let work = """
        CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            through INTEGER NOT NULL,
            ran INTEGER NOT NULL,
            files INTEGER NOT NULL,
            votes INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE exception (
            id TEXT NOT NULL PRIMARY KEY,
            code TEXT NOT NULL,
            provider TEXT,
            reference TEXT NOT NULL,
            occurrence INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            day INTEGER NOT NULL,
            suggestion TEXT,
            opened INTEGER NOT NULL,
            closed INTEGER,
            closed_by TEXT CHECK (closed_by IN ('evidence', 'decision'))
        ) STRICT;
        CREATE TABLE exception_event (
            number INTEGER PRIMARY KEY,
            exception TEXT NOT NULL REFERENCES exception (id),
            event TEXT NOT NULL,
            through INTEGER NOT NULL,
            amount INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE decision (
            number INTEGER PRIMARY KEY,
            exception TEXT NOT NULL,
            resolution TEXT NOT NULL,
            target TEXT,
            amount INTEGER NOT NULL,
            reason TEXT NOT NULL,
            moves_money INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE decision_vote (
            decision INTEGER NOT NULL REFERENCES decision (number),
            role TEXT NOT NULL CHECK (role IN ('proposed', 'approved')),
            person TEXT NOT NULL,
            at INTEGER NOT NULL,
            day INTEGER NOT NULL,
            PRIMARY KEY (decision, role)
        ) STRICT;
        """
}
