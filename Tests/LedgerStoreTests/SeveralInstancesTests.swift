import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing

/// Instances whose clocks differ, on the same books.
struct SeveralInstancesTests {
    private static func change(_ name: String, at recorded: Moment) throws -> Change {
        var change = try Books.sales([name])
        change.recorded = recorded
        return change
    }

    @Test("When the books heard of something never goes back, whichever clock is behind")
    func recorded() async throws {
        let books = try Books()
        let other = LedgerStore(try books.opened())
        var random = SplitMix64.seeded("several instances")
        var greatest = Books.recorded.seconds
        for number in 0..<60 {
            let isBehind = random.flip()
            let clock = Moment(
                seconds: Books.recorded.seconds + Int64(number) - (isBehind ? 3_600 : 0))
            let change = try Self.change("sale-\(number)", at: clock)
            let store = isBehind ? other : books.store
            if random.flip() {
                _ = try await store.submit(change)[0].get()
            } else {
                for answer in try store.post([change]).joined() { _ = try answer.get() }
            }
            greatest = max(greatest, clock.seconds)
        }
        // A refused change takes its moment with it.
        var refused = try Books.sales(["refused"], amount: 0)
        refused.recorded = Moment(seconds: greatest + 9_000)
        let answers = try books.store.post([refused])
        #expect(answers[0][0].isRefused)
        let closing = try other.closeDay(
            Books.begins, recorded: Moment(seconds: greatest - 3_600)
        ).get()
        #expect(closing.recorded.seconds == greatest)
        // A third instance knows what the others did.
        let third = LedgerStore(try books.opened())
        _ = try third.post([Self.change("late", at: Moment(seconds: 0))])
        let moments = try books.database.read { connection in
            var moments: [Int64] = []
            try books.store.forEachVoucher(connection) { moments.append($0.recorded.seconds) }
            return moments
        }
        #expect(moments.count == 61 && moments == moments.sorted())
        #expect(moments.last == greatest)
        #expect(try third.audit().isSound)
        other.shutdown()
    }

    @Test("All instances' vouchers stand in one order, that of their answers")
    func oneOrder() async throws {
        let books = try Books()
        let stores = [
            books.store, LedgerStore(try books.opened()), LedgerStore(try books.opened()),
        ]
        let sequences = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for client in 0..<6 {
                group.addTask {
                    var own: [Int64] = []
                    for number in 0..<25 {
                        let change = try Books.sales(["sale-\(client)-\(number)"])
                        own.append(try await stores[client % 3].submit(change)[0].get().sequence)
                    }
                    return own
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for own in sequences { #expect(own == own.sorted()) }
        #expect(Set(sequences.joined()) == Set(1...150))
        #expect(try books.head().sequence == 150)
        for store in stores { store.shutdown() }
        #expect(try stores[0].audit().isSound)
    }
}

extension Result {
    fileprivate var isRefused: Bool {
        if case .failure = self { true } else { false }
    }
}
