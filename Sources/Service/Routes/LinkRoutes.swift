import HTTPTypes
import Hummingbird
import Money
import Office
import Provider

/// `/v1/links`: payments that wait for a citizen behind an address of their own.
struct LinkRoutes: Sendable {
    let links: PaymentLinks
    let gate: KeyGate
    let reader: RequestReader
    let orders: OrderReader
    let payload: PaymentPayload

    func add(to table: inout RouteTable) {
        table.on(.post, "/v1/links", make)
        table.on(.get, "/v1/links", list)
        table.on(.get, "/v1/links/{link_id}", find)
        table.on(.post, "/v1/links/{link_id}/disable", disable)
    }

    @Sendable
    private func make(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writeLinks)
        var (members, bytes) = try await reader.members(request)
        let order = try orders.order(&members)
        let isSingle = try members.truth("single_use") ?? true
        let expires = try expiry(&members)
        try members.end()
        let payload = payload
        let once: Idempotency<PaymentLink>? = try reader.once(request, bytes) { link in
            StoredAnswer(status: 201, body: payload.paymentLink(link).bytes)
        }
        let answered = try await links.make(
            order, isSingle: isSingle, expires: expires, by: key.service, once: once)
        return Answers.response(answered, status: 201) { payload.paymentLink($0).bytes }
    }

    private func expiry(_ members: inout MemberReader) throws(ServiceError) -> Moment? {
        guard let text = try members.text("expires_date", most: 40) else { return nil }
        guard let moment = WireMoment.read(text) else {
            throw .invalid("expires_date", "it must be a time of RFC 3339")
        }
        return moment
    }

    @Sendable
    private func list(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        guard request.uri.query == nil else {
            throw ServiceError(.searchInvalid, reason: "an unknown parameter")
        }
        let list = try await links.list(of: key.service)
        return .json(
            .object([
                .init("links", .list(list.map(payload.paymentLink))),
                .init("_links", .object([.init("self", payload.link("/v1/links"))])),
            ]))
    }

    @Sendable
    private func find(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let link = try await links.find(try id(context), of: key.service)
        return .json(payload.paymentLink(link))
    }

    @Sendable
    private func disable(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writeLinks)
        _ = try await reader.nothing(request)
        _ = try await links.disable(try id(context), of: key.service)
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    private func id(_ context: CheckoutContext) throws(ServiceError) -> String {
        guard let id = context.parameters.get("link_id"), OrderReader.nameFault(id) == nil,
            id.utf8.count <= 64
        else { throw ServiceError(.linkUnknown) }
        return id
    }
}

extension PaymentPayload {
    /// A payment link as the API shows it.
    func paymentLink(_ link: PaymentLink) -> JSONValue {
        var members = [
            Member("link_id", .text(link.id)),
            Member("reference", .text(link.order.reference)),
            Member("description", .text(link.order.description)),
            Member("single_use", .boolean(link.isSingle)),
            Member("paid", .boolean(link.isPaid)),
            Member("created_date", .text(link.created.description)),
        ]
        if let amount = link.order.amount {
            members.append(Member("amount", .integer(amount.value)))
        }
        if let expires = link.expires {
            members.append(Member("expires_date", .text(expires.description)))
        }
        if let disabled = link.disabled {
            members.append(Member("disabled_date", .text(disabled.description)))
        }
        var links = [
            Member("self", self.link("/v1/links/\(link.id)")),
            Member("pay", self.link("/link/\(link.id)")),
        ]
        if link.disabled == nil {
            links.append(Member("disable", self.link("/v1/links/\(link.id)/disable", "POST")))
        }
        members.append(Member("_links", .object(links)))
        return .object(members)
    }
}
