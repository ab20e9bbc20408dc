public import City
import Money
import Reconciliation
public import Settlement

/// 受託者未収金: what each provider holds by age, payouts that are expected, and those that came.
public struct ClearingReport {
    private typealias Table = ReportDocument.Table
    private typealias Column = ReportDocument.Column

    private let position: ClearingPosition
    private let city: City
    private let language: Language
    private let words: ReportWords

    public init(_ position: ClearingPosition, city: City, language: Language) {
        self.position = position
        self.city = city
        self.language = language
        words = ReportWords(city: city, language: language)
    }

    public func document() -> ReportDocument {
        ReportDocument(
            name: "clearing",
            title: language("受託者未収金  \(position.day)", "At providers, \(position.day)"),
            issuer: words.issuer,
            facts: [
                .init("through", language("基準日", "through"), .date(position.day)),
                .init(
                    "reconciled_through", language("突合済みの日", "reconciled through"),
                    position.reconciledThrough.map { .date($0) } ?? .none),
            ],
            tables: [receivables(), expected(), received()],
            notes: words.notes(
                position.day, through: position.reconciledThrough, filesSince: position.filesSince),
            language: language)
    }

    private func receivables() -> Table {
        let days = ["0-7", "8-30", "31-60", "61-"]
        var table = Table(
            "receivables", language("事業者別・収納日からの日数別", "by provider and age in days"),
            [
                Column("provider", language("事業者", "provider"), .text),
                Column("count", language("件数", "count"), .count),
            ]
                + days.map { age in
                    Column(
                        "days_" + age.split(separator: "-").joined(separator: "_"),
                        language(age + "日", age + " days"), .yen)
                } + [
                    Column("other", language("差異ほか", "differences"), .yen),
                    Column("balance", language("受託者未収", "balance"), .yen),
                ])
        var sums = Array(repeating: Yen.zero, count: days.count + 2)
        var count = 0
        for provider in position.providers {
            let cells = provider.byAge + [provider.other, provider.balance]
            let own = provider.counts.reduce(0, +)
            guard own > 0 || provider.balance != .zero else { continue }
            for (place, yen) in cells.enumerated() { sums[place] += yen }
            count += own
            table.add(
                [words.providerCell(provider.id), .count(Int64(own))]
                    + cells.map { .yen($0) })
        }
        table.add(
            [.text(language("合計", "total")), .count(Int64(count))] + sums.map { .yen($0) },
            isTotal: true)
        return table
    }

    private func expected() -> Table {
        var table = Table(
            "expected", language("入金予定（未着）", "payouts expected"),
            [
                Column("pay_date", language("支払日", "pay date"), .date),
                Column("days_late", language("超過日数", "days late"), .count),
                Column("provider", language("事業者", "provider"), .text),
                Column("payout", language("番号", "payout"), .text),
                Column("gross", language("総額", "gross"), .yen),
                Column("refunds", language("返金", "refunds"), .yen),
                Column("fee", language("手数料", "fee"), .yen),
                Column("tax", language("税", "tax"), .yen),
                Column("net", language("差引", "net"), .yen),
            ])
        for payout in position.expected {
            let late = Int64(position.day.number - payout.payDate.number)
            table.add([
                .date(payout.payDate), .count(max(0, late)),
                words.providerCell(payout.provider), .text(payout.number), .yen(payout.gross),
                .yen(payout.refunds), .yen(payout.fee), .yen(payout.feeTax), .yen(payout.net),
            ])
        }
        addTotal(
            &table, position.expected.map { [$0.gross, $0.refunds, $0.fee, $0.feeTax, $0.net] })
        return table
    }

    private func received() -> Table {
        var table = Table(
            "received", language("入金済（当月）", "payouts received this month"),
            [
                Column("day", language("収入日", "day"), .date),
                Column("bank_ref", language("銀行の明細", "bank line"), .text),
                Column("provider", language("事業者", "provider"), .text),
                Column("payout", language("番号", "payout"), .text),
                Column("gross", language("収入済額", "received, gross"), .yen),
                Column("fee", language("手数料", "fee"), .yen),
                Column("tax", language("税", "tax"), .yen),
                Column("net", language("入金", "net"), .yen),
            ])
        for receipt in position.received {
            table.add([
                .date(receipt.day), .text(receipt.bankReference ?? ""),
                words.providerCell(receipt.provider), .text(receipt.number),
                .yen(receipt.gross), .yen(receipt.fee), .yen(receipt.feeTax), .yen(receipt.net),
            ])
        }
        addTotal(&table, position.received.map { [$0.gross, $0.fee, $0.feeTax, $0.net] })
        return table
    }

    /// Sums of the yen at the end of each row.
    private func addTotal(_ table: inout Table, _ rows: [[Yen]]) {
        guard let width = rows.first?.count else { return }
        var sums = Array(repeating: Yen.zero, count: width)
        for row in rows {
            for (place, yen) in row.enumerated() { sums[place] += yen }
        }
        let empty = Array(
            repeating: ReportDocument.Cell.none, count: table.columns.count - width - 1)
        table.add(
            [.text(language("合計", "total"))] + empty + sums.map { .yen($0) }, isTotal: true)
    }
}
