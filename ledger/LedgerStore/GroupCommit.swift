import Database
import Dispatch
import Foundation
import Ledger
import Synchronization

/// Lets many tasks share one commit: whatever waits goes into one transaction.
///
/// One thread of its own writes, because writing blocks and the cooperative pool has few threads.
/// First come, first served: nobody overtakes, so nobody starves. A big change begins a
/// transaction, so that what came before it need not wait until all of it is written.
///
/// A caller is suspended until its change is durable, so it cannot run ahead of the disk. What
/// waits is bounded besides: beyond the bound a change is turned away, since whoever holds more
/// would only hold it in memory.
final class GroupCommit: Sendable {
    typealias Answers = [Result<VoucherOutcome, VoucherRefusal>]

    /// Vouchers in one transaction, unless a single change has more.
    static let batchLimit = 8_192
    /// A change of so many vouchers begins a transaction.
    private static let bigChange = 512

    /// What waits, in the order in which it came; changes and callers side by side, so that the
    /// changes go to the writer as they lie.
    private struct Line {
        var changes: [Change] = []
        var callers: [CheckedContinuation<Answers, any Error>] = []

        /// Leaves room for the next ones, but not what one great rush has taken.
        mutating func removeAll() {
            guard changes.capacity <= 2 * GroupCommit.batchLimit else { return self = Line() }
            changes.removeAll(keepingCapacity: true)
            callers.removeAll(keepingCapacity: true)
        }
    }

    private struct Queue {
        var line = Line()
        /// Vouchers that wait or are being written.
        var weight = 0
        /// How many changes must wait for the sleeping writer to be woken; nil: it is awake, or
        /// has been called.
        var wakesAt: Int?
        var isRunning = false
        var isShutDown = false

        /// Whether the writer is now to be called, which is done once.
        mutating func callsWriter() -> Bool {
            guard let wakesAt, line.changes.count >= wakesAt || isShutDown else { return false }
            self.wakesAt = nil
            return true
        }
    }

    private let writer: BooksWriter
    private let weightLimit: Int
    private let queue = Mutex(Queue())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter waitingVouchers: how many vouchers may wait; a change that comes while nothing
    ///   waits may be bigger.
    init(_ writer: BooksWriter, waitingVouchers: Int) {
        self.writer = writer
        weightLimit = waitingVouchers
    }

    /// Hands a change in and waits until it is durable or refused.
    ///
    /// A task that is cancelled by then waits too: its change may stand already.
    ///
    /// - Throws: `CancellationError` where the task was cancelled before; nothing was handed in.
    func submit(_ change: Change) async throws -> Answers {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { caller in
            if let trouble = enqueue(change, caller) { caller.resume(throwing: trouble) }
        }
    }

    private func enqueue(
        _ change: Change, _ caller: CheckedContinuation<Answers, any Error>
    ) -> DatabaseTrouble? {
        let weight = GroupCommit.weight(change)
        let isCalled: Bool
        do {
            isCalled = try queue.withLock { queue throws(DatabaseTrouble) in
                guard !queue.isShutDown else {
                    throw DatabaseTrouble(.other, "the books are shut down")
                }
                guard queue.weight == 0 || queue.weight + weight <= weightLimit else {
                    throw DatabaseTrouble(.busy, "too many changes wait for the books")
                }
                queue.line.changes.append(change)
                queue.line.callers.append(caller)
                queue.weight += weight
                startThread(&queue)
                return queue.callsWriter()
            }
        } catch {
            return error
        }
        if isCalled { wake.signal() }
        return nil
    }

    /// Whether more than half of what may wait does.
    var isCrowded: Bool { queue.withLock { $0.weight > weightLimit / 2 } }

    /// A change of rows alone counts too.
    private static func weight(_ change: Change) -> Int { max(1, change.vouchers.count) }

    /// Takes nothing more; what waits is still posted.
    func close() {
        let isCalled = queue.withLock { queue in
            queue.isShutDown = true
            return queue.callsWriter()
        }
        if isCalled { wake.signal() }
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

// MARK: - The writing thread

extension GroupCommit {
    private func startThread(_ queue: inout Queue) {
        guard !queue.isRunning else { return }
        queue.isRunning = true
        let thread = Thread { self.run() }
        thread.name = "suito books"
        thread.stackSize = 4 << 20
        thread.start()
    }

    private func run() {
        var line = Line()
        var gathering = Gathering()
        while take(&line) {
            for batch in GroupCommit.batches(line.changes) {
                post(line.changes[batch], line.callers[batch])
            }
            let answered = line.changes.count
            line.removeAll()
            if gathering.isWorthwhile(after: answered) {
                gathering.note(hasSucceeded: gather(answered))
            }
        }
        ended.signal()
    }

    /// Whoever has just been answered often has more, and waiting a moment for all saves a commit.
    ///
    /// Where they do not come back at once it is tried ever more rarely.
    private struct Gathering {
        /// With more of them, the time to write them outweighs the commit; a single one never
        /// waits.
        private static let sizes = 2...128
        private static let mostSkipped = 256

        private var skipped = 0
        private var toSkip = 0

        mutating func isWorthwhile(after answered: Int) -> Bool {
            guard Gathering.sizes.contains(answered) else { return false }
            skipped += 1
            return skipped > toSkip
        }

        mutating func note(hasSucceeded: Bool) {
            skipped = 0
            toSkip = hasSucceeded ? 0 : min(2 * toSkip + 1, Gathering.mostSkipped)
        }
    }

    /// Waits until so many changes are in the line, but no longer than a part of a commit.
    private func gather(_ count: Int) -> Bool {
        let mustWait = queue.withLock { queue in
            guard queue.line.changes.count < count, !queue.isShutDown else { return false }
            queue.wakesAt = count
            return true
        }
        guard mustWait else { return true }
        if wake.wait(timeout: .now() + .microseconds(100)) == .success { return true }
        let isCalled = queue.withLock { queue in
            defer { queue.wakesAt = nil }
            return queue.wakesAt == nil
        }
        // Called between the two, so the call is still to be taken.
        if isCalled { wake.wait() }
        return isCalled
    }

    /// Takes all that waits in exchange for an empty line; false once nothing will come any more.
    private func take(_ line: inout Line) -> Bool {
        while true {
            let isWorking: Bool? = queue.withLock { queue in
                guard queue.line.changes.isEmpty else {
                    swap(&queue.line, &line)
                    return true
                }
                if queue.isShutDown { return false }
                queue.wakesAt = 1
                return nil
            }
            if let isWorking { return isWorking }
            wake.wait()
        }
    }

    /// Where one transaction ends and the next one begins.
    private static func batches(_ changes: [Change]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var first = 0
        var sum = 0
        for (place, change) in changes.enumerated() {
            let weight = weight(change)
            if place > first, weight >= bigChange || sum + weight > batchLimit {
                batches.append(first..<place)
                first = place
                sum = 0
            }
            sum += weight
        }
        batches.append(first..<changes.count)
        return batches
    }

    private func post(
        _ changes: ArraySlice<Change>,
        _ callers: ArraySlice<CheckedContinuation<Answers, any Error>>
    ) {
        let result = Result { try writer.post(changes) }
        let weight = changes.reduce(0) { $0 + GroupCommit.weight($1) }
        queue.withLock { $0.weight -= weight }
        switch result {
        case .success(let answers):
            for (caller, answer) in zip(callers, answers) { caller.resume(with: answer) }
        case .failure(let error):
            for caller in callers { caller.resume(throwing: error) }
        }
    }
}
