public import Money
public import Provider

/// Stripe's API for payments that the citizen confirms on Stripe's own page.
///
/// No card number ever comes near: the page is Stripe's (Checkout), or that of a wallet that Stripe
/// leads to.
public struct StripePayments: LiveProvider {
    public static let name = "stripe"

    /// What Stripe gave the city; secrets, so never printed.
    public struct Credentials: Sendable, Hashable {
        public var key: String
        /// Signing secrets of the webhook; two while one is being changed.
        public var webhookSecrets: [String]

        public init(key: String, webhookSecrets: [String]) {
            self.key = key
            self.webhookSecrets = webhookSecrets
        }
    }

    /// Where the citizen confirms.
    public enum Page: Sendable, Hashable {
        /// Stripe's page, which offers what the account allows.
        case checkout
        /// The page that one method leads to (`paypay` for instance), without Stripe's between.
        case method(String)
        /// None that this adapter opens: whoever confirms the intent is told its number.
        case elsewhere
    }

    /// Stripe's API version that the answers are read by.
    public static let version = "2026-10-28.endive"
    static let deedSeconds = 80
    static let askSeconds = 20

    let credentials: Credentials
    let page: Page
    /// Report files lie on a host of their own.
    public let reportAddress: String?

    /// - Parameter reportAddress: nil where files lie where Stripe is asked, as they do with a
    ///   simulator.
    public init(
        _ credentials: Credentials, page: Page = .checkout,
        reportAddress: String? = "https://files.stripe.com"
    ) {
        self.credentials = credentials
        self.page = page
        self.reportAddress = reportAddress
    }

    public func ask(_ operation: ProviderOperation, _ occasion: RequestOccasion) -> ProviderRequest
    {
        let id = operation.handle ?? ProviderHandle()
        if let intent = id.payment {
            return get(
                "/v1/payment_intents/\(PercentEncoding.text(intent))",
                ["latest_charge.refunds"].map { ("expand[]", $0) })
        }
        if let session = id.session {
            return get(
                "/v1/checkout/sessions/\(PercentEncoding.text(session))",
                [("expand[]", "payment_intent.latest_charge.refunds")])
        }
        return get(
            "/v1/payment_intents/search",
            [
                ("query", "metadata['payment_id']:'\(operation.payment)'"),
                ("expand[]", "data.latest_charge.refunds"),
            ])
    }

    public func read(_ reply: ProviderReply, to operation: ProviderOperation) -> OperationAnswer {
        StripeReply.read(reply, to: operation)
    }

    private var headers: [ProviderRequest.Header] {
        [
            .init("Authorization", "Bearer \(credentials.key)"),
            .init("Stripe-Version", StripePayments.version),
        ]
    }

    /// A hundred at a time, newest first.
    func list(
        _ path: String, _ filters: [(String, String)], after: String?, expand: [String] = []
    ) -> ProviderRequest {
        get(
            path,
            filters + [("limit", "100")] + (after.map { [("starting_after", $0)] } ?? [])
                + expand.map { ("expand[]", $0) })
    }

    func get(_ path: String, _ query: [(String, String)]) -> ProviderRequest {
        ProviderRequest(
            "GET", query.isEmpty ? path : "\(path)?\(PercentEncoding.form(query))",
            headers: headers, body: nil, timeoutSeconds: StripePayments.askSeconds)
    }

    /// The key makes Stripe do an operation once, however often it is sent.
    private func post(
        _ path: String, _ fields: [(String, String)], _ operation: ProviderOperation
    ) -> ProviderRequest {
        post(path, fields, key: operation.id)
    }

    func post(
        _ path: String, _ fields: [(String, String)], key: PaymentID
    ) -> ProviderRequest {
        ProviderRequest(
            "POST", path,
            headers: headers + [
                .init("Content-Type", "application/x-www-form-urlencoded"),
                .init("Idempotency-Key", key.description),
            ], body: Array(PercentEncoding.form(fields).utf8),
            timeoutSeconds: StripePayments.deedSeconds)
    }
}

extension StripePayments: TakesPayments {
    public func create(
        _ payment: NewPayment, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest {
        switch page {
        case .checkout: session(payment, operation)
        case .method(let method): intent(payment, method, operation)
        case .elsewhere: intent(payment, operation)
        }
    }

    private func intent(_ payment: NewPayment, _ operation: ProviderOperation) -> ProviderRequest {
        var fields = [
            ("amount", String(payment.amount.value)), ("currency", "jpy"),
            ("metadata[payment_id]", operation.payment.description),
            ("metadata[description]", payment.description),
        ]
        if payment.isReserved { fields.append(("capture_method", "manual")) }
        return post("/v1/payment_intents", fields, operation)
    }

    private func session(_ payment: NewPayment, _ operation: ProviderOperation) -> ProviderRequest {
        let number = operation.payment.description
        var fields = [
            ("mode", "payment"), ("client_reference_id", number),
            ("metadata[payment_id]", number),
            ("payment_intent_data[metadata][payment_id]", number),
            ("payment_intent_data[description]", payment.description),
            ("line_items[0][quantity]", "1"), ("line_items[0][price_data][currency]", "jpy"),
            ("line_items[0][price_data][unit_amount]", String(payment.amount.value)),
            ("line_items[0][price_data][product_data][name]", payment.description),
        ]
        if payment.isReserved {
            fields.append(("payment_intent_data[capture_method]", "manual"))
        }
        if let url = payment.returnURL {
            fields += [("success_url", url), ("cancel_url", url)]
        }
        return post("/v1/checkout/sessions", fields, operation)
    }

    private func intent(
        _ payment: NewPayment, _ method: String, _ operation: ProviderOperation
    ) -> ProviderRequest {
        var fields = [
            ("amount", String(payment.amount.value)), ("currency", "jpy"), ("confirm", "true"),
            ("payment_method_types[0]", method), ("payment_method_data[type]", method),
            ("metadata[payment_id]", operation.payment.description),
            ("description", payment.description),
        ]
        if payment.isReserved { fields.append(("capture_method", "manual")) }
        if let url = payment.returnURL { fields.append(("return_url", url)) }
        return post("/v1/payment_intents", fields, operation)
    }
}

extension StripePayments: ClosesPayments {
    public func close(
        _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        // A session first: while it is open, cancelling its intent is refused.
        if let session = operation.handle?.session {
            return post(
                "/v1/checkout/sessions/\(PercentEncoding.text(session))/expire", [], operation)
        }
        return release(operation, occasion)
    }
}

extension StripePayments: CapturesPayments {
    public func capture(
        _ amount: Yen, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        guard let intent = operation.handle?.payment else { return nil }
        return post(
            "/v1/payment_intents/\(PercentEncoding.text(intent))/capture",
            [("amount_to_capture", String(amount.value))], operation)
    }

    /// A session over which money was reserved is complete, and nothing of it is left to expire.
    public func release(
        _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        guard let intent = operation.handle?.payment else { return nil }
        return post(
            "/v1/payment_intents/\(PercentEncoding.text(intent))/cancel", [], operation)
    }
}

extension StripePayments: RefundsPayments {
    public func refund(
        _ amount: Yen, reason: String, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        guard let intent = operation.handle?.payment else { return nil }
        return post(
            "/v1/refunds",
            [
                ("payment_intent", intent), ("amount", String(amount.value)),
                ("metadata[operation]", operation.id.description),
                ("metadata[payment_id]", operation.payment.description),
                ("metadata[reason]", reason),
            ], operation)
    }

    /// A refund has Stripe's number only, so it is looked up by ours among those of the payment.
    public func askRefund(
        _ refund: PaymentID, _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest {
        get(
            "/v1/refunds",
            [("payment_intent", operation.handle?.payment ?? ""), ("limit", "100")])
    }
}
