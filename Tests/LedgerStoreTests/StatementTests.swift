import Database
import Ledger
import LedgerStore
import Money
import TestSupport
import Testing

/// Statements and balances of single accounts, folded in and not, against a plain walk.
struct StatementTests {
    private struct Line: Equatable {
        var voucher: StoredVoucher
        var change: Balance
        var balance: Balance
    }

    /// Random books: some closed days, and, where there are many vouchers, folds among them.
    private static func books(vouchers: Int, seed: UInt64) throws -> Books {
        let books = try Books()
        var history = RandomHistory(seed: seed)
        var done = 0
        while done < vouchers {
            let head = try books.head()
            if let day = history.dayToClose(earliestOpen: head.earliestOpenDay),
                head.closedThrough.map({ $0 < Books.begins.adding(4) }) ?? true
            {
                _ = try books.store.closeDay(day, recorded: Books.recorded)
            }
            let changes = (0..<2_000).map { _ in
                let voucher = history.next()
                return history.change([voucher], recorded: Books.recorded)
            }
            done += changes.count
            _ = try books.store.post(changes)
        }
        return books
    }

    /// The statement as the whole journal tells it.
    private static func walked(
        _ account: Account, _ days: ClosedRange<BookDay>, _ books: Books, _ connection: Connection
    ) throws -> [Line] {
        let accounts = try books.store.accounts(connection).accounts
        var lines: [Line] = []
        var before = Balance.zero
        var changes: [(StoredVoucher, Balance)] = []
        try books.store.forEachVoucher(connection) { voucher in
            guard voucher.day <= days.upperBound else { return }
            var change = Balance.zero
            var isOn = false
            for transfer in voucher.transfers {
                if accounts[Int(transfer.debit.index)] == account {
                    change = change + .onDebit(of: transfer.amount, kind: voucher.kind)
                    isOn = true
                }
                if accounts[Int(transfer.credit.index)] == account {
                    change = change + .onCredit(of: transfer.amount, kind: voucher.kind)
                    isOn = true
                }
            }
            guard isOn else { return }
            if voucher.day < days.lowerBound {
                before = before + change
            } else {
                changes.append((voucher, change))
            }
        }
        for (voucher, change) in changes {
            before = before + change
            lines.append(Line(voucher: voucher, change: change, balance: before))
        }
        return lines
    }

    @Test(
        "A statement is what a walk through the whole journal finds, for any account and days",
        arguments: [0, 3_000, 100_000])
    func statementIsWalk(vouchers: Int) throws {
        let seed = ModelTests.seed
        print("StatementTests: SUITO_SEED=\(seed)")
        let books = try StatementTests.books(vouchers: vouchers, seed: seed)
        var random = SplitMix64(seed: seed)
        try books.database.read { connection in
            let folds = try connection.statement("SELECT count(*) FROM ledger_fold")
            try folds.step()
            if vouchers > 50_000 { #expect(folds.int64(0) > 0) }
            for account in try books.store.accounts(connection).accounts.prefix(6) {
                let first = Books.begins.adding(Int.random(in: -3..<20, using: &random))
                let days = first...first.adding(Int.random(in: 0..<20, using: &random))
                let expected = try StatementTests.walked(account, days, books, connection)
                var found: [Line] = []
                try books.store.statement(
                    of: account, from: days.lowerBound, through: days.upperBound, connection
                ) {
                    found.append(Line(voucher: $0.voucher, change: $0.change, balance: $0.balance))
                }
                #expect(found == expected, "\(account) \(days)")
                var whole = 0
                try books.store.statement(of: account, connection) { _ in whole += 1 }
                #expect(whole >= found.count)
            }
            for day in [nil] + (-2..<30).map({ Books.begins.adding($0) }) {
                let all =
                    try day.map { try books.store.balances(asOf: $0, connection) }
                    ?? books.store.balances(connection)
                let named = Dictionary(uniqueKeysWithValues: all)
                for account in try books.store.accounts(connection).accounts {
                    let one = try books.store.balance(of: account, asOf: day, connection)
                    #expect(one == named[account] ?? .zero, "\(account) as of \(day as Any)")
                }
            }
        }
        #expect(try books.store.audit().damages == [])
    }

    @Test("An account that the books do not have has no lines, and nothing stands on it")
    func unknownAccount() throws {
        let books = try Books()
        _ = try books.store.post([try Books.sales(["sale-1"])])
        let account = try #require(Account(fund: "general", code: "asset/bank/none"))
        try books.database.read { connection in
            #expect(try books.store.balance(of: account, connection) == .zero)
            try books.store.statement(of: account, connection) { _ in
                Issue.record("a line of an account that is not there")
            }
        }
    }

    @Test("A damaged statement says so, and does not tell wrong lines")
    func damagedStatement() throws {
        let books = try AuditTests.books()
        let account = try #require(Account(fund: "general", code: "asset/clearing/paypay"))
        for entries in ["x'80'", "x'0001ff7f'", "x'00ffffffffffffffffff01'"] {
            try books.database.write { connection in
                try AuditTests.disarm(connection)
                try connection.run(
                    TestEngine.sql("UPDATE ledger_statement SET entries = \(entries)"))
            }
            let trouble = #expect(throws: DatabaseTrouble.self) {
                try books.database.read { connection in
                    try books.store.statement(of: account, connection) { _ in }
                }
            }
            #expect(trouble?.kind == .corrupt, "\(entries)")
        }
    }
}
