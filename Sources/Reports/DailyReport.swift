public import City
import Ledger
import Money
public import Settlement

/// 収入日計表: a day with its month and year, by the day of 収入 and by the day of 収納.
public struct DailyReport {
    private typealias Table = ReportDocument.Table
    private typealias Column = ReportDocument.Column

    private let figures: FiguresThrough
    private let city: City
    private let language: Language
    private let words: ReportWords

    public init(_ figures: FiguresThrough, city: City, language: Language) {
        self.figures = figures
        self.city = city
        self.language = language
        words = ReportWords(city: city, language: language)
    }

    public func document() -> ReportDocument {
        let day = figures.day.day
        var notes = words.notes(
            day, through: figures.reconciledThrough, filesSince: figures.filesSince)
        for account in city.bankAccounts where difference(account.id) != .zero {
            let difference = grouped(difference(account.id).value)
            notes.append(
                language(
                    "口座 \(account.id): 銀行の明細との差 \(difference) 円（締めた日の明細が後から届いた、"
                        + "または締めた後に記帳した分）。",
                    "account \(account.id): the bank's lines differ by \(difference) yen (a line "
                        + "of a closed day that came late, or was booked on this day)."))
        }
        return ReportDocument(
            name: "daily", title: language("収入日計表  \(day)", "Daily revenue, \(day)"),
            issuer: words.issuer,
            facts: [
                .init("day", language("出納日", "book day"), .date(day)),
                .init(
                    "state", language("状態", "state"),
                    .named(
                        id: figures.isClosed ? "closed" : "open",
                        figures.isClosed
                            ? language("締め済み", "closed") : language("未締め", "open"))),
                .init(
                    "reconciled_through", language("突合済みの日", "reconciled through"),
                    figures.reconciledThrough.map { .date($0) } ?? .none),
            ],
            tables: [income(), entrusted(), providers(), offices(), bank()], notes: notes,
            language: language)
    }

    /// Lines of the bank less what the books say of the day.
    private func difference(_ account: String) -> Yen {
        (figures.day.bankLines[account]?.amount ?? .zero) - figures.day.bankChange(of: account)
    }

    private var rowColumns: [Column] {
        [
            Column("fund", language("会計", "fund"), .text),
            Column("fiscal_year", language("年度", "year"), .text),
            Column("item", language("科目", "item"), .text),
            Column("name", language("名称", "name"), .text),
        ]
    }

    /// Rows by fund with a sum for each fund and for all.
    private func fill(
        _ table: inout Table, _ shows: (RevenueMeasures) -> Bool,
        _ cells: (_ day: RevenueMeasures, _ month: RevenueMeasures, _ year: RevenueMeasures) ->
            [ReportDocument.Cell]
    ) {
        let keys = Set(figures.day.rows.keys).union(figures.month.rows.keys)
            .union(figures.year.rows.keys)
            .filter {
                shows(figures.year.rows[$0] ?? .zero) || shows(figures.day.rows[$0] ?? .zero)
            }
            .sorted(by: RevenueKey.inOrder(of: city))
        for fund in city.funds {
            let own = keys.filter { $0.fund == fund.id }
            guard !own.isEmpty else { continue }
            for key in own {
                table.add(
                    [
                        words.fundCell(fund.id), words.year(key), .text(key.item),
                        .text(words.name(of: key)),
                    ]
                        + cells(
                            figures.day.rows[key] ?? .zero, figures.month.rows[key] ?? .zero,
                            figures.year.rows[key] ?? .zero))
            }
            total(&table, words.fund(fund.id), cells) { $0.fund == fund.id }
        }
        total(&table, language("合計", "total"), cells) { _ in true }
    }

    private func total(
        _ table: inout Table, _ name: String,
        _ cells: (RevenueMeasures, RevenueMeasures, RevenueMeasures) -> [ReportDocument.Cell],
        _ fits: (RevenueKey) -> Bool
    ) {
        table.add(
            [.text(name), .none, .none, .text(language("計", "sum"))]
                + cells(
                    figures.day.sum(where: fits), figures.month.sum(where: fits),
                    figures.year.sum(where: fits)), isTotal: true)
    }

    private func income() -> Table {
        var table = Table(
            "income", language("収入日計（収入日）", "income, by the day the money came"),
            rowColumns + [
                Column("received", language("事業者から", "from providers"), .yen),
                Column("direct", language("直接", "direct"), .yen),
                Column("day", language("本日", "day"), .yen),
                Column("month", language("月計", "month"), .yen),
                Column("year", language("累計", "year"), .yen),
            ])
        fill(&table, { $0.income != .zero || $0.received != .zero }) { day, month, year in
            [
                .yen(day.received), .yen(day.direct), .yen(day.income), .yen(month.income),
                .yen(year.income),
            ]
        }
        return table
    }

    private func entrusted() -> Table {
        var table = Table(
            "entrusted", language("収納日計（収納日）", "taken, by the day of entrustment"),
            rowColumns + [
                Column("payments", language("件数", "count"), .count),
                Column("assessed", language("調定", "assessed"), .yen),
                Column("reduced", language("減額調定", "reduced"), .yen),
                Column("entrusted", language("受託", "entrusted"), .yen),
                Column("repaid", language("戻出", "repaid"), .yen),
                Column("written_off", language("不納欠損", "written off"), .yen),
                Column("month", language("受託 月計", "month"), .yen),
                Column("year", language("受託 累計", "year"), .yen),
            ])
        fill(
            &table,
            {
                $0.assessed != .zero || $0.entrusted != .zero || $0.repaid != .zero
                    || $0.writtenOff != .zero
            }
        ) { day, month, year in
            [
                .count(day.payments), .yen(day.assessed), .yen(day.reduced),
                .yen(day.entrusted), .yen(day.repaid), .yen(day.writtenOff),
                .yen(month.entrusted - month.repaid),
                .yen(year.entrusted - year.repaid),
            ]
        }
        return table
    }

    private func providers() -> Table {
        var table = Table(
            "providers", language("決済事業者", "providers"),
            [
                Column("provider", language("事業者", "provider"), .text),
                Column("payments", language("件数", "count"), .count),
                Column("entrusted", language("受託", "entrusted"), .yen),
                Column("refunds", language("返金件数", "refunds"), .count),
                Column("repaid", language("戻出", "repaid"), .yen),
                Column("received", language("入金 総額", "paid out, gross"), .yen),
                Column("fee", language("手数料", "fee"), .yen),
                Column("tax", language("税", "tax"), .yen),
                Column("net", language("入金", "net"), .yen),
            ])
        func cells(_ row: ProviderMeasures) -> [ReportDocument.Cell] {
            [
                .count(row.payments), .yen(row.entrusted), .count(row.refunds), .yen(row.repaid),
                .yen(row.received), .yen(row.fee), .yen(row.tax), .yen(row.net),
            ]
        }
        var sum = ProviderMeasures()
        for provider in city.providers {
            guard let row = figures.day.providers[provider.id] else { continue }
            sum += row
            table.add([words.providerCell(provider.id)] + cells(row))
        }
        table.add([.text(language("合計", "total"))] + cells(sum), isTotal: true)
        return table
    }

    private func offices() -> Table {
        var table = Table(
            "offices", language("窓口・手続", "offices"),
            [
                Column("office", language("課", "office"), .text),
                Column("payments", language("件数", "count"), .count),
                Column("refunds", language("返金件数", "refunds"), .count),
                Column("amount", language("金額", "yen"), .yen),
            ])
        var sum = OfficeMeasures()
        for (office, row) in figures.day.offices.sorted(by: { $0.key < $1.key }) {
            sum += row
            table.add([
                words.officeCell(office), .count(row.payments), .count(row.refunds),
                .yen(row.amount),
            ])
        }
        table.add(
            [
                .text(language("合計", "total")), .count(sum.payments), .count(sum.refunds),
                .yen(sum.amount),
            ], isTotal: true)
        return table
    }

    /// What moved the bank accounts, beside the bank's own lines of the day.
    private func bank() -> Table {
        var table = Table(
            "bank", language("銀行（勘定日）", "the bank's own day"),
            [
                Column("account", language("口座", "account"), .text),
                Column("reason", language("内訳", "reason"), .text),
                Column("amount", language("金額", "yen"), .yen),
            ])
        for account in city.bankAccounts {
            let own = figures.day.bank.filter { $0.key.account == account.id }
            for (movement, amount) in own.sorted(by: { $0.key < $1.key })
            where movement.reason != .opening {
                table.add([
                    .text(account.id), .named(id: movement.id, words.reason(movement)),
                    .yen(amount),
                ])
            }
            let stated = figures.day.bankLines[account.id] ?? BankLines()
            for (id, name, amount) in [
                ("books", language("帳簿 計", "books"), figures.day.bankChange(of: account.id)),
                (
                    "bank",
                    language("銀行の明細 \(stated.count) 行", "bank, \(stated.count) lines"),
                    stated.amount
                ),
                ("difference", language("差", "difference"), difference(account.id)),
            ] {
                table.add(
                    [.text(account.id), .named(id: id, name), .yen(amount)], isTotal: true)
            }
        }
        return table
    }
}
