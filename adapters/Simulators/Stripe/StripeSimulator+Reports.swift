public import Money
public import Provider

/// Reports that are ordered, and the steps of those who play citizen and bank.
extension StripeSimulator {
    static let reportTypes: Set = [
        "payout_reconciliation.itemized.5", "payout_reconciliation.itemized.4",
    ]
    static let reportColumns = [
        "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
        "created_utc", "currency", "gross", "fee", "net", "reporting_category", "source_id",
        "payment_intent_id", "charge_id", "card_brand", "description",
        "payment_metadata[payment_id]",
    ]

    mutating func orderReport(
        _ fields: StripeParameters, at now: Moment
    ) throws(StripeRefusal) -> JSONValue {
        try fields.only(["report_type", "parameters"])
        let type = try fields.needed("report_type")
        guard Self.reportTypes.contains(type) else { throw .invalid("report_type") }
        let parameters = fields["parameters"] ?? .object([])
        let from = parameters["interval_start"]?.text.flatMap { Int64($0) }
        let to = parameters["interval_end"]?.text.flatMap { Int64($0) }
        guard let from, let to, from < to, to <= now.seconds else {
            throw .invalid("parameters[interval_end]")
        }
        let run = StripeSimulatedRun(
            id: "frr_1\(random.letters(23))", created: now, type: type, parameters: parameters)
        runs.add(run)
        return run.json
    }

    /// A report is ready when it is asked for the first time.
    mutating func run(_ id: String) throws(StripeRefusal) -> JSONValue {
        guard let run = runs[id] else { throw .missing("reporting.report_run", id) }
        if run.file == nil {
            let file = "file_1\(random.letters(23))"
            let url = "\(address)/v1/files/\(file)/contents"
            runs.change(id) {
                $0.file = file
                $0.url = url
            }
        }
        return runs[id]?.json ?? .null
    }

    /// `/v1/files/{id}/contents`.
    func file(_ segments: [String]) throws(StripeRefusal) -> SimulatedAnswer {
        guard segments.count == 4, segments[3] == "contents",
            let run = runs.items.first(where: { $0.file == segments[2] })
        else { throw .missing("file", segments.last ?? "") }
        func bound(_ name: String) -> Int64 {
            run.parameters[name]?.text.flatMap { Int64($0) } ?? 0
        }
        let chosen = run.parameters["columns"]?.list?.compactMap(\.text)
        let from = Moment(seconds: bound("interval_start"))
        let to = Moment(seconds: bound("interval_end"))
        let report = itemized(columns: chosen ?? Self.reportColumns) { payout in
            from <= payout.arrival && payout.arrival < to
        }
        return .file("text/csv; charset=utf-8", report)
    }

    /// The report of all payouts that arrive on a day of Japan.
    public func itemized(arriving day: BookDay) -> [UInt8] {
        itemized(columns: Self.reportColumns) { $0.arrival.day == day }
    }

    /// A row for each movement of those payouts, the payout's own row last.
    private func itemized(
        columns: [String], _ holds: (StripeSimulatedPayout) -> Bool
    ) -> [UInt8] {
        var text = columns.map { field($0) }.joined(separator: ",") + "\n"
        for payout in payouts.items where payout.isAutomatic && holds(payout) {
            let rows = entries.items.filter { $0.payout == payout.id }
            for entry in rows.filter({ $0.category != "payout" })
                + rows.filter({ $0.category == "payout" })
            {
                let values = columns.map { field(value($0, of: entry, in: payout)) }
                text += values.joined(separator: ",") + "\n"
            }
        }
        return Array(text.utf8)
    }

    private func value(
        _ column: String, of entry: StripeSimulatedEntry, in payout: StripeSimulatedPayout
    ) -> String {
        let charge = chargeBehind(entry)
        switch column {
        case "automatic_payout_id": return payout.id
        case "automatic_payout_effective_at_utc": return utc(payout.arrival)
        case "automatic_payout_effective_at": return local(payout.arrival)
        case "balance_transaction_id": return entry.id
        case "created_utc": return utc(entry.created)
        case "created": return local(entry.created)
        case "available_on_utc": return utc(entry.available)
        case "currency": return "jpy"
        case "gross": return String(entry.amount)
        case "fee": return String(entry.fee)
        case "net": return String(entry.amount - entry.fee)
        case "reporting_category": return entry.category
        case "source_id": return entry.source
        case "payment_intent_id": return charge?.intent ?? ""
        case "charge_id": return charge?.id ?? ""
        case "card_brand": return charge?.card.brand ?? ""
        case "card_funding": return charge == nil ? "" : "credit"
        case "payment_method_type": return charge == nil ? "" : "card"
        case "description": return entry.description ?? charge?.description ?? ""
        case _ where column.hasPrefix("payment_metadata[") && column.hasSuffix("]"):
            return charge?.metadata[String(column.dropFirst(17).dropLast())]?.text ?? ""
        default: return ""
        }
    }

    private func chargeBehind(_ entry: StripeSimulatedEntry) -> StripeSimulatedCharge? {
        charges[refunds[entry.source]?.charge ?? disputes[entry.source]?.charge ?? entry.source]
    }

    private func utc(_ at: Moment) -> String {
        local(Moment(seconds: at.seconds - Moment.japanOffsetSeconds))
    }

    private func local(_ at: Moment) -> String {
        "\(at.day) " + String(at.description.dropFirst(11).prefix(8))
    }

    private func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    // MARK: - Steering

    /// Steps: `pay`, `dispute`, `decide`, `payout`, `state`, `reports/itemized`.
    public mutating func steer(
        _ step: String, _ wishes: JSONValue, query: [ProviderRequest.Header], at now: Moment,
        mood: SimulatorMood
    ) -> SimulatedTurn {
        fresh = []
        let answer = steered(step, wishes, query: query, at: now, mood: mood)
        return SimulatedTurn(answer, notices: notices(at: now))
    }

    private mutating func steered(
        _ step: String, _ wishes: JSONValue, query: [ProviderRequest.Header], at now: Moment,
        mood: SimulatorMood
    ) -> SimulatedAnswer {
        switch step {
        case "pay": return paid(wishes, at: now, mood: mood)
        case "dispute":
            let charge = wishes["charge"]?.text ?? wishes["payment"]?.text.flatMap(charge(of:))
            guard let charge,
                let dispute = dispute(
                    charge, reason: wishes["reason"]?.text ?? "fraudulent", at: now)
            else { return SimulatedTurn.wishUnclear("charge").answer }
            return .json(200, dispute)
        case "decide":
            let found =
                wishes["dispute"]?.text
                ?? wishes["payment"]?.text.flatMap(charge(of:))
                .flatMap { charges[$0]?.dispute }
            guard let id = found, let status = disputes[id]?.status,
                status == "needs_response" || status == "under_review"
            else { return SimulatedTurn.wishUnclear("dispute").answer }
            return .json(200, decide(id, isWon: wishes["outcome"]?.text == "won", at: now))
        case "payout":
            let through = wishes["through"]?.integer ?? now.seconds
            let arrival = wishes["arrival"]?.integer ?? now.seconds
            let payout = payOut(
                through: Moment(seconds: through), arrival: Moment(seconds: arrival), at: now)
            return payout.map { .json(200, $0) }
                ?? .json(409, ["error": "nothing is to be paid out"])
        case "state":
            return .json(
                200,
                [
                    "payment_intents": .list(intents.items.map(\.json)),
                    "sessions": .list(sessions.items.map(\.json)),
                    "refunds": .list(refunds.items.map(\.json)),
                    "payouts": .list(payouts.items.map(\.json)),
                ])
        case "reports/itemized":
            let day = query.first { $0.name == "day" }.flatMap { BookDay($0.value) }
            guard let day else { return SimulatedTurn.wishUnclear("day=YYYY-MM-DD").answer }
            return .file("text/csv; charset=utf-8", itemized(arriving: day))
        default: return SimulatedTurn.unknownStep(step).answer
        }
    }

    /// The charge of an intent, or of our number.
    private func charge(of named: String) -> String? {
        intents[named]?.charge
            ?? intents.items.last { $0.metadata["payment_id"]?.text == named }?.charge
    }

    /// `{"payment": session, intent or our number, "payment_method": a test method}`.
    private mutating func paid(
        _ wishes: JSONValue, at now: Moment, mood: SimulatorMood
    ) -> SimulatedAnswer {
        guard let named = wishes["payment"]?.text else {
            return SimulatedTurn.wishUnclear("payment").answer
        }
        let ours = { (metadata: JSONValue) in metadata["payment_id"]?.text == named }
        let id =
            sessions[named]?.id ?? intents[named]?.id
            ?? sessions.items.last { ours($0.metadata) }?.id
            ?? intents.items.last { ours($0.metadata) }?.id
        guard let id else { return .json(404, ["error": "no such payment"]) }
        do throws(StripeRefusal) {
            try pay(
                id, wishes["payment_method"]?.text ?? "pm_card_visa", at: now, mood: mood)
            return .json(200, sessions[id]?.json ?? intents[id]?.json ?? .null)
        } catch {
            return .json(error.status, error.json)
        }
    }
}
