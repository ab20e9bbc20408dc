import Dispatch
import HTTPTypes
import Hummingbird
import Money
import Office
import Provider

/// For those who watch over the service: health and figures.
struct WatchRoutes: Sendable {
    let readiness: CheckReadiness
    let metrics: MetricsRegistry
    let now: @Sendable () -> Moment
    private let queue = DispatchQueue(label: "suito.readiness")

    init(
        readiness: CheckReadiness, metrics: MetricsRegistry, now: @escaping @Sendable () -> Moment
    ) {
        self.readiness = readiness
        self.metrics = metrics
        self.now = now
    }

    func add(to table: inout RouteTable) {
        table.on(.get, "/health/live", live)
        table.on(.get, "/health/ready", ready)
        table.on(.get, "/metrics", figures)
    }

    /// The process answers.
    @Sendable
    private func live(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        .json(.object([.init("status", .text("live"))]))
    }

    /// The books can take payments: schema, head, queue and clock are well.
    @Sendable
    private func ready(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let readiness = readiness
        let moment = now()
        // Books that hang must not take a thread of the pool with them.
        let findings = await withCheckedContinuation { answered in
            queue.async { answered.resume(returning: readiness.run(at: moment)) }
        }
        let checks = CheckReadiness.Finding.allCases.map { finding in
            JSONValue.Member(
                finding.rawValue, .text(findings.contains(finding) ? "failed" : "ok"))
        }
        return .json(
            .object([
                .init("status", .text(findings.isEmpty ? "ready" : "not-ready")),
                .init("checks", .object(checks)),
            ]),
            status: findings.isEmpty ? .ok : .serviceUnavailable)
    }

    /// Prometheus text.
    @Sendable
    private func figures(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; version=0.0.4; charset=utf-8",
                .cacheControl: "no-store",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text())))
    }
}
