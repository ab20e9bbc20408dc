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

    /// What came of it; to be asked once, and before anything it uses goes away.
    func wait() throws -> Answer {
        done.wait()
        guard let result = outcome.withLock({ $0 }) else {
            preconditionFailure("it signals once it has an outcome")
        }
        return try result.get()
    }
}
