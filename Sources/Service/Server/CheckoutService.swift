import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
public import Logging
public import Money
import NIOCore
import NIOPosix
public import Office
import Provider
public import ServiceLifecycle

/// The service: the API and the payment page over HTTP, in front of the office.
public struct CheckoutService: Service {
    /// What it stands on.
    public struct Parts: Sendable {
        public var books: Books
        public var checkout: Checkout
        public var links: PaymentLinks
        public var keys: APIKeys
        public var metrics: MetricsRegistry
        public var logger: Logger
        /// nil: plain HTTP.
        public var certificates: CertificateStore?
        public var now: @Sendable () -> Moment
        /// A new request's id, as nobody can guess.
        public var newID: @Sendable () -> String
        /// Where trainees meet the simulated providers; nil where these are real.
        public var training: (any TrainingDesk)?

        public init(
            books: Books, checkout: Checkout, links: PaymentLinks, keys: APIKeys,
            metrics: MetricsRegistry, logger: Logger, certificates: CertificateStore?,
            now: @escaping @Sendable () -> Moment, newID: @escaping @Sendable () -> String,
            training: (any TrainingDesk)? = nil
        ) {
            self.books = books
            self.checkout = checkout
            self.links = links
            self.keys = keys
            self.metrics = metrics
            self.logger = logger
            self.certificates = certificates
            self.now = now
            self.newID = newID
            self.training = training
        }
    }

    private let application: Application<RouterResponder<CheckoutContext>>

    /// - Parameters:
    ///   - publicURL: where it is reached, without a slash at its end.
    ///   - onReady: called once it listens, with the port.
    public init(
        _ settings: ServiceSettings, publicURL: String, parts: Parts,
        onReady: @escaping @Sendable (Int) async -> Void
    ) throws {
        let router = try CheckoutService.router(settings, publicURL, parts)
        var configuration = ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port), serverName: nil)
        configuration.availableConnectionsDelegate = MaximumAvailableConnections(
            settings.limits.connections)
        application = Application(
            router: router,
            server: CheckoutService.server(settings.limits, parts.certificates),
            configuration: configuration,
            onServerRunning: { await onReady($0.localAddress?.port ?? settings.port) },
            logger: parts.logger)
    }

    /// Serves until it is told to stop; requests under way end before.
    public func run() async throws { try await application.run() }

    // MARK: - Connections

    private static func server(
        _ limits: ServiceLimits, _ certificates: CertificateStore?
    ) -> HTTPServerBuilder {
        let stream = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                ConnectionDeadlines(
                    headSeconds: limits.headSeconds, bodySeconds: limits.bodySeconds)
            ],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: limits.headerFields))
        guard let certificates else {
            return HTTPServerBuilder { responder in
                LoopChannel(base: HTTP1Channel(responder: responder, configuration: stream))
            }
        }
        let idle = Duration.seconds(limits.headSeconds)
        let configuration = HTTP2ChannelConfiguration(
            idleTimeout: idle, gracefulCloseTimeout: .seconds(limits.stopSeconds),
            streamConfiguration: stream)
        return HTTPServerBuilder { responder in
            LoopChannel(
                base: GuardedChannel(
                    base: try HTTP2UpgradeChannel(
                        tlsConfiguration: certificates.configuration,
                        configuration: configuration, responder: responder),
                    seconds: limits.headSeconds))
        }
    }

    // MARK: - Routes

    private static func router(
        _ settings: ServiceSettings, _ publicURL: String, _ parts: Parts
    ) throws -> Router<CheckoutContext> {
        let limits = settings.limits
        let templates = try PageTemplates()
        // First the routes, because they tell the middlewares which addresses there are.
        var table = RouteTable(Router(context: CheckoutContext.self))
        add(settings, publicURL, parts, templates, to: &table)
        let router = Router(context: CheckoutContext.self)
        router.add(
            middleware: RequestRecorder(
                logger: parts.logger, metrics: RequestMetrics(parts.metrics),
                trustsProxy: settings.trustsProxy, newID: parts.newID))
        router.add(middleware: ErrorAnswers(paths: table.paths, limits: limits))
        var routes = RouteTable(router)
        add(settings, publicURL, parts, templates, to: &routes)
        return router
    }

    private static func add(
        _ settings: ServiceSettings, _ publicURL: String, _ parts: Parts,
        _ templates: PageTemplates, to table: inout RouteTable
    ) {
        let limits = settings.limits
        let gate = KeyGate(keys: parts.keys, limiter: limiter(limits, parts))
        let reader = RequestReader(limits: limits)
        let orders = OrderReader(isSandbox: settings.mode != .live)
        let payload = PaymentPayload(
            publicURL: publicURL, isLive: settings.mode == .live)
        WatchRoutes(
            readiness: CheckReadiness(parts.books), metrics: parts.metrics, now: parts.now
        ).add(to: &table)
        PaymentRoutes(
            checkout: parts.checkout, gate: gate, reader: reader, orders: orders,
            payload: payload
        ).add(to: &table)
        LinkRoutes(
            links: parts.links, gate: gate, reader: reader, orders: orders, payload: payload
        ).add(to: &table)
        MovementRoutes(
            movements: BankMovements(parts.checkout), gate: gate, reader: reader,
            payload: MovementPayload(publicURL: publicURL)
        ).add(to: &table)
        NoticeRoutes(checkout: parts.checkout, gate: gate, reader: reader).add(to: &table)
        if let desk = parts.training {
            TrainingRoutes(desk: desk, gate: gate, reader: reader).add(to: &table)
        }
        DocumentRoutes(
            city: parts.books.city, publicURL: publicURL, isSandbox: settings.mode != .live
        ).add(to: &table)
        PageRoutes(
            checkout: parts.checkout, links: parts.links, gate: gate, reader: reader,
            city: parts.books.city, publicURL: publicURL, mode: settings.mode,
            templates: templates
        ).add(to: &table)
    }

    private static func limiter(_ limits: ServiceLimits, _ parts: Parts) -> any RequestLimiter {
        let (burst, perSecond) = (limits.burst, limits.requestsPerSecond)
        let clock = ContinuousClock()
        let start = clock.now
        let ticks: @Sendable () -> Int64 = {
            let parts = (clock.now - start).components
            return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
        }
        guard parts.books.isShared else {
            return OwnRateLimiter(
                limiter: RateLimiter(burst: burst, perSecond: perSecond), ticks: ticks)
        }
        return SharedRateLimiter(
            RequestBudget(parts.books, burst: burst, perSecond: perSecond), burst: burst,
            perSecond: perSecond, now: parts.now, ticks: ticks)
    }
}
