import Database
import Ledger
import LedgerStore
import Money
import Synchronization
import Testing

struct GroupCommitTests {
    struct Mistake: Error {}

    @Test("Many tasks share commits, and each gets its own answer", arguments: [1, 32, 2_000])
    func manyTasks(count: Int) async throws {
        let books = try Books()
        let sequences = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<count {
                group.addTask {
                    let change = try Books.sales(["sale-\(number)"], amount: Int64(number + 1))
                    let answer = try await books.store.submit(change)
                    return try answer[0].get().sequence
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(sequences == Set(1...Int64(count)))
        books.store.shutdown()
        let head = try books.head()
        #expect(head.sequence == count)
        #expect(head.turnover == Yen(count * (count + 1) / 2))
        #expect(head.commits <= count)
        if count == 2_000 { #expect(head.commits < count / 2, "\(head.commits) commits") }
        #expect(try books.store.audit().isSound)
    }

    @Test("The same voucher from many tasks is one voucher")
    func sameVoucher() async throws {
        let books = try Books()
        let outcomes = try await withThrowingTaskGroup(of: VoucherOutcome.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await books.store.submit(try Books.sales(["sale"]))[0].get()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let day = Books.begins
        #expect(outcomes.count { $0 == .posted(sequence: 1, day: day) } == 1)
        #expect(outcomes.count { $0 == .duplicate(sequence: 1, day: day) } == 199)
    }

    @Test("Refused and broken changes do not touch their neighbours")
    func neighbours() async throws {
        let books = try Books()
        let answers = await withTaskGroup(of: (Int, String).self) { group in
            for number in 0..<300 {
                group.addTask {
                    do {
                        let amount: Int64 = number % 3 == 1 ? 0 : 600
                        let change = try Books.sales(["sale-\(number)"], amount: amount) { _ in
                            if number % 3 == 2 { throw Mistake() }
                        }
                        switch try await books.store.submit(change)[0] {
                        case .success: return (number, "posted")
                        case .failure(let refusal): return (number, refusal.rawValue)
                        }
                    } catch is Mistake {
                        return (number, "mistake")
                    } catch {
                        return (number, "trouble")
                    }
                }
            }
            return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        for number in 0..<300 {
            #expect(answers[number] == ["posted", "amount-not-positive", "mistake"][number % 3])
        }
        #expect(try books.head().sequence == 100)
        #expect(try books.store.audit().isSound)
    }

    @Test("What changes ask for afterwards is done once for their batch, behind all rows")
    func afterwards() throws {
        let books = try Books()
        let log = Mutex<[String]>([])
        let changes = try (0..<3).map { number in
            var change = try Books.sales(["sale-\(number)"]) { _ in
                log.withLock { $0.append("rows \(number)") }
            }
            change.afterwards = Change.Afterwards(number == 1 ? ["b"] : ["a", "c"]) { name, _ in
                log.withLock { $0.append(name) }
            }
            return change
        }
        #expect(try books.store.post(changes).count == 3)
        #expect(log.withLock { $0 } == ["rows 0", "rows 1", "rows 2", "a", "c", "b"])
        // A refused change asks for nothing; what throws there undoes the whole batch.
        log.withLock { $0 = [] }
        var refused = try Books.sales(["sale-3"], amount: 0)
        refused.afterwards = Change.Afterwards(["d"]) { name, _ in log.withLock { $0 = [name] } }
        var broken = try Books.sales(["sale-4"])
        #expect(try books.store.post([refused, broken]).count == 2)
        #expect(log.withLock { $0 } == [])
        broken = try Books.sales(["sale-5"])
        broken.afterwards = Change.Afterwards(["e"]) { _, _ in throw Mistake() }
        #expect(throws: Mistake.self) { _ = try books.store.post([broken]) }
        #expect(try books.head().sequence == 4)
        #expect(try books.store.audit().isSound)
    }

    @Test("A shutdown posts what waits, and takes nothing more")
    func shutdown() async throws {
        let books = try Books()
        let posted = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<500 {
                group.addTask {
                    do {
                        let answer = try await books.store.submit(
                            try Books.sales(["sale-\(number)"]))
                        return try answer[0].get().sequence > 0 ? 1 : 0
                    } catch let trouble as DatabaseTrouble {
                        #expect(trouble.message.contains("shut down"))
                        return 0
                    }
                }
            }
            group.addTask {
                books.store.shutdown()
                return 0
            }
            return try await group.reduce(0, +)
        }
        // Whoever was told that it is posted finds it there, and nothing else is there.
        #expect(try books.head().sequence == posted)
        books.store.shutdown()
        await #expect(throws: DatabaseTrouble.self) {
            try await books.store.submit(try Books.sales(["late"]))
        }
        #expect(try books.store.audit().isSound)
    }

    @Test("Two services and bulk work share one file")
    func sharedFile() async throws {
        let books = try Books()
        let other = LedgerStore(try books.opened())
        try await withThrowingTaskGroup { group in
            for number in 0..<120 {
                let store = number % 2 == 0 ? books.store : other
                group.addTask {
                    let change = try Books.sales(["sale-\(number)", "sale-\(number / 2)"])
                    if number % 5 == 0 {
                        for answer in try store.post([change]).joined() { _ = try answer.get() }
                    } else {
                        for answer in try await store.submit(change) { _ = try answer.get() }
                    }
                }
            }
            try await group.waitForAll()
        }
        other.shutdown()
        #expect(try books.head().sequence == 120)
        #expect(try books.store.audit().isSound)
    }
}
