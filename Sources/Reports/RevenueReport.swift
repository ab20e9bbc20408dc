public import City
import Ledger
import Money
public import Settlement

/// 歳入の年間表: each fund, fiscal year and subject by the official formula
/// 収入未済額 = (調定額 − 不納欠損額) − (収入済額 − 還付未済額).
public struct RevenueReport {
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
        return ReportDocument(
            name: "revenue",
            title: language("歳入  \(day) まで", "Revenue through \(day)"), issuer: words.issuer,
            facts: [
                .init("through", language("基準日", "through"), .date(day)),
                .init(
                    "reconciled_through", language("突合済みの日", "reconciled through"),
                    figures.reconciledThrough.map { .date($0) } ?? .none),
            ],
            tables: [revenue(), apart()],
            notes: words.notes(
                day, through: figures.reconciledThrough, filesSince: figures.filesSince) + [
                    language(
                        "収入未済額 =（調定額 − 不納欠損額）−（収入済額 − 還付未済額）。"
                            + "調定額は還付による減額の後。受託者未収は収入未済額に含む。",
                        "outstanding = (assessed - written off) - (received - to be refunded); "
                            + "assessed is after reductions by refunds; what providers hold is "
                            + "part of what is outstanding.")
                ], language: language)
    }

    /// One line of the official formula.
    private struct Standing {
        var assessed = Yen.zero
        var writtenOff = Yen.zero
        var received = Yen.zero
        var toRefund = Yen.zero
        var atProviders = Yen.zero
        var carried = Yen.zero

        var outstanding: Yen { (assessed - writtenOff) - (received - toRefund) }

        init() {}

        init(_ key: RevenueKey, _ row: RevenueMeasures) {
            received = row.income
            atProviders = row.atProviders
            if key.item == RevenueKey.overpaid {
                toRefund = row.income
            } else {
                assessed = row.assessed - row.reduced
                writtenOff = row.writtenOff
                carried = row.carried
            }
        }

        static func += (a: inout Standing, b: Standing) {
            a.assessed += b.assessed
            a.writtenOff += b.writtenOff
            a.received += b.received
            a.toRefund += b.toRefund
            a.atProviders += b.atProviders
            a.carried += b.carried
        }

        var cells: [ReportDocument.Cell] {
            [assessed, received, writtenOff, toRefund, outstanding, atProviders, carried].map {
                .yen($0)
            }
        }
    }

    private func revenue() -> Table {
        var table = Table(
            "revenue", language("年度・科目別", "by year and subject"),
            [
                Column("fund", language("会計", "fund"), .text),
                Column("fiscal_year", language("年度", "year"), .text),
                Column("item", language("科目", "item"), .text),
                Column("name", language("名称", "name"), .text),
                Column("assessed", language("調定額", "assessed"), .yen),
                Column("received", language("収入済額", "received"), .yen),
                Column("written_off", language("不納欠損額", "written off"), .yen),
                Column("to_refund", language("還付未済額", "to be refunded"), .yen),
                Column("outstanding", language("収入未済額", "outstanding"), .yen),
                Column("at_providers", language("うち受託者未収", "at providers"), .yen),
                Column("carried", language("翌年度繰越", "carried over"), .yen),
            ])
        var all = Standing()
        for fund in city.funds {
            let rows = figures.year.rows.filter {
                $0.key.fund == fund.id
                    && ($0.key.isSubject || $0.key.item == RevenueKey.overpaid)
            }
            let years = Set(rows.keys.compactMap(\.fiscalYear)).sorted()
            for year in years {
                var sum = Standing()
                for (key, row) in rows.sorted(by: { $0.key < $1.key }) where key.fiscalYear == year
                {
                    let standing = Standing(key, row)
                    sum += standing
                    table.add(
                        [
                            words.fundCell(fund.id), .text(year.description), words.itemCell(key),
                            .text(words.name(of: key)),
                        ] + standing.cells)
                }
                all += sum
                table.add(
                    [
                        words.fundCell(fund.id), .text(year.description), .none,
                        .text(language("計", "sum")),
                    ] + sum.cells, isTotal: true)
            }
        }
        table.add(
            [.text(language("合計", "total")), .none, .none, .none] + all.cells, isTotal: true)
        return table
    }

    /// Money that is no revenue of the budget: 預り金, 仮受金, 過年度還付.
    private func apart() -> Table {
        var table = Table(
            "apart", language("歳入に属さない金（4月1日から）", "apart from revenue, since 1 April"),
            [
                Column("fund", language("会計", "fund"), .text),
                Column("fiscal_year", language("年度", "year"), .text),
                Column("item", language("区分", "item"), .text),
                Column("name", language("名称", "name"), .text),
                Column("entrusted", language("受託", "entrusted"), .yen),
                Column("repaid", language("戻出", "repaid"), .yen),
                Column("received", language("事業者から", "from providers"), .yen),
                Column("direct", language("直接", "direct"), .yen),
            ])
        let rows = figures.year.rows.filter {
            !$0.key.isSubject && $0.key.item != RevenueKey.overpaid && $0.value != .zero
        }
        let order = RevenueKey.inOrder(of: city)
        for (key, row) in rows.sorted(by: { order($0.key, $1.key) }) {
            table.add([
                words.fundCell(key.fund), words.year(key), words.itemCell(key),
                .text(words.name(of: key)), .yen(row.entrusted), .yen(row.repaid),
                .yen(row.received), .yen(row.direct),
            ])
        }
        return table
    }
}
