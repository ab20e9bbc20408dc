import Money
import Provider

/// Intents, and the charges that come of them.
extension StripeSimulator {
    static let smallest: Int64 = 50
    static let largest: Int64 = 99_999_999

    mutating func changeIntent(
        _ rest: [String], _ fields: StripeParameters, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) -> JSONValue {
        guard let id = rest.first else { return try createIntent(fields, at: now, mood: mood) }
        guard let intent = intents[id] else { throw .missing("payment_intent", id) }
        switch rest.dropFirst().first {
        case nil: try update(intent, fields)
        case "confirm":
            try confirm(
                id, fields.text("payment_method") ?? intent.method,
                returnURL: fields.text("return_url"), at: now, mood: mood)
        case "cancel": try cancel(intent, fields, at: now)
        case "capture": try capture(intent, fields, at: now)
        default: throw StripeRefusal(404, "Unrecognized request URL.")
        }
        return intents[id]?.json ?? .null
    }

    private mutating func createIntent(
        _ fields: StripeParameters, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) -> JSONValue {
        try fields.only([
            "amount", "currency", "confirm", "payment_method", "payment_method_types",
            "payment_method_data", "payment_method_options", "automatic_payment_methods",
            "capture_method", "confirmation_method", "metadata", "description", "return_url",
            "off_session", "receipt_email", "statement_descriptor", "statement_descriptor_suffix",
        ])
        let amount = try StripeSimulator.amount(fields)
        let method = try method(fields)
        var methods = fields["payment_method_types"]?.list?.compactMap(\.text) ?? []
        if methods.isEmpty { methods = ["card"] }
        let intent = StripeSimulatedIntent(
            id: "pi_3\(random.letters(23))", created: now,
            amount: mood.mistakesAmount ? amount + 1 : amount,
            status: method == nil ? "requires_payment_method" : "requires_confirmation",
            isManual: fields.text("capture_method") == "manual", methods: methods,
            metadata: try fields.metadata(fields["metadata"]),
            description: fields.text("description"), returnURL: fields.text("return_url"),
            method: method)
        intents.add(intent)
        tell("payment_intent.created", intent.json, at: now)
        if try fields.isTrue("confirm") {
            try confirm(intent.id, method, returnURL: nil, at: now, mood: mood)
        }
        return intents[intent.id]?.json ?? .null
    }

    /// The test method that is named; cards have to be named, as no number may come here.
    private func method(_ fields: StripeParameters) throws(StripeRefusal) -> String? {
        let type = fields["payment_method_data"]?["type"]?.text
        guard let name = fields.text("payment_method") ?? type else { return nil }
        guard StripeTestMethod.known[name] != nil else { throw .missing("PaymentMethod", name) }
        return name
    }

    static func amount(_ fields: StripeParameters) throws(StripeRefusal) -> Int64 {
        _ = try fields.needed("amount")
        guard let amount = try fields.integer("amount") else { throw .invalid("amount") }
        guard try fields.needed("currency").lowercased() == "jpy" else {
            throw .invalid("currency")
        }
        try check(amount)
        return amount
    }

    static func check(_ amount: Int64) throws(StripeRefusal) {
        guard amount >= smallest else {
            throw StripeRefusal(
                400, "Amount must be at least ¥\(smallest) jpy", code: "amount_too_small",
                parameter: "amount")
        }
        guard amount <= largest else {
            throw StripeRefusal(
                400, "Amount must be no more than ¥\(largest)", code: "amount_too_large",
                parameter: "amount")
        }
    }

    private mutating func update(
        _ intent: StripeSimulatedIntent, _ fields: StripeParameters
    ) throws(StripeRefusal) {
        try fields.only(["metadata", "description", "payment_method"])
        let method = try method(fields)
        let metadata = try fields["metadata"].map { (tree) throws(StripeRefusal) in
            try fields.metadata(tree)
        }
        intents.change(intent.id) {
            if let metadata { $0.metadata = metadata }
            if let text = fields.text("description") { $0.description = text }
            guard let method else { return }
            $0.method = method
            if $0.status == "requires_payment_method" { $0.status = "requires_confirmation" }
        }
    }

    /// Takes the money, or sends the citizen to a page first.
    mutating func confirm(
        _ id: String, _ name: String?, returnURL: String?, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) {
        guard let intent = intents[id] else { throw .missing("payment_intent", id) }
        let open = ["requires_payment_method", "requires_confirmation", "requires_action"]
        guard open.contains(intent.status) else {
            throw .unexpectedState("confirm", intent.status)
        }
        guard let name else { throw .needed("payment_method") }
        guard let method = StripeTestMethod.known[name] else {
            throw .missing("PaymentMethod", name)
        }
        intents.change(id) {
            $0.method = name
            $0.returnURL = returnURL ?? $0.returnURL
        }
        guard method.needsPage || method.brand == "paypay" else {
            try charge(id, method, at: now, mood: mood)
            return
        }
        let page = "\(address)/pay/\(id)"
        intents.change(id) {
            $0.status = "requires_action"
            $0.page = page
        }
        tell("payment_intent.requires_action", intents[id]?.json ?? .null, at: now)
    }

    /// The citizen's means are tried.
    mutating func charge(
        _ id: String, _ method: StripeTestMethod, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) {
        guard let intent = intents[id] else { throw .missing("payment_intent", id) }
        let isDeclined = method.errorCode != nil || mood.declines
        let charge = StripeSimulatedCharge(
            id: "ch_3\(random.letters(23))", created: now, intent: id, amount: intent.amount,
            captured: 0, isCaptured: false, card: method, isPaid: !isDeclined,
            metadata: intent.metadata, description: intent.description)
        charges.add(charge)
        intents.change(id) {
            $0.charge = charge.id
            $0.page = nil
        }
        if isDeclined { throw decline(id, charge, method, at: now) }
        if intent.isManual {
            intents.change(id) {
                $0.status = "requires_capture"
                $0.capturable = $0.amount
            }
            tell("payment_intent.amount_capturable_updated", json(id), at: now)
        } else {
            take(intent.amount, of: id, at: now)
        }
        if method.isDisputed { dispute(charge.id, reason: "fraudulent", at: now) }
    }

    private func json(_ intent: String) -> JSONValue { intents[intent]?.json ?? .null }

    private mutating func decline(
        _ id: String, _ charge: StripeSimulatedCharge, _ method: StripeTestMethod, at now: Moment
    ) -> StripeRefusal {
        var refusal = StripeRefusal(
            402, method.message, type: "card_error", code: method.errorCode ?? "card_declined")
        refusal.charge = charge.id
        refusal.declineCode = method.declineCode ?? "generic_decline"
        let error = refusal.json["error"] ?? .null
        intents.change(id) {
            $0.status = "requires_payment_method"
            $0.method = nil
            $0.error = error
        }
        refusal.intent = json(id)
        tell("charge.failed", charge.json, at: now)
        tell("payment_intent.payment_failed", json(id), at: now)
        return refusal
    }

    /// Money moves: the charge is captured, and the balance grows.
    private mutating func take(_ amount: Int64, of id: String, at now: Moment) {
        guard let charge = intents[id]?.charge else { return }
        let fee = settings.feeRate.share(of: Yen(amount), rounding: .halfUp).value
        let entry = book(
            amount, fee: fee, category: "charge", type: "charge", source: charge, at: now)
        charges.change(charge) {
            $0.isCaptured = true
            $0.captured = amount
            $0.transaction = entry
        }
        intents.change(id) {
            $0.status = "succeeded"
            $0.received = amount
            $0.capturable = 0
        }
        tell("charge.succeeded", charges[charge]?.json ?? .null, at: now)
        tell("payment_intent.succeeded", json(id), at: now)
    }

    private mutating func capture(
        _ intent: StripeSimulatedIntent, _ fields: StripeParameters, at now: Moment
    ) throws(StripeRefusal) {
        guard intent.status == "requires_capture" else {
            throw .unexpectedState("capture", intent.status)
        }
        let amount = try fields.integer("amount_to_capture") ?? intent.amount
        guard (1...intent.amount).contains(amount) else {
            throw StripeRefusal(
                400, "The amount to capture is greater than the amount that can be captured.",
                code: "amount_too_large", parameter: "amount_to_capture")
        }
        take(amount, of: intent.id, at: now)
    }

    private mutating func cancel(
        _ intent: StripeSimulatedIntent, _ fields: StripeParameters, at now: Moment
    ) throws(StripeRefusal) {
        let open = [
            "requires_payment_method", "requires_confirmation", "requires_action",
            "requires_capture",
        ]
        guard open.contains(intent.status) else {
            throw .unexpectedState("cancel", intent.status)
        }
        intents.change(intent.id) {
            $0.status = "canceled"
            $0.cancelled = now
            $0.cancellationReason = fields.text("cancellation_reason")
            $0.capturable = 0
            $0.page = nil
        }
        tell("payment_intent.canceled", json(intent.id), at: now)
    }
}
