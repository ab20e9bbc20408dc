import Database

/// The tables of live money: payments with what happened to them, and what the service around them
/// keeps.
///
/// What was ordered, asked and answered is only added to; where a payment stands follows from that
/// and is kept beside it, with a version, for whoever looks.
enum LiveSchema {
    static let migration = Migration(
        number: 9, name: "live money",
        sqlite: tables + guarded.map(onlyAdded).joined(),
        postgresql: PostgreSQLSchema.tables(tables)
            + guarded.map {
                PostgreSQLSchema.onlyAdded($0, message: "\(words): \($0)")
            }.joined())

    /// What happened stays as it was told.
    private static let guarded = [
        "payment", "payment_event", "payment_exchange", "payment_fact", "payment_link",
        "payment_link_end", "api_key", "api_key_end", "bank_movement",
    ]

    private static let words = "payments are only added to"

    private static func onlyAdded(_ table: String) -> String {
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table) BEGIN
                SELECT RAISE(ABORT, '\(words): \(table)');
            END;

            """
        }.joined()
    }

    private static let tables = payments + events + callers + work

    private static let payments = """
        CREATE TABLE payment (
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            service TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            amount INTEGER NOT NULL CHECK (amount > 0),
            basket BLOB NOT NULL,
            office TEXT NOT NULL,
            reference TEXT NOT NULL,
            description TEXT NOT NULL,
            return_url TEXT NOT NULL,
            language TEXT NOT NULL,
            metadata TEXT NOT NULL,
            captured_later INTEGER NOT NULL,
            provider TEXT,
            link TEXT
        ) STRICT;
        CREATE INDEX payment_of_service ON payment (service, created);
        CREATE INDEX payment_of_reference ON payment (reference);
        CREATE TABLE payment_contact (
            payment BLOB NOT NULL PRIMARY KEY,
            email TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX payment_contact_email ON payment_contact (email);
        CREATE TABLE payment_standing (
            payment BLOB NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            state TEXT NOT NULL,
            changed INTEGER NOT NULL,
            provider TEXT,
            session_ref TEXT,
            provider_ref TEXT,
            step_url TEXT,
            step_app_url TEXT,
            step_expires INTEGER,
            captured INTEGER,
            captured_at INTEGER,
            refunded INTEGER NOT NULL,
            available INTEGER NOT NULL,
            closed_by TEXT,
            brand TEXT,
            last_four TEXT,
            operation BLOB,
            turn INTEGER NOT NULL,
            due INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX payment_standing_due ON payment_standing (due) WHERE due IS NOT NULL;
        CREATE INDEX payment_standing_provider ON payment_standing (provider_ref)
            WHERE provider_ref IS NOT NULL;
        CREATE INDEX payment_standing_session ON payment_standing (session_ref)
            WHERE session_ref IS NOT NULL;
        CREATE INDEX payment_standing_waits ON payment_standing (payment)
            WHERE state = 'approving' OR state = 'differs';
        CREATE TABLE reservation (
            item TEXT NOT NULL PRIMARY KEY,
            payment BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reservation_of_payment ON reservation (payment);
        CREATE TABLE payment_settled (
            payment BLOB NOT NULL PRIMARY KEY,
            day INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX payment_settled_day ON payment_settled (day);
        CREATE INDEX slip_key ON slip (collection_key);

        """

    private static let events = """
        CREATE TABLE payment_event (
            number INTEGER PRIMARY KEY,
            payment BLOB NOT NULL,
            version INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            content TEXT NOT NULL,
            alarm INTEGER NOT NULL,
            UNIQUE (payment, version)
        ) STRICT;
        CREATE INDEX payment_event_alarm ON payment_event (number) WHERE alarm = 1;
        CREATE TABLE payment_exchange (
            number INTEGER PRIMARY KEY,
            payment BLOB NOT NULL,
            operation BLOB NOT NULL,
            provider TEXT NOT NULL,
            at INTEGER NOT NULL,
            content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX payment_exchange_payment ON payment_exchange (payment);
        CREATE TABLE payment_fact (
            number INTEGER PRIMARY KEY,
            sale BLOB NOT NULL,
            payment BLOB NOT NULL,
            day INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payment_fact_day ON payment_fact (day);
        CREATE INDEX payment_fact_payment ON payment_fact (payment);

        """

    private static let callers = """
        CREATE TABLE api_key (
            id TEXT NOT NULL UNIQUE,
            service TEXT NOT NULL,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            scopes TEXT NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE api_key_end (
            key_id TEXT NOT NULL UNIQUE,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE payment_link (
            id TEXT NOT NULL UNIQUE,
            service TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER,
            single INTEGER NOT NULL,
            content TEXT NOT NULL
        ) STRICT;
        CREATE INDEX payment_link_service ON payment_link (service);
        CREATE TABLE payment_link_end (
            link TEXT NOT NULL UNIQUE,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE bank_movement (
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            service TEXT NOT NULL,
            account TEXT NOT NULL,
            day INTEGER NOT NULL,
            reference TEXT NOT NULL,
            amount INTEGER NOT NULL,
            created INTEGER NOT NULL,
            UNIQUE (service, account, day, reference)
        ) STRICT;

        """

    private static let work = """
        CREATE TABLE idempotent_answer (
            service TEXT NOT NULL,
            key TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            at INTEGER NOT NULL,
            status INTEGER NOT NULL,
            body BLOB NOT NULL,
            payment BLOB,
            PRIMARY KEY (service, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotent_answer_at ON idempotent_answer (at);
        CREATE TABLE page_token (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            payment BLOB NOT NULL,
            session INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            used INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX page_token_expires ON page_token (expires);
        CREATE TABLE lease (
            name TEXT NOT NULL PRIMARY KEY,
            holder TEXT NOT NULL,
            until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE webhook_endpoint (
            id TEXT NOT NULL PRIMARY KEY,
            service TEXT NOT NULL,
            url TEXT NOT NULL,
            created INTEGER NOT NULL,
            disabled INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX webhook_endpoint_service ON webhook_endpoint (service);
        CREATE TABLE webhook_secret (
            endpoint TEXT NOT NULL,
            number INTEGER NOT NULL,
            secret BLOB NOT NULL,
            created INTEGER NOT NULL,
            PRIMARY KEY (endpoint, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE webhook_delivery (
            number INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            payment BLOB NOT NULL,
            version INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body BLOB,
            created INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            due INTEGER,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed'))
        ) STRICT;
        CREATE INDEX webhook_delivery_due ON webhook_delivery (due) WHERE due IS NOT NULL;
        CREATE INDEX webhook_delivery_endpoint ON webhook_delivery (endpoint);
        CREATE TABLE webhook_try (
            number INTEGER PRIMARY KEY,
            delivery INTEGER NOT NULL,
            at INTEGER NOT NULL,
            status INTEGER,
            outcome TEXT NOT NULL
        ) STRICT;
        CREATE INDEX webhook_try_delivery ON webhook_try (delivery);

        """
}
