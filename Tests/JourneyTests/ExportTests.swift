import Foundation
import TestSupport
import Testing

@Suite("The journal in other programs")
struct ExportTests {
    private static let reconciled = Result {
        let books = try TestBooks.withMonth()
        return (books: books, report: try JSONValue(books.reconcile(Shiomi.monthEnd)))
    }

    /// The books' journal in a file, and where it is.
    private static func export(
        _ format: String, _ books: TestBooks, _ more: String...
    ) throws -> String {
        let file = books.folder.path + "/\(UUID().uuidString).\(format)"
        let answer = try books.run(
            ["export", "journal", "--format", format, "--out", file] + more)
        try #require(answer.status == 0, "\(answer.ending)")
        return file
    }

    private static func check(_ format: String, _ file: String) throws -> StockTool.Answer {
        format == "hledger"
            ? try StockTool.hledger("check", "--strict", "ordereddates", "-f", file)
            : try StockTool.beancount("bean-check", file)
    }

    /// Balances of the report as a program of another naming has them: roots by class, and debits
    /// positive.
    private static func balances(
        _ report: JSONValue, name: (_ fund: String, _ parts: [String]) -> String
    ) throws -> [String: Int] {
        var result: [String: Int] = [:]
        for row in report["balances"].rows {
            let fund = try #require(row["fund"].text)
            let parts = try #require(row["account"].text).split(separator: "/").map(String.init)
            let isDebit = ["asset", "expense"].contains(parts[0])
            let balance = try #require(row["balance"].int)
            if balance != 0 { result[name(fund, parts)] = isDebit ? balance : -balance }
        }
        return result
    }

    @Test("hledger and beancount accept it", arguments: ["hledger", "beancount"])
    func accepted(_ format: String) throws {
        let file = try Self.export(format, Self.reconciled.get().books)
        let answer = try Self.check(format, file)
        #expect(answer.status == 0, "\(answer.text.prefix(2_000))")
    }

    @Test("hledger's balances are the report's, in every fund")
    func hledgerBalances() throws {
        let (books, report) = try Self.reconciled.get()
        let file = try Self.export("hledger", books)
        let roots = [
            "asset": "assets", "liability": "liabilities", "revenue": "revenues",
            "expense": "expenses", "equity": "equity",
        ]
        let expected = try Self.balances(report) { fund, parts in
            ([fund, roots[parts[0]] ?? ""] + parts.dropFirst()).joined(separator: ":")
        }
        let answer = try StockTool.hledger("balance", "--flat", "-N", "-O", "csv", "-f", file)
        var found: [String: Int] = [:]
        for line in answer.text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",").map { $0.filter { $0 != "\"" } }
            try #require(fields.count == 2 && fields[1].hasSuffix(" JPY"))
            found[fields[0]] = Int(fields[1].dropLast(4))
        }
        // The report leaves the opening out.
        found = found.filter { !$0.key.hasSuffix(":equity:opening") }
        #expect(found.count > 50)
        #expect(found == expected)
        for fund in Set(report["balances"].rows.compactMap { $0["fund"].text }) {
            let sum = try StockTool.hledger("balance", "^\(fund):", "-f", file)
            #expect(
                sum.text.split(separator: "\n").last?.trimmingCharacters(in: .whitespaces) == "0")
        }
    }

    @Test("beancount's balances are the report's")
    func beancountBalances() throws {
        let (books, report) = try Self.reconciled.get()
        let file = try Self.export("beancount", books)
        let roots = [
            "asset": "Assets", "liability": "Liabilities", "revenue": "Income",
            "expense": "Expenses", "equity": "Equity",
        ]
        let expected = try Self.balances(report) { fund, parts in
            ([roots[parts[0]] ?? ""]
                + ([fund] + parts.dropFirst()).map { $0.prefix(1).uppercased() + $0.dropFirst() })
                .joined(separator: ":")
        }
        let script = """
            import collections, sys
            from beancount import loader
            entries, errors, _ = loader.load_file(sys.argv[1])
            assert not errors, errors
            sums = collections.Counter()
            for entry in entries:
                for posting in getattr(entry, "postings", None) or []:
                    sums[posting.account] += posting.units.number
            for account, number in sums.items():
                print(account, number)
            """
        let answer = try StockTool.beancount("python3", "-c", script, file)
        try #require(answer.status == 0, "\(answer.text.prefix(2_000))")
        var found: [String: Int] = [:]
        for line in answer.text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words[1] != "0" { found[String(words[0])] = Int(words[1]) }
        }
        found = found.filter { !($0.key.hasPrefix("Equity:") && $0.key.hasSuffix(":Opening")) }
        #expect(found == expected)
    }

    @Test("A payment, its fund and its subject are found by tag")
    func tags() throws {
        let file = try Self.export("hledger", Self.reconciled.get().books)
        let payments = try StockTool.hledger("tags", "payment", "--values", "-f", file)
        #expect(payments.text.split(separator: "\n").count > 5_000)
        let subject = try StockTool.hledger(
            "balance", "tag:subject=14-02-01-01", "-N", "--flat", "-f", file)
        #expect(subject.text.contains("general:revenues:2026:14-02-01-01"))
    }

    @Test(
        "An amount that was changed on both sides is told by both programs",
        arguments: ["hledger", "beancount"])
    func changedAmount(_ format: String) throws {
        let file = try Self.export(format, Self.reconciled.get().books)
        var text = try String(contentsOfFile: file, encoding: .utf8)
        // A sale of 300 yen becomes one of 301: the transaction still balances.
        let pattern = try Regex("300 JPY\n( +[A-Za-z0-9:.-]+ +)-300 JPY\n")
        let match = try #require(text.firstMatch(of: pattern))
        let account = try #require(match.output[1].substring)
        text.replaceSubrange(match.range, with: "301 JPY\n\(account)-301 JPY\n")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let answer = try Self.check(format, file)
        #expect(answer.status != 0)
        #expect(answer.text.lowercased().contains("balance"))
    }

    @Test(
        "A stored balance that is not the sum of its vouchers is told by both programs",
        arguments: ["hledger", "beancount"])
    func wrongBalance(_ format: String) throws {
        let books = try TestBooks(copyOf: Self.reconciled.get().books)
        let changed = try books.ask(
            """
            INSERT INTO ledger_day_balance
                (place, debits, credits, pending_debits, pending_credits)
            SELECT day << 32, 1, 0, 0, 0 FROM ledger_day WHERE true
            ON CONFLICT (place) DO UPDATE SET debits = ledger_day_balance.debits + 1
            """)
        #expect(changed.status == 0, "\(changed.text)")
        #expect(try Self.check(format, Self.export(format, books)).status != 0)
    }

    @Test("Through a day it is accepted too, and ends there", arguments: ["hledger", "beancount"])
    func through(_ format: String) throws {
        let file = try Self.export(
            format, Self.reconciled.get().books, "--through", "2026-04-10")
        #expect(try Self.check(format, file).status == 0)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("\n2026-04-10 *") && !text.contains("\n2026-04-11 *"))
    }

    @Test("Standard output has the same bytes as a file", arguments: ["hledger", "beancount"])
    func sameBytes(_ format: String) throws {
        let books = try Self.reconciled.get().books
        let file = try Self.export(format, books)
        let answer = try books.run("export", "journal", "--format", format)
        #expect(answer.status == 0)
        #expect(answer.out == (try Data(contentsOf: URL(filePath: file))))
    }

    @Test("A file that cannot be written is trouble, and leaves nothing")
    func noPlace() throws {
        let books = try Self.reconciled.get().books
        let answer = try books.run(
            "export", "journal", "--format", "hledger", "--out", books.path + "/no/where/x")
        #expect(answer.status == 5, "\(answer.ending)")
        let folder = try TemporaryFolder()
        let full = try books.start(
            ["export", "journal", "--format", "hledger", "--out", folder.path + "/x"],
            largestFile: 64
        ).answer()
        #expect(full.status == 5, "\(full.ending)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test(
        "Wrong usage is told",
        arguments: [
            ["journal"], ["journal", "--format", "ledger"],
            ["journal", "--format", "hledger", "--through", "2026-02-30"], ["books"],
        ])
    func usage(_ arguments: [String]) throws {
        let answer = try Self.reconciled.get().books.run(["export"] + arguments)
        #expect(answer.status == 2, "\(answer.ending)")
        #expect(answer.out.isEmpty)
    }

    @Test("Its help speaks both languages")
    func help() throws {
        let answer = try Self.reconciled.get().books.run("export", "journal", "--help")
        #expect(answer.status == 0)
        #expect(answer.page.contains("bean-check") && answer.page.contains("balances"))
        #expect(answer.page.unicodeScalars.contains { $0.value > 0x3000 })
    }
}
