public import Logging
import Metrics
import Money
public import Office
public import ServiceLifecycle

/// Calls the sweeper every few seconds, as long as the service runs; told to stop, it lets another
/// one go on.
public struct SweeperService: Service {
    private static let pauseSeconds = 2
    /// Old tokens and answers are forgotten so often, in turns.
    private static let forgettingTurns = 1_800

    /// Disputes are counted so often, in turns.
    private static let countingTurns = 30

    private let sweeper: Sweeper
    private let disputes: DisputeMetrics
    private let logger: Logger

    /// - Parameter metrics: where the figures of disputes go.
    public init(_ sweeper: Sweeper, metrics: MetricsRegistry, logger: Logger) {
        self.sweeper = sweeper
        disputes = DisputeMetrics(metrics)
        self.logger = logger
    }

    public func run() async throws {
        var turn = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let report = try await sweeper.turn()
                note(report)
                if turn % SweeperService.forgettingTurns == 0, !report.isElsewhere {
                    try await sweeper.lookForDisputes()
                    try await sweeper.forget()
                }
                if turn % SweeperService.countingTurns == 0 {
                    disputes.note(try await sweeper.disputes(), at: sweeper.now)
                }
                turn += 1
                if report.isFull { continue }
            } catch {
                // The books may be busy, or a server away: the next turn tries again.
                if !Task.isCancelled { warn(error) }
            }
            await pause()
        }
        do {
            try await sweeper.stop()
        } catch {
            // Without it the next one waits until the lease has run out.
            warn(error)
        }
    }

    private func warn(_ error: any Error) {
        logger.warning("sweeper", metadata: ["kind": .string("\(type(of: error))")])
    }

    private func note(_ report: Sweeper.Report) {
        guard report.expired > 0 || !report.troubled.isEmpty else { return }
        logger.info(
            "sweeper",
            metadata: [
                "looked": .stringConvertible(report.looked),
                "expired": .stringConvertible(report.expired),
                "troubled": .stringConvertible(report.troubled.count),
            ])
    }

    private func pause() async {
        await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: .seconds(SweeperService.pauseSeconds))
            } catch {
                // Told to stop: the loop looks.
            }
        }
    }
}

/// Figures of disputes.
private struct DisputeMetrics: Sendable {
    private let undecided: any MeterHandler
    private let waiting: any MeterHandler
    private let due: any MeterHandler

    init(_ registry: MetricsRegistry) {
        func meter(_ name: String) -> any MeterHandler {
            registry.makeMeter(label: "suito_disputes_\(name)", dimensions: [])
        }
        undecided = meter("undecided")
        waiting = meter("needing_response")
        due = meter("evidence_due_seconds")
    }

    /// Nothing is due in a year's time.
    private static let never: Int64 = 365 * 86_400

    func note(_ figures: ReadDisputes.Figures, at now: Moment) {
        undecided.set(Int64(figures.undecided))
        waiting.set(Int64(figures.waiting))
        due.set(figures.due.map { $0.seconds - now.seconds } ?? DisputeMetrics.never)
    }
}
