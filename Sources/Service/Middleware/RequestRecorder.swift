import Metrics
import HTTPTypes
import Hummingbird
import Logging
import Provider
import Synchronization
import Tracing

/// Outermost: gives each request its id, notes how it went, and opens a span for it.
///
/// Of the address only the template is noted: a path may hold a token, a query a name.
struct RequestRecorder: RouterMiddleware {
    typealias Context = CheckoutContext

    static let requestID = HTTPField.Name("X-Request-Id")!
    static let forwarded = HTTPField.Name("X-Forwarded-For")!
    static let longestID = 64

    let logger: Logger
    let metrics: RequestMetrics
    /// What a proxy says of who came is believed.
    let trustsProxy: Bool
    let newID: @Sendable () -> String

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = request.headers[Self.requestID].flatMap(Self.accepted) ?? newID()
        if trustsProxy, let last = request.headers[Self.forwarded]?.split(separator: ",").last {
            context.forwarded = last.trimmingPrefix { $0 == " " }.prefix(45).description
        }
        let begun = ContinuousClock.now
        metrics.begin()
        var response: Response
        if InstrumentationSystem.instrument is NoOpInstrument {
            response = try await next(request, context)
        } else {
            response = try await traced(request, context, next)
        }
        response.headers[Self.requestID] = context.requestID
        note(request, response, context, begun)
        return response
    }

    /// With a span around it, for whoever has installed something that takes spans.
    private func traced(
        _ request: Request, _ context: Context,
        _ next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var parent = InstrumentationContext.topLevel
        InstrumentationSystem.instrument.extract(
            request.headers, into: &parent, using: HeaderExtractor())
        return try await withSpan("HTTP", context: parent, ofKind: .server) { span in
            let response = try await next(request, context)
            let route = Self.route(context)
            span.operationName = "\(request.method.rawValue) \(route)"
            span.attributes["http.request.method"] = request.method.rawValue
            span.attributes["http.route"] = route
            span.attributes["http.response.status_code"] = response.status.code
            return response
        }
    }

    /// The route's pattern, never the path, which may hold a token.
    private static func route(_ context: Context) -> String {
        // What Hummingbird says of a path without a route.
        guard let route = context.endpointPath, route != "NotFound" else { return "unknown" }
        return route
    }

    private func note(
        _ request: Request, _ response: Response, _ context: Context,
        _ begun: ContinuousClock.Instant
    ) {
        let parts = (ContinuousClock.now - begun).components
        let nanoseconds = parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
        let route = Self.route(context)
        // Any word may be sent as a method: only those of the standard name a series.
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "OTHER"
        metrics.end(method, route, response.status.code, nanoseconds)
        var metadata: Logger.Metadata = [
            "request_id": .string(context.requestID), "method": .string(method),
            "route": .string(route), "status": .stringConvertible(response.status.code),
            "microseconds": .stringConvertible(nanoseconds / 1000),
        ]
        if let key = context.caller.value { metadata["key"] = .string(key) }
        logger.log(
            level: response.status.code >= 500 ? .error : .info, "request", metadata: metadata)
    }

    static let methods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    /// An id of the caller's that may stand in a log.
    private static func accepted(_ id: String) -> String? {
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        // A card number is none, whoever takes it for an id.
        return isPlain && !id.isEmpty && id.utf8.count <= longestID && !TextRules.hasCard(id)
            ? id : nil
    }
}

/// Reads the parent of a span (`traceparent`) from the headers.
private struct HeaderExtractor: Extractor {
    func extract(key: String, from headers: HTTPFields) -> String? {
        HTTPField.Name(key).flatMap { headers[$0] }
    }
}

/// Counts and times of requests, by route.
final class RequestMetrics: Sendable {
    private struct Series: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private let registry: MetricsRegistry
    private let counters = Mutex<[Series: any CounterHandler]>([:])
    private let timers = Mutex<[String: any TimerHandler]>([:])
    private let inFlight: any MeterHandler

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        inFlight = registry.makeMeter(label: "suito_http_requests_in_flight", dimensions: [])
    }

    func begin() { inFlight.increment(by: 1) }

    func end(_ method: String, _ route: String, _ status: Int, _ nanoseconds: Int64) {
        inFlight.decrement(by: 1)
        counters.withLock { counters in
            let series = Series(method: method, route: route, status: status)
            if let found = counters[series] { return found }
            let made = registry.makeCounter(
                label: "suito_http_requests_total",
                dimensions: [("method", method), ("route", route), ("status", "\(status)")])
            counters[series] = made
            return made
        }.increment(by: Int64(1))
        timers.withLock { timers in
            if let found = timers[route] { return found }
            let made = registry.makeTimer(
                label: "suito_http_request_seconds", dimensions: [("route", route)])
            timers[route] = made
            return made
        }.recordNanoseconds(nanoseconds)
    }
}
