import Money
import Provider

/// Which request is which operation.
extension StripeSimulator {
    mutating func route(
        _ request: SimulatedRequest, _ fields: StripeParameters, at now: Moment,
        mood: SimulatorMood
    ) throws(StripeRefusal) -> JSONValue {
        let segments = request.segments
        guard segments.first == "v1", segments.count >= 2 else {
            throw StripeRefusal(404, "Unrecognized request URL.")
        }
        let rest = Array(segments.dropFirst(2))
        switch (request.method, segments[1]) {
        case ("POST", "payment_intents"):
            return try changeIntent(rest, fields, at: now, mood: mood)
        case ("POST", "checkout") where rest.first == "sessions":
            return try changeSession(Array(rest.dropFirst()), fields, at: now, mood: mood)
        case ("POST", "refunds") where rest.isEmpty:
            return try createRefund(fields, at: now, mood: mood)
        case ("POST", "disputes") where rest.count == 2 && rest[1] == "close":
            return try closeDispute(rest[0], at: now)
        case ("POST", "disputes") where rest.count == 1:
            return try updateDispute(rest[0], fields, at: now)
        case ("POST", "payouts") where rest.isEmpty: return try createPayout(fields, at: now)
        case ("POST", "reporting") where rest == ["report_runs"]:
            return try orderReport(fields, at: now)
        case ("GET", _): return try read(segments[1], rest, fields)
        default: throw StripeRefusal(404, "Unrecognized request URL.")
        }
    }

    private mutating func read(
        _ kind: String, _ rest: [String], _ fields: StripeParameters
    ) throws(StripeRefusal) -> JSONValue {
        switch (kind, rest.count) {
        case ("payment_intents", 1) where rest[0] == "search": return try search(fields)
        case ("checkout", 2) where rest[0] == "sessions":
            return try one(sessions, "checkout.session", rest[1])
        case ("reporting", 2) where rest[0] == "report_runs": return try run(rest[1])
        case ("payment_intents", 1): return try one(intents, "payment_intent", rest[0])
        case ("charges", 1): return try one(charges, "charge", rest[0])
        case ("refunds", 1): return try one(refunds, "refund", rest[0])
        case ("balance_transactions", 1):
            return try one(entries, "balance_transaction", rest[0])
        case ("payouts", 1): return try one(payouts, "payout", rest[0])
        case ("disputes", 1): return try one(disputes, "dispute", rest[0])
        case ("events", 1): return try one(events, "event", rest[0])
        case (_, 0): return try list(kind, fields)
        default: throw StripeRefusal(404, "Unrecognized request URL.")
        }
    }

    private func one<Item>(
        _ shelf: StripeShelf<Item>, _ kind: String, _ id: String
    ) throws(StripeRefusal) -> JSONValue {
        guard let item = shelf[id] else { throw .missing(kind, id) }
        return item.json
    }

    // MARK: - Lists

    private func list(_ kind: String, _ fields: StripeParameters) throws(StripeRefusal) -> JSONValue
    {
        let intent = fields.text("payment_intent")
        let charge = fields.text("charge")
        switch kind {
        case "payment_intents": return try page(intents.items, kind, fields) { _ in true }
        case "charges":
            return try page(charges.items, kind, fields) { ($0.intent == intent ?? $0.intent) }
        case "refunds":
            if let intent, intents[intent] == nil { throw .missing("payment_intent", intent) }
            return try page(refunds.items, kind, fields) {
                $0.intent == intent ?? $0.intent && $0.charge == charge ?? $0.charge
            }
        case "disputes":
            return try page(disputes.items, kind, fields) {
                $0.intent == intent ?? $0.intent && $0.charge == charge ?? $0.charge
            }
        case "balance_transactions":
            let payout = fields.text("payout")
            let type = fields.text("type")
            let source = fields.text("source")
            return try page(entries.items, kind, fields) {
                (payout == nil || $0.payout == payout) && $0.type == type ?? $0.type
                    && $0.source == source ?? $0.source
            }
        case "payouts":
            let status = fields.text("status")
            return try page(payouts.items, kind, fields) { $0.status == status ?? $0.status }
        case "events":
            let type = fields.text("type")
            return try page(events.items, kind, fields) { $0.type == type ?? $0.type }
        default: throw StripeRefusal(404, "Unrecognized request URL.")
        }
    }

    /// Newest first; `limit`, `starting_after`, `ending_before`, `created[gte]` and the like.
    private func page<Item: StripeObject>(
        _ items: [Item], _ kind: String, _ fields: StripeParameters, _ fits: (Item) -> Bool
    ) throws(StripeRefusal) -> JSONValue {
        let limit = Int(clamping: try fields.integer("limit") ?? 10)
        guard (1...100).contains(limit) else { throw .invalid("limit") }
        let window = try createdWindow(fields)
        var found = items.reversed().filter { fits($0) && window.contains($0.created.seconds) }
        var hasMore = false
        if let before = fields.text("ending_before") {
            guard let place = found.firstIndex(where: { $0.id == before }) else {
                throw .missing(kind, before)
            }
            hasMore = place > limit
            found = Array(found[..<place].suffix(limit))
        } else {
            if let after = fields.text("starting_after") {
                guard let place = found.firstIndex(where: { $0.id == after }) else {
                    throw .missing(kind, after)
                }
                found = Array(found[(place + 1)...])
            }
            hasMore = found.count > limit
            found = Array(found.prefix(limit))
        }
        return [
            "object": "list", "data": .list(found.map(\.json)), "has_more": .boolean(hasMore),
            "url": .text("/v1/\(kind)"),
        ]
    }

    private func createdWindow(
        _ fields: StripeParameters
    ) throws(StripeRefusal) -> ClosedRange<Int64> {
        guard let created = fields["created"] else { return Int64.min...Int64.max }
        var (low, high) = (Int64(0), Int64.max - 1)
        func bound(_ name: String) -> Int64? { created[name]?.text.flatMap { Int64($0) } }
        if let exact = created.text.flatMap({ Int64($0) }) { (low, high) = (exact, exact) }
        if let value = bound("gte") { low = value }
        if let value = bound("gt") { low = value + 1 }
        if let value = bound("lte") { high = value }
        if let value = bound("lt") { high = value - 1 }
        guard low <= high else { throw .invalid("created") }
        return low...high
    }

    /// `metadata['name']:'value'`, the one question that is asked here.
    private func search(_ fields: StripeParameters) throws(StripeRefusal) -> JSONValue {
        let parts = try fields.needed("query").split(separator: "'").map(String.init)
        guard parts.count == 4, parts[0] == "metadata[", parts[2] == "]:" else {
            throw .invalid("query")
        }
        let found = intents.items.reversed().filter { $0.metadata[parts[1]]?.text == parts[3] }
        return [
            "object": "search_result", "data": .list(found.prefix(10).map(\.json)),
            "has_more": .boolean(found.count > 10), "next_page": .null,
            "url": "/v1/payment_intents/search",
        ]
    }

    // MARK: - Expansion

    /// Puts objects in the place of their ids; `data.` reaches into the items of a list.
    func expand(_ value: JSONValue, _ paths: [String]) throws(StripeRefusal) -> JSONValue {
        var value = value
        for path in paths {
            let steps = path.split(separator: ".").map(String.init)
            guard steps.count <= 4 else {
                throw StripeRefusal(400, "You cannot expand more than 4 levels of a property.")
            }
            value = expanded(value, steps[...])
        }
        return value
    }

    private func expanded(_ value: JSONValue, _ steps: ArraySlice<String>) -> JSONValue {
        guard let step = steps.first else { return value }
        if case .list(let items) = value { return .list(items.map { expanded($0, steps) }) }
        guard case .object(var members) = value else { return value }
        if step == "refunds", value["object"]?.text == "charge", value["refunds"] == nil {
            members.append(.init("refunds", refundList(value["id"]?.text ?? "")))
        }
        for place in members.indices where members[place].name == step {
            let inner = members[place].value
            let object = inner.text.flatMap { self.object($0) } ?? inner
            members[place].value = expanded(object, steps.dropFirst())
        }
        return .object(members)
    }

    private func refundList(_ charge: String) -> JSONValue {
        let items = refunds.items.reversed().filter { $0.charge == charge }
        return [
            "object": "list", "data": .list(items.map(\.json)), "has_more": false,
            "url": .text("/v1/charges/\(charge)/refunds"),
        ]
    }

    private func object(_ id: String) -> JSONValue? {
        switch id.prefix(3) {
        case "pi_": intents[id]?.json
        case "ch_": charges[id]?.json
        case "re_": refunds[id]?.json
        case "txn": entries[id]?.json
        case "po_": payouts[id]?.json
        default: nil
        }
    }
}
