import City

/// The city of a script: a small town, and the providers that the script names.
///
/// ```
/// provider ID [method=qr|card|emoney|slip] [rate=16000] [unit=payout] [rounding=down]
///     [refund=returned] [tax=100000|exempt] [terms=net|gross] [lines=window|payout_id|pay_date]
///     [cutoff=24:00] [report=2] [confirm=10] [designated=DAYS] [tolerance=YEN]
///     [disputes=YEN] [won=returned|kept] [revenues=fees,water,tax] [payer=NAME] [from=2026-03-01]
/// brand PROVIDER ID [unknown=not_paid|paid] [by=report|next_touch|inquiry|nothing] [within=DAYS]
/// rule in|out class=sweep fund=general [payer=NAME] [text=TEXT]
/// ```
///
/// A second `provider` row of one id is its next agreement. Fees of the town: `a` 300 yen
/// (general), `w` 500 (water), `s` 700 (sewer), `h` 200 (held for somebody else). The books begin
/// on 2026-03-31 with 1,000,000 yen of the general fund in the bank. 2026-04-29 is a holiday.
enum ScriptCity {
    static func make(_ rows: [Script.Row]) throws -> City {
        var providers: [(id: String, rows: [Script.Row])] = []
        var brands: [String: [Script.Row]] = [:]
        var rules: [Script.Row] = []
        for row in rows {
            switch row.words[0] {
            case "provider":
                let id = try row.word(1)
                if let place = providers.firstIndex(where: { $0.id == id }) {
                    providers[place].rows.append(row)
                } else {
                    providers.append((id, [row]))
                }
            case "brand": brands[try row.word(1), default: []].append(row)
            case "rule": rules.append(row)
            default: break
            }
        }
        let yaml =
            town + section("bank_rules", try rules.map(rule))
            + section(
                "providers",
                try providers.map { try provider($0.id, $0.rows, brands[$0.id] ?? []) })
        return try City.read(yaml)
    }

    private static func section(_ name: String, _ items: [String]) -> String {
        items.isEmpty ? "\(name): []\n" : "\(name):\n" + items.joined()
    }

    private static func rule(_ row: Script.Row) throws -> String {
        var text = "  - { account: main, direction: \(try row.word(1))"
        for (name, value) in row.options.sorted(by: { $0.key < $1.key }) {
            text += ", \(name): \"\(value)\""
        }
        return text + " }\n"
    }

    private static func provider(
        _ id: String, _ agreements: [Script.Row], _ brands: [Script.Row]
    ) throws -> String {
        let options = agreements[0].options
        let method = options["method"] ?? "qr"
        let channels = method == "slip" ? "[slip]" : "[counter, online]"
        return """
              - id: \(id)
                name: \(id)
                method: \(method)
                channels: \(channels)
                adapter: \(id)
                reports: { lines: paypay-history, payouts: psp-payouts }
                merchant_ids: ["\(id)"]
                payer_names: ["\(options["payer"] ?? id)"]
                agreements:

            """ + (try agreements.map { try agreement($0, method, brands) }).joined()
    }

    private static func agreement(
        _ row: Script.Row, _ method: String, _ brands: [Script.Row]
    ) throws -> String {
        let isSlip = method == "slip"
        func option(_ name: String, _ standard: String) -> String {
            row.options[name] ?? standard
        }
        let tax = option("tax", "exempt")
        let fee =
            isSlip
            ? "[]"
            : "[{ rate_ppm: \(option("rate", "0")), unit: \(option("unit", "payout")), "
                + "rounding: \(option("rounding", "down")), "
                + "on_refund: \(option("refund", "returned")), tax: "
                + (tax == "exempt" ? tax : "{ rate_ppm: \(tax), rounding: down }") + " }]"
        let designated = row.options["designated"].map { ", designated_day: \($0)" } ?? ""
        let tolerance = row.options["tolerance"].map { ", tolerance_yen: \($0)" } ?? ""
        let disputes = row.options["disputes"].map {
            "dispute_fee: { yen: \($0), on_win: \(option("won", "returned")) }\n        "
        }
        return """
                  - from: \(option("from", "2026-03-01"))
                    capacity: \(isSlip ? "collection_agent" : "payer_entrusted")
                    revenues: [\(option("revenues", "fees, water, sewer, tax"))]
                    fees: \(fee)
                    \(disputes ?? "")payout: \
            { terms: \(option("terms", isSlip ? "gross" : "net")), \
            lines: \(option("lines", isSlip ? "pay_date" : "window")), \
            cutoff: "\(option("cutoff", "24:00"))"\(designated)\(tolerance) }
                    report_within: \(option("report", "2"))
                    confirm_within: \(option("confirm", "10"))
                    brands: [\(try brands.map(brand).joined(separator: ", "))]

            """
    }

    private static func brand(_ row: Script.Row) throws -> String {
        let within = row.options["within"] ?? "null"
        return "{ id: \(try row.word(2)), void: anywhere, "
            + "unknown: \(row.options["unknown"] ?? "not_paid"), "
            + "answered_by: \(row.options["by"] ?? "report"), within_days: \(within) }"
    }

    private static let town = """
        municipality:
          { code: "999016", name: 汐見市, name_en: Shiomi, time_zone: Asia/Tokyo, \
        books_begin: 2026-03-31 }
        calendar:
          weekly_rest: [saturday, sunday]
          offices_closed: { from: "12-29", to: "01-03" }
          banks_closed: { from: "12-31", to: "01-03" }
          holidays: [{ day: 2026-04-29, name: 昭和の日 }]
        funds:
          - { id: general, name: 一般会計, kind: general }
          - { id: water, name: 水道事業会計, kind: enterprise }
          - { id: sewer, name: 下水道事業会計, kind: enterprise }
          - { id: outside, name: 歳入歳出外現金, kind: outside }
        bank_accounts:
          - { id: main, bank: "0001", branch: "001", type: ordinary, number: "0000001", \
        holder: ｼｵﾐ, funds: [general, water, sewer, outside], opening: { day: 2026-03-31, \
        balances: { general: 1000000, water: 0, sewer: 0, outside: 0 } } }
        offices:
          - { id: shimin, name: 市民課, terminals: [T01, T02] }
        fees:
          - { id: a, name: 写し, price: 300, fund: general, subject: "14-01", tax: exempt, \
        from: 2025-04-01 }
          - { id: w, name: 水道, price: 500, fund: water, subject: "1-3", tax: exempt, \
        from: 2025-04-01 }
          - { id: s, name: 下水道, price: 700, fund: sewer, subject: "1-4", tax: exempt, \
        from: 2025-04-01 }
          - { id: h, name: 預り, price: 200, fund: outside, held: jlis, tax: exempt, \
        from: 2025-04-01 }
        bills:
          - { kind: water, name: 水道料金, fund: water, subject: "1-1", tax_ppm: 100000 }
          - { kind: sewer, name: 下水道使用料, fund: sewer, subject: "1-1", tax_ppm: 100000 }
          - { kind: tax, name: 市税, fund: general, subject: "01-01", tax_ppm: 0 }

        """
}
