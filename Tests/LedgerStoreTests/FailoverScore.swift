import Database
import Ledger
import LedgerStore
import Synchronization

/// What clients were told while servers were lost, and how long they were told nothing.
final class FailoverScore: Sendable {
    private struct State {
        /// Where each cause stands in the books, as its client was told.
        var answers: [String: Int64] = [:]
        /// Acknowledged since the count last began.
        var counted = 0
        var waiting: (count: Int, continuation: CheckedContinuation<Void, Never>)?
        var isOver = false
        /// Answers that nobody knew, and those of them that turned out to stand already.
        var unknown = 0
        var stoodAlready = 0
        var lostAt: ContinuousClock.Instant?
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())

    var answers: [String: Int64] { state.withLock { $0.answers } }
    var acknowledged: Int { answers.count }

    func begin() { state.withLock { ($0.counted, $0.isOver) = (0, false) } }

    func end() { state.withLock { $0.isOver = true } }

    /// Returns once so many more are acknowledged.
    func reaches(_ count: Int) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.counted = 0
                state.waiting = (count, continuation)
            }
        }
    }

    func noteLoss() {
        state.withLock { state in
            state.counted = 0
            state.lostAt = .now
        }
    }

    /// One client: posts until it is over, and what nobody knows it posts again until it is known.
    func post(_ name: String, to store: LedgerStore) async throws {
        var serial = 0
        while !state.withLock({ $0.isOver }) {
            serial += 1
            let cause = "sale-\(name)-\(serial)"
            let change = try Books.sales([cause])
            var wasUnknown = false
            while true {
                do {
                    let outcome = try await store.submit(change)[0].get()
                    note(cause, outcome, wasUnknown: wasUnknown)
                    break
                } catch let trouble as DatabaseTrouble
                    where trouble.kind == .io || trouble.kind == .busy
                {
                    wasUnknown = true
                    state.withLock { $0.unknown += 1 }
                }
            }
        }
    }

    private func note(_ cause: String, _ outcome: VoucherOutcome, wasUnknown: Bool) {
        let ready = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.answers[cause] = outcome.sequence
            state.counted += 1
            if wasUnknown, case .duplicate = outcome { state.stoodAlready += 1 }
            if let lostAt = state.lostAt {
                state.pauses.append(.now - lostAt)
                state.lostAt = nil
            }
            guard let waiting = state.waiting, state.counted >= waiting.count else { return nil }
            state.waiting = nil
            return waiting.continuation
        }
        ready?.resume()
    }

    var summary: String {
        state.withLock { state in
            let pauses = state.pauses.sorted()
            let middle = pauses.isEmpty ? .zero : pauses[pauses.count / 2]
            return
                "\(state.answers.count) vouchers acknowledged, \(state.unknown) answers unknown, "
                + "\(state.stoodAlready) of those stood already; from the loss to the next answer "
                + "\(middle) in the middle, \(pauses.last ?? .zero) at most"
        }
    }
}
