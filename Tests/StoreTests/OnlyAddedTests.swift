import Database
import Foundation
import Store
import TestSupport
import Testing

@Suite("Facts are only added") struct OnlyAddedTests {
    /// One row of each table of facts, as SQL; NOT NULL columns only.
    static let rows: [(table: String, insert: String, column: String)] = [
        (
            "sale",
            """
            INSERT INTO sale (id, file, row, at, day, kind, channel, office, method, amount, basket)
            VALUES (zeroblob(16), 1, 1, 0, 0, 1, 1, 'o', 'card', 1, x'00')
            """, "amount"
        ),
        (
            "provider_line",
            """
            INSERT INTO provider_line (provider, day, content, copy, file, row, number, kind, at,
                amount) VALUES ('p', 0, 0, 0, 1, 1, 'n', 1, 0, 1)
            """, "amount"
        ),
        (
            "terminal_total", "INSERT INTO terminal_total VALUES ('p','t',0,1,1,0,0,0,0)",
            "completed"
        ),
        (
            "payout",
            """
            INSERT INTO payout (provider, number, file, row, pay_date, gross, refunds, fee, fee_tax,
                net) VALUES ('p', 'n', 1, 1, 0, 0, 0, 0, 0, 0)
            """, "net"
        ),
        (
            "slip",
            """
            INSERT INTO slip (provider, paid_day, collection_key, kind, place, amount, copy,
                channel, file, row) VALUES ('p', 0, '1', 1, '', 1, 0, 'c', 1, 1)
            """, "amount"
        ),
        (
            "bill",
            """
            INSERT INTO bill (id, file, row, kind, payer, fund, subject, fiscal_year, levy_year,
                term, amount, tax, issued, due, collection_key)
            VALUES ('b', 1, 1, 'k', 'p', 'f', 's', 2026, 2026, '1', 1, 0, 0, 0, '1')
            """, "amount"
        ),
        (
            "bill_change", "INSERT INTO bill_change VALUES ('b',1,1,1,'reduce',1,0,0,'','')",
            "amount"
        ),
        (
            "bank_line",
            """
            INSERT INTO bank_statement VALUES (1, 1, 'main', 0, 0, 0, 0, 'accepted');
            INSERT INTO bank_line VALUES (1, 0, 1, 0, '1', 1, 11, '', '', '')
            """, "amount"
        ),
        ("city_file", "INSERT INTO city_file (applied, yaml) VALUES (0, 'x')", "yaml"),
        (
            "exception_event",
            """
            INSERT INTO exception (id, code, reference, occurrence, amount, day, opened)
            VALUES ('e', 'bill-unknown', 'r', 0, 1, 0, 0);
            INSERT INTO exception_event (exception, event, through, amount)
            VALUES ('e', 'opened', 0, 1)
            """, "event"
        ),
        (
            "decision",
            """
            INSERT INTO decision (exception, resolution, amount, reason, moves_money)
            VALUES ('e', 'claim', 1, '', 0)
            """, "amount"
        ),
        (
            "decision_vote",
            """
            INSERT INTO decision (number, exception, resolution, amount, reason, moves_money)
            VALUES (1, 'e', 'claim', 1, '', 0);
            INSERT INTO decision_vote VALUES (1, 'proposed', 'sato', 0, 0)
            """, "person"
        ),
        ("figure_day", "INSERT INTO figure_day VALUES (1)", "day"),
        (
            "figure_row",
            """
            INSERT INTO figure_day VALUES (1);
            INSERT INTO figure_row VALUES (1, 'f', 0, 'i', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """, "assessed"
        ),
        (
            "figure_provider",
            """
            INSERT INTO figure_day VALUES (1);
            INSERT INTO figure_provider VALUES (1, 'p', 1, 0, 0, 0, 0, 0, 0)
            """, "entrusted"
        ),
        (
            "figure_office",
            """
            INSERT INTO figure_day VALUES (1);
            INSERT INTO figure_office VALUES (1, 'o', 1, 0, 1)
            """, "amount"
        ),
        (
            "figure_bank",
            """
            INSERT INTO figure_day VALUES (1);
            INSERT INTO figure_bank VALUES (1, 'main', 'payouts', '', 1)
            """, "amount"
        ),
        (
            "figure_bank_lines",
            """
            INSERT INTO figure_day VALUES (1);
            INSERT INTO figure_bank_lines VALUES (1, 'main', 1, 1)
            """, "amount"
        ),
    ]

    /// The same for the tables of live money.
    static let liveRows: [(table: String, insert: String, column: String)] = [
        (
            "payment",
            """
            INSERT INTO payment (id, service, created, expires, amount, basket, office, reference,
                description, return_url, language, metadata, captured_later)
            VALUES (zeroblob(16), 's', 0, 1, 1, x'00', 'o', 'r', 'd', 'u', 'ja', '{}', 0)
            """, "amount"
        ),
        (
            "payment_event",
            """
            INSERT INTO payment_event (payment, version, at, kind, state, content, alarm)
            VALUES (zeroblob(16), 2, 0, 'notice', 'open', '{}', 0)
            """, "content"
        ),
        (
            "payment_exchange",
            """
            INSERT INTO payment_exchange (payment, operation, provider, at, content)
            VALUES (zeroblob(16), zeroblob(16), 'p', 0, x'00')
            """, "content"
        ),
        (
            "payment_fact",
            """
            INSERT INTO payment_fact (sale, payment, day) VALUES (zeroblob(16), zeroblob(16), 0)
            """, "day"
        ),
        (
            "payment_link",
            """
            INSERT INTO payment_link (id, service, created, single, content)
            VALUES ('l', 's', 0, 1, '{}')
            """, "content"
        ),
        ("payment_link_end", "INSERT INTO payment_link_end (link, at) VALUES ('l', 0)", "at"),
        (
            "api_key",
            """
            INSERT INTO api_key (id, service, digest, scopes, created)
            VALUES ('k', 's', zeroblob(32), '', 0)
            """, "scopes"
        ),
        ("api_key_end", "INSERT INTO api_key_end (key_id, at) VALUES ('k', 0)", "at"),
        (
            "bank_movement",
            """
            INSERT INTO bank_movement (id, service, account, day, reference, amount, created)
            VALUES (zeroblob(16), 's', 'main', 0, 'r', 1, 0)
            """, "amount"
        ),
    ]

    private static let closing =
        "INSERT INTO closing VALUES (1, 1, 0, 'sato', 0, '1', 1, zeroblob(32), '/');"
    private static let package =
        "INSERT INTO package VALUES (1, 'd', 'c', x'00', NULL, 0, x'00');"

    /// The same for the tables of closed days.
    static let closedRows: [(table: String, insert: String, column: String)] = [
        ("closing", closing, "person"),
        (
            "closing_exception",
            closing
                + """
                INSERT INTO closing_exception
                VALUES (1,0,'e','c',NULL,'r',1,1,'carried',NULL,NULL,NULL,NULL,NULL)
                """, "amount"
        ),
        (
            "closing_payout",
            closing
                + """
                INSERT INTO closing_payout
                VALUES (1,0,'p','n',1,1,0,0,0,1,1,'announced',NULL,NULL,NULL,'v')
                """, "net"
        ),
        ("package", closing + package, "seal"),
        (
            "package_timestamp",
            closing + package
                + "INSERT INTO package_timestamp VALUES (1, x'00')", "timestamp"
        ),
        (
            "package_issue", closing + package + "INSERT INTO package_issue VALUES (1, '/', 0)",
            "path"
        ),
        (
            "package_handover",
            closing + package + "INSERT INTO package_handover VALUES (1, 't', x'00')", "seal"
        ),
    ]

    @Test("The database refuses to change or delete a fact", arguments: rows.indices)
    func refused(_ index: Int) throws {
        try refuse(Self.rows[index], saying: "facts are only added")
    }

    @Test("The database refuses to change or delete what closed", arguments: closedRows.indices)
    func refusedClosed(_ index: Int) throws {
        try refuse(Self.closedRows[index], saying: "closed days are only added to")
    }

    /// The same for what is said of restored books.
    static let restoredRows: [(table: String, insert: String, column: String)] = [
        ("restoration", "INSERT INTO restoration VALUES (1, 0, NULL)", "at"),
        (
            "restoration_end",
            """
            INSERT INTO restoration VALUES (1, 0, 1);
            INSERT INTO restoration_end VALUES (1, 0, 'sato', NULL)
            """, "person"
        ),
    ]

    @Test("The database refuses to change or delete a restoration", arguments: restoredRows.indices)
    func refusedRestored(_ index: Int) throws {
        try refuse(Self.restoredRows[index], saying: "restorations are only added to")
    }

    @Test("The database refuses to change or delete a payment", arguments: liveRows.indices)
    func refusedLive(_ index: Int) throws {
        try refuse(Self.liveRows[index], saying: "payments are only added to")
    }

    private func refuse(
        _ row: (table: String, insert: String, column: String), saying words: String
    ) throws {
        let (table, insert, column) = row
        let folder = try StoreFolder()
        try folder.database.write { try $0.run(TestEngine.sql(insert)) }
        #expect(try folder.count(table) == 1)
        for sql in ["UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)"] {
            do {
                try folder.database.write { try $0.run(sql) }
                Issue.record("\(sql) was done")
            } catch let trouble as DatabaseTrouble {
                #expect(trouble.message.contains("\(words): \(table)"))
            }
        }
        #expect(try folder.count(table) == 1)
    }

    @Test("Every table is guarded, but those that speak of the work")
    func complete() throws {
        let folder = try StoreFolder()
        // Where evidence is in a folder, it has no table.
        let tables = Set(try folder.database.read { try $0.tables() })
            .subtracting(["evidence_part"])
        let work: Set<String> = [
            "before", "schema_migration", "file", "finding", "bank_statement", "run", "exception",
            "table_seal", "evidence_masked",
        ]
        // Replaced by every run of reconciliation.
        let derived: Set<String> = [
            "payout_standing", "payout_receipt", "payout_receipt_line", "bank_collection",
        ]
        // Follows from the events of payments, or is forgotten in its time.
        let service: Set<String> = [
            "payment_standing", "payment_contact", "payment_settled", "reservation",
            "idempotent_answer", "page_token", "lease", "request_bucket", "webhook_endpoint",
            "webhook_secret", "webhook_delivery", "webhook_try", "webhook_subscription",
            "webhook_answer", "payment_payout", "payment_dispute",
        ]
        #expect(
            tables.subtracting(work).subtracting(derived).subtracting(service)
                == Set(
                    (Self.rows + Self.closedRows + Self.liveRows + Self.restoredRows)
                        .map(\.table)))
    }
}
