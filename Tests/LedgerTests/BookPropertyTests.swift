import Foundation
import Ledger
import Money
import Testing

/// What holds after every voucher, whatever was posted before it.
///
/// `SUITO_SEED` repeats a run, `SUITO_OPERATIONS` lengthens it.
struct BookPropertyTests {
    static let seed =
        ProcessInfo.processInfo.environment["SUITO_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 0...UInt64.max)
    static let operations =
        ProcessInfo.processInfo.environment["SUITO_OPERATIONS"].flatMap(Int.init) ?? 3_000

    @Test("In each fund debits are credits after every voucher, and a refused one leaves no trace")
    func fundsBalance() {
        print("BookPropertyTests: SUITO_SEED=\(BookPropertyTests.seed)")
        var history = RandomHistory(seed: BookPropertyTests.seed)
        var book = Book(begins: RandomHistory.begins)
        var expected: [Account: Balance] = [:]
        var posted = 0
        for _ in 0..<BookPropertyTests.operations {
            if let day = history.dayToClose(earliestOpen: book.earliestOpenDay) {
                try? book.close(day)
                continue
            }
            let voucher = history.next()
            let before = book.sequence
            let answer = book.post(voucher, chart: history.chart)
            let balances = book.balances
            switch answer {
            case .success(.posted(let sequence, let day)):
                posted += 1
                #expect(sequence == before + 1)
                #expect(day >= book.earliestOpenDay && day >= voucher.ownDay)
                expected = balances
            case .success(.duplicate), .failure:
                #expect(book.sequence == before)
                #expect(balances == expected)
            }
            for (fund, sum) in RandomHistory.sums(of: balances) {
                #expect(sum.debits == sum.credits, "fund \(fund)")
                #expect(sum.pendingDebits == sum.pendingCredits, "fund \(fund)")
            }
            let negative = balances.values.contains {
                $0.pendingDebits < .zero || $0.pendingCredits < .zero
            }
            #expect(!negative, "pending money cannot be less than nothing")
        }
        #expect(posted > BookPropertyTests.operations / 4)
    }

    @Test("A history told twice is one history")
    func historyToldTwice() {
        print("BookPropertyTests: SUITO_SEED=\(BookPropertyTests.seed)")
        var history = RandomHistory(seed: BookPropertyTests.seed)
        var book = Book(begins: RandomHistory.begins)
        var told: [(Voucher, VoucherOutcome)] = []
        for _ in 0..<1_000 {
            let voucher = history.next()
            if case .success(.posted(let sequence, let day)) = book.post(
                voucher, chart: history.chart)
            {
                told.append((voucher, .duplicate(sequence: sequence, day: day)))
            }
        }
        let balances = book.balances
        for _ in 0..<40 { try? book.close(book.earliestOpenDay) }
        for (voucher, outcome) in told {
            #expect(book.post(voucher, chart: history.chart) == .success(outcome))
        }
        #expect(book.balances == balances)
        #expect(book.sequence == Int64(told.count))
    }
}
