import HTTPTypes
import Hummingbird
import Office

/// Routes while they are put together: each is known to the router, and to who tells which methods
/// an address has.
struct RouteTable {
    let router: Router<CheckoutContext>
    private(set) var paths = PathTable()

    init(_ router: Router<CheckoutContext>) { self.router = router }

    mutating func on(
        _ method: HTTPRequest.Method, _ template: String,
        _ handler: @escaping @Sendable (Request, CheckoutContext) async throws -> Response
    ) {
        paths.add(method, template)
        router.on(RouterPath(template), method: method) { try await handler($0, $1) }
    }
}
