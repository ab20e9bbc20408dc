import Database
import Ledger
import LedgerStore
import Money
import Settlement

/// What it takes to ask books of some size.
struct LedgerReading {
    private static let repeats = 20

    var vouchers = 0
    var figures: [(name: String, value: Int64)] = []
    private(set) var agrees = true

    /// - Parameter days: on which the books have anything.
    init(_ books: BenchBooks, chart: Chart, days: Int) throws {
        let store = books.store
        vouchers = try books.database.read { Int(try store.head($0).sequence) }
        // As a town has them: every day but the last one is closed.
        try sheet(books, "open_days_balance_sheet")
        for offset in 0..<days - 1 {
            let day = LedgerLoad.begins.adding(offset)
            _ = try store.closeDay(day, recorded: Moment(day: day, secondOfDay: 0)).get()
        }
        let stored = try sheet(books, "stored_balance_sheet")
        let asOf = try LedgerReading.times(days) { offset in
            _ = try books.database.read {
                try store.balances(asOf: LedgerLoad.begins.adding(offset), $0)
            }
        }
        figures.append(("as_of_balances_p50_us", asOf.p50))
        figures.append(("as_of_balances_max_us", asOf.max))
        try statements(books, chart, days: days)
        try walk(books, stored)
    }

    @discardableResult
    private mutating func sheet(
        _ books: BenchBooks, _ name: String
    ) throws -> [Account: Balance] {
        var stored: [(Account, Balance)] = []
        let sheet = try LedgerReading.times(LedgerReading.repeats) { _ in
            stored = try books.database.read { try books.store.balances($0) }
        }
        figures.append((name + "_p50_us", sheet.p50))
        figures.append((name + "_max_us", sheet.max))
        return Dictionary(uniqueKeysWithValues: stored)
    }

    /// The lines of some accounts, over all days and on the last one.
    private mutating func statements(_ books: BenchBooks, _ chart: Chart, days: Int) throws {
        let last = LedgerLoad.begins.adding(days - 1)
        for (name, first) in [("statement", nil), ("statement_of_a_day", last)] {
            var lines = 0
            let times = try LedgerReading.times(LedgerReading.repeats) { number in
                let place = number * chart.count / LedgerReading.repeats
                try books.database.read { connection in
                    try books.store.statement(
                        of: chart.accounts[place], from: first, connection
                    ) { _ in lines += 1 }
                }
            }
            figures.append((name + "_p50_us", times.p50))
            figures.append((name + "_max_us", times.max))
            figures.append((name + "_lines", Int64(lines / LedgerReading.repeats)))
        }
    }

    /// The balance sheet from the journal alone: every voucher read and added up.
    private mutating func walk(_ books: BenchBooks, _ stored: [Account: Balance]) throws {
        let meter = ProcessMeter()
        var sums: [Balance] = []
        let accounts = try books.database.read { connection in
            let accounts = try books.store.accounts(connection).accounts
            sums = Array(repeating: .zero, count: accounts.count)
            try books.store.forEachVoucher(connection) { voucher in
                for transfer in voucher.transfers {
                    let debit = Int(transfer.debit.index)
                    let credit = Int(transfer.credit.index)
                    sums[debit] =
                        sums[debit] + .onDebit(of: transfer.amount, kind: voucher.kind)
                    sums[credit] =
                        sums[credit] + .onCredit(of: transfer.amount, kind: voucher.kind)
                }
            }
            return accounts
        }
        let milliseconds = meter.nanoseconds / 1_000_000
        figures.append(("journal_balance_sheet_ms", milliseconds))
        figures.append(
            ("journal_balance_sheet_ms_per_million", milliseconds * 1_000_000 / Int64(vouchers)))
        figures.append(("journal_balance_sheet_peak_memory_bytes", meter.peakMemoryBytes))
        var walked: [Account: Balance] = [:]
        for (account, sum) in zip(accounts, sums) where sum != .zero { walked[account] = sum }
        agrees = walked == stored
    }

    /// Microseconds of the middle and of the longest of some runs.
    private static func times(
        _ count: Int, _ body: (Int) throws -> Void
    ) rethrows -> (p50: Int64, max: Int64) {
        var times: [Int64] = []
        for number in 0..<count {
            let start = ContinuousClock.now
            try body(number)
            times.append(ProcessMeter.nanoseconds(since: start))
        }
        times.sort()
        return (
            LedgerFigures.microseconds(times, perMille: 500),
            LedgerFigures.microseconds(times, perMille: 1000)
        )
    }

    func write(_ json: inout JSONText) {
        json.object { json in
            json.member("case", "read")
            json.member("vouchers", vouchers)
            for (name, value) in figures { json.member(name, value) }
            json.member("journal_agrees_with_stored_balances", agrees)
        }
    }
}
