import Dispatch
import Foundation
import LedgerStore
import Synchronization

/// Makes batches ahead of whoever posts them, on a thread of its own: the town beside the books.
///
/// Some batches at a time go over, so that small ones are not held up by the handing over; a few
/// such crates may wait. What has been posted is given back and let go on that thread too.
final class LedgerPipeline: Sendable {
    typealias Crate = [[Change]]

    private struct State {
        var made: [Crate] = []
        var spent: [Crate] = []
        var isStopped = false
    }

    private static let depth = 3
    /// Transfers in a crate, or one batch where that is larger.
    private static let crateSize = 2_000

    private let state = Mutex(State())
    private let made = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - transfers: how many in all, from number 0.
    ///   - make: the changes of a range of numbers.
    init(
        transfers: Int, batch: Int, make: @escaping @Sendable (Range<Int>) -> [Change]
    ) {
        for _ in 0..<LedgerPipeline.depth { room.signal() }
        let perCrate = max(1, LedgerPipeline.crateSize / batch) * batch
        let thread = Thread { [self] in
            for first in stride(from: 0, to: transfers, by: perCrate) {
                let end = min(first + perCrate, transfers)
                guard place(first..<end, batch, make) else { break }
            }
            // An empty crate is the end.
            state.withLock { $0.made.append([]) }
            made.signal()
        }
        thread.name = "suito bench town"
        thread.start()
    }

    private func place(
        _ numbers: Range<Int>, _ batch: Int, _ make: (Range<Int>) -> [Change]
    ) -> Bool {
        room.wait()
        let (isStopped, spent) = state.withLock { state in
            defer { state.spent = [] }
            return (state.isStopped, state.spent)
        }
        guard !isStopped else { return false }
        // Let go here, outside of the lock.
        _ = consume spent
        let crate = stride(from: numbers.lowerBound, to: numbers.upperBound, by: batch).map {
            make($0..<min($0 + batch, numbers.upperBound))
        }
        state.withLock { $0.made.append(crate) }
        made.signal()
        return true
    }

    /// The next batches, nil once there are no more.
    func next() -> Crate? {
        made.wait()
        let crate = state.withLock { $0.made.removeFirst() }
        return crate.isEmpty ? nil : crate
    }

    func giveBack(_ crate: consuming Crate) {
        state.withLock { [crate] in $0.spent.append(crate) }
        room.signal()
    }

    /// Nothing more is wanted.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
    }
}
