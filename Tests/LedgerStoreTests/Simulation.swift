import Database
import Foundation
import Ledger
import LedgerStore
import Money
import Testing

/// What the simulations share: seeds, the model, and the comparison of books with it.
///
/// `SUITO_SEED` repeats a run, `SUITO_HISTORY` one history of it, `SUITO_OPERATIONS` makes it
/// longer or shorter.
enum Simulation {
    typealias Answers = [Result<VoucherOutcome, VoucherRefusal>]

    static let seed = number("SUITO_SEED") ?? UInt64.random(in: 0...UInt64.max)
    /// Vouchers told, and days closed, in all simulations together.
    static let operations = number("SUITO_OPERATIONS").map(Int.init) ?? wholeRun
    /// What the shapes of the histories sum up to.
    private static let wholeRun = 1_030_000
    static var part: Double { Double(operations) / Double(wholeRun) }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    /// Whether all histories are run.
    static let isWhole = number("SUITO_HISTORY") == nil

    /// The seed of one history; nil where another one alone is wanted.
    static func seed(ofHistory history: Int) -> UInt64? {
        if let wanted = number("SUITO_HISTORY"), wanted != UInt64(history) { return nil }
        return seed &+ UInt64(history) &* 0xD1B5_4A32_D192_ED03
    }

    /// What the books did that the model does not.
    struct Difference: Error, CustomStringConvertible {
        var text: String
        var description: String { text }
    }

    /// What rows throw that are meant to.
    struct Mistake: Error {}

    static func require(
        _ condition: Bool, _ text: @autoclosure () -> String
    ) throws(Difference) {
        if !condition { throw Difference(text: text()) }
    }

    /// Runs a history, and says on failure how to have it again.
    static func run(_ history: Int, _ body: (UInt64) async throws -> Void) async throws {
        guard let seed = seed(ofHistory: history) else { return }
        do {
            try await body(seed)
        } catch let error {
            Issue.record(
                "SUITO_SEED=\(Simulation.seed) SUITO_HISTORY=\(history): \(error)")
        }
    }

    /// Rows that leave a note, and perhaps go wrong after that.
    static func rows(note: Int64, goWrong: Bool) -> @Sendable (Connection) throws -> Void {
        { connection in
            let insert = try connection.statement("INSERT INTO note VALUES (?1)")
            insert.bind(1, note)
            try insert.run()
            if goWrong { throw Mistake() }
        }
    }

    static func books(recentVouchers: Int) throws -> Books {
        let books = try Books(recentVouchers: recentVouchers)
        try books.database.write { try $0.run("CREATE TABLE note (number INTEGER NOT NULL)") }
        return books
    }
}

/// The model of the books, and of the rows beside them.
struct Model {
    var book = Book(begins: Books.begins)
    var notes: [Int64] = []

    /// What the books must say to a change: all of it, or nothing.
    mutating func take(_ change: Change, note: Int64? = nil) -> Simulation.Answers {
        let answers = answers(to: change)
        if let note, answers.allSatisfy({ (try? $0.get()) != nil }) { notes.append(note) }
        return answers
    }

    private mutating func answers(to change: Change) -> Simulation.Answers {
        // A single refused voucher leaves no trace by itself.
        if change.vouchers.count == 1 {
            return [book.post(change.vouchers[0], chart: change.chart)]
        }
        var changed = book
        let answers = change.vouchers.map { changed.post($0, chart: change.chart) }
        guard answers.contains(where: { (try? $0.get()) == nil }) else {
            book = changed
            return answers
        }
        return answers.map { answer in
            guard case .success(let outcome) = answer, outcome.sequence > book.sequence else {
                return answer
            }
            return .failure(.changeRefused)
        }
    }

    /// Holds all that the books can be asked against this.
    func compare(_ database: Database, _ store: LedgerStore) throws {
        try database.read { connection in
            let head = try store.head(connection)
            try Simulation.require(
                head.sequence == book.sequence,
                "\(head.sequence) vouchers, in the model \(book.sequence)")
            try Simulation.require(head.closedThrough == book.closedThrough, "closed through")
            try compareBalances(store, connection)
            try compareVouchers(store, connection)
            try compareNotes(connection)
        }
        let report = try store.audit()
        try Simulation.require(report.isSound, "audit: \(report.damages.prefix(5))")
        try Simulation.require(report.vouchers == book.sequence, "the audit walked too few")
    }

    private func compareBalances(_ store: LedgerStore, _ connection: Connection) throws {
        let balances = Dictionary(
            uniqueKeysWithValues: try store.balances(connection).map { ($0.0, $0.1) })
        try Simulation.require(balances == book.balances, "balances \(balances)")
        for offset in -8..<38 {
            let day = Books.begins.adding(offset)
            let stored = Dictionary(
                uniqueKeysWithValues: try store.balances(asOf: day, connection)
                    .map { ($0.0, $0.1) })
            try Simulation.require(stored == book.balances(asOf: day), "balances as of \(day)")
        }
    }

    private func compareVouchers(_ store: LedgerStore, _ connection: Connection) throws {
        let accounts = try store.accounts(connection)
        var walked: Int64 = 0
        var again = Book(begins: book.begins)
        var closings = try store.closings(connection)[...]
        try store.forEachVoucher(connection) { voucher in
            while let closing = closings.first, closing.sequence < voucher.sequence {
                try again.close(closing.day)
                closings = closings.dropFirst()
            }
            walked += 1
            try Simulation.require(voucher.sequence == walked, "no voucher \(walked)")
            let told = Voucher(
                cause: voucher.cause, occurred: voucher.occurred, ownDay: voucher.ownDay,
                action: voucher.action)
            let answer = again.post(told, chart: accounts)
            try Simulation.require(
                answer == .success(.posted(sequence: walked, day: voucher.day)),
                "voucher \(walked) told again: \(answer)")
            try Simulation.require(
                try store.state(of: voucher.id, connection) == book.state(of: voucher.id),
                "state of voucher \(walked)")
        }
        try Simulation.require(walked == book.sequence, "walked \(walked)")
        try Simulation.require(again.balances == book.balances, "balances of the journal")
    }

    private func compareNotes(_ connection: Connection) throws {
        let row = try connection.statement("SELECT number FROM note ORDER BY number")
        var stored: [Int64] = []
        while try row.step() { stored.append(row.int64(0)) }
        try Simulation.require(stored == notes.sorted(), "rows beside the vouchers")
    }
}
