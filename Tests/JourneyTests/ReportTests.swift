import Foundation
import Testing

@Suite("Reports of the sample month")
struct ReportTests {
    /// A report, and the file that holds what it says.
    struct Golden: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var file: String
        var testDescription: String { file }
    }

    static let goldens: [Golden] = [
        Golden(arguments: ["daily", "2026-04-15", "--lang", "ja"], file: "daily-04-15.ja.txt"),
        Golden(arguments: ["daily", "2026-04-30", "--lang", "en"], file: "daily-04-30.en.txt"),
        Golden(
            arguments: ["daily", "2026-04-30", "--lang", "ja", "--format", "json"],
            file: "daily-04-30.json"),
        Golden(
            arguments: [
                "daily", "2026-04-30", "--format", "csv", "--table", "income", "--lang", "ja",
            ],
            file: "daily-04-30.income.csv"),
        Golden(arguments: ["cash", "--lang", "ja"], file: "cash-04-30.ja.txt"),
        Golden(
            arguments: ["cash", "--through", "2026-04-15", "--lang", "en"],
            file: "cash-04-15.en.txt"),
        Golden(arguments: ["revenue", "--lang", "ja"], file: "revenue-04-30.ja.txt"),
        Golden(
            arguments: ["revenue", "--format", "csv", "--lang", "en"], file: "revenue-04-30.csv"),
        Golden(arguments: ["clearing", "--lang", "ja"], file: "clearing-04-30.ja.txt"),
        Golden(
            arguments: ["clearing", "--through", "2026-04-15", "--format", "json", "--lang", "en"],
            file: "clearing-04-15.json"),
        Golden(arguments: ["exceptions", "--lang", "ja"], file: "exceptions-04-30.ja.txt"),
        Golden(
            arguments: ["exceptions", "--all", "--format", "csv", "--lang", "en"],
            file: "exceptions-04-30.csv"),
    ]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Reports")

    private static let books = Result {
        let books = try TestBooks.withMonth()
        try books.reconcile(Shiomi.monthEnd)
        return books
    }

    @Test("A report is what it was, byte by byte", arguments: goldens)
    func golden(_ golden: Golden) throws {
        let answer = try ReportTests.books.get().run(["report"] + golden.arguments)
        #expect(answer.status == 0, "\(answer.ending)")
        let file = ReportTests.folder.appending(path: golden.file)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try answer.out.write(to: file)
        }
        let known = try Data(contentsOf: file)
        #expect(answer.out == known, "\(golden.file): RECORD=1 writes it anew")
    }

    @Test("The bank's own day: each day's table of the bank ends in no difference")
    func bank() throws {
        let books = try ReportTests.books.get()
        for day in ["2026-04-10", "2026-04-15", "2026-04-28", "2026-04-30"] {
            let answer = try books.run("report", "daily", day, "--format", "json", "--lang", "en")
            let totals = try answer.json()["bank"]["totals"].rows
            let difference = try #require(totals.first { $0["reason"] == .string("difference") })
            #expect(difference["amount"].int == 0, "\(day)")
        }
    }

    @Test("What has not been reconciled is said, on a day behind and after new files")
    func notes() throws {
        let books = try TestBooks.withMonth()
        try books.reconcile(Shiomi.monthEnd)
        let behind = try books.run("report", "daily", "2026-05-02", "--lang", "en")
        #expect(behind.page.contains("Reconciled through 2026-04-30 only"))
        try books.take(Shiomi.late)
        let since = try books.run("report", "revenue", "--lang", "en")
        #expect(since.page.contains("files came in since the last run"))
    }

    @Test(
        "Wrong usage is told before the books are read",
        arguments: [
            ["daily"], ["daily", "yesterday"], ["daily", "2026-04-31"],
            ["cash", "--format", "xml"], ["cash", "--table", "accounts"],
            ["cash", "--format", "csv", "--table", "nothing"], ["weekly"],
        ])
    func usage(_ arguments: [String]) throws {
        let answer = try ReportTests.books.get().run(["report"] + arguments)
        #expect(answer.status == 2, "\(answer.ending)")
        #expect(answer.out.isEmpty)
    }

    @Test(
        "A day outside of the books is refused by name",
        arguments: [("2026-03-30", "day-before-books"), ("2031-04-01", "day-beyond-facts")])
    func outside(_ day: String, _ code: String) throws {
        let answer = try ReportTests.books.get().run("report", "daily", day)
        #expect(answer.status == 1)
        #expect(answer.words.contains(code))
    }

    @Test(
        "Every report teaches itself in both languages",
        arguments: [
            "daily", "cash", "revenue", "clearing", "exceptions",
        ])
    func help(_ name: String) throws {
        let answer = try ReportTests.books.get().run("report", name, "--help")
        #expect(answer.status == 0)
        #expect(answer.page.contains("--format"))
        #expect(answer.page.unicodeScalars.contains { $0.value > 0x3000 })
    }
}
