import Ledger
import Money

/// Turns the tree of a city file into a ``City``, noting what is wrong on the way.
///
/// Sections are read in the order of their references: what names a fund comes after the funds.
/// An id counts as known once it is readable, even where the rest of its entry is not, so that
/// one mistake is not reported again at each place that refers to it.
struct CityFileReader {
    /// nil: the fund is there, its kind could not be read.
    var fundKinds: [String: Fund.Kind?] = [:]
    var accountFunds: [String: Set<String>] = [:]
    var offices: Set<String> = []
    var billKinds: Set<String> = []

    /// The word by which agreements speak of all fees together.
    static let feesRevenue = "fees"

    mutating func city(_ root: CityFileNode) -> City? {
        let fields = root.fields(
            ["municipality", "calendar", "funds", "bank_accounts"],
            optional: [
                "bank_rules", "offices", "fees", "bills", "slips", "providers",
                "auto_refund_limit", "receipt_proof_qr", "training",
            ])
        guard let fields else { return nil }
        let isTraining = fields.unlessNull("training")?.flag() ?? false
        let municipality = fields["municipality"].flatMap { self.municipality($0, isTraining) }
        let calendar = fields["calendar"].flatMap(calendar)
        let funds = fields["funds"].map { self.funds($0) } ?? []
        let accounts = fields["bank_accounts"].map { bankAccounts($0) } ?? []
        let rules = list(fields["bank_rules"]) { $0.bankRule($1) }
        let offices = fields["offices"].map { self.offices($0) } ?? []
        let fees = fields["fees"].map { self.fees($0) } ?? []
        let bills = fields["bills"].map { self.billKinds($0) } ?? []
        let slips = fields["slips"].flatMap(slips)
        let providers = fields["providers"].map { self.providers($0) } ?? []
        let limit = fields.unlessNull("auto_refund_limit")?.yen()
        let proof = fields.unlessNull("receipt_proof_qr")?.flag() ?? false
        guard let municipality, let calendar else { return nil }
        return City(
            municipality: municipality, calendar: calendar, funds: funds, bankAccounts: accounts,
            bankRules: rules, offices: offices, fees: fees, billKinds: bills, slips: slips,
            providers: providers, autoRefundLimit: limit, receiptProofQR: proof,
            isTraining: isTraining)
    }

    /// The entries of an optional list that could be read.
    mutating func list<Value>(
        _ node: CityFileNode?, _ read: (inout CityFileReader, CityFileNode) -> Value?
    ) -> [Value] {
        (node?.items() ?? []).compactMap { read(&self, $0) }
    }

    // MARK: - Municipality

    /// - Parameter isTraining: then its name says so, wherever that is shown or sealed.
    private func municipality(
        _ node: CityFileNode, _ isTraining: Bool
    ) -> City.Municipality? {
        guard
            let fields = node.fields(["code", "name", "name_en", "time_zone", "books_begin"])
        else { return nil }
        let code = fields["code"].flatMap(municipalityCode)
        let name = fields["name"]?.text()
        let nameEnglish = fields["name_en"]?.text()
        let begin = fields["books_begin"]?.day()
        if let zone = fields["time_zone"], let text = zone.text(), text != "Asia/Tokyo" {
            zone.note(
                .valueInvalid, ja: "時間帯は Asia/Tokyo だけです",
                en: "the time zone is Asia/Tokyo and no other")
        }
        guard let code, let name, let nameEnglish, let begin else { return nil }
        return City.Municipality(
            code: code, name: isTraining ? name + "（訓練）" : name,
            nameEnglish: isTraining ? nameEnglish + " (training)" : nameEnglish,
            booksBegin: begin)
    }

    /// 全国地方公共団体コード: five digits and their check digit, weights 6, 5, 4, 3, 2
    /// (総務省「全国地方公共団体コード仕様」, modulus 11).
    private func municipalityCode(_ node: CityFileNode) -> String? {
        guard let text = node.digits(6...6) else { return nil }
        let digits = text.utf8.map { Int($0) - 0x30 }
        let sum = zip(digits, [6, 5, 4, 3, 2]).reduce(0) { $0 + $1.0 * $1.1 }
        let check = (11 - sum % 11) % 10
        guard digits[5] == check else {
            return node.invalid(
                ja: "検査数字が合いません（\(check)のはずです）",
                en: "the check digit is wrong (it should be \(check))")
        }
        return text
    }

    // MARK: - Calendar

    private func calendar(_ node: CityFileNode) -> City.CityCalendar? {
        let fields = node.fields(["weekly_rest", "offices_closed", "banks_closed", "holidays"])
        guard let fields else { return nil }
        let rest = fields["weekly_rest"].flatMap(weeklyRest)
        let officesClosed = fields["offices_closed"].flatMap(closure)
        let banksClosed = fields["banks_closed"].flatMap(closure)
        var names: [BookDay: String] = [:]
        var seen = SeenIDs()
        for item in fields["holidays"]?.items() ?? [] {
            guard let holiday = item.fields(["day", "name"]) else { continue }
            let day = holiday["day"]?.day()
            let name = holiday["name"]?.text()
            guard let day, let node = holiday["day"] else { continue }
            guard seen.insert(day.description, at: node) else { continue }
            names[day] = name ?? ""
        }
        guard let rest, let officesClosed, let banksClosed else { return nil }
        func days(_ closure: (from: Int, to: Int)) -> BankCalendar {
            BankCalendar(
                weeklyRest: rest, holidays: Set(names.keys), closedFrom: closure.from,
                closedTo: closure.to)
        }
        return City.CityCalendar(
            banks: days(banksClosed), offices: days(officesClosed), holidayNames: names)
    }

    private func weeklyRest(_ node: CityFileNode) -> Set<Int>? {
        let items = node.items()
        var seen = SeenIDs()
        var rest: Set<Int> = []
        for item in items {
            guard let weekday = item.word(Weekday.self),
                seen.insert(weekday.rawValue, at: item)
            else { continue }
            rest.insert(weekday.number)
        }
        guard rest.count < Weekday.allCases.count else {
            return node.invalid(ja: "毎日休みにはできません", en: "not every day can be a day of rest")
        }
        return rest
    }

    /// A yearly closure.
    ///
    /// More than a month of it would leave no bank day near a pay day.
    private func closure(_ node: CityFileNode) -> (from: Int, to: Int)? {
        guard let fields = node.fields(["from", "to"]) else { return nil }
        let from = fields["from"]?.monthAndDay()
        let to = fields["to"]?.monthAndDay()
        guard let from, let to else { return nil }
        let first = BookDay(year: 2000, month: from / 100, day: from % 100)
        let last = BookDay(year: from <= to ? 2000 : 2001, month: to / 100, day: to % 100)
        guard let first, let last, last.number - first.number < 31 else {
            return node.invalid(ja: "休みは31日までです", en: "a closure lasts 31 days at most")
        }
        return (from, to)
    }

    // MARK: - Funds

    private mutating func funds(_ node: CityFileNode) -> [Fund] {
        let items = node.items(orNote: "会計が一つ以上要ります", "there must be a fund")
        var seen = SeenIDs()
        return items.compactMap { item in
            guard let fields = item.fields(["id", "name", "kind"]) else { return nil }
            let id = fields["id"].flatMap { seen.identifier($0) }
            let name = fields["name"]?.text()
            let kind = fields["kind"]?.word(Fund.Kind.self)
            if let id { fundKinds.updateValue(kind, forKey: id) }
            guard let id, let name, let kind else { return nil }
            return Fund(id: id, name: name, kind: kind)
        }
    }

    // MARK: - References

    func fund(_ node: CityFileNode) -> String? {
        guard let id = node.text() else { return nil }
        guard fundKinds[id] != nil else {
            return unknown(node, ja: "会計「\(id)」はありません", en: "there is no fund \"\(id)\"")
        }
        return id
    }

    func unknown<Value>(_ node: CityFileNode, ja: String, en: String) -> Value? {
        node.note(.unknownReference, ja: ja, en: en)
        return nil
    }
}

/// Days of the week as the city file spells them.
enum Weekday: String, CaseIterable {
    case sunday, monday, tuesday, wednesday, thursday, friday, saturday

    /// 0 Sunday … 6 Saturday.
    var number: Int { Weekday.allCases.firstIndex(of: self) ?? 0 }
}

/// Ids that must differ from one another.
struct SeenIDs {
    private var lines: [String: Int] = [:]

    /// Whether the id is new; a second one is noted at its place.
    mutating func insert(_ id: String, at node: CityFileNode) -> Bool {
        if let line = lines[id] {
            node.note(
                .duplicateID, ja: "「\(id)」は\(line)行目にもあります",
                en: "\"\(id)\" stands already in line \(line)")
            return false
        }
        lines[id] = node.line
        return true
    }

    /// A readable id that was not there before.
    mutating func identifier(_ node: CityFileNode) -> String? {
        guard let id = node.identifier(), insert(id, at: node) else { return nil }
        return id
    }
}
