/// A table whose rows are under a seal, and in which order they are read for it.
struct SealedTable {
    enum Way {
        /// Rows are only added, each behind those that are there.
        case added
        /// Rows come, change and go; the table is small.
        case replaced
    }

    var name: String
    var way: Way
    /// The column by which rows are added.
    var key: String
    /// What tells rows of one key apart.
    var rest: [String] = []

    /// All rows in order; the first column is the key.
    var query: String { rows("") }

    /// Those after a key.
    var queryAfter: String { rows("WHERE \(key) > ?1 ") }

    private func rows(_ condition: String) -> String {
        "SELECT \(key), * FROM \(name) \(condition)"
            + "ORDER BY \(([key] + rest).joined(separator: ", "))"
    }

    private static func added(_ name: String, _ key: String = "rowid", _ rest: String...) -> Self {
        SealedTable(name: name, way: .added, key: key, rest: rest)
    }

    private static func replaced(_ name: String, _ key: String = "rowid", _ rest: String...) -> Self
    {
        SealedTable(name: name, way: .replaced, key: key, rest: rest)
    }

    static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Every table that the ledger's own audit does not prove.
    static let all: [SealedTable] = [
        added("schema_migration", "number"), added("ledger_leaf_secret", "place"),
        replaced("schema_compatible", "place"),
        added("city_file", "version"), added("sale"),
        added("provider_line"), added("terminal_total"), added("payout"), added("slip"),
        added("bill"), added("bill_change"), added("bank_line", "statement", "ordinal"),
        added("run", "number"), added("exception_event", "number"), added("decision", "number"),
        added("decision_vote"), added("figure_day", "day"),
        added("figure_row", "day", "fund", "fiscal_year", "item"),
        added("figure_provider", "day", "provider"), added("figure_office", "day", "office"),
        added("figure_bank", "day", "account", "reason", "detail"),
        added("figure_bank_lines", "day", "account"), added("closing", "day"),
        added("closing_exception", "day", "ordinal"), added("closing_payout", "day", "ordinal"),
        added("package", "day"), added("package_timestamp", "day"), added("package_issue", "day"),
        added("package_handover", "day"), replaced("evidence_masked", "digest"),
        added("restoration", "number"), added("restoration_end", "restoration"),
        added("payment"), added("payment_event", "number"), added("payment_exchange", "number"),
        added("payment_fact", "number"), added("payment_link"), added("payment_link_end"),
        added("api_key"), added("api_key_end"), added("bank_movement"),
        replaced("file", "number"), replaced("finding", "file", "ordinal"),
        replaced("bank_statement", "number"),
        replaced("exception"), replaced("payout_standing", "pay_date", "provider", "payout"),
        replaced("payout_receipt", "number"), replaced("bank_collection", "provider", "payout"),
        replaced("payout_receipt_line", "receipt", "fund", "code"),
    ]
}
