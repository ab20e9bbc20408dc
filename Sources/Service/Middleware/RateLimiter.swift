import Synchronization

/// A bucket of tokens for each caller: full at first, and filled steadily.
///
/// Buckets that have filled up again are forgotten, so that memory is bounded by the callers of
/// the last moments.
public final class RateLimiter: Sendable {
    private struct Bucket {
        /// In billionths of a request.
        var level: Int64
        var at: Int64
    }

    private static let unit: Int64 = 1_000_000_000
    static let mostBuckets = 100_000

    private let burst: Int64
    private let perSecond: Int64
    private let buckets = Mutex<[String: Bucket]>([:])

    public init(burst: Int, perSecond: Int) {
        precondition(burst > 0 && perSecond > 0)
        self.burst = Int64(burst) * RateLimiter.unit
        self.perSecond = Int64(perSecond)
    }

    /// Takes one request of a caller.
    ///
    /// - Parameter now: nanoseconds on a clock that never goes back.
    /// - Returns: nil where it may pass, else in how many seconds the next may.
    public func take(_ caller: String, now: Int64) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= RateLimiter.mostBuckets {
                buckets = buckets.filter { filled($0.value, now) < burst }
            }
            var level = buckets[caller].map { filled($0, now) } ?? burst
            guard level >= RateLimiter.unit else {
                let missing = RateLimiter.unit - level
                buckets[caller] = Bucket(level: level, at: now)
                return Int((missing / perSecond + RateLimiter.unit - 1) / RateLimiter.unit)
            }
            level -= RateLimiter.unit
            buckets[caller] = Bucket(level: level, at: now)
            return nil
        }
    }

    private func filled(_ bucket: Bucket, _ now: Int64) -> Int64 {
        // What is longer ago than it takes to fill cannot overflow.
        let elapsed = min(max(0, now - bucket.at), burst / perSecond + 1)
        return min(burst, bucket.level + elapsed * perSecond)
    }
}
