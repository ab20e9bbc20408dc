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
            StoredAnswer(
                status: 201, body: payload.payment(created.payment, token: .placeholder))
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
        let id = context.parameters.get("payment_id").flatMap { PaymentID($0.utf8) }
        let read = try await gate.pass(request, context, .readPayments) { secret in
            try await checkout.standing(of: id, for: secret, among: gate.keys)
        }
        guard let details = read.found else { throw ServiceError(.paymentUnknown) }
        let token = isPayable(details) ? try await checkout.token(for: details.id) : nil
        return .json(bytes: payload.payment(details, token: token))
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

    @Sendable
    private func search(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let search = try SearchReader.search(request.uri.query)
        let page = try await checkout.search(search, of: key.service)
        guard page.page <= page.pages else { throw ServiceError(.searchPageUnknown, field: "page") }
        return .json(bytes: payload.page(page, of: search))
    }

    @Sendable
    private func events(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let id = try id(context, .eventsUnknown)
        do {
            return .json(payload.history(id, try await checkout.history(id, of: key.service)))
        } catch let refusal as CheckoutRefusal {
            throw PaymentRoutes.telling.error(refusal)
        }
    }

    // MARK: - Ending

    @Sendable
    private func cancel(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writePayments)
        let bytes = try await reader.nothing(request)
        let id = try id(context, .cancelUnknown)
        let once: Idempotency<PaymentDetails>? =
            try reader.once(request, bytes) { _ in StoredAnswer(status: 204, body: []) }
        do {
            return Answers.empty(try await checkout.cancel(id, of: key.service, once: once))
        } catch let refusal as CheckoutRefusal {
            throw PaymentRoutes.cancelling.error(refusal)
        }
    }

    @Sendable
    private func capture(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writePayments)
        let bytes = try await reader.nothing(request)
        let id = try id(context, .captureUnknown)
        let once: Idempotency<PaymentDetails>? =
            try reader.once(request, bytes) { _ in StoredAnswer(status: 204, body: []) }
        do {
            return Answers.empty(try await checkout.capture(id, of: key.service, once: once))
        } catch let refusal as CheckoutRefusal {
            throw PaymentRoutes.capturing.error(refusal)
        }
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
            StoredAnswer(status: 202, body: payload.refund(refund, isNew: true).bytes)
        }
        do {
            let answered = try await checkout.refund(
                amount, available: available.map { Yen($0) }, of: id, by: key.service,
                reason: reason ?? "", once: once)
            return Answers.response(answered, status: 202) { payload.refund($0, isNew: true).bytes }
        } catch let refusal as CheckoutRefusal {
            throw PaymentRoutes.refunding.error(refusal)
        }
    }

    @Sendable
    private func refunds(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let id = try id(context, .refundsUnknown)
        do {
            return .json(
                payload.refunds(id, try await checkout.refunds(of: id, by: key.service)))
        } catch let refusal as CheckoutRefusal {
            throw PaymentRoutes.listing.error(refusal)
        }
    }

    @Sendable
    private func findRefund(
        _ request: Request, _ context: CheckoutContext
    ) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let id = try id(context, .refundUnknown)
        let wanted = context.parameters.get("refund_id").flatMap { PaymentID($0.utf8) }
        do {
            let list = try await checkout.refunds(of: id, by: key.service)
            guard let refund = list.first(where: { $0.id == wanted }) else {
                throw ServiceError(.refundUnknown)
            }
            return .json(payload.refund(refund))
        } catch let refusal as CheckoutRefusal {
            throw PaymentRoutes.findingRefund.error(refusal)
        }
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

    /// The words of the verb that was asked for.
    private struct Words {
        var unknown: ErrorCode
        var impossible: ErrorCode = .cancelImpossible
        var conflict: ErrorCode = .cancelConflict

        func error(_ refusal: CheckoutRefusal) -> ServiceError {
            var said = ServiceError(refusal)
            switch said.code {
            case .paymentUnknown: said.code = unknown
            case .cancelImpossible: said.code = impossible
            case .cancelConflict: said.code = conflict
            default: break
            }
            return said
        }
    }

    private static let telling = Words(unknown: .eventsUnknown)
    private static let cancelling = Words(unknown: .cancelUnknown)
    private static let capturing = Words(
        unknown: .captureUnknown, impossible: .captureImpossible, conflict: .captureConflict)
    private static let refunding = Words(
        unknown: .refundPaymentUnknown, impossible: .refundImpossible, conflict: .refundConflict)
    private static let listing = Words(unknown: .refundsUnknown)
    private static let findingRefund = Words(unknown: .refundUnknown)
}
