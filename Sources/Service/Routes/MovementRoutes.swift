import HTTPTypes
import Hummingbird
import Money
import Office
import Provider

/// `/v1/bank-movements`: an accounting system tells of a movement of the bank and hears what is in
/// it.
struct MovementRoutes: Sendable {
    let movements: BankMovements
    let gate: KeyGate
    let reader: RequestReader
    let payload: MovementPayload

    func add(to table: inout RouteTable) {
        table.on(.post, "/v1/bank-movements", take)
        table.on(.get, "/v1/bank-movements", search)
        table.on(.get, "/v1/bank-movements/{movement_id}", find)
        table.on(.get, "/v1/bank-movements/{movement_id}/payments", payments)
    }

    @Sendable
    private func take(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .writeBankMovements)
        var (members, bytes) = try await reader.members(request)
        let order = try order(&members)
        try members.end()
        let payload = payload
        let once: Idempotency<ToldMovement>? = try reader.once(request, bytes) { movement in
            StoredAnswer(
                status: movement.isNew ? 201 : 200, body: payload.movement(movement).bytes)
        }
        let answered = try await movements.take(order, by: key.service, once: once)
        guard case .done(let movement) = answered else {
            return Answers.response(answered, status: 200) { payload.movement($0).bytes }
        }
        var response = Answers.response(answered, status: movement.isNew ? 201 : 200) {
            payload.movement($0).bytes
        }
        response.headers[.location] = payload.address(MovementPayload.path(movement.id))
        return response
    }

    private func order(_ members: inout MemberReader) throws(ServiceError) -> BankMovementOrder {
        let account = try members.requiredText(
            "account", most: 32, isOwn: OrderReader.nameFault)
        let date = try members.requiredText("date", most: 10)
        guard let day = BookDay(date) else { throw .invalid("date", "it must be YYYY-MM-DD") }
        let reference = try members.requiredText("reference", most: 40) { text in
            text.contains { $0 == "." || $0 == "_" }
                ? "it must be letters, digits and hyphens" : OrderReader.nameFault(text)
        }
        let most = MovementPayload.mostYen
        guard let amount = try members.number("amount", -most...most) else {
            throw .missing("amount")
        }
        guard amount != 0 else { throw .invalid("amount", "it must not be 0") }
        return BankMovementOrder(
            account: account, day: day, reference: reference, amount: Yen(amount))
    }

    @Sendable
    private func search(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readBankMovements)
        let search = try SearchReader.movements(request.uri.query)
        let page = try await movements.search(search, of: key.service)
        guard page.page <= page.pages else { throw ServiceError(.searchPageUnknown, field: "page") }
        return .json(payload.page(page, of: search))
    }

    @Sendable
    private func find(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readBankMovements)
        let movement = try await movements.find(try id(context), of: key.service)
        return .json(payload.movement(movement))
    }

    @Sendable
    private func payments(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readBankMovements)
        let id = try id(context)
        let (number, size) = try SearchReader.page(
            request.uri.query, most: BankMovementSearch.largestPage)
        let page = try await movements.payments(
            in: id, of: key.service, page: number, size: size)
        guard page.page <= page.pages else { throw ServiceError(.searchPageUnknown, field: "page") }
        return .json(payload.payments(page, of: id))
    }

    private func id(_ context: CheckoutContext) throws(ServiceError) -> PaymentID {
        guard let id = context.parameters.get("movement_id").flatMap({ PaymentID($0.utf8) }) else {
            throw ServiceError(.movementUnknown)
        }
        return id
    }
}
