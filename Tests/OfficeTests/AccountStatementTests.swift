import Database
import Foundation
import Ledger
import LedgerStore
import Money
import Office
import Settlement
import Testing

@Suite("Statements of accounts") struct AccountStatementTests {
    private let desk: Desk

    init() throws { desk = try AprilBooks.copy() }

    /// Each line's day, debit, credit and balance, the balance before them first.
    private struct Rows: StatementFormat {
        func begin(_ statement: AccountStatement, to bytes: inout [UInt8]) {
            bytes += Array(",,,\(statement.opening)\n".utf8)
        }

        func append(_ line: AccountStatement.Line, to bytes: inout [UInt8]) {
            bytes += Array("\(line.day),\(line.debit),\(line.credit),\(line.balance)\n".utf8)
        }

        func end(_ statement: AccountStatement, to bytes: inout [UInt8]) {}
    }

    private func rows(
        _ code: String, fund: String? = nil, _ from: String? = nil, _ through: String? = nil
    ) throws -> [[String]] {
        var bytes: [UInt8] = []
        try WriteStatement(desk.books).run(
            WriteStatement.Request(
                code: code, fund: fund, from: from.map(Desk.day), through: through.map(Desk.day)),
            as: Rows()
        ) { part in
            bytes += part
            part.removeAll()
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func balance(_ account: Account, _ day: BookDay? = nil) throws -> Yen {
        try desk.books.database.read { connection in
            try desk.books.ledger.balance(of: account, asOf: day, connection)
                .onNormalSide(of: account.accountClass)
        }
    }

    @Test("Every account's statement goes from nothing to what stands, a voucher at a time")
    func all() throws {
        let accounts = try desk.books.database.read {
            try desk.books.ledger.accounts($0).accounts
        }
        #expect(accounts.count > 40)
        var lines = 0
        for account in accounts {
            let rows = try rows(account.code, fund: account.fund)
            lines += rows.count - 1
            #expect(rows.first?.last == "0")
            var balance: Int64 = 0
            for row in rows.dropFirst() {
                let debit = try #require(Int64(row[1]))
                let credit = try #require(Int64(row[2]))
                balance += account.accountClass.isDebitNormal ? debit - credit : credit - debit
                #expect(row.last == String(balance), "\(account)")
            }
            #expect(try balance == self.balance(account).value, "\(account)")
        }
        #expect(lines > 3_000)
    }

    @Test("Of some days it begins with what stood before, and ends with what stood then")
    func days() throws {
        let account = try #require(Account(fund: "general", code: "asset/bank/main"))
        let rows = try rows(account.code, fund: account.fund, "2026-04-10", "2026-04-20")
        #expect(rows.count > 5)
        #expect(
            try rows.first?.last == String(balance(account, Desk.day("2026-04-09")).value))
        #expect(
            try rows.last?.last == String(balance(account, Desk.day("2026-04-20")).value))
        #expect(rows.dropFirst().allSatisfy { $0[0] >= "2026-04-10" && $0[0] <= "2026-04-20" })
        let none = try self.rows(account.code, fund: account.fund, nil, "1999-01-01")
        #expect(none.count == 1)
    }

    @Test("An account that is not there, or is in several funds, is refused")
    func refused() throws {
        func code(_ code: String, _ fund: String?) throws -> String? {
            try SealedBooks.denial { _ = try rows(code, fund: fund) }
        }
        #expect(try code("asset/bank/none", nil) == "account-unknown")
        #expect(try code("asset/bank/main", "none") == "account-unknown")
        #expect(try code("", nil) == "account-unknown")
        #expect(try code("asset/bank/main", nil) == "fund-missing")
    }
}
