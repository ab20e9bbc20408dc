import Dispatch
import Synchronization

/// Work that goes on beside the caller's on a thread of its own, never one of the cooperative pool.
final class Background<Answer: Sendable>: Sendable {
    private let outcome = Mutex<Result<Answer, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Answer) {
        DispatchQueue(label: "suito.background").async {
            let result = Result { try body() }
            self.outcome.withLock { $0 = result }
            self.done.signal()
        }
    }

    /// Waits for its end, whatever came of it.
    func finish() {
        done.wait()
        done.signal()
    }

    /// What came of it.
    func wait() throws -> Answer {
        finish()
        guard let result = outcome.withLock({ $0 }) else {
            preconditionFailure("it signals once it has an outcome")
        }
        return try result.get()
    }
}
