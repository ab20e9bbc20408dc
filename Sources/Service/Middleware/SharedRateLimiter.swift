import Money
import Office
import Synchronization

/// Who decides whether a caller's next request may pass.
protocol RequestLimiter: Sendable {
    /// Takes one request of a caller.
    ///
    /// - Returns: nil where it may pass, else in how many seconds the next may.
    func take(_ caller: String) async throws -> Int?
}

/// The limit of one instance that is alone.
struct OwnRateLimiter: RequestLimiter {
    let limiter: RateLimiter
    /// Nanoseconds on a clock that never goes back.
    let ticks: @Sendable () -> Int64

    func take(_ caller: String) -> Int? { limiter.take(caller, now: ticks()) }
}

/// The limit of several instances together: each takes requests out of the books in small lots,
/// and lets them pass from these.
///
/// A lot that is not used up within a second is lost to its caller; so no instance holds what
/// another could let pass, and none lets more pass than the books gave.
final class SharedRateLimiter: RequestLimiter {
    private struct Lot {
        var left: Int
        var until: Int64
    }

    private static let second: Int64 = 1_000_000_000
    private static let mostLots = 100_000
    /// Left of a lot that was refused.
    private static let none = -1

    private let budget: RequestBudget
    private let lot: Int
    private let now: @Sendable () -> Moment
    /// Nanoseconds on a clock that never goes back.
    private let ticks: @Sendable () -> Int64
    private let pause = SharedRateLimiter.second / 4
    private let lots = Mutex<[String: Lot]>([:])

    init(
        _ budget: RequestBudget, burst: Int, perSecond: Int, now: @escaping @Sendable () -> Moment,
        ticks: @escaping @Sendable () -> Int64
    ) {
        self.budget = budget
        lot = max(1, min(burst / 16, perSecond / 2))
        self.now = now
        self.ticks = ticks
    }

    func take(_ caller: String) async throws -> Int? {
        switch held(caller) {
        case .passes: return nil
        case .waits: return 1
        case .asks: break
        }
        let granted = try await budget.take(caller, upTo: lot, at: now())
        let tick = ticks()
        return lots.withLock { lots in
            guard granted > 0 else {
                // The books fill in by the second, so asking again at once is of no use.
                lots[caller] = Lot(left: SharedRateLimiter.none, until: tick + pause)
                return 1
            }
            let left = lots[caller].map { $0.until > tick ? max(0, $0.left) : 0 } ?? 0
            lots[caller] = Lot(left: left + granted - 1, until: tick + SharedRateLimiter.second)
            return nil
        }
    }

    private enum Held { case passes, waits, asks }

    private func held(_ caller: String) -> Held {
        lots.withLock { lots in
            let tick = ticks()
            if lots.count >= SharedRateLimiter.mostLots {
                lots = lots.filter { $0.value.until > tick }
            }
            guard let lot = lots[caller], lot.until > tick else { return .asks }
            if lot.left == SharedRateLimiter.none { return .waits }
            guard lot.left > 0 else { return .asks }
            lots[caller]?.left -= 1
            return .passes
        }
    }
}
