import HTTPTypes
import Hummingbird
import Office
import Provider

/// `/notices/{provider}`: what providers tell by themselves.
///
/// Nothing is posted because of it: the office asks the provider.
struct NoticeRoutes: Sendable {
    let checkout: Checkout
    let gate: KeyGate
    let reader: RequestReader

    func add(to table: inout RouteTable) {
        table.on(.post, "/notices/{provider}", take)
    }

    @Sendable
    private func take(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        try await gate.passVisitor(context)
        guard let provider = context.parameters.get("provider"),
            OrderReader.nameFault(provider) == nil
        else { throw ServiceError(.pathUnknown) }
        let body = try await reader.bytes(request)
        let headers = request.headers.map {
            ProviderRequest.Header($0.name.canonicalName, $0.value)
        }
        do {
            try await checkout.take(noticeFrom: provider, headers: headers, body: body)
        } catch CheckoutRefusal.providerUnknown {
            throw ServiceError(.pathUnknown)
        }
        return .json(.object([.init("status", .text("taken"))]))
    }
}
