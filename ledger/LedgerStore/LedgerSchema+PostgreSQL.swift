import Database

/// The same tables on PostgreSQL, where there never was a row per voucher; what guards them is said
/// in its own words, with the same messages.
extension LedgerSchema {
    static let postgresqlFirst =
        PostgreSQLSchema.refusal + PostgreSQLSchema.tables(head + journal + sums) + headForwardOnly
        + PostgreSQLSchema.refusing(
            "ledger_closing_in_order", on: "ledger_closing",
            where: "added, ledger_head WHERE added.day <> coalesce(closed_through + 1, begins)",
            message: "出納日は順に締めます / book days close in order")
        + ["ledger_account", "ledger_voucher_key", "ledger_commit", "ledger_closing"]
        .map(addedOnly).joined()

    static let postgresqlSecond =
        PostgreSQLSchema.tables(tree)
        + PostgreSQLSchema.refusing(
            "ledger_closing_tree_grows", on: "ledger_closing",
            where: """
                added JOIN ledger_closing former ON former.day < added.day
                    WHERE former.tree_size > added.tree_size
                """,
            message: "検証木は縮みません / the tree does not shrink")
        + PostgreSQLSchema.refusing(
            "ledger_tree_run_closed_day", on: "ledger_tree_run",
            where: """
                added, (SELECT tree_size FROM ledger_closing ORDER BY day DESC LIMIT 1) AS last
                    WHERE (added.place & 72057594037927935)
                        < (last.tree_size >> (8 * (added.place >> 56))::integer)
                """,
            message: "締めた日の検証木には加えられません / the tree of closed days stays")
        + ["ledger_leaf_secret", "ledger_tree_run"].map(addedOnly).joined()

    static let postgresqlFourth =
        PostgreSQLSchema.refusing(
            "ledger_journal_open_day", on: "ledger_journal",
            where: """
                added, ledger_head
                    WHERE added.earliest_day < begins OR added.earliest_day <= closed_through
                        OR added.first <= sequence
                """,
            message: "締めた日には記帳できません / the day is closed, or the place taken")
        + guarded.map(addedOnly).joined()

    private static let headForwardOnly = """
        CREATE FUNCTION ledger_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.begins <> OLD.begins OR NEW.sequence < OLD.sequence
                OR NEW.accounts < OLD.accounts OR NEW.commits <= OLD.commits
                OR NEW.turnover < OLD.turnover
                OR coalesce(NEW.closed_through < OLD.closed_through,
                    OLD.closed_through IS NOT NULL)
            THEN
                RAISE EXCEPTION USING ERRCODE = '23000',
                    MESSAGE = '帳簿は前にしか進みません / the books only go forward';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head
        FOR EACH ROW EXECUTE FUNCTION ledger_head_forward();
        CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
        FOR EACH ROW EXECUTE FUNCTION refuse('帳簿の先頭行は削除できません / the head of the books stays');
        CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
        FOR EACH STATEMENT
        EXECUTE FUNCTION refuse('帳簿の先頭行は削除できません / the head of the books stays');

        """

    private static func addedOnly(_ table: String) -> String {
        PostgreSQLSchema.onlyAdded(
            table, message: "帳簿は追記のみです / the books are only added to: no %")
    }
}
