import Database

/// The tables of the figures of closed days: written once, at a day's closing.
enum FigureSchema {
    static let names = [
        "figure_day", "figure_row", "figure_provider", "figure_office", "figure_bank",
        "figure_bank_lines",
    ]

    private static let message = "日計は日の順に確定します / figures of days are kept in order"

    static let inOrder = """
        CREATE TRIGGER figure_day_in_order BEFORE INSERT ON figure_day
        WHEN EXISTS (SELECT 1 FROM figure_day) AND NEW.day <> (SELECT max(day) + 1 FROM figure_day)
        BEGIN
            SELECT RAISE(ABORT, '\(message)');
        END;

        """

    static let inOrderOnPostgreSQL = PostgreSQLSchema.refusing(
        "figure_day_in_order", on: "figure_day",
        where: """
            added, (SELECT max(day) AS day FROM figure_day
                    WHERE day NOT IN (SELECT day FROM added)) AS last
                WHERE added.day <> last.day + 1
            """, message: message)

    /// A row without a fiscal year has the year 0.
    static let tables = """
        CREATE TABLE figure_day (
            day INTEGER PRIMARY KEY
        ) STRICT;
        CREATE TABLE figure_row (
            day INTEGER NOT NULL REFERENCES figure_day (day),
            fund TEXT NOT NULL,
            fiscal_year INTEGER NOT NULL,
            item TEXT NOT NULL,
            assessed INTEGER NOT NULL,
            reduced INTEGER NOT NULL,
            carried INTEGER NOT NULL,
            entrusted INTEGER NOT NULL,
            repaid INTEGER NOT NULL,
            received INTEGER NOT NULL,
            direct INTEGER NOT NULL,
            written_off INTEGER NOT NULL,
            payments INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            PRIMARY KEY (day, fund, fiscal_year, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE figure_provider (
            day INTEGER NOT NULL REFERENCES figure_day (day),
            provider TEXT NOT NULL,
            entrusted INTEGER NOT NULL,
            repaid INTEGER NOT NULL,
            received INTEGER NOT NULL,
            fee INTEGER NOT NULL,
            tax INTEGER NOT NULL,
            payments INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            PRIMARY KEY (day, provider)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE figure_office (
            day INTEGER NOT NULL REFERENCES figure_day (day),
            office TEXT NOT NULL,
            payments INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (day, office)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE figure_bank (
            day INTEGER NOT NULL REFERENCES figure_day (day),
            account TEXT NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (day, account, reason, detail)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE figure_bank_lines (
            day INTEGER NOT NULL REFERENCES figure_day (day),
            account TEXT NOT NULL,
            count INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (day, account)
        ) STRICT, WITHOUT ROWID;

        """
}
