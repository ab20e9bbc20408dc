import Money

/// Providers and their dated agreements.
extension CityFileReader {
    mutating func providers(_ node: CityFileNode) -> [ProviderTerms] {
        var ids = SeenIDs()
        var merchants = SeenIDs()
        return list(node) { reader, item in
            reader.provider(item, ids: &ids, merchants: &merchants)
        }
    }

    private func provider(
        _ node: CityFileNode, ids: inout SeenIDs, merchants: inout SeenIDs
    ) -> ProviderTerms? {
        let fields = node.fields(
            ["id", "name", "method", "channels", "adapter", "agreements"],
            optional: ["reports", "merchant_ids", "payer_names"])
        guard let fields else { return nil }
        let id = fields["id"].flatMap { ids.identifier($0) }
        let name = fields["name"]?.text()
        let method = fields["method"]?.word(ProviderTerms.Method.self)
        let channels = fields["channels"].map(channels) ?? []
        let adapter = fields["adapter"]?.identifier()
        let reports = fields["reports"]?.fields([], optional: ["lines", "payouts"])
        let lineReport = reports?["lines"]?.identifier()
        let payoutReport = reports?["payouts"]?.identifier()
        let kinds = Set([lineReport, payoutReport].compactMap { $0 })
        let merchantIDs = texts(fields["merchant_ids"]) { $0.text() }
        note(duplicates: merchantIDs, in: kinds, seen: &merchants)
        let payers = texts(fields["payer_names"]) { $0.bankName() }
        let agreements = fields["agreements"].map { self.agreements($0, channels: channels) } ?? []
        guard let id, let name, let method, let adapter else { return nil }
        return ProviderTerms(
            id: id, name: name, method: method, channels: channels, adapter: adapter,
            lineReport: lineReport, payoutReport: payoutReport,
            merchantIDs: merchantIDs.map(\.text), payerNames: payers.map(\.text),
            agreements: agreements)
    }

    /// Texts of an optional list, none of them twice.
    private func texts(
        _ node: CityFileNode?, _ read: (CityFileNode) -> String?
    ) -> [(text: String, node: CityFileNode)] {
        var seen = SeenIDs()
        return (node?.items() ?? []).compactMap { item in
            guard let text = read(item), seen.insert(text, at: item) else { return nil }
            return (text, item)
        }
    }

    /// A report names a merchant and no provider, so in one kind of report a merchant id leads to
    /// one provider.
    private func note(
        duplicates merchants: [(text: String, node: CityFileNode)], in kinds: Set<String>,
        seen: inout SeenIDs
    ) {
        for (text, node) in merchants {
            for kind in kinds.sorted() where !seen.insert("\(text) (\(kind))", at: node) { break }
        }
    }

    private func channels(_ node: CityFileNode) -> [ProviderTerms.Channel] {
        var seen = SeenIDs()
        let items = node.items(orNote: "経路が一つ以上要ります", "there must be a channel")
        return items.compactMap { item in
            guard let channel = item.word(ProviderTerms.Channel.self),
                seen.insert(channel.rawValue, at: item)
            else { return nil }
            return channel
        }
    }

    // MARK: - Agreements

    private func agreements(
        _ node: CityFileNode, channels: [ProviderTerms.Channel]
    ) -> [Agreement] {
        let items = node.items(orNote: "契約が一つ以上要ります", "there must be an agreement")
        var last: BookDay?
        return items.compactMap { item in
            guard let fields = agreementFields(item) else { return nil }
            let from = fields["from"]?.day()
            if let from, let before = last, from <= before {
                fields["from"]?.note(
                    .order, ja: "契約は日付の順に並べます（前の契約は\(before)から）",
                    en: "agreements stand in the order of their days (the one before: \(before))")
            }
            last = from ?? last
            return agreement(fields, from: from, channels: channels)
        }
    }

    private func agreementFields(_ node: CityFileNode) -> CityFileFields? {
        node.fields(
            ["from", "capacity", "revenues", "payout"],
            optional: ["fees", "dispute_fee", "report_within", "confirm_within", "brands"])
    }

    private func agreement(
        _ fields: CityFileFields, from: BookDay?, channels: [ProviderTerms.Channel]
    ) -> Agreement? {
        let capacity = fields["capacity"]?.word(Agreement.Capacity.self)
        let revenues = fields["revenues"].map(revenues) ?? []
        let brands = brands(fields["brands"])
        let fees = (fields["fees"]?.items() ?? []).compactMap {
            feeRule($0, brands: brands, channels: channels)
        }
        let payout = fields["payout"].flatMap(payout)
        let report = fields["report_within"].map { $0.integer(0...366) } ?? 2
        let confirm = fields["confirm_within"].map { $0.integer(0...366) } ?? 10
        guard let from, let capacity, let payout, let report, let confirm else { return nil }
        return Agreement(
            from: from, capacity: capacity, revenues: revenues, fees: fees,
            disputeFee: fields["dispute_fee"].flatMap(disputeFee), payout: payout,
            reportWithin: report, confirmWithin: confirm, brands: brands)
    }

    private func disputeFee(_ node: CityFileNode) -> Agreement.DisputeFee? {
        guard let fields = node.fields(["yen", "on_win"]) else { return nil }
        let amount = fields["yen"]?.yen()
        let onWin = fields["on_win"]?.word(Agreement.OnRefund.self)
        guard let amount, let onWin else { return nil }
        return Agreement.DisputeFee(amount: amount, onWin: onWin)
    }

    private func revenues(_ node: CityFileNode) -> Set<String> {
        var seen = SeenIDs()
        let items = node.items(
            orNote: "取り扱う歳入が一つ以上要ります", "a provider is designated for at least one revenue")
        var revenues: Set<String> = []
        for item in items {
            guard let name = item.text() else { continue }
            guard name == CityFileReader.feesRevenue || billKinds.contains(name) else {
                item.note(
                    .unknownReference, ja: "「\(name)」は fees でも調定の種類でもありません",
                    en: "\"\(name)\" is neither fees nor a kind of bill")
                continue
            }
            if seen.insert(name, at: item) { revenues.insert(name) }
        }
        return revenues
    }

    // MARK: - Fee rules

    private func feeRule(
        _ node: CityFileNode, brands: [Agreement.Brand], channels: [ProviderTerms.Channel]
    ) -> Agreement.FeeRule? {
        let fields = node.fields(
            ["rate_ppm", "unit", "rounding", "on_refund", "tax"],
            optional: ["brand", "channel", "fixed_yen"])
        guard let fields else { return nil }
        let brand = fields["brand"].flatMap { self.brand($0, of: brands) }
        let channel = fields["channel"].flatMap { self.channel($0, of: channels) }
        let rate = fields["rate_ppm"]?.rate()
        let fixed = fields["fixed_yen"].map { $0.yen() } ?? .zero
        let unit = fields["unit"]?.word(Agreement.FeeUnit.self)
        let rounding = fields["rounding"]?.word(Rounding.self)
        let onRefund = fields["on_refund"]?.word(Agreement.OnRefund.self)
        let tax = fields["tax"].flatMap(providerFeeTax)
        guard let rate, let fixed, let unit, let rounding, let onRefund else { return nil }
        return Agreement.FeeRule(
            brand: brand, channel: channel, rate: rate, fixed: fixed, unit: unit,
            rounding: rounding, onRefund: onRefund, tax: tax)
    }

    /// nil for `any`.
    ///
    /// Where the agreement lists brands, a rule must speak of one of them.
    private func brand(_ node: CityFileNode, of brands: [Agreement.Brand]) -> String? {
        guard let text = node.text(), text != "any" else { return nil }
        guard brands.isEmpty || brands.contains(where: { $0.id == text || $0.name == text }) else {
            return unknown(
                node, ja: "ブランド「\(text)」は契約にありません",
                en: "the agreement has no brand \"\(text)\"")
        }
        return text
    }

    private func channel(
        _ node: CityFileNode, of channels: [ProviderTerms.Channel]
    ) -> ProviderTerms.Channel? {
        guard let channel = node.word(ProviderTerms.Channel.self) else { return nil }
        guard channels.isEmpty || channels.contains(channel) else {
            return unknown(
                node, ja: "この事業者に経路「\(channel.rawValue)」はありません",
                en: "the provider has no channel \"\(channel.rawValue)\"")
        }
        return channel
    }

    private func providerFeeTax(_ node: CityFileNode) -> Agreement.FeeTax? {
        if node.scalarText == "exempt" { return nil }
        guard node.isMapping else {
            return node.wrongType(
                ja: "exempt か { rate_ppm: …, rounding: … } です",
                en: "must be exempt or { rate_ppm: …, rounding: … }")
        }
        guard let fields = node.fields(["rate_ppm", "rounding"]) else { return nil }
        let rate = fields["rate_ppm"]?.rate()
        let rounding = fields["rounding"]?.word(Rounding.self)
        guard let rate, let rounding else { return nil }
        return Agreement.FeeTax(rate: rate, rounding: rounding)
    }

    // MARK: - Brands

    private func brands(_ node: CityFileNode?) -> [Agreement.Brand] {
        var seen = SeenIDs()
        return (node?.items() ?? []).compactMap { item in
            let fields = item.fields(
                ["id", "void", "unknown", "answered_by"],
                optional: ["name", "upper_yen", "void_days", "void_until", "within_days"])
            return fields.flatMap { brand(item, $0, seen: &seen) }
        }
    }

    private func brand(
        _ node: CityFileNode, _ fields: CityFileFields, seen: inout SeenIDs
    ) -> Agreement.Brand? {
        let id = fields["id"]?.text()
        if let id, let place = fields["id"] { _ = seen.insert(id, at: place) }
        let name = fields["name"].map { $0.text() } ?? id
        let upper = fields.unlessNull("upper_yen")?.yen(atLeast: 1)
        let void = fields["void"]?.word(Agreement.VoidRule.self)
        let voidDays = fields["void_days"].map { $0.integer(0...3660) } ?? 0
        let voidUntil = fields.unlessNull("void_until")?.time()
        let presumption = fields["unknown"]?.word(Agreement.Presumption.self)
        let answeredBy = fields["answered_by"]?.word(Agreement.AnsweredBy.self)
        let within = fields.unlessNull("within_days")?.integer(0...3660)
        if let answeredBy, answeredBy != .nothing, fields["within_days"] == nil {
            // No deadline at all must be said with `null`, so that it is never just forgotten.
            node.note(
                .missingKey, key: "within_days", ja: "項目「within_days」が要ります（期限なしは null）",
                en: "the key \"within_days\" is missing (null: no deadline)")
        }
        guard let id, let name, let void, let voidDays, let presumption, let answeredBy
        else { return nil }
        return Agreement.Brand(
            id: id, name: name, upper: upper, void: void, voidDays: voidDays,
            voidUntilSecond: voidUntil, unknown: presumption, answeredBy: answeredBy,
            withinDays: within)
    }
}
