import Database
import Ledger
import LedgerStore
import Money
import Synchronization
import TestSupport
import Testing

/// Random histories told by many tasks at once, through two writers on one file.
///
/// What they were answered must be explainable: by the order in which the journal holds the
/// vouchers, each answer is the one that the model gives.
struct ConcurrentModelTests {
    private static let histories = 100
    private static let length = 2_000

    @Test(
        "Whatever many tasks are answered at once, the journal's order explains", arguments: 0..<2)
    func explainable(half: Int) async throws {
        let histories = max(2, Int(Double(ConcurrentModelTests.histories) * Simulation.part))
        var tally = ModelTests.Tally()
        for number in 0..<histories where number % 2 == half {
            try await Simulation.run(9_000 + number) { seed in
                var history = try ConcurrentHistory(seed: seed, length: ConcurrentModelTests.length)
                try await history.live()
                tally.add(history.tally)
            }
        }
        print("ConcurrentModelTests \(half): SUITO_SEED=\(Simulation.seed), \(tally)")
    }
}

/// One history that tasks live through together.
struct ConcurrentHistory {
    /// A change as a task told it, and what the books said.
    struct Told: Sendable {
        var change: Change
        var note: Int64?
        var goesWrong: Bool
        /// nil: the rows threw.
        var answers: Simulation.Answers?
        /// Vouchers that stood for certain before it was handed in.
        var before: Int64 = 0
        /// Vouchers that stood at most when it was answered.
        var after: Int64 = 0

        var isPosted: Bool {
            guard let answers else { return false }
            return answers.allSatisfy { (try? $0.get()) != nil }
        }
    }

    /// The greatest place that anybody was told of.
    private final class Known: Sendable {
        private let place = Mutex<Int64>(0)
        var last: Int64 { place.withLock { $0 } }

        func hear(_ answers: Simulation.Answers) {
            let greatest = answers.compactMap { try? $0.get().sequence }.max() ?? 0
            place.withLock { $0 = max($0, greatest) }
        }
    }

    private let books: Books
    private let stores: [LedgerStore]
    private var told: [[Told]]
    private var random: SplitMix64
    private(set) var tally = ModelTests.Tally()

    init(seed: UInt64, length: Int) throws {
        books = try Simulation.books(recentVouchers: 1 << (4 + Int(seed % 12)))
        stores = [books.store, LedgerStore(try books.opened(), recentVouchers: 256)]
        var history = RandomHistory(seed: seed, isRich: seed % 16 == 0, isOdd: true)
        random = SplitMix64(seed: seed)
        let tasks = [2, 8, 32, 128][Int(seed / 16 % 4)]
        told = Array(repeating: [], count: tasks)
        var operations = 0
        while operations < length {
            let count = history.below(6) == 0 ? 1 + history.below(5) : 1
            let vouchers = (0..<count).map { _ in history.next() }
            let hasRows = history.below(8) == 0
            let goesWrong = hasRows && history.below(20) == 0
            let note = Int64(operations)
            let change = history.change(
                vouchers, recorded: Books.recorded,
                rows: hasRows ? Simulation.rows(note: note, goWrong: goesWrong) : nil)
            told[Int.random(in: 0..<tasks, using: &random)].append(
                Told(change: change, note: hasRows ? note : nil, goesWrong: goesWrong))
            operations += count
        }
        tally.operations = operations
    }

    mutating func live() async throws {
        let known = Known()
        let stores = stores
        let database = books.database
        told = try await withThrowingTaskGroup(of: (Int, [Told]).self) { group in
            for (task, own) in told.enumerated() {
                group.addTask {
                    var own = own
                    for place in own.indices {
                        let store = stores[(task + place / 7) % 2]
                        try await ConcurrentHistory.tell(&own[place], store, known, database)
                    }
                    return (task, own)
                }
            }
            group.addTask {
                // Days end while others post.
                for offset in 0..<20 {
                    let day = Books.begins.adding(offset)
                    _ = try stores[offset % 2].closeDay(day, recorded: Books.recorded)
                    for _ in 0..<50 { await Task.yield() }
                }
                return (-1, [])
            }
            var told = told
            for try await (task, own) in group where task >= 0 { told[task] = own }
            return told
        }
        for store in stores { store.shutdown() }
        try explain()
    }

    private static func tell(
        _ one: inout Told, _ store: LedgerStore, _ known: Known, _ database: Database
    ) async throws {
        one.before = known.last
        do {
            let answers = try await store.submit(one.change)
            known.hear(answers)
            one.answers = answers
            if !one.isPosted {
                one.after = try database.read { try store.head($0).sequence }
            }
        } catch is Simulation.Mistake {
            try Simulation.require(one.goesWrong, "rows that are right have thrown")
        }
    }

    /// Lives the history again in the order of the journal.
    private mutating func explain() throws {
        var model = Model()
        let all = told.flatMap { $0 }
        var posted: [Int64: Int] = [:]
        var refused: [Int] = []
        for (place, one) in all.enumerated() {
            guard let answers = one.answers else { continue }
            tally.count(answers)
            guard one.isPosted else {
                refused.append(place)
                continue
            }
            try Simulation.require(!one.goesWrong, "rows that throw were passed over")
            if let note = one.note { model.notes.append(note) }
            for case .success(.posted(let sequence, _)) in answers {
                try Simulation.require(sequence > one.before, "voucher \(sequence) came too early")
                try Simulation.require(
                    posted.updateValue(place, forKey: sequence) == nil,
                    "two were told to be voucher \(sequence)")
            }
        }
        refused.sort { all[$0].before < all[$1].before }
        var waiting = refused[...]
        var open: [Int] = []
        let (head, closings) = try books.database.read {
            (try books.store.head($0), try books.store.closings($0))
        }
        tally.closings += closings.count
        tally.mistakes += all.count { $0.answers == nil }
        var closed = closings[...]
        while true {
            while let closing = closed.first, closing.sequence == model.book.sequence {
                try model.book.close(closing.day)
                closed = closed.dropFirst()
            }
            let sequence = model.book.sequence
            while let next = waiting.first, all[next].before <= sequence {
                open.append(next)
                waiting = waiting.dropFirst()
            }
            open.removeAll { isExplained(all[$0], by: model) }
            for place in open {
                try Simulation.require(
                    all[place].after > sequence,
                    "no order explains \(all[place].answers ?? []) to "
                        + "\(all[place].change.vouchers)")
            }
            guard sequence < head.sequence else { break }
            guard let place = posted[sequence + 1] else {
                throw Simulation.Difference(text: "nobody was told of voucher \(sequence + 1)")
            }
            try post(all[place], &model)
        }
        try Simulation.require(waiting.isEmpty && closed.isEmpty, "answers from beyond the end")
        try checkDuplicates(all, model)
        try model.compare(books.database, books.store)
    }

    /// Posts what was posted to the model too; its duplicates may be of any earlier place.
    private func post(_ one: Told, _ model: inout Model) throws {
        for (voucher, answer) in zip(one.change.vouchers, one.answers ?? []) {
            let again = model.book.post(voucher, chart: one.change.chart)
            try Simulation.require(again == answer, "\(voucher): \(answer), in the model \(again)")
        }
    }

    private func isExplained(_ one: Told, by model: Model) -> Bool {
        var tried = model
        return tried.take(one.change) == one.answers
    }

    /// Whoever was told that all stood already finds it there.
    private func checkDuplicates(_ all: [Told], _ model: Model) throws {
        var book = model.book
        for one in all where one.isPosted {
            for (voucher, answer) in zip(one.change.vouchers, one.answers ?? []) {
                guard case .success(let outcome) = answer else { continue }
                let again = book.post(voucher, chart: one.change.chart)
                try Simulation.require(
                    again
                        == .success(
                            .duplicate(sequence: outcome.sequence, day: outcome.day)),
                    "\(voucher) was \(outcome), and is now \(again)")
            }
        }
    }
}
