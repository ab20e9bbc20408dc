import HTTPTypes
import Hummingbird
import Money
import Office
import Provider
import Till

/// `/v1/payments` and what lies under it.
struct PaymentRoutes: Sendable {
    let checkout: Checkout
    let gate: KeyGate
    let reader: RequestReader
    let orders: OrderReader
    let payload: PaymentPayload

    func add(to table: inout RouteTable) {
        table.on(.post, "/v1/payments", create)
        table.on(.get, "/v1/payments", search)
        table.on(.get, "/v1/payments/{payment_id}", find)
        table.on(.get, "/v1/payments/{payment_id}/events", events)
        table.on(.post, "/v1/payments/{payment_id}/cancel", cancel)
        table.on(.post, "/v1/payments/{payment_id}/capture", capture)
        table.on(.post, "/v1/payments/{payment_id}/refunds", refund)
        table.on(.get, "/v1/payments/{payment_id}/refunds", refunds)
        table.on(.get, "/v1/payments/{payment_id}/refunds/{refund_id}", findRefund)
    }

    // MARK: - Making and finding

    @Sendable
    private func create(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writePayments)
        var (members, bytes) = try await reader.members(request)
        let order = try orders.order(&members)
        try members.end()
        let payload = payload
        let once: Idempotency<CreatedPayment>? = try reader.once(request, bytes) { created in
            let body = payload.payment(created.payment, token: .placeholder)
            return StoredAnswer(status: 201, body: body.bytes)
        }
        let answered = try await checkout.create(order, by: key.service, once: once)
        var response = Answers.response(answered, status: 201) { created in
            payload.payment(created.payment, token: created.token)
        }
        if case .done(let created) = answered {
            let path = "/v1/payments/\(created.payment.id)"
            response.headers[.location] = payload.address(path)
        }
        return response
    }

    @Sendable
    private func find(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let details = try await details(context, key, unknown: .paymentUnknown)
        let token = isPayable(details) ? try await checkout.token(for: details.id) : nil
        return .json(payload.payment(details, token: token))
    }

    /// The citizen can still go on.
    private func isPayable(_ details: PaymentDetails) -> Bool {
        switch details.state {
        case .created, .opening, .open, .processing: true
        case .reserved, .capturing, .closing, .captured, .differs, .approving, .refunding,
            .voiding, .voided, .refunded, .failed, .cancelled, .expired, .errored:
            false
        }
    }

    private func details(
        _ context: CheckoutContext, _ key: APIKey, unknown: ErrorCode
    ) async throws -> PaymentDetails {
        let id = try id(context, unknown)
        return try await telling(unknown) { try await checkout.find(id, of: key.service) }
    }

    @Sendable
    private func search(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let search = try SearchReader.search(request.uri.query)
        let page = try await checkout.search(search, of: key.service)
        guard page.page <= page.pages else { throw ServiceError(.searchPageUnknown, field: "page") }
        return .json(payload.page(page, of: search))
    }

    @Sendable
    private func events(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let id = try id(context, .eventsUnknown)
        let rows = try await telling(.eventsUnknown) {
            try await checkout.history(id, of: key.service)
        }
        return .json(payload.history(id, rows))
    }

    // MARK: - Ending

    @Sendable
    private func cancel(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writePayments)
        let bytes = try await reader.nothing(request)
        let id = try id(context, .cancelUnknown)
        let once: Idempotency<PaymentDetails>? =
            try reader.once(request, bytes) { _ in StoredAnswer(status: 204, body: []) }
        let answered = try await telling(.cancelUnknown) {
            try await checkout.cancel(id, of: key.service, once: once)
        }
        return Answers.empty(answered)
    }

    @Sendable
    private func capture(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writePayments)
        let bytes = try await reader.nothing(request)
        let id = try id(context, .captureUnknown)
        let once: Idempotency<PaymentDetails>? =
            try reader.once(request, bytes) { _ in StoredAnswer(status: 204, body: []) }
        let answered = try await telling(
            .captureUnknown,
            [.cancelImpossible: .captureImpossible, .cancelConflict: .captureConflict]
        ) {
            try await checkout.capture(id, of: key.service, once: once)
        }
        return Answers.empty(answered)
    }

    // MARK: - Refunds

    @Sendable
    private func refund(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writeRefunds)
        var (members, bytes) = try await reader.members(request)
        guard let amount = try members.yen("amount") else { throw ServiceError.missing("amount") }
        let available = try members.number("refund_amount_available", 0...MemberReader.mostYen)
        let reason = try members.text("reason", most: 255)
        try members.end()
        let id = try id(context, .refundPaymentUnknown)
        let payload = payload
        let once: Idempotency<RefundDetails>? = try reader.once(request, bytes) { refund in
            StoredAnswer(status: 202, body: payload.refund(refund).bytes)
        }
        let answered = try await telling(
            .refundPaymentUnknown,
            [.cancelImpossible: .refundImpossible, .cancelConflict: .refundConflict]
        ) {
            try await checkout.refund(
                amount, available: available.map { Yen($0) }, of: id, by: key.service,
                reason: reason ?? "", once: once)
        }
        return Answers.response(answered, status: 202) { payload.refund($0) }
    }

    @Sendable
    private func refunds(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let id = try id(context, .refundsUnknown)
        let list = try await telling(.refundsUnknown) {
            try await checkout.refunds(of: id, by: key.service)
        }
        return .json(payload.refunds(id, list))
    }

    @Sendable
    private func findRefund(
        _ request: Request, _ context: CheckoutContext
    ) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let id = try id(context, .refundUnknown)
        let list = try await telling(.refundUnknown) {
            try await checkout.refunds(of: id, by: key.service)
        }
        let wanted = context.parameters.get("refund_id").flatMap { PaymentID($0.utf8) }
        guard let refund = list.first(where: { $0.id == wanted }) else {
            throw ServiceError(.refundUnknown)
        }
        return .json(payload.refund(refund))
    }

    // MARK: -

    private func id(
        _ context: CheckoutContext, _ unknown: ErrorCode
    ) throws(ServiceError) -> PaymentID {
        guard let id = context.parameters.get("payment_id").flatMap({ PaymentID($0.utf8) }) else {
            throw ServiceError(unknown)
        }
        return id
    }

    /// A refusal in the words of the verb that was asked for.
    private func telling<Value: Sendable>(
        _ unknown: ErrorCode, _ words: [ErrorCode: ErrorCode] = [:],
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as CheckoutRefusal {
            var said = ServiceError(refusal)
            if said.code == .paymentUnknown { said.code = unknown }
            said.code = words[said.code] ?? said.code
            throw said
        }
    }
}
