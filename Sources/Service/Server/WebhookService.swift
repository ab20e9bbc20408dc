public import Logging
import Metrics
public import Office
public import ServiceLifecycle
import Synchronization

/// Has news brought, as long as the service runs; told to stop, it ends the tries under way and
/// leaves the rest to whoever comes next.
public struct WebhookService: Service {
    private static let pauseMilliseconds = 500

    private let courier: WebhookCourier
    private let metrics: WebhookMetrics
    private let logger: Logger

    public init(_ courier: WebhookCourier, metrics: MetricsRegistry, logger: Logger) {
        self.courier = courier
        self.metrics = WebhookMetrics(metrics)
        self.logger = logger
    }

    public func run() async throws {
        let busy = BusyLanes()
        await withDiscardingTaskGroup { group in
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                do {
                    let turn = try await courier.turn()
                    metrics.note(turn)
                    for lane in turn.lanes where busy.begin(lane) {
                        group.addTask {
                            note(await courier.bring(lane, isStopping: Self.isStopping), of: lane)
                            busy.end(lane)
                        }
                    }
                } catch {
                    // The books may be busy, or a server away: the next turn tries again.
                    if !Task.isCancelled { warn(error) }
                }
                await pause()
            }
        }
        do {
            try await courier.stop()
        } catch {
            // Without it the next one waits until the lease has run out.
            warn(error)
        }
    }

    private func warn(_ error: any Error) {
        logger.warning("webhooks", metadata: ["kind": .string("\(type(of: error))")])
    }

    @Sendable
    private static func isStopping() -> Bool {
        Task.isShuttingDownGracefully || Task.isCancelled
    }

    private func note(_ report: WebhookCourier.Report, of lane: String) {
        metrics.note(report)
        guard report.failed > 0 || report.isTroubled else { return }
        // The address itself may hold a secret of its owner's.
        logger.log(
            level: report.givenUp > 0 ? .error : .warning, "webhook fails",
            metadata: [
                "webhook": .string(lane), "delivered": .stringConvertible(report.delivered),
                "failed": .stringConvertible(report.failed),
                "given_up": .stringConvertible(report.givenUp),
            ])
    }

    private func pause() async {
        await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: .milliseconds(WebhookService.pauseMilliseconds))
            } catch {
                // Told to stop: the loop looks.
            }
        }
    }
}

/// Addresses to which somebody is on the way.
private final class BusyLanes: Sendable {
    private let lanes = Mutex<Set<String>>([])

    func begin(_ lane: String) -> Bool { lanes.withLock { $0.insert(lane).inserted } }
    func end(_ lane: String) { _ = lanes.withLock { $0.remove(lane) } }
}

/// Figures of what is brought.
private struct WebhookMetrics: Sendable {
    private let delivered: any CounterHandler
    private let failed: any CounterHandler
    private let givenUp: any CounterHandler
    private let waiting: any MeterHandler
    private let oldest: any MeterHandler
    private let failing: any MeterHandler

    init(_ registry: MetricsRegistry) {
        func counter(_ name: String) -> any CounterHandler {
            registry.makeCounter(label: "suito_webhooks_\(name)_total", dimensions: [])
        }
        func meter(_ name: String) -> any MeterHandler {
            registry.makeMeter(label: "suito_webhooks_\(name)", dimensions: [])
        }
        delivered = counter("delivered")
        failed = counter("failed_tries")
        givenUp = counter("given_up")
        waiting = meter("waiting")
        oldest = meter("oldest_waiting_seconds")
        failing = meter("failing_endpoints")
    }

    /// Another instance tells how the outbox stands, as long as it brings the news.
    func note(_ turn: WebhookCourier.Turn) {
        waiting.set(Int64(turn.waiting))
        oldest.set(turn.oldestSeconds)
        failing.set(Int64(turn.failing.count))
    }

    func note(_ report: WebhookCourier.Report) {
        delivered.increment(by: Int64(report.delivered))
        failed.increment(by: Int64(report.failed))
        givenUp.increment(by: Int64(report.givenUp))
    }
}
