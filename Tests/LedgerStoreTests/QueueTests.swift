import Database
import Dispatch
import Ledger
import LedgerStore
import Money
import Synchronization
import Testing

/// What the queue before the books does where much waits, and where something goes wrong.
struct QueueTests {
    struct Mistake: Error, Equatable { var number: Int }

    enum Answer: Equatable {
        case posted
        case refused(VoucherRefusal)
        case trouble(DatabaseTrouble.Kind)
        case mistake(Int)
        case cancelled
    }

    static func answer(of store: LedgerStore, to change: Change) async -> Answer {
        do {
            for voucher in try await store.submit(change) {
                if case .failure(let refusal) = voucher { return .refused(refusal) }
            }
            return .posted
        } catch let trouble as DatabaseTrouble {
            return .trouble(trouble.kind)
        } catch let mistake as Mistake {
            return .mistake(mistake.number)
        } catch {
            return .cancelled
        }
    }

    @Test("What is more than may wait is turned away as busy, and may come again")
    func backPressure() async throws {
        let books = try Books()
        let store = LedgerStore(try books.opened(), waitingVouchers: 10)
        let other = LongWrite(books.database)
        let (posted, busy) = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            for number in 0..<30 {
                group.addTask {
                    let change = try Books.sales(["sale-\(number)"])
                    return (number, await QueueTests.answer(of: store, to: change))
                }
            }
            var posted: [Int] = []
            var busy: [Int] = []
            for try await (number, answer) in group {
                if answer == .trouble(.busy) { busy.append(number) } else { posted.append(number) }
                #expect([.posted, .trouble(.busy)].contains(answer))
                // All are in the line or turned away: now it may go on.
                if busy.count == 20, posted.isEmpty { other.letGo() }
            }
            return (posted, busy)
        }
        #expect(posted.count == 10 && busy.count == 20)
        #expect(try books.head().sequence == 10)
        for number in busy {
            let change = try Books.sales(["sale-\(number)"])
            #expect(await QueueTests.answer(of: store, to: change) == .posted)
        }
        #expect(try books.head().sequence == 30)
        #expect(try books.store.audit().isSound)
    }

    @Test("A change bigger than all that may wait is taken where nothing waits")
    func bigChange() async throws {
        let books = try Books()
        let store = LedgerStore(try books.opened(), waitingVouchers: 10)
        let big = try Books.sales((0..<10_000).map { "sale-\($0)" })
        #expect(await QueueTests.answer(of: store, to: big) == .posted)
        #expect(try books.head().sequence == 10_000)
        #expect(try books.head().commits == 1)
    }

    @Test("After trouble each caller is told, nothing was posted, and the line goes on")
    func afterTrouble() async throws {
        let books = try Books()
        let impatient = try Database.open(
            path: books.path, migrations: LedgerStore.migrations, busyTimeoutSeconds: 0)
        let store = LedgerStore(impatient)
        for expected in [Answer.trouble(.busy), .posted] {
            let other = expected == .posted ? nil : LongWrite(books.database)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let change = try Books.sales(["sale-\(number)"])
                        return await QueueTests.answer(of: store, to: change)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            other?.letGo()
            #expect(answers.count == 200 && answers.allSatisfy { $0 == expected })
        }
        #expect(try books.head().sequence == 200)
        #expect(try books.store.audit().isSound)
    }

    @Test("Big and small changes stand beside each other, each with its own answers")
    func mixedSizes() async throws {
        let books = try Books()
        let sizes = (0..<300).map { $0 % 50 == 7 ? 9_000 : $0 % 10 == 3 ? 600 : 1 + $0 % 3 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, size) in sizes.enumerated() {
                group.addTask {
                    let names = (0..<size).map { "sale-\(number)-\($0)" }
                    let answers = try await books.store.submit(
                        try Books.sales(names, amount: Int64(number + 1)))
                    let places = try answers.map { try $0.get().sequence }
                    // A change stands in the books in one piece.
                    #expect(places.count == size)
                    #expect(zip(places, places.dropFirst()).allSatisfy { $1 == $0 + 1 })
                }
            }
            try await group.waitForAll()
        }
        #expect(try books.head().sequence == sizes.reduce(0) { $0 + Int64($1) })
        #expect(try books.store.audit().isSound)
    }

    @Test("However many changes' rows throw, each is told its own and none is tried for ever")
    func manyMistakes() async throws {
        let books = try Books()
        let tries = Tally()
        let count = 3_000
        let answers = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            for number in 0..<count {
                group.addTask {
                    let change = try Books.sales(["sale-\(number)"]) { _ in
                        tries.add()
                        if number % 3 > 0 { throw Mistake(number: number) }
                    }
                    return (number, await QueueTests.answer(of: books.store, to: change))
                }
            }
            return try await group.reduce(into: [Int: Answer]()) { $0[$1.0] = $1.1 }
        }
        for number in 0..<count {
            #expect(answers[number] == (number % 3 > 0 ? .mistake(number) : .posted))
        }
        let tried = tries.count
        #expect(tried <= 3 * count, "\(tried) tries of \(count) changes")
        #expect(try books.head().sequence == 1_000)
        #expect(try books.store.audit().isSound)
    }

    @Test("Rows that a neighbour's half-written rows would disturb are not blamed for it")
    func innocentRows() async throws {
        let books = try Books()
        try books.database.write { try $0.run("CREATE TABLE mark (number INTEGER PRIMARY KEY)") }
        let answers = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            for number in 0..<600 {
                group.addTask {
                    let change = try Books.sales(["sale-\(number)"]) { connection in
                        // Of two that write the same mark, one gives up after it has.
                        try connection.run("INSERT INTO mark VALUES (\(number / 2))")
                        if number % 2 == 0 { throw Mistake(number: number) }
                    }
                    return (number, await QueueTests.answer(of: books.store, to: change))
                }
            }
            return try await group.reduce(into: [Int: Answer]()) { $0[$1.0] = $1.1 }
        }
        // Only where the innocent one came first does the other meet its mark.
        for number in stride(from: 1, to: 600, by: 2) {
            #expect(answers[number] == .posted)
            let other = answers[number - 1]
            #expect(other == .mistake(number - 1) || other == .trouble(.constraint))
        }
        #expect(try books.head().sequence == 300)
    }

    private final class Tally: Sendable {
        private let sum = Mutex(0)
        var count: Int { sum.withLock { $0 } }
        func add() { sum.withLock { $0 += 1 } }
    }

    /// A task that something inside of it cancels.
    private final class Caller: Sendable {
        private let task = Mutex<Task<Answer, any Error>?>(nil)
        private let isKnown = DispatchSemaphore(value: 0)

        func isKnown(as caller: Task<Answer, any Error>) {
            task.withLock { $0 = caller }
            isKnown.signal()
        }

        /// Called on a thread that may block.
        func cancel() {
            isKnown.wait()
            task.withLock { $0?.cancel() }
        }
    }

    @Test("A cancelled task hands nothing in; one cancelled while it waits gets its answer")
    func cancellation() async throws {
        let books = try Books()
        let store = books.store
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await QueueTests.answer(of: store, to: try Books.sales(["sale-1"]))
        }
        #expect(try await before.value == .cancelled)
        #expect(try books.head().sequence == 0)
        let caller = Caller()
        let waiting = Task {
            // The rows are written while the caller waits.
            let change = try Books.sales(["sale-2"]) { _ in caller.cancel() }
            return await QueueTests.answer(of: store, to: change)
        }
        caller.isKnown(as: waiting)
        #expect(try await waiting.value == .posted)
        #expect(try books.head().sequence == 1)
    }

    @Test("A shutdown waits until what another process holds up is posted")
    func drain() async throws {
        let books = try Books()
        let store = LedgerStore(try books.opened(), waitingVouchers: 50)
        let other = LongWrite(books.database)
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for number in 0..<80 {
                group.addTask {
                    let change = try Books.sales(["sale-\(number)"])
                    return await QueueTests.answer(of: store, to: change)
                }
            }
            var answers: [Answer] = []
            for try await answer in group {
                answers.append(answer)
                guard answers.count == 30 else { continue }
                // Fifty wait now.
                group.addTask {
                    store.shutdown()
                    return try books.head().sequence == 50 ? .posted : .cancelled
                }
                other.letGo()
            }
            return answers
        }
        #expect(answers.count { $0 == .posted } == 51)
        #expect(answers.count { $0 == .trouble(.busy) } == 30)
        let late = try Books.sales(["late"])
        #expect(await QueueTests.answer(of: store, to: late) == .trouble(.other))
    }
}
