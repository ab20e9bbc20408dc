import Money
import Provider

/// Stripe's page (Checkout), and the page of a method that leads away.
extension StripeSimulator {
    static let sessionSeconds: Int64 = 86_400

    mutating func changeSession(
        _ rest: [String], _ fields: StripeParameters, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) -> JSONValue {
        guard let id = rest.first else { return try createSession(fields, at: now, mood: mood) }
        guard let session = sessions[id] else { throw .missing("checkout.session", id) }
        guard rest.dropFirst() == ["expire"] else {
            throw StripeRefusal(404, "Unrecognized request URL.")
        }
        guard session.status == "open" else {
            throw StripeRefusal(
                400,
                "Only Checkout Sessions with a status of open can be expired. This Session "
                    + "has a status of \(session.status).")
        }
        sessions.change(id) { $0.status = "expired" }
        tell("checkout.session.expired", sessions[id]?.json ?? .null, at: now)
        return sessions[id]?.json ?? .null
    }

    private mutating func createSession(
        _ fields: StripeParameters, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) -> JSONValue {
        try fields.only([
            "mode", "client_reference_id", "metadata", "payment_intent_data", "line_items",
            "success_url", "cancel_url", "expires_at", "locale", "customer_email",
            "payment_method_types", "ui_mode",
        ])
        guard fields.text("mode") == "payment" else { throw .invalid("mode") }
        let asked = try StripeSimulator.total(fields)
        try StripeSimulator.check(asked)
        let expires = try fields.integer("expires_at") ?? now.seconds + Self.sessionSeconds
        guard (now.seconds + 1_800...now.seconds + Self.sessionSeconds).contains(expires) else {
            throw .invalid("expires_at")
        }
        let intent = fields["payment_intent_data"]
        let id = "cs_test_\(random.letters(40))"
        let session = StripeSimulatedSession(
            id: id, created: now, amount: mood.mistakesAmount ? asked + 1 : asked,
            status: "open", expires: Moment(seconds: expires), url: "\(address)/pay/\(id)",
            metadata: try fields.metadata(fields["metadata"]),
            reference: fields.text("client_reference_id"),
            successURL: fields.text("success_url"), cancelURL: fields.text("cancel_url"),
            isManual: intent?["capture_method"]?.text == "manual",
            intentMetadata: try fields.metadata(intent?["metadata"]),
            description: intent?["description"]?.text)
        sessions.add(session)
        expiringSessions.add(id, at: session.expires)
        if settings.paysAtOnce { try pay(id, "pm_card_visa", at: now, mood: mood) }
        return session.json
    }

    private static func total(_ fields: StripeParameters) throws(StripeRefusal) -> Int64 {
        guard let items = fields["line_items"]?.list, !items.isEmpty else {
            throw .needed("line_items")
        }
        var total: Int64 = 0
        for item in items {
            guard let price = item["price_data"], price["currency"]?.text?.lowercased() == "jpy",
                let unit = price["unit_amount"]?.text.flatMap({ Int64($0) }),
                let quantity = Int64(item["quantity"]?.text ?? "1"),
                (0...largest).contains(unit), (1...1_000).contains(quantity),
                price["product_data"]?["name"]?.text?.isEmpty == false
            else { throw .invalid("line_items") }
            total += unit * quantity
        }
        return total
    }

    /// The citizen confirms on the page.
    mutating func pay(
        session id: String, _ method: StripeTestMethod, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) {
        guard let session = sessions[id], session.status == "open" else {
            throw StripeRefusal(400, "This page is not open.")
        }
        // A page that was declined on keeps its intent.
        let intent = session.intent ?? "pi_3\(random.letters(23))"
        if session.intent == nil {
            intents.add(
                StripeSimulatedIntent(
                    id: intent, created: now, amount: session.amount,
                    status: "requires_payment_method", isManual: session.isManual,
                    methods: ["card"], metadata: session.intentMetadata,
                    description: session.description, session: id))
            sessions.change(id) { $0.intent = intent }
        }
        try charge(intent, method, at: now, mood: mood)
        sessions.change(id) { $0.status = "complete" }
        tell("checkout.session.completed", sessions[id]?.json ?? .null, at: now)
    }

    // MARK: - Pages

    /// `/pay/{session or intent}`: shows it, and takes the citizen's choice.
    mutating func page(
        _ request: SimulatedRequest, _ id: String, at now: Moment, mood: SimulatorMood
    ) -> SimulatedAnswer {
        let session = sessions[id].flatMap { $0.status == "open" ? $0 : nil }
        let intent = intents[id].flatMap { $0.status == "requires_action" ? $0 : nil }
        guard session != nil || intent != nil else {
            let text = "この決済は終わっています / this payment is over"
            return .page(PaymentPage.notice(text), status: 404)
        }
        guard request.method == "POST" else {
            let page = PaymentPage(
                provider: "Stripe", what: session?.description ?? intent?.description ?? "",
                amount: session?.amount ?? intent?.amount ?? 0, action: "\(address)/pay/\(id)",
                choices: [
                    .init(
                        label: "カードで支払う / pay by card", name: "payment_method",
                        value: intent?.method ?? "pm_card_visa"),
                    .init(
                        label: "カードが断られる / card is declined", name: "payment_method",
                        value: "pm_card_chargeDeclined"),
                    .init(label: "やめる / give up", name: "payment_method", value: ""),
                ])
            return .page(page.html)
        }
        let chosen = FormText.pairs(request.body).first { $0.name == "payment_method" }?.value
        guard let chosen, !chosen.isEmpty else {
            return (session?.cancelURL ?? intent?.returnURL).map { .redirect($0) }
                ?? .page(PaymentPage.notice("やめました / given up"))
        }
        do throws(StripeRefusal) {
            try pay(id, chosen, at: now, mood: mood)
            return (session?.successURL ?? intent?.returnURL).map { .redirect($0) }
                ?? .page(PaymentPage.notice("終わりました / done"))
        } catch {
            return .page(PaymentPage.notice(error.message), status: 402)
        }
    }

    /// A session or an intent, whichever it is.
    mutating func pay(
        _ id: String, _ name: String, at now: Moment, mood: SimulatorMood
    ) throws(StripeRefusal) {
        guard var method = StripeTestMethod.known[name] else {
            throw .missing("PaymentMethod", name)
        }
        // Here is the page that it asks for.
        method.needsPage = false
        guard intents[id] == nil else {
            guard let status = intents[id]?.status, status.hasPrefix("requires_"),
                status != "requires_capture"
            else { throw .unexpectedState("confirm", intents[id]?.status ?? "") }
            intents.change(id) { $0.method = name }
            try charge(id, method, at: now, mood: mood)
            return
        }
        try pay(session: id, method, at: now, mood: mood)
    }
}
