public import Metrics
import Synchronization

/// What is counted and measured, kept in memory and told as Prometheus text (format 0.0.4).
///
/// Times are histograms in seconds; recorders and meters are the last value.
public final class MetricsRegistry: MetricsFactory, Sendable {
    /// Upper bounds of the buckets of times, in nanoseconds.
    static let bounds: [Int64] = [
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
        250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 10_000_000_000,
    ]

    struct Key: Hashable, Sendable, Comparable {
        var name: String
        /// `{method="GET",…}`, empty where there is none.
        var labels: String

        init(_ label: String, _ dimensions: [(String, String)]) {
            name = String(
                decoding: label.utf8.map { MetricsRegistry.isNameByte($0) ? $0 : 0x5F },
                as: UTF8.self)
            let pairs = dimensions.sorted { $0.0 < $1.0 }.map { name, value in
                "\(name)=\"\(MetricsRegistry.escaped(value))\""
            }
            labels = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        }

        static func < (a: Key, b: Key) -> Bool { (a.name, a.labels) < (b.name, b.labels) }
    }

    private struct Held {
        var counters: [Key: Count] = [:]
        var gauges: [Key: Level] = [:]
        var times: [Key: Times] = [:]
    }

    private let held = Mutex(Held())

    public init() {}

    // MARK: - MetricsFactory

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        held.withLock { held in
            let key = Key(label, dimensions)
            if let found = held.counters[key] { return found }
            let made = Count()
            held.counters[key] = made
            return made
        }
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        level(Key(label, dimensions))
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        level(Key(label, dimensions))
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        held.withLock { held in
            let key = Key(label, dimensions)
            if let found = held.times[key] { return found }
            let made = Times()
            held.times[key] = made
            return made
        }
    }

    private func level(_ key: Key) -> Level {
        held.withLock { held in
            if let found = held.gauges[key] { return found }
            let made = Level()
            held.gauges[key] = made
            return made
        }
    }

    // What was counted stays: Prometheus takes a counter that begins anew for a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: - Telling

    /// All of it as text.
    public func text() -> String {
        let (counters, gauges, times) = held.withLock { ($0.counters, $0.gauges, $0.times) }
        var lines: [String] = []
        MetricsRegistry.each(counters, "counter", &lines) { key, count in
            ["\(key.name)\(key.labels) \(count.value)"]
        }
        MetricsRegistry.each(gauges, "gauge", &lines) { key, level in
            ["\(key.name)\(key.labels) \(level.value)"]
        }
        MetricsRegistry.each(times, "histogram", &lines) { key, times in times.lines(key) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func each<Value>(
        _ values: [Key: Value], _ kind: String, _ lines: inout [String],
        _ told: (Key, Value) -> [String]
    ) {
        var name = ""
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            if key.name != name {
                name = key.name
                lines.append("# TYPE \(name) \(kind)")
            }
            lines += told(key, value)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
