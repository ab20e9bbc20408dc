import Dispatch
import Glibc
import Synchronization

/// Where lines of the log go: written by a thread of its own, so that no caller waits for a pipe.
///
/// A reader that does not keep up loses lines, and is told how many.
public final class LogOutput: Sendable {
    private struct Waiting {
        var bytes: [UInt8] = []
        var lost = 0
        var isWriting = false
    }

    static let mostBytes = 4 << 20
    /// Lines of some moments are written together: to wake a thread for each costs more than it.
    private static let gatheringMilliseconds = 10

    private let descriptor: Int32
    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "suito.log")

    public init(descriptor: Int32 = 2) { self.descriptor = descriptor }

    /// Takes a line without its end.
    func add(_ line: [UInt8]) {
        let mustStart = waiting.withLock { waiting in
            guard waiting.bytes.count + line.count < LogOutput.mostBytes else {
                waiting.lost += 1
                return false
            }
            waiting.bytes += line
            waiting.bytes.append(0x0A)
            defer { waiting.isWriting = true }
            return !waiting.isWriting
        }
        guard mustStart else { return }
        let gathering = DispatchTimeInterval.milliseconds(LogOutput.gatheringMilliseconds)
        queue.asyncAfter(deadline: .now() + gathering) { self.drain() }
    }

    /// Waits until all that was added is written.
    public func flush() { queue.sync { drain() } }

    private func drain() {
        while true {
            let bytes = waiting.withLock { waiting -> [UInt8] in
                var bytes = waiting.bytes
                waiting.bytes = []
                if waiting.lost > 0 {
                    bytes += Array(#"{"level":"warning","message":"log lines lost","count":"#.utf8)
                    bytes += Array("\(waiting.lost)}\n".utf8)
                    waiting.lost = 0
                }
                if bytes.isEmpty { waiting.isWriting = false }
                return bytes
            }
            guard !bytes.isEmpty else { return }
            bytes.withUnsafeBytes { bytes in
                var written = 0
                while written < bytes.count {
                    let count = write(
                        descriptor, bytes.baseAddress! + written, bytes.count - written)
                    if count < 0 && errno == EINTR { continue }
                    if count <= 0 { return }
                    written += count
                }
            }
        }
    }
}
