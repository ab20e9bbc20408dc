import Metrics
import Service
import Testing

@Suite("Figures for Prometheus")
struct MetricsRegistryTests {
    @Test("Counters, levels and times are told as text")
    func text() {
        let registry = MetricsRegistry()
        let counter = registry.makeCounter(
            label: "suito.requests", dimensions: [("status", "200"), ("method", "GET")])
        counter.increment(by: Int64(2))
        registry.makeCounter(
            label: "suito.requests", dimensions: [("method", "GET"), ("status", "200")]
        ).increment(by: Int64(1))
        registry.makeMeter(label: "open", dimensions: []).set(Int64(7))
        let timer = registry.makeTimer(label: "took", dimensions: [("route", "a\"b\\c")])
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(20_000_000_000)
        let lines = registry.text().split(separator: "\n").map(String.init)
        #expect(lines.contains("# TYPE suito_requests counter"))
        #expect(lines.contains(#"suito_requests{method="GET",status="200"} 3"#))
        #expect(lines.contains("# TYPE open gauge") && lines.contains("open 7.0"))
        #expect(lines.contains(#"took_bucket{route="a\"b\\c",le="0.0025"} 0"#))
        #expect(lines.contains(#"took_bucket{route="a\"b\\c",le="0.005"} 1"#))
        #expect(lines.contains(#"took_bucket{route="a\"b\\c",le="10.0"} 1"#))
        #expect(lines.contains(#"took_bucket{route="a\"b\\c",le="+Inf"} 2"#))
        #expect(lines.contains(#"took_count{route="a\"b\\c"} 2"#))
    }
}
