public import City
import Money
public import Settlement

/// 預金残高照合表: the books' balance of each bank account carried over to the bank's own, with
/// both lists of what makes them differ; and the cash at counters.
public struct CashReport {
    private typealias Table = ReportDocument.Table
    private typealias Column = ReportDocument.Column

    private let position: CashPosition
    private let city: City
    private let language: Language
    private let words: ReportWords

    public init(_ position: CashPosition, city: City, language: Language) {
        self.position = position
        self.city = city
        self.language = language
        words = ReportWords(city: city, language: language)
    }

    public func document() -> ReportDocument {
        var notes = words.notes(
            position.day, through: position.reconciledThrough, filesSince: position.filesSince)
        for account in position.accounts {
            if isBehind(account) {
                let last = account.statedThrough?.description ?? language("なし", "none")
                notes.append(
                    language(
                        "口座 \(account.id) の銀行の明細は \(last) までです。",
                        "account \(account.id): the bank's statements reach \(last)."))
            }
            if account.unexplained != .zero {
                notes.append(
                    language(
                        "口座 \(account.id) に説明のつかない差があります。suito audit で帳簿を検査してください。",
                        "account \(account.id) differs by what no item explains; walk the books "
                            + "with suito audit."))
            }
        }
        return ReportDocument(
            name: "cash",
            title: language(
                "預金残高照合表  \(position.day)", "Bank reconciliation statement, \(position.day)"),
            issuer: words.issuer,
            facts: [
                .init("through", language("基準日", "through"), .date(position.day)),
                .init(
                    "reconciled_through", language("突合済みの日", "reconciled through"),
                    position.reconciledThrough.map { .date($0) } ?? .none),
            ],
            tables: [
                accounts(),
                items(
                    "not_at_bank", language("帳簿にあり銀行にないもの", "in the books, not at the bank"),
                    \.notAtBank),
                items(
                    "not_in_books", language("銀行にあり帳簿にないもの", "at the bank, not in the books"),
                    \.notInBooks), counters(),
            ], notes: notes, language: language)
    }

    /// Whether a bank day has passed of which no statement speaks.
    private func isBehind(_ account: CashPosition.Account) -> Bool {
        guard let last = account.statedThrough else { return true }
        return city.calendar.banks.next(onOrAfter: last.adding(1)) <= position.day
    }

    private func accounts() -> Table {
        var table = Table(
            "accounts", language("口座", "accounts"),
            [
                Column("account", language("口座", "account"), .text),
                Column("booked", language("帳簿残高", "books"), .yen),
                Column("not_at_bank", language("銀行未記録", "not at the bank"), .yen),
                Column("not_in_books", language("帳簿未記録", "not in the books"), .yen),
                Column("adjusted", language("照合後", "adjusted"), .yen),
                Column("stated", language("銀行残高", "bank"), .yen),
                Column("unexplained", language("差", "difference"), .yen),
                Column("stated_through", language("明細の最終日", "statements through"), .date),
            ])
        for account in position.accounts {
            func sum(_ items: [CashPosition.Item]) -> Yen {
                items.reduce(Yen.zero) { $0 + $1.amount }
            }
            table.add([
                .text(account.id), .yen(account.booked), .yen(sum(account.notAtBank)),
                .yen(sum(account.notInBooks)), .yen(account.adjusted), .yen(account.stated),
                .yen(account.unexplained), account.statedThrough.map { .date($0) } ?? .none,
            ])
        }
        return table
    }

    private func items(
        _ id: String, _ title: String, _ side: (CashPosition.Account) -> [CashPosition.Item]
    ) -> Table {
        var table = Table(
            id, title,
            [
                Column("account", language("口座", "account"), .text),
                Column("day", language("日", "day"), .date),
                Column("name", language("明細・伝票", "line or voucher"), .text),
                Column("payer", language("振込人", "payer"), .text),
                Column("amount", language("金額", "yen"), .yen),
            ])
        for account in position.accounts {
            for item in side(account) {
                table.add([
                    .text(account.id), .date(item.day), .text(item.name), .text(item.payer),
                    .yen(item.amount),
                ])
            }
        }
        return table
    }

    private func counters() -> Table {
        var table = Table(
            "counters", language("窓口の現金", "cash at counters"),
            [
                Column("office", language("課", "office"), .text),
                Column("balance", language("残高", "balance"), .yen),
            ])
        for counter in position.counters {
            table.add([words.officeCell(counter.office), .yen(counter.balance)])
        }
        return table
    }
}
