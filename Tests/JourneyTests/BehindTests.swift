import Foundation
import TestSupport
import Testing

@Suite(
    "Books that somebody changed behind the program",
    .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct BehindTests {
    private func sql(_ sql: String, _ books: TestBooks) throws {
        let answer = try books.ask(sql)
        try #require(answer.status == 0, "\(answer.text)")
    }

    @Test(
        "The next write does not make it its own",
        arguments: [
            (
                "UPDATE payout_standing SET fee = fee + 100000, net = net - 100000 "
                    + "WHERE provider = 'paypay'", "payout_standing"
            ),
            (
                "UPDATE exception SET closed = 20593, closed_by = 'evidence' WHERE closed IS NULL",
                "exception"
            ),
        ])
    func notCoveredUp(forgery: String, table: String) throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        try sql(forgery, books)
        for command in [
            ["city", "apply", Shiomi.cityFile],
            ["close", "2026-03-31", "--out", books.folder.path + "/out", "--by", "sato"],
        ] {
            let answer = try books.run(command)
            if command[0] == "close" {
                #expect(answer.status == 5, "\(answer.ending)")
                #expect(answer.words.contains("the table \(table) "), "\(answer.words)")
            }
        }
        let audit = try books.run("audit", "--json")
        #expect(audit.status == 1, "\(audit.ending)")
        #expect(audit.page.contains("\(table)"), "\(audit.page)")
    }

    @Test("A row before all others is under the seal too")
    func leastKey() throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        try sql("INSERT INTO run SELECT -9223372036854775807 - 1, 20700, 0, 0, 0", books)
        let audit = try books.run("audit", "--json")
        #expect(audit.status == 1, "\(audit.ending)")
        #expect(audit.page.contains("\"run\""), "\(audit.page)")
    }

    @Test("Damaged places of a day are told, and end nothing")
    func dayPlaces() throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        try sql(
            "UPDATE ledger_day SET first_sequence = -9223372036854775807 - 1 "
                + "WHERE day = (SELECT min(day) + 3 FROM ledger_day)", books)
        let audit = try books.run("audit", "--json")
        #expect(audit.status == 1, "\(audit.ending)")
        #expect(audit.page.contains("day-wrong"), "\(audit.page)")
    }
}

@Suite("Places that are written to")
struct OutputTests {
    @Test(
        "The books' own files and devices are no place for a report or an export",
        arguments: ["books.sqlite", "seal.json", "evidence/x", "pipe"])
    func refused(name: String) throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        try #require(mkfifo(books.path + "/pipe", 0o600) == 0)
        let place = books.path + "/" + name
        let settings = FileManager.default.contents(atPath: books.path + "/seal.json")
        for command in [
            ["export", "journal", "--format", "hledger"],
            ["report", "cash", "--through", "2026-04-30"],
            ["report", "cash", "--through", "2026-04-30", "--format", "pdf"],
        ] {
            let answer = try books.run(command + ["--out", place])
            #expect(answer.status == 1, "\(command) \(answer.ending)")
            #expect(answer.words.hasPrefix("out-refused: "), "\(answer.words)")
        }
        #expect(FileManager.default.contents(atPath: books.path + "/seal.json") == settings)
        try books.audit()
    }

    @Test("What could not be printed is trouble, however much was printed before")
    func lostOutput() throws {
        let month = try SealedMonth.whole.get()
        let ending = try Shell.run(
            "\"$SUITO\" exceptions --all --json --data '\(month.open.place)' > /dev/full",
            in: month.open.folder.path)
        #expect(ending.status == 5, "\(ending.text)")
    }
}
