import Foundation
import Glibc

/// What this process uses while something is measured: time, processor, memory.
struct ProcessMeter {
    private let start = ContinuousClock.now
    private let processor = ProcessMeter.processorMicroseconds()

    /// Begins; the highest memory begins anew too, where the system lets it.
    init() {
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    }

    var nanoseconds: Int64 { ProcessMeter.nanoseconds(since: start) }
    var processorMilliseconds: Int64 {
        (ProcessMeter.processorMicroseconds() - processor) / 1000
    }

    /// The most memory held since the beginning; of the whole process where the system does not
    /// tell.
    var peakMemoryBytes: Int64 {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            if let kibibytes = Int64(line.filter(\.isNumber)) { return kibibytes * 1024 }
        }
        return PeakMemory.bytes()
    }

    static func nanoseconds(since start: ContinuousClock.Instant) -> Int64 {
        let spent = (ContinuousClock.now - start).components
        return spent.seconds * 1_000_000_000 + spent.attoseconds / 1_000_000_000
    }

    private static func processorMicroseconds() -> Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(0), &usage)
        let seconds = Int64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        return seconds * 1_000_000 + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
}
