import Database
import Dispatch
import Foundation
import Ledger
import Synchronization

/// Lets many tasks share one commit: whatever waits goes into one transaction.
///
/// One thread of its own writes, because writing blocks and the cooperative pool has few threads.
/// First come, first served. A caller is suspended until its change is durable, so it cannot run
/// ahead of the disk; what waits besides is bounded, and beyond the bound turned away.
final class GroupCommit: Sendable {
    typealias Answers = [Result<VoucherOutcome, VoucherRefusal>]

    /// Vouchers in one transaction, unless a single change has more.
    static let batchLimit = 8_192
    /// Vouchers that may wait.
    private static let waitingLimit = 1_000_000

    private struct Waiting {
        var change: Change
        var caller: CheckedContinuation<Answers, any Error>

        /// A change of rows alone counts too.
        var weight: Int { max(1, change.vouchers.count) }
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var weight = 0
        var isRunning = false
        var isShutDown = false

        /// The changes of the next transaction, in the order in which they came.
        mutating func takeBatch() -> [Waiting] {
            var taken = 0
            var count = 0
            for entry in waiting {
                if count > 0, taken + entry.weight > GroupCommit.batchLimit { break }
                taken += entry.weight
                count += 1
            }
            weight -= taken
            defer { waiting.removeFirst(count) }
            return Array(waiting[..<count])
        }
    }

    private let writer: BooksWriter
    private let queue = Mutex(Queue())
    /// Signalled when the queue stops being empty, and at shutdown.
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ writer: BooksWriter) { self.writer = writer }

    /// Hands a change in and waits until it is durable or refused.
    ///
    /// A cancelled task waits too: its change may stand already.
    func submit(_ change: Change) async throws -> Answers {
        try await withCheckedThrowingContinuation { caller in
            if let trouble = enqueue(Waiting(change: change, caller: caller)) {
                caller.resume(throwing: trouble)
            }
        }
    }

    private func enqueue(_ entry: Waiting) -> DatabaseTrouble? {
        let isFirst: Bool
        do {
            isFirst = try queue.withLock { queue throws(DatabaseTrouble) in
                guard !queue.isShutDown else {
                    throw DatabaseTrouble(.other, "the books are shut down")
                }
                guard
                    queue.waiting.isEmpty
                        || queue.weight + entry.weight <= GroupCommit.waitingLimit
                else { throw DatabaseTrouble(.busy, "too many changes wait for the books") }
                queue.waiting.append(entry)
                queue.weight += entry.weight
                startThread(&queue)
                return queue.waiting.count == 1
            }
        } catch {
            return error
        }
        if isFirst { wake.signal() }
        return nil
    }

    private func startThread(_ queue: inout Queue) {
        guard !queue.isRunning else { return }
        queue.isRunning = true
        let thread = Thread { self.run() }
        thread.name = "suito books"
        thread.stackSize = 4 << 20
        thread.start()
    }

    private func run() {
        while true {
            let (batch, isShutDown) = queue.withLock { ($0.takeBatch(), $0.isShutDown) }
            if !batch.isEmpty {
                post(batch)
            } else if isShutDown {
                ended.signal()
                return
            } else {
                wake.wait()
            }
        }
    }

    private func post(_ batch: [Waiting]) {
        do {
            let answers = try writer.post(batch.map(\.change)[...])
            for (entry, answer) in zip(batch, answers) { entry.caller.resume(with: answer) }
        } catch {
            for entry in batch { entry.caller.resume(throwing: error) }
        }
    }

    /// Takes nothing more; what waits is still posted.
    func close() {
        queue.withLock { $0.isShutDown = true }
        wake.signal()
    }

    /// Takes nothing more, and returns once all that waited has been posted.
    func shutdown() {
        close()
        guard queue.withLock({ $0.isRunning }) else { return }
        ended.wait()
        // Whoever shuts down again finds it ended.
        ended.signal()
    }
}
