import Billing
import City
import Money
import Provider
import Reconciliation

/// Reads what everybody said, row by row.
///
/// ```
/// sale ID DATE TIME PROVIDER YEN [ITEM:YEN …] [ref=OUR] [num=THEIRS] [slip=] [approval=]
///     [terminal=] [brand=]            items: a fee, or bill/ID; one fee `a` where none is named
/// unknown …                           the same, 処理未了; provider `cash` is no provider
/// refund ID SALE DATE TIME YEN [ITEM:YEN …] […]      void ID SALE DATE TIME
/// answer ID SALE DATE TIME paid|not_paid
/// dispute ID SALE DATE TIME YEN [ITEM:YEN …] num=DU     won ID DISPUTE DATE TIME num=DU
/// line NUMBER DATE TIME PROVIDER sale|refund|unknown|failed|processing|adjustment YEN
///     [ref=] [refs=A,B] [slip=] [approval=] [terminal=] [brand=] [payout=] [fee=] [copy=1]
/// totals PROVIDER TERMINAL DATE COMPLETED UNKNOWN
/// payout NUMBER PROVIDER FROM..TO|- PAYDATE gross=YEN [refunds=] [fee=] [tax=] [net=]
///     [count=] [back=]
/// bank REFERENCE DATE YEN PAYER|- [edi=] [text=]
/// bill ID KIND YEN key=DIGITS [tax=] [year=2026] [issued=2026-04-01]
/// change BILL reduce|increase|cancel|write_off|carry|paid_elsewhere|unpaid_again YEN DATE [tax=]
/// slip PROVIDER provisional|confirmed|cancelled|corrected KEY DATE YEN [time=] [place=]
///     [pays=] [made=] [copy=1]
/// decide CODE PROVIDER|- REFERENCE RESOLUTION YEN DATE [to=TARGET]
/// ```
struct ScriptWorld {
    private(set) var facts: [Fact] = []
    /// Payment ids by the names that the script gives them.
    private(set) var ids: [String: PaymentID] = [:]
    private var sales: [String: SaleEvent] = [:]
    private let row: Script.Row

    /// Everything that a script says.
    static func read(_ script: Script) throws -> (world: World, names: [String: String]) {
        let city = try ScriptCity.make(script.said)
        var reader = ScriptWorld(row: Script.Row(line: 0, words: [""], options: [:]))
        for row in script.said {
            var next = ScriptWorld(row: row)
            (next.ids, next.sales) = (reader.ids, reader.sales)
            next.facts = reader.facts
            try next.take()
            reader = next
        }
        let names = Dictionary(
            uniqueKeysWithValues: reader.ids.map { ($0.value.description, $0.key) })
        return (World(city: city, facts: reader.facts), names)
    }

    private init(row: Script.Row) { self.row = row }

    private mutating func take() throws {
        switch try row.word(0) {
        case "provider", "brand", "rule": break
        case "sale": try takeSale(.captured)
        case "unknown": try takeSale(.unknown)
        case "refund": try takeFollowing(.refunded)
        case "void": try takeFollowing(.voided)
        case "answer": try takeFollowing(.resolved)
        case "dispute": try takeFollowing(.disputed)
        case "won": try takeFollowing(.reinstated)
        case "line": facts.append(try line())
        case "totals": facts.append(try totals())
        case "payout": facts.append(try payout())
        case "bank": facts.append(try bank())
        case "bill": facts.append(try bill())
        case "change": facts.append(try change())
        case "slip": facts.append(try slip())
        case "decide": facts.append(try decision())
        default: throw mistake("no such row")
        }
    }

    private func mistake(_ text: String) -> Script.Mistake {
        Script.Mistake(line: row.line, text: "\(text): \(row.words.joined(separator: " "))")
    }

    private func need<T>(_ value: T?, _ what: String) throws -> T {
        guard let value else { throw mistake(what) }
        return value
    }

    private func day(_ text: String) throws -> BookDay { try need(BookDay(text), "no day") }

    private func yen(_ text: String) throws -> Yen {
        Yen(try need(Int64(text.replacing(",", with: "")), "no amount"))
    }

    private func yen(option name: String) throws -> Yen? {
        try row.options[name].map { try yen($0) }
    }

    private func day(option name: String) throws -> BookDay? {
        try row.options[name].map { try day($0) }
    }

    private func second(_ text: String) throws -> Int {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count >= 2 else { throw mistake("no time") }
        return parts[0] * 3_600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0)
    }

    private func moment(_ place: Int) throws -> Moment {
        Moment(day: try day(row.word(place)), secondOfDay: try second(row.word(place + 1)))
    }

    // MARK: - The journal

    private mutating func takeSale(_ kind: SaleEvent.Kind) throws {
        let provider = try row.word(4)
        let amount = try yen(row.word(5))
        let lines = try items(from: 6)
        let basket =
            lines.isEmpty
            ? [SaleEvent.Line(item: .fee("a"), quantity: 1, amount: amount)] : lines
        try keep(
            kind, at: moment(2), provider: provider == "cash" ? nil : provider, amount: amount,
            lines: basket, original: nil, paid: nil)
    }

    /// An event that speaks of another: its provider, terminal and brand.
    private mutating func takeFollowing(_ kind: SaleEvent.Kind) throws {
        let original = try need(sales[try row.word(2)], "no such sale")
        var amount = original.amount
        var lines = original.lines
        if kind.givesBack {
            amount = try yen(row.word(5))
            let named = try items(from: 6)
            lines =
                named.isEmpty
                ? [SaleEvent.Line(item: original.lines[0].item, quantity: 1, amount: amount)]
                : named
        }
        try keep(
            kind, at: moment(3), provider: original.provider, amount: amount, lines: lines,
            original: original, paid: kind == .resolved ? row.word(5) == "paid" : nil)
    }

    private func items(from place: Int) throws -> [SaleEvent.Line] {
        try row.words.dropFirst(place).map { word in
            let parts = word.split(separator: ":").map(String.init)
            guard parts.count == 2 else { throw mistake("an item is NAME:YEN") }
            let item: SaleEvent.Line.Item =
                parts[0].hasPrefix("bill/")
                ? .bill(String(parts[0].dropFirst(5))) : .fee(parts[0])
            return SaleEvent.Line(item: item, quantity: 1, amount: try yen(parts[1]))
        }
    }

    private mutating func keep(
        _ kind: SaleEvent.Kind, at: Moment, provider: String?, amount: Yen,
        lines: [SaleEvent.Line], original: SaleEvent?, paid: Bool?
    ) throws {
        let name = try row.word(1)
        // Time first, as a ULID; then the place in the script.
        let id = PaymentID(
            bits: UInt128(UInt64(at.seconds) * 1_000) << 80 | UInt128(ids.count + 1))
        guard ids.updateValue(id, forKey: name) == nil else { throw mistake("said twice") }
        func option(_ key: String, _ standard: String?) -> String? {
            row.options[key].map { $0 == "-" ? nil : $0 } ?? standard
        }
        let sale = SaleEvent(
            row: row.line, id: id, at: at, kind: kind, channel: .counter, office: "shimin",
            terminal: option("terminal", original?.terminal), operatorName: nil,
            provider: provider, method: "qr", brand: option("brand", original?.brand),
            amount: amount, lines: lines, providerRef: option("num", nil),
            merchantRef: option("ref", original?.merchantRef ?? name),
            slip: option("slip", nil), approval: option("approval", original?.approval),
            original: original?.id, paid: paid)
        sales[name] = sale
        facts.append(.sale(sale))
    }

    // MARK: - Providers and bank

    private func line() throws -> Fact {
        let kinds: [String: ProviderLine.Kind] = [
            "sale": .sale, "refund": .giveBack, "unknown": .unknown, "failed": .failed,
            "processing": .processing, "adjustment": .adjustment,
        ]
        let options = row.options
        let line = ProviderLine(
            row: row.line, number: try row.word(1), kind: try need(kinds[row.word(5)], "no kind"),
            at: try moment(2), amount: try yen(row.word(6)), terminal: options["terminal"],
            brand: options["brand"], merchantRef: options["ref"],
            providerRefs: options["refs"]?.split(separator: ",").map(String.init) ?? [],
            slip: options["slip"], approval: options["approval"], payout: options["payout"],
            fee: try yen(option: "fee"))
        return .line(
            line, provider: try row.word(4), copy: options["copy"].flatMap { Int($0) } ?? 0)
    }

    private func totals() throws -> Fact {
        .totals(
            TerminalTotals(
                row: row.line, terminal: try row.word(2), day: try day(row.word(3)),
                completedCount: 0, completed: try yen(row.word(4)), unknownCount: 0,
                unknown: try yen(row.word(5))), provider: try row.word(1))
    }

    private func payout() throws -> Fact {
        let window = try row.word(3)
        let days =
            try window == "-"
            ? []
            : window.replacing("..", with: " ").split(separator: " ")
                .map { try day(String($0)) }
        let gross = try need(try yen(option: "gross"), "no gross")
        let refunds = try yen(option: "refunds") ?? .zero
        let fee = try yen(option: "fee") ?? .zero
        let tax = try yen(option: "tax") ?? .zero
        return .payout(
            PayoutStatement(
                row: row.line, number: try row.word(1), merchant: nil, from: days.first,
                to: days.last, closing: days.last, payDate: try day(row.word(4)),
                saleCount: row.options["count"].flatMap { Int($0) },
                refundCount: row.options["back"].flatMap { Int($0) }, gross: gross,
                refunds: refunds, fee: fee, feeTax: tax,
                net: try yen(option: "net") ?? gross - refunds - fee - tax),
            provider: try row.word(2))
    }

    private func bank() throws -> Fact {
        let payer = try row.word(4)
        return .bank(
            BankLine(
                row: row.line, reference: try row.word(1), day: try day(row.word(2)),
                amount: try yen(row.word(3)), transaction: 11, payer: payer == "-" ? "" : payer,
                text: row.options["text"] ?? "", edi: row.options["edi"] ?? ""))
    }

    // MARK: - Bills and decisions

    private func bill() throws -> Fact {
        let kind = try row.word(2)
        let amount = try yen(row.word(3))
        let issued = try day(option: "issued")
        return .bill(
            Bill(
                id: try row.word(1), kind: kind, fund: kind == "tax" ? "general" : kind,
                subject: kind == "tax" ? "01-01" : "1-1",
                fiscalYear: FiscalYear(row.options["year"].flatMap { Int($0) } ?? 2026),
                amount: amount, tax: try yen(option: "tax") ?? .zero,
                issued: try issued ?? day("2026-04-01"), due: try day("2026-04-30"),
                key: try need(row.options["key"], "no key"), row: row.line))
    }

    private func change() throws -> Fact {
        .change(
            BillRevision(
                bill: try row.word(1), number: row.line,
                event: try need(BillRevision.Event(rawValue: row.word(2)), "no event"),
                amount: try yen(row.word(3)), tax: try yen(option: "tax") ?? .zero,
                day: try day(row.word(4))))
    }

    private func slip() throws -> Fact {
        let kinds: [String: SlipLine.Kind] = [
            "provisional": .provisional, "confirmed": .confirmed, "cancelled": .cancelled,
            "corrected": .corrected,
        ]
        let paid = try day(row.word(4))
        return .slip(
            SlipLine(
                row: row.line, kind: try need(kinds[row.word(2)], "no kind"), merchant: "",
                key: try row.word(3), paidDay: paid,
                paidSecond: try row.options["time"].map { try second($0) },
                amount: try yen(row.word(5)), place: row.options["place"] ?? "store", channel: "",
                payDate: try day(option: "pays"), madeDay: try day(option: "made")),
            provider: try row.word(1), copy: row.options["copy"].flatMap { Int($0) } ?? 0)
    }

    private func decision() throws -> Fact {
        let code = try need(ExceptionCode(rawValue: row.word(1)), "no code")
        let provider = try row.word(2)
        let reference = try row.word(3)
        let target = row.options["to"]
        let key = OpenException.Key(
            code: code, provider: provider == "-" ? nil : provider,
            reference: ids[reference]?.description ?? reference,
            occurrence: row.options["nth"].flatMap { Int($0) } ?? 0)
        return .decision(
            Decision(
                number: Int64(row.line), exception: key.canonical, key: key,
                resolution: try need(Resolution(rawValue: row.word(4)), "no resolution"),
                target: target.map { ids[$0]?.description ?? $0 }, amount: try yen(row.word(5)),
                day: try day(row.word(6))))
    }
}
