public import Hummingbird

/// Whether the process is there and can do its work, for those who watch over it.
public struct HealthRoutes: Sendable {
    public init() {}

    /// `GET /health/live`: 200 as long as the process answers at all.
    public func add(to router: Router<some RequestContext>) {
        router.get("/health/live") { _, _ in HTTPResponse.Status.ok }
    }
}
