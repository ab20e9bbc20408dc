import Ledger
import Money

/// Bank accounts, bank rules, offices, fees, bill kinds and slips.
extension CityFileReader {
    // MARK: - Bank accounts

    mutating func bankAccounts(_ node: CityFileNode) -> [City.BankAccount] {
        var ids = SeenIDs()
        var numbers = SeenIDs()
        return list(node) { reader, item in
            reader.bankAccount(item, ids: &ids, numbers: &numbers)
        }
    }

    private mutating func bankAccount(
        _ node: CityFileNode, ids: inout SeenIDs, numbers: inout SeenIDs
    ) -> City.BankAccount? {
        let fields = node.fields([
            "id", "bank", "branch", "type", "number", "holder", "funds", "opening",
        ])
        guard let fields else { return nil }
        let id = fields["id"].flatMap { ids.identifier($0) }
        let bank = fields["bank"]?.digits(4...4)
        let branch = fields["branch"]?.digits(3...3)
        let kind = fields["type"]?.word(City.BankAccount.Kind.self)
        let number = fields["number"]?.digits(1...7)
        let holder = fields["holder"]?.bankName()
        let funds = fields["funds"].map(accountFunds) ?? []
        if let id { accountFunds[id] = Set(funds) }
        let opening = fields["opening"].flatMap { self.opening($0, funds: funds) }
        if let bank, let branch, let kind, let number, let node = fields["number"] {
            let whole = City.BankAccount.significant(number)
            _ = numbers.insert("\(bank)-\(branch)-\(kind.number)-\(whole)", at: node)
        }
        guard let id, let bank, let branch, let kind, let number, let holder, let opening
        else { return nil }
        return City.BankAccount(
            id: id, bank: bank, branch: branch, kind: kind, number: number, holder: holder,
            funds: funds, openingDay: opening.day, opening: opening.balances)
    }

    private func accountFunds(_ node: CityFileNode) -> [String] {
        var seen = SeenIDs()
        let items = node.items(
            orNote: "口座には会計が一つ以上要ります", "an account holds money of at least one fund")
        return items.compactMap { item in
            guard let id = fund(item), seen.insert(id, at: item) else { return nil }
            return id
        }
    }

    private func opening(
        _ node: CityFileNode, funds: [String]
    ) -> (day: BookDay, balances: [String: Yen])? {
        guard let fields = node.fields(["day", "balances"]) else { return nil }
        let day = fields["day"]?.day()
        var balances: [String: Yen] = [:]
        for (key, value) in fields["balances"]?.entries() ?? [] {
            guard let id = fund(key) else { continue }
            guard funds.contains(id) else {
                key.note(
                    .unknownReference, ja: "この口座は会計「\(id)」の現金を持ちません",
                    en: "this account holds no money of the fund \"\(id)\"")
                continue
            }
            balances[id] = value.yen()
        }
        guard let day else { return nil }
        return (day, balances)
    }

    // MARK: - Bank rules

    func bankRule(_ node: CityFileNode) -> City.BankRule? {
        let fields = node.fields(
            ["account", "direction", "class", "fund"], optional: ["payer", "text"])
        guard let fields else { return nil }
        let account = fields["account"].flatMap(bankAccount)
        let direction = fields["direction"]?.word(City.BankRule.Direction.self)
        let payer = fields["payer"]?.bankName()
        let text = fields["text"]?.text()
        let transitClass = fields["class"]?.word(City.BankRule.Class.self)
        let fund = fields["fund"].flatMap(fund)
        if fields["payer"] == nil, fields["text"] == nil {
            // A rule that fits every line would hide money nobody announced.
            node.note(
                .missingKey, ja: "payer か text が要ります", en: "payer or text must be there")
        }
        guard let account, let fund else { return nil }
        if let held = accountFunds[account], !held.contains(fund), let node = fields["fund"] {
            return unknown(
                node, ja: "口座「\(account)」は会計「\(fund)」の現金を持ちません",
                en: "the account \"\(account)\" holds no money of the fund \"\(fund)\"")
        }
        guard let direction, let transitClass else { return nil }
        return City.BankRule(
            account: account, direction: direction, payer: payer, text: text,
            transitClass: transitClass, fund: fund)
    }

    private func bankAccount(_ node: CityFileNode) -> String? {
        guard let id = node.text() else { return nil }
        guard accountFunds[id] != nil else {
            return unknown(
                node, ja: "口座「\(id)」はありません", en: "there is no bank account \"\(id)\"")
        }
        return id
    }

    // MARK: - Offices

    mutating func offices(_ node: CityFileNode) -> [City.CityOffice] {
        var ids = SeenIDs()
        var terminals = SeenIDs()
        return list(node) { reader, item in
            let fields = item.fields(["id", "name"], optional: ["terminals"])
            guard let fields else { return nil }
            let id = fields["id"].flatMap { ids.identifier($0) }
            let name = fields["name"]?.text()
            let own = (fields["terminals"]?.items() ?? []).compactMap {
                terminals.identifier($0)
            }
            if let id { reader.offices.insert(id) }
            guard let id, let name else { return nil }
            return City.CityOffice(id: id, name: name, terminals: own)
        }
    }

    // MARK: - Fees

    mutating func fees(_ node: CityFileNode) -> [City.Fee] {
        var prices = SeenIDs()
        return list(node) { reader, item in reader.fee(item, prices: &prices) }
    }

    private func fee(_ node: CityFileNode, prices: inout SeenIDs) -> City.Fee? {
        let fields = node.fields(
            ["id", "name", "price", "fund", "tax", "from"],
            optional: ["subject", "held", "office", "online"])
        guard let fields else { return nil }
        let id = fields["id"]?.identifier()
        let name = fields["name"]?.text()
        let price = fields["price"]?.yen(atLeast: 1)
        let fund = fields["fund"].flatMap(fund)
        let destination = destination(node, fields, fund: fund)
        let tax = fields["tax"].flatMap(feeTax)
        let office = fields["office"].flatMap(office)
        let online = fields["online"].map { $0.flag() } ?? false
        let from = fields["from"]?.day()
        if let id, let from, let place = fields["id"] {
            _ = prices.insert("\(id) \(from)", at: place)
        }
        guard let id, let name, let price, let fund, let destination, let tax, let online, let from
        else { return nil }
        return City.Fee(
            id: id, name: name, price: price, fund: fund, destination: destination, tax: tax,
            office: office, online: online, from: from)
    }

    /// Revenue of a subject, or money held for somebody else: one of them, in a fund fit for it.
    private func destination(
        _ node: CityFileNode, _ fields: CityFileFields, fund: String?
    ) -> City.Fee.Destination? {
        let kind = fund.flatMap { fundKinds[$0] ?? nil }
        let subject = fields["subject"]?.identifier()
        let held = fields["held"]?.identifier()
        switch (fields["subject"], fields["held"]) {
        case (nil, nil):
            node.note(
                .missingKey, ja: "subject か held が要ります", en: "subject or held must be there")
            return nil
        case (_?, let place?):
            return place.invalid(
                ja: "subject と held は一方だけです", en: "there is a subject or a held, not both")
        case (let place?, nil):
            if kind == .outside {
                return place.invalid(
                    ja: "歳入歳出外現金に歳入科目はありません。held を使います",
                    en: "a fund of money that is not the city's has no subject; use held")
            }
            return subject.map { .subject($0) }
        case (nil, let place?):
            if let kind, kind != .outside {
                return place.invalid(
                    ja: "預り金は歳入歳出外現金（kind: outside）の会計に置きます",
                    en: "money held for others belongs in a fund of kind outside")
            }
            return held.map { .held($0) }
        }
    }

    private func feeTax(_ node: CityFileNode) -> City.Fee.Tax? {
        if node.scalarText == "exempt" { return .exempt }
        guard node.isMapping else {
            return node.wrongType(
                ja: "exempt か { rate_ppm: … } です", en: "must be exempt or { rate_ppm: … }")
        }
        return node.fields(["rate_ppm"])?["rate_ppm"]?.rate().map { .rate($0) }
    }

    private func office(_ node: CityFileNode) -> String? {
        guard let id = node.text() else { return nil }
        guard offices.contains(id) else {
            return unknown(node, ja: "窓口「\(id)」はありません", en: "there is no office \"\(id)\"")
        }
        return id
    }

    // MARK: - Bills

    mutating func billKinds(_ node: CityFileNode) -> [City.BillKind] {
        var kinds = SeenIDs()
        return list(node) { reader, item in reader.billKind(item, kinds: &kinds) }
    }

    private mutating func billKind(
        _ node: CityFileNode, kinds: inout SeenIDs
    ) -> City.BillKind? {
        let fields = node.fields(
            ["kind", "name", "fund", "subject", "tax_ppm"], optional: ["el_item"])
        guard let fields else { return nil }
        let kind = fields["kind"].flatMap { kinds.identifier($0) }
        let name = fields["name"]?.text()
        let fund = fields["fund"].flatMap(fund)
        let subject = fields["subject"]?.identifier()
        let rate = fields["tax_ppm"]?.rate()
        let item = fields["el_item"]?.digits(3...3)
        if let kind { billKinds.insert(kind) }
        if kind == CityFileReader.feesRevenue {
            fields["kind"]?.note(
                .valueInvalid, ja: "「fees」は手数料を指す語です",
                en: "\"fees\" is the word for all fees")
        }
        if let fund, fundKinds[fund] == .some(.outside) {
            fields["fund"]?.note(
                .valueInvalid, ja: "歳入歳出外現金に調定はありません",
                en: "a fund of money that is not the city's has no assessments")
        }
        guard let kind, let name, let fund, let subject, let rate else { return nil }
        return City.BillKind(
            kind: kind, name: name, fund: fund, subject: subject, taxRate: rate, elItem: item)
    }

    // MARK: - Slips

    func slips(_ node: CityFileNode) -> City.SlipRules? {
        guard let fields = node.fields([], optional: ["barcode", "el_qr"]) else { return nil }
        return City.SlipRules(
            barcode: fields["barcode"].flatMap(barcode), elQR: fields["el_qr"].flatMap(elQR))
    }

    /// GS1-128 of 標準料金代理収納: 21 free digits, the collecting agent's company code first.
    private func barcode(_ node: CityFileNode) -> City.SlipRules.Barcode? {
        let fields = node.fields(["issuer", "key_digits", "limit_yen"], optional: ["company"])
        guard let fields else { return nil }
        let issuer = fields["issuer"]?.digits(6...6)
        let company = fields["company"].map { $0.digits(1...20) } ?? ""
        let keyDigits = fields["key_digits"]?.integer(1...21)
        let limit = fields["limit_yen"]?.integer(Int64(1)...999_999)
        guard let issuer, let company, let keyDigits, let limit else { return nil }
        guard company.utf8.count + keyDigits <= 21 else {
            return fields["key_digits"]?.invalid(
                ja: "企業コードと収納キーは合わせて21桁までです",
                en: "company code and key have 21 digits together at most")
        }
        return City.SlipRules.Barcode(
            issuer: issuer, company: company, keyDigits: keyDigits, limit: Yen(limit))
    }

    /// eL-QR: 収納機関番号 and 共通納税機関コード of 5 digits, 案件特定キー of at most 20.
    private func elQR(_ node: CityFileNode) -> City.SlipRules.ElQR? {
        guard let fields = node.fields(["agency", "org", "key_digits"]) else { return nil }
        let agency = fields["agency"]?.digits(5...5)
        let organisation = fields["org"]?.digits(5...5)
        let keyDigits = fields["key_digits"]?.integer(1...20)
        guard let agency, let organisation, let keyDigits else { return nil }
        return City.SlipRules.ElQR(
            agency: agency, organisation: organisation, keyDigits: keyDigits)
    }
}
