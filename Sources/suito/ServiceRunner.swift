import CJemalloc
import Dispatch
import Foundation
import Glibc
import Logging
import Metrics
import Money
import Office
import Service
import ServiceLifecycle
import Simulators
import UnixSignals

/// The service with all that it stands on, from its start to its end.
final class ServiceRunner: Sendable {
    let log = LogOutput()
    private let settings: ServiceSettings
    private let books: Books
    private let logger: Logger
    private let providers: LiveProviders
    /// nil: the providers are real.
    private let training: TrainingProviders?
    private let certificates: CertificateStore?
    private let metrics = MetricsRegistry()

    init(_ settings: ServiceSettings, books: Books) throws {
        self.settings = settings
        self.books = books
        let output = log
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, output: output) }
        MetricsSystem.bootstrap(metrics)
        logger = Logger(label: "suito")
        providers = try LiveProviders(settings.providers)
        training =
            settings.isTraining
            ? TrainingProviders(books.city, address: ServiceRunner.publicAddress(settings)) : nil
        certificates = try settings.tls.map {
            try CertificateStore(certificate: $0.certificate, key: $0.key)
        }
    }

    /// Serves until SIGTERM or SIGINT.
    func run() async throws {
        // Where it cannot, memory goes back while requests come.
        _ = shim_give_back_when_idle()
        let surroundings = Surroundings(now: Clock.now, randomBytes: ServiceRunner.randomBytes)
        let address = ServiceRunner.publicAddress(settings)
        let gateway: any ProviderGateway = training ?? providers
        let checkout = Checkout(books, gateway: gateway, surroundings: surroundings)
        training?.listen { provider, notice in
            try? await checkout.take(
                noticeFrom: provider, headers: notice.headers, body: notice.body)
        }
        let holder = ServiceRunner.hexadecimal(ServiceRunner.randomBytes(8))
        let sweeper = Sweeper(checkout, holder: holder)
        let payload = PublicPayload(publicURL: address, isLive: settings.mode == .live)
        let carrier = try WebhookCarrier(settings.webhooks)
        let courier = WebhookCourier(
            checkout, holder: holder, resource: { payload.payment($0) },
            send: { await carrier.send($0) })
        let parts = CheckoutService.Parts(
            books: books, checkout: checkout, links: PaymentLinks(checkout),
            keys: APIKeys(books, surroundings: surroundings), metrics: metrics, logger: logger,
            certificates: certificates, now: Clock.now,
            newID: { ServiceRunner.hexadecimal(ServiceRunner.randomBytes(16)) },
            training: training)
        let scheme = settings.tls == nil ? "http" : "https"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let service = try CheckoutService(settings, publicURL: address, parts: parts) { port in
            print("\(scheme)://\(host):\(port)")
            fflush(nil)
        }
        var configuration = ServiceGroupConfiguration(
            services: [
                service, SweeperService(sweeper, metrics: metrics, logger: logger),
                WebhookService(courier, metrics: metrics, logger: logger),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.limits.stopSeconds)
        let reloading = reloadOnHangup()
        defer { reloading.cancel() }
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Certificate and keys are read again; the rest of the configuration needs a restart.
    private func reloadOnHangup() -> any DispatchSourceSignal {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(
            signal: SIGHUP, queue: DispatchQueue(label: "suito.reload"))
        let (providers, certificates, logger) = (providers, certificates, logger)
        source.setEventHandler {
            do {
                try certificates?.reload()
                try providers.reload()
                logger.info("certificate and keys were read again")
            } catch {
                logger.error("certificate and keys stay as they were: a file cannot be read")
            }
        }
        source.resume()
        return source
    }

    private static func publicAddress(_ settings: ServiceSettings) -> String {
        settings.publicURL ?? address(settings)
    }

    private static func address(_ settings: ServiceSettings) -> String {
        let scheme = settings.tls == nil ? "http" : "https"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        return "\(scheme)://\(host):\(settings.port)"
    }

    /// From the system's own source, which does not run dry.
    private static func randomBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            // All at once: a call for each byte costs more than a question to the books.
            if let start = bytes.baseAddress { arc4random_buf(start, count) }
            filled = count
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (place, byte) in bytes.enumerated() {
                for (offset, value) in [byte >> 4, byte & 15].enumerated() {
                    text[2 * place + offset] = value < 10 ? 0x30 + value : 0x57 + value
                }
            }
            return 2 * bytes.count
        }
    }
}
