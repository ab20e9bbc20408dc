import Ledger
import Money
import Reports
import Settlement
import Testing

@Suite("Statements of accounts on paper and for machines")
struct AccountStatementTests {
    private static func render(_ format: some StatementFormat) throws -> String {
        let account = try #require(Account(fund: "general", code: "asset/clearing/paypay"))
        let day = try #require(BookDay("2026-04-02"))
        let statement = AccountStatement(
            account: account, from: day.adding(-1), through: day, opening: Yen(1_000),
            closing: Yen(-1_234_567))
        var format = format
        var bytes: [UInt8] = []
        format.begin(statement, to: &bytes)
        format.append(
            line(day, 7, "post", Balance(debits: Yen(600)), 1_600), to: &bytes)
        format.append(
            line(
                day, 9, "confirm",
                Balance(credits: Yen(1_236_167), pendingCredits: Yen(-1_236_167)), -1_234_567,
                ownDay: day.adding(-1)), to: &bytes)
        format.end(statement, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func line(
        _ day: BookDay, _ sequence: Int64, _ kind: String, _ change: Balance, _ balance: Int64,
        ownDay: BookDay? = nil
    ) -> AccountStatement.Line {
        AccountStatement.Line(
            day: day, ownDay: ownDay ?? day, sequence: sequence, voucher: "0a", kind: kind,
            cause: "capture/\"1\"", occurred: "2026-04-02T10:00:00+09:00",
            recorded: "2026-04-02T10:00:01+09:00", change: change, balance: Yen(balance))
    }

    @Test("A person reads columns of numbers, and what is reserved in words")
    func text() throws {
        #expect(
            try Self.render(StatementText(.en)) == """
                general  asset/clearing/paypay  2026-04-01..2026-04-02

                day                  debit          credit         balance  voucher
                                                                     1,000  carried forward
                2026-04-02             600                           1,600  7 post capture/"1"
                2026-04-02                       1,236,167      -1,234,567  9 confirm capture/"1" \
                (2026-04-01), reserved credit -1,236,167
                                                                -1,234,567  balance

                """)
        #expect(try Self.render(StatementText(.ja)).contains("  繰越\n"))
    }

    @Test("A table has one width, and what stood before is its first row")
    func table() throws {
        let rows = try Self.render(StatementTable()).split(separator: "\n")
        #expect(rows.count == 4)
        #expect(rows[1] == ",,,,carried-forward,,,,,,,,1000")
        #expect(
            rows[2] == "2026-04-02,2026-04-02,7,0a,post,\"capture/\"\"1\"\"\","
                + "2026-04-02T10:00:00+09:00,2026-04-02T10:00:01+09:00,600,0,0,0,1600")
        #expect(rows[3].hasSuffix(",0,1236167,0,-1236167,-1234567"))
    }

    @Test("An object is one, with a line of text for each voucher")
    func object() throws {
        let lines = try Self.render(StatementObject()).split(separator: "\n")
        #expect(lines.count == 4 && lines.last == "]}")
        #expect(
            lines[0] == """
                {"fund":"general","account":"asset/clearing/paypay","from":"2026-04-01",\
                "to":"2026-04-02","opening":1000,"closing":-1234567,"lines":[
                """)
        #expect(lines[1].hasSuffix("\"balance\":1600},") && lines[1].contains("capture/\\\"1\\\""))
    }
}
