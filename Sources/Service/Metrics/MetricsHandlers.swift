import Metrics
import Synchronization

/// Counts up.
final class Count: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }
}

/// The last value.
final class Level: RecorderHandler, MeterHandler {
    private let last = Mutex(0.0)

    var value: Double { last.withLock { $0 } }

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { last.withLock { $0 = value } }
    func increment(by amount: Double) { last.withLock { $0 += amount } }
    func decrement(by amount: Double) { last.withLock { $0 -= amount } }
}

/// How long things took.
final class Times: TimerHandler {
    private struct Sums {
        /// As many as there are bounds, and one for what is longer.
        var buckets = [Int64](repeating: 0, count: MetricsRegistry.bounds.count + 1)
        var nanoseconds: Int64 = 0
    }

    private let sums = Mutex(Sums())

    func recordNanoseconds(_ duration: Int64) {
        let place = MetricsRegistry.bounds.firstIndex { duration <= $0 }
        sums.withLock { sums in
            sums.buckets[place ?? MetricsRegistry.bounds.count] += 1
            sums.nanoseconds += duration
        }
    }

    /// The lines of a histogram, its buckets counting up.
    func lines(_ key: MetricsRegistry.Key) -> [String] {
        let (buckets, nanoseconds) = sums.withLock { ($0.buckets, $0.nanoseconds) }
        var lines: [String] = []
        var count = Int64(0)
        for (place, bucket) in buckets.enumerated() {
            count += bucket
            let bound =
                place < MetricsRegistry.bounds.count
                ? "\(Double(MetricsRegistry.bounds[place]) / 1e9)" : "+Inf"
            let labels =
                key.labels.isEmpty
                ? "{le=\"\(bound)\"}" : "\(key.labels.dropLast()),le=\"\(bound)\"}"
            lines.append("\(key.name)_bucket\(labels) \(count)")
        }
        lines.append("\(key.name)_sum\(key.labels) \(Double(nanoseconds) / 1e9)")
        lines.append("\(key.name)_count\(key.labels) \(count)")
        return lines
    }
}
