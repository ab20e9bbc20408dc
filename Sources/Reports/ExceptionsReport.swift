public import City
public import Money
public import Reconciliation
import Settlement

/// 不突合一覧: what is open by code and age, and who decided what.
public struct ExceptionsReport {
    private typealias Table = ReportDocument.Table
    private typealias Column = ReportDocument.Column

    /// An exception as the books hold it.
    public struct Item: Sendable {
        public var id: String
        public var exception: OpenException
        public var opened: BookDay
        /// The closed day that carried it forward.
        public var carried: BookDay?
        public var closed: BookDay?
        /// `evidence` or `decision`.
        public var closedBy: String?
        public var resolution: Resolution?
        public var reason: String?
        public var proposedBy: String?
        public var approvedBy: String?

        public init(
            id: String, exception: OpenException, opened: BookDay, closed: BookDay? = nil,
            closedBy: String? = nil
        ) {
            self.id = id
            self.exception = exception
            self.opened = opened
            self.closed = closed
            self.closedBy = closedBy
        }
    }

    private let items: [Item]
    private let day: BookDay
    private let city: City
    private let language: Language
    private let words: ReportWords

    /// - Parameter day: the last day that reconciliation looked through: ages count to it.
    public init(_ items: [Item], day: BookDay, city: City, language: Language) {
        self.items = items
        self.day = day
        self.city = city
        self.language = language
        words = ReportWords(city: city, language: language)
    }

    public func document() -> ReportDocument {
        let open = items.filter { $0.closed == nil }
        return ReportDocument(
            name: "exceptions",
            title: language("不突合一覧  \(day) まで", "Exceptions through \(day)"),
            issuer: words.issuer,
            facts: [
                .init("through", language("基準日", "through"), .date(day)),
                .init("open", language("未解消", "open"), .count(Int64(open.count))),
                .init(
                    "carried", language("うち繰越", "of these carried"),
                    .count(Int64(open.count { $0.carried != nil }))),
                .init("listed", language("一覧", "listed"), .count(Int64(items.count))),
            ],
            tables: [ages(open), list()], language: language)
    }

    private func ages(_ open: [Item]) -> Table {
        var table = Table(
            "by_code", language("未解消の件数（発生からの日数別）", "open, by code and age in days"),
            [
                Column("code", language("符号", "code"), .text),
                Column("text", language("内容", "meaning"), .text),
                Column("days_0_7", language("0-7日", "0-7"), .count),
                Column("days_8_30", language("8-30日", "8-30"), .count),
                Column("days_31_60", language("31-60日", "31-60"), .count),
                Column("days_61", language("61日-", "61-"), .count),
                Column("count", language("件数", "count"), .count),
                Column("amount", language("金額", "yen"), .yen),
            ])
        for code in ExceptionCode.allCases {
            let own = open.filter { $0.exception.code == code }
            guard !own.isEmpty else { continue }
            table.add(
                [.text(code.rawValue), .text(language(code.sentence))] + sums(own))
        }
        table.add([.text(language("合計", "total")), .none] + sums(open), isTotal: true)
        return table
    }

    private func sums(_ items: [Item]) -> [ReportDocument.Cell] {
        var counts = Array(repeating: Int64(0), count: ClearingPosition.ages.count)
        for item in items { counts[ClearingPosition.ageClass(age(item))] += 1 }
        let amount = items.reduce(Yen.zero) { $0 + $1.exception.amount.magnitude }
        return counts.map { .count($0) } + [.count(Int64(items.count)), .yen(amount)]
    }

    private func age(_ item: Item) -> Int {
        Int((item.closed ?? day).number - item.exception.day.number)
    }

    private func list() -> Table {
        var table = Table(
            "exceptions", language("明細", "list"),
            [
                Column("id", language("番号", "id"), .text),
                Column("code", language("符号", "code"), .text),
                Column("day", language("発生日", "day"), .date),
                Column("days", language("日数", "days"), .count),
                Column("provider", language("事業者", "provider"), .text),
                Column("reference", language("対象", "reference"), .text),
                Column("amount", language("金額", "yen"), .yen),
                Column("carried", language("繰越した日", "carried on"), .date),
                Column("closed", language("解消日", "closed"), .date),
                Column("closed_by", language("解消", "closed by"), .text),
                Column("resolution", language("方法", "resolution"), .text),
                Column("proposed_by", language("提案", "proposed by"), .text),
                Column("approved_by", language("承認", "approved by"), .text),
                Column("reason", language("理由", "reason"), .text),
            ])
        func text(_ text: String?) -> ReportDocument.Cell { text.map { .text($0) } ?? .none }
        for item in items {
            table.add([
                .text(item.id), .text(item.exception.code.rawValue), .date(item.exception.day),
                .count(Int64(age(item))),
                item.exception.provider.map { words.providerCell($0) } ?? .none,
                .text(item.exception.reference), .yen(item.exception.amount),
                item.carried.map { .date($0) } ?? .none,
                item.closed.map { .date($0) } ?? .none,
                item.closedBy.map { .named(id: $0, closedBy($0)) } ?? .none,
                text(item.resolution?.rawValue), text(item.proposedBy), text(item.approvedBy),
                text(item.reason),
            ])
        }
        return table
    }

    private func closedBy(_ reason: String) -> String {
        switch reason {
        case "evidence": language("証憑", "evidence")
        case "decision": language("決定", "decision")
        default: reason
        }
    }
}
