import Database

/// The tables of what goes out to services, and of what their accounting hears of the bank.
enum OutwardSchema {
    static let migration = Migration(
        number: 22, name: "webhooks and bank movements", sqlite: tables,
        postgresql: PostgreSQLSchema.tables(tables), expands: true)

    private static let tables = webhooks + collections

    /// Beside `webhook_endpoint` and `webhook_try`: what an address wants to hear of (without rows:
    /// of everything), and how a try was answered.
    private static let webhooks = """
        CREATE TABLE webhook_subscription (
            endpoint TEXT NOT NULL,
            kind TEXT NOT NULL,
            PRIMARY KEY (endpoint, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE webhook_answer (
            attempt INTEGER PRIMARY KEY,
            milliseconds INTEGER NOT NULL,
            head BLOB NOT NULL
        ) STRICT;

        """

    /// Derived, and replaced by every run of reconciliation: which payouts a bank line brought, and
    /// which live payments are in them.
    private static let collections = """
        CREATE TABLE bank_collection (
            account TEXT NOT NULL,
            day INTEGER NOT NULL,
            reference TEXT NOT NULL,
            provider TEXT NOT NULL,
            payout TEXT NOT NULL,
            banked INTEGER NOT NULL,
            PRIMARY KEY (provider, payout)
        ) STRICT;
        CREATE INDEX bank_collection_line ON bank_collection (account, day, reference);
        CREATE TABLE payment_payout (
            payment BLOB NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL,
            payout TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX payment_payout_payout ON payment_payout (provider, payout);

        """
}
