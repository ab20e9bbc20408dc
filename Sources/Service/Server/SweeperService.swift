public import Logging
public import Office
public import ServiceLifecycle

/// Calls the sweeper every few seconds, as long as the service runs.
public struct SweeperService: Service {
    private static let pauseSeconds = 2
    /// Old tokens and answers are forgotten so often, in turns.
    private static let forgettingTurns = 1_800

    private let sweeper: Sweeper
    private let logger: Logger

    public init(_ sweeper: Sweeper, logger: Logger) {
        self.sweeper = sweeper
        self.logger = logger
    }

    public func run() async throws {
        var turn = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let report = try await sweeper.turn()
                note(report)
                if turn % SweeperService.forgettingTurns == 0, !report.isElsewhere {
                    try await sweeper.forget()
                }
                turn += 1
                if report.isFull { continue }
            } catch {
                // The books may be busy, or a server away: the next turn tries again.
                logger.warning("sweeper", metadata: ["kind": .string("\(type(of: error))")])
            }
            await pause()
        }
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
