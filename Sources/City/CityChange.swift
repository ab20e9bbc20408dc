import Ledger
public import Money

/// Why a changed city file cannot follow the one in force.
public struct CityChangeRefusal: Error, Sendable, Hashable {
    /// Stable codes in the order in which they are looked for.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case trainingChanged = "training-changed"
        case municipalityCodeChanged = "municipality-code-changed"
        case booksBeginChanged = "books-begin-changed"
        case holidayChanged = "holiday-changed"
        case bankDaysChanged = "bank-days-changed"
        case officeDaysChanged = "office-days-changed"
        case fundRemoved = "fund-removed"
        case fundKindChanged = "fund-kind-changed"
        case fundOrderChanged = "fund-order-changed"
        case bankAccountRemoved = "bank-account-removed"
        case bankAccountFundRemoved = "bank-account-fund-removed"
        case openingChanged = "opening-changed"
        case bankRuleChanged = "bank-rule-changed"
        case officeRemoved = "office-removed"
        case terminalRemoved = "terminal-removed"
        case feeChanged = "fee-changed"
        case billKindRemoved = "bill-kind-removed"
        case billKindChanged = "bill-kind-changed"
        case providerRemoved = "provider-removed"
        case providerChanged = "provider-changed"
        case agreementChanged = "agreement-changed"
    }

    public let code: Code
    /// What it speaks of, by ids: `providers[paypay].agreements[2026-04-01]`.
    public let path: String
    public let ja: String
    public let en: String

    public init(code: Code, path: String, ja: String, en: String) {
        self.code = code
        self.path = path
        self.ja = ja
        self.en = en
    }
}

extension City {
    /// What keeps this city from following another in the same books: what the past used never
    /// changes.
    ///
    /// - Parameters:
    ///   - past: the city in force.
    ///   - day: the last day on which anything stands in the books; nil while they are empty, and
    ///     then everything may change but whether they are for training.
    /// - Returns: every refusal; none where the change may be applied.
    public func conflicts(with past: City, usedThrough day: BookDay?) -> [CityChangeRefusal] {
        guard isTraining == past.isTraining else { return [trainingConflict(past)] }
        guard let day else { return [] }
        return municipalityConflicts(past)
            + calendarConflicts(past, through: day)
            + fundConflicts(past)
            + bankAccountConflicts(past)
            + bankRuleConflicts(past)
            + officeConflicts(past)
            + feeConflicts(past, through: day)
            + billKindConflicts(past)
            + providerConflicts(past, through: day)
    }

    /// Not even while the books are empty: who reads their name must be able to rely on it.
    private func trainingConflict(_ past: City) -> CityChangeRefusal {
        past.isTraining
            ? CityChangeRefusal(
                code: .trainingChanged, path: "training",
                ja: "訓練用の帳簿は本番の帳簿になりません", en: "books of training never become real ones")
            : CityChangeRefusal(
                code: .trainingChanged, path: "training",
                ja: "本番の帳簿は訓練に使えません", en: "real books never become books of training")
    }

    private func municipalityConflicts(_ past: City) -> [CityChangeRefusal] {
        var result: [CityChangeRefusal] = []
        if municipality.code != past.municipality.code {
            result.append(
                CityChangeRefusal(
                    code: .municipalityCodeChanged, path: "municipality.code",
                    ja: "団体コードは変えられません（\(past.municipality.code)）",
                    en: "the municipality code stays \(past.municipality.code)"))
        }
        if municipality.booksBegin != past.municipality.booksBegin {
            result.append(
                CityChangeRefusal(
                    code: .booksBeginChanged, path: "municipality.books_begin",
                    ja: "帳簿の初日は変えられません（\(past.municipality.booksBegin)）",
                    en: "the books begin on \(past.municipality.booksBegin) and on no other day"))
        }
        return result
    }

    private func calendarConflicts(_ past: City, through day: BookDay) -> [CityChangeRefusal] {
        let changed = calendar.banks.holidays.symmetricDifference(past.calendar.banks.holidays)
            .filter { $0 <= day }
        var result = changed.sorted().map {
            CityChangeRefusal(
                code: .holidayChanged, path: "calendar.holidays[\($0)]",
                ja: "\($0)が休日かどうかは、\(day)まで記帳した後では変えられません",
                en: "whether \($0) is a holiday is settled: the books reach \(day)")
        }
        let begin = past.municipality.booksBegin
        // A new weekly rest or closure may come, unless a past day would have been another.
        func firstChanged(_ now: BankCalendar, _ before: BankCalendar) -> BookDay? {
            guard begin <= day else { return nil }
            return (begin.number...day.number).lazy.map { BookDay(number: $0) }
                .first { !changed.contains($0) && now.isOpen($0) != before.isOpen($0) }
        }
        if let first = firstChanged(calendar.banks, past.calendar.banks) {
            result.append(
                CityChangeRefusal(
                    code: .bankDaysChanged, path: "calendar.banks_closed",
                    ja: "過ぎた日の銀行営業日が変わります（\(first)）",
                    en: "a past day would change: whether banks worked on \(first)"))
        }
        if let first = firstChanged(calendar.offices, past.calendar.offices) {
            result.append(
                CityChangeRefusal(
                    code: .officeDaysChanged, path: "calendar.offices_closed",
                    ja: "過ぎた日の開庁日が変わります（\(first)）",
                    en: "a past day would change: whether offices were open on \(first)"))
        }
        return result
    }

    private func fundConflicts(_ past: City) -> [CityChangeRefusal] {
        var result: [CityChangeRefusal] = []
        for old in past.funds {
            guard let new = fund(old.id) else {
                result.append(
                    CityChangeRefusal(
                        code: .fundRemoved, path: "funds[\(old.id)]",
                        ja: "会計「\(old.id)」は消せません",
                        en: "the fund \"\(old.id)\" cannot be removed"))
                continue
            }
            if new.kind != old.kind {
                result.append(
                    CityChangeRefusal(
                        code: .fundKindChanged, path: "funds[\(old.id)].kind",
                        ja: "会計「\(old.id)」の種別は\(old.kind.rawValue)のままです",
                        en: "the fund \"\(old.id)\" stays \(old.kind.rawValue)"))
            }
        }
        let kept = Set(funds.map(\.id))
        let before = past.funds.map(\.id).filter(kept.contains)
        let known = Set(before)
        if funds.map(\.id).filter(known.contains) != before {
            result.append(
                CityChangeRefusal(
                    code: .fundOrderChanged, path: "funds",
                    ja: "会計の並びは端数の行き先を決めるので変えられません",
                    en: "the order of the funds settles shares of fees and stays as it is"))
        }
        return result
    }

    private func bankAccountConflicts(_ past: City) -> [CityChangeRefusal] {
        past.bankAccounts.flatMap { old -> [CityChangeRefusal] in
            let path = "bank_accounts[\(old.id)]"
            guard let new = bankAccounts.first(where: { $0.id == old.id }) else {
                return [
                    CityChangeRefusal(
                        code: .bankAccountRemoved, path: path, ja: "口座「\(old.id)」は消せません",
                        en: "the bank account \"\(old.id)\" cannot be removed")
                ]
            }
            var result = old.funds.filter { !new.funds.contains($0) }.map {
                CityChangeRefusal(
                    code: .bankAccountFundRemoved, path: path + ".funds",
                    ja: "口座「\(old.id)」から会計「\($0)」は外せません",
                    en: "the bank account \"\(old.id)\" keeps the fund \"\($0)\"")
            }
            if new.openingDay != old.openingDay || new.opening != old.opening {
                result.append(
                    CityChangeRefusal(
                        code: .openingChanged, path: path + ".opening",
                        ja: "口座「\(old.id)」の開始残高は記帳済みです",
                        en: "the opening balances of \"\(old.id)\" stand in the books"))
            }
            return result
        }
    }

    /// The first rule that fits wins, so only what comes after the old ones is sure to leave
    /// them their lines.
    private func bankRuleConflicts(_ past: City) -> [CityChangeRefusal] {
        past.bankRules.indices.filter { index in
            !bankRules.indices.contains(index) || bankRules[index] != past.bankRules[index]
        }.map { index in
            CityChangeRefusal(
                code: .bankRuleChanged, path: "bank_rules[\(index)]",
                ja: "\(index + 1)番目の規則は変えられません。新しい規則は末尾に加えます",
                en: "rule \(index + 1) stays as it is; a new rule goes to the end")
        }
    }

    private func officeConflicts(_ past: City) -> [CityChangeRefusal] {
        past.offices.flatMap { old -> [CityChangeRefusal] in
            guard let new = office(old.id) else {
                return [
                    CityChangeRefusal(
                        code: .officeRemoved, path: "offices[\(old.id)]",
                        ja: "窓口「\(old.id)」は消せません",
                        en: "the office \"\(old.id)\" cannot be removed")
                ]
            }
            return old.terminals.filter { !new.terminals.contains($0) }.map {
                CityChangeRefusal(
                    code: .terminalRemoved, path: "offices[\(old.id)].terminals",
                    ja: "端末「\($0)」は窓口「\(old.id)」から外せません",
                    en: "the terminal \"\($0)\" stays with the office \"\(old.id)\"")
            }
        }
    }

    /// A price that was in force stays; a new one is a new entry from a later day.
    ///
    /// A fee nobody had before may begin on any day.
    private func feeConflicts(_ past: City, through day: BookDay) -> [CityChangeRefusal] {
        let before = Set(past.fees.filter { $0.from <= day })
        let known = Set(past.fees.map(\.id))
        let now = Set(fees.filter { $0.from <= day && known.contains($0.id) })
        let places = Set(before.symmetricDifference(now).map { "\($0.id) \($0.from)" })
        return places.sorted().map { place in
            CityChangeRefusal(
                code: .feeChanged, path: "fees[\(place)]",
                ja: "手数料（\(place)から）は変えられません。改定は\(day)より後の日付で加えます",
                en: "the fee (\(place)) stays as it is; a new price begins after \(day)")
        }
    }

    private func billKindConflicts(_ past: City) -> [CityChangeRefusal] {
        past.billKinds.compactMap { old in
            guard let new = billKind(old.kind) else {
                return CityChangeRefusal(
                    code: .billKindRemoved, path: "bills[\(old.kind)]",
                    ja: "調定の種類「\(old.kind)」は消せません",
                    en: "the kind of bill \"\(old.kind)\" cannot be removed")
            }
            guard new.fund != old.fund || new.subject != old.subject else { return nil }
            return CityChangeRefusal(
                code: .billKindChanged, path: "bills[\(old.kind)]",
                ja: "「\(old.kind)」の会計と科目は\(old.fund)、\(old.subject)のままです",
                en: "\"\(old.kind)\" keeps its fund \(old.fund) and subject \(old.subject)")
        }
    }
}
