import City
import Ledger
import Money
import Settlement

/// Names that reports give to funds, rows and providers.
struct ReportWords {
    let city: City
    let language: Language

    var issuer: String { language(city.municipality.name, city.municipality.nameEnglish) }

    func fund(_ id: String) -> String { language(city.fund(id)?.name ?? id, id) }

    func provider(_ id: String) -> String { language(city.provider(id)?.name ?? id, id) }

    func office(_ id: String) -> String {
        if id.isEmpty { return language("納付書", "slips") }
        return language(city.office(id)?.name ?? id, id)
    }

    func fundCell(_ id: String) -> ReportDocument.Cell { .named(id: id, fund(id)) }
    func providerCell(_ id: String) -> ReportDocument.Cell { .named(id: id, provider(id)) }
    func officeCell(_ id: String) -> ReportDocument.Cell { .named(id: id, office(id)) }

    /// A subject's code; what is none has its name alone on paper.
    func itemCell(_ key: RevenueKey) -> ReportDocument.Cell {
        .named(id: key.item, key.isSubject ? key.item : "")
    }

    /// What a row is called beside its code.
    func name(of key: RevenueKey) -> String {
        key.names(in: city).map { language($0.ja, $0.en) } ?? ""
    }

    func year(_ key: RevenueKey) -> ReportDocument.Cell {
        key.fiscalYear.map { .text($0.description) } ?? .none
    }

    func reason(_ movement: BankMovement) -> String {
        switch movement.reason {
        case .payouts: language("決済事業者からの入金", "payouts of providers")
        case .direct: language("仮受金ほか（事業者を経ない収納）", "received without a provider")
        case .fees: language("手数料の支払（請求書払）", "fees paid by invoice")
        case .betweenFunds: language("会計間の預り", "money between funds")
        case .cash: language("窓口現金の預入れ", "cash of counters")
        case .opening: language("開始残高", "opening balance")
        case .transit:
            switch City.BankRule.Class(rawValue: movement.detail) {
            case .otherBusiness: language("他業務の入金", "other business")
            case .sweep: language("資金の移し替え", "sweeps")
            case .bankFee: language("銀行の手数料", "the bank's fees")
            case .returned: language("返還", "returns")
            case nil: movement.detail
            }
        }
    }

    /// What a reader must know of the state of the books.
    func notes(_ day: BookDay, through: BookDay?, filesSince: Int) -> [String] {
        var notes: [String] = []
        guard let through else {
            return [language("まだ突合していません。", "Nothing has been reconciled yet.")]
        }
        if day > through {
            notes.append(
                language(
                    "突合は \(through) までです。それより後の日の数字はまだありません。",
                    "Reconciled through \(through) only; later days have no figures yet."))
        }
        if filesSince > 0 {
            notes.append(
                language(
                    "最後の突合の後に取り込んだファイルが \(filesSince) 件あります。suito reconcile で反映してください。",
                    "\(filesSince) files came in since the last run; take them in with "
                        + "suito reconcile."))
        }
        return notes
    }
}

extension BankMovement {
    /// `payouts`, or with the transit class `transit/sweep`.
    var id: String { detail.isEmpty ? reason.rawValue : "\(reason.rawValue)/\(detail)" }
}
