import Database
import Foundation
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing

/// Random histories against the model of the books and against the books on disk: equal answers,
/// equal balances, and an audit that finds nothing.
///
/// `SUITO_SEED` repeats a run, `SUITO_OPERATIONS` lengthens it.
struct ModelTests {
    static let seed =
        ProcessInfo.processInfo.environment["SUITO_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 0...UInt64.max)
    static let operations =
        ProcessInfo.processInfo.environment["SUITO_OPERATIONS"].flatMap(Int.init) ?? 20_000

    typealias Answers = [Result<VoucherOutcome, VoucherRefusal>]

    /// What the model says to a change: all of it, or nothing.
    static func expected(_ change: Change, _ book: inout Book) -> Answers {
        var changed = book
        let answers = change.vouchers.map { changed.post($0, chart: change.chart) }
        let isRefused = answers.contains { (try? $0.get()) == nil }
        guard isRefused else {
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

    @Test(
        "The books on disk answer as the model does, through two writers that take turns",
        arguments: [1, 7, 300])
    func storeIsModel(vouchersPerChange: Int) throws {
        let seed = ModelTests.seed &+ UInt64(vouchersPerChange)
        print("ModelTests: SUITO_SEED=\(ModelTests.seed)")
        // Few recent ids, so that the journal is asked too.
        let books = try Books(recentVouchers: 64)
        let other = LedgerStore(try books.opened())
        var book = Book(begins: Books.begins)
        var history = RandomHistory(seed: seed)
        var random = SplitMix64(seed: seed)
        var refused = 0
        var posted = 0
        var done = 0
        let operations = ModelTests.operations / (vouchersPerChange == 1 ? 10 : 1)
        while done < operations {
            let store = Int.random(in: 0..<4, using: &random) == 0 ? other : books.store
            if let day = history.dayToClose(earliestOpen: book.earliestOpenDay) {
                done += 1
                let answer = try store.closeDay(day, recorded: Books.recorded)
                do throws(CloseRefusal) {
                    try book.close(day)
                    #expect((try? answer.get())?.day == day)
                } catch {
                    #expect(answer == .failure(error))
                }
                continue
            }
            let changes = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                let count = Int.random(in: 1...vouchersPerChange, using: &random)
                done += count
                let vouchers = (0..<count).map { _ in history.next() }
                return Change(
                    chart: history.chart,
                    // Wrong vouchers are common in a history; let most changes have none.
                    vouchers: ModelTests.mostlyGood(vouchers, book, history.chart, &random),
                    recorded: Books.recorded)
            }
            let expected = changes.map { ModelTests.expected($0, &book) }
            let answers = try store.post(changes)
            #expect(answers == expected)
            posted += answers.joined().count { (try? $0.get()) != nil }
            refused += answers.joined().count { (try? $0.get()) == nil }
        }
        #expect(posted > 100 && refused > 10, "\(posted) posted, \(refused) refused")
        try ModelTests.compare(books, book)
    }

    private static func mostlyGood(
        _ vouchers: [Voucher], _ book: Book, _ chart: Chart, _ random: inout SplitMix64
    ) -> [Voucher] {
        if Int.random(in: 0..<8, using: &random) == 0 { return vouchers }
        var book = book
        return vouchers.filter { (try? book.post($0, chart: chart).get()) != nil }
    }

    static func compare(_ books: Books, _ book: Book) throws {
        try books.database.read { connection in
            let store = books.store
            let head = try store.head(connection)
            #expect(head.sequence == book.sequence)
            #expect(head.closedThrough == book.closedThrough)
            #expect(dictionary(try store.balances(connection)) == book.balances)
            for offset in -2..<35 {
                let day = Books.begins.adding(offset)
                let stored = dictionary(try store.balances(asOf: day, connection))
                #expect(stored == book.balances(asOf: day), "as of \(day)")
            }
            var walked: Int64 = 0
            try store.forEachVoucher(connection) { voucher in
                walked += 1
                #expect(voucher.sequence == walked)
                let state = try store.state(of: voucher.id, connection)
                #expect(state == book.state(of: voucher.id))
            }
            #expect(walked == book.sequence)
        }
        let report = try books.store.audit()
        #expect(report.isSound, "\(report.damages.prefix(5))")
        #expect(report.vouchers == book.sequence)
    }

    private static func dictionary(_ balances: [(Account, Balance)]) -> [Account: Balance] {
        Dictionary(uniqueKeysWithValues: balances)
    }
}
