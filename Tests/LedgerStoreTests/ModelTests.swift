import Database
import Ledger
import LedgerStore
import Money
import Synchronization
import TestSupport
import Testing

/// Random histories against the model of the books and against the books on disk: equal answers,
/// equal balances, and an audit that finds nothing.
///
/// One after the other; several at once are ``ConcurrentModelTests``.
struct ModelTests {
    static let seed = Simulation.seed

    /// How a history is lived through.
    struct Shape: Sendable, CustomTestStringConvertible {
        var histories: Int
        /// Operations of one history, at most.
        var length: Int
        /// Changes in one posting, at most.
        var changes: Int
        /// One change of how many has several vouchers.
        var severalIn: Int
        var testDescription: String { "\(histories) of \(length) operations" }
    }

    static let shapes = [
        Shape(histories: 210, length: 1_500, changes: 200, severalIn: 8),
        Shape(histories: 210, length: 1_500, changes: 200, severalIn: 8),
        Shape(histories: 40, length: 500, changes: 6, severalIn: 3),
        Shape(histories: 3, length: 30_000, changes: 1_500, severalIn: 400),
        Shape(histories: 3, length: 30_000, changes: 1_500, severalIn: 400),
    ]

    @Test(
        "The books on disk answer as the model does, whoever writes and however often reopened",
        arguments: shapes.indices)
    func storeIsModel(place: Int) async throws {
        let shape = ModelTests.shapes[place]
        let part = Simulation.part
        var tally = Tally()
        for number in 0..<max(1, Int(Double(shape.histories) * part)) {
            try await Simulation.run(place * 1_000 + number) { seed in
                var history = try LivedHistory(seed: seed, shape: shape)
                try history.live()
                tally.add(history.tally)
            }
        }
        print("ModelTests \(shape.testDescription): SUITO_SEED=\(Simulation.seed), \(tally)")
        guard part >= 1, Simulation.isWhole else { return }
        #expect(tally.posted > 1_000 && tally.duplicates > 100)
        // Where the histories are many, what is rare has been met too, and every way to be wrong.
        guard shape.histories > 100 else { return }
        #expect(tally.closings > 10 && tally.mistakes > 3 && tally.reopenings > 3)
        let missing = Set(VoucherRefusal.allCases).subtracting(tally.refused.keys)
        #expect(missing.isEmpty)
    }

    struct Tally: CustomStringConvertible {
        var operations = 0
        var posted = 0
        var duplicates = 0
        var refused: [VoucherRefusal: Int] = [:]
        var closings = 0
        var mistakes = 0
        var reopenings = 0

        mutating func count(_ answers: Simulation.Answers) {
            for answer in answers {
                switch answer {
                case .success(.posted): posted += 1
                case .success(.duplicate): duplicates += 1
                case .failure(let refusal): refused[refusal, default: 0] += 1
                }
            }
        }

        mutating func add(_ other: Tally) {
            operations += other.operations
            posted += other.posted
            duplicates += other.duplicates
            refused.merge(other.refused, uniquingKeysWith: +)
            closings += other.closings
            mistakes += other.mistakes
            reopenings += other.reopenings
        }

        var description: String {
            "\(operations) operations: \(posted) posted, \(duplicates) duplicates, "
                + "\(refused.values.reduce(0, +)) refused in \(refused.count) ways, "
                + "\(closings) closings, \(mistakes) mistakes in rows, \(reopenings) reopenings"
        }
    }
}

/// One history on books of its own, told to two writers in turns, and to the model.
struct LivedHistory {
    private let books: Books
    private let shape: ModelTests.Shape
    private var stores: [LedgerStore]
    private var history: RandomHistory
    private var model = Model()
    private var notes: Int64 = 0
    private(set) var tally = ModelTests.Tally()

    init(seed: UInt64, shape: ModelTests.Shape) throws {
        self.shape = shape
        history = RandomHistory(seed: seed, isRich: seed % 16 == 0, isOdd: true)
        // Few recent ids, so that the journal is asked too.
        books = try Simulation.books(recentVouchers: 1 << (4 + Int(seed % 12)))
        stores = [books.store, LedgerStore(try books.opened(), recentVouchers: 64)]
    }

    mutating func live() throws {
        while tally.operations < shape.length {
            if let day = history.dayToClose(
                earliestOpen: model.book.earliestOpenDay, oneIn: 6)
            {
                try close(day)
            } else if history.below(20) == 0 {
                // The other writer ends, and comes back with nothing in memory.
                tally.operations += 1
                tally.reopenings += 1
                stores[1].shutdown()
                stores[1] = LedgerStore(try books.opened(), recentVouchers: 64)
            } else {
                try post()
            }
        }
        try model.compare(books.database, stores[history.below(2)])
    }

    private mutating func close(_ day: BookDay) throws {
        tally.operations += 1
        let answer = try stores[history.below(2)].closeDay(day, recorded: Books.recorded)
        var refusal: CloseRefusal?
        do throws(CloseRefusal) { try model.book.close(day) } catch { refusal = error }
        switch answer {
        case .success(let closing):
            tally.closings += 1
            try Simulation.require(
                refusal == nil && closing.day == day
                    && closing.sequence == model.book.sequence, "closing of \(day)")
        case .failure(let told):
            try Simulation.require(told == refusal, "closing of \(day): \(told)")
        }
    }

    /// A change with its note, and whether its rows are to go wrong.
    private typealias Told = (change: Change, note: Int64?, goesWrong: Bool)

    private mutating func post() throws {
        let count = history.below(4) == 0 ? 1 + history.below(3) : 1 + history.below(shape.changes)
        let broken = history.below(12) == 0 ? history.below(count) : nil
        var told: [Told] = []
        while told.count < count, tally.operations < shape.length {
            told.append(next(goesWrong: told.count == broken))
            tally.operations += told[told.count - 1].change.vouchers.count
        }
        let store = history.below(4) == 0 ? stores[1] : stores[0]
        if try goesWrong(told, store) {
            tally.mistakes += 1
            // All but what went wrong stands, and is answered so when it is told again.
            told.removeAll(where: \.goesWrong)
        }
        let expected = told.map { model.take($0.change, note: $0.note) }
        let answers = try store.post(told.map(\.change))
        try Simulation.require(answers.count == expected.count, "\(answers.count) answers")
        for (place, (answer, wanted)) in zip(answers, expected).enumerated() {
            try Simulation.require(
                answer == wanted,
                "\(told[place].change.vouchers): \(answer), in the model \(wanted)")
            tally.count(answer)
        }
    }

    /// Whether rows throw; the rest has been posted then.
    private mutating func goesWrong(_ told: [Told], _ store: LedgerStore) throws -> Bool {
        var after = model
        var throwsRows = false
        for one in told {
            guard one.goesWrong else {
                _ = after.take(one.change, note: one.note)
                continue
            }
            // Only where no voucher is refused are its rows tried at all.
            var tried = after
            if tried.take(one.change).allSatisfy({ (try? $0.get()) != nil }) { throwsRows = true }
        }
        guard throwsRows else { return false }
        do {
            _ = try store.post(told.map(\.change))
            throw Simulation.Difference(text: "rows that throw were passed over")
        } catch is Simulation.Mistake {
            model = after
            return true
        }
    }

    private mutating func next(goesWrong: Bool) -> Told {
        var vouchers = [history.next()]
        if history.below(shape.severalIn) == 0 {
            if history.below(8) == 0 {
                // Many that are good, as an import brings them.
                var book = model.book
                for _ in 0..<history.below(60) { vouchers.append(history.next()) }
                vouchers = vouchers.filter {
                    (try? book.post($0, chart: history.chart).get()) != nil
                }
            } else {
                for _ in 0..<history.below(4) { vouchers.append(history.next()) }
            }
        }
        let hasRows = goesWrong || history.below(6) == 0
        notes += 1
        let change = history.change(
            vouchers, recorded: Books.recorded,
            rows: hasRows ? Simulation.rows(note: notes, goWrong: goesWrong) : nil)
        return (change, hasRows ? notes : nil, goesWrong)
    }
}
