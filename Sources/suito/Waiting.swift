import Dispatch
import Synchronization

/// Lets a command wait for work that is asynchronous.
enum Waiting {
    /// Runs it in a task, and returns when that has ended.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let outcome = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task {
            let result: Result<Value, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
            done.signal()
        }
        // The main thread is none of the pool's, so waiting on it keeps nobody from working.
        done.wait()
        guard let result = outcome.withLock({ $0 }) else { throw Exit.trouble }
        return try result.get()
    }
}
