import Dispatch

/// Work that blocks, away from the threads on which tasks run.
enum Waiting {
    private static let queue = DispatchQueue(label: "suito.waiting", attributes: .concurrent)

    static func run<T: Sendable>(
        _ body: @escaping @Sendable () throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            queue.async { caller.resume(with: Result { try body() }) }
        }
    }
}
