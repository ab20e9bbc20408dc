import TestSupport
import Testing

@Suite("The same month in other bytes")
struct RenamedTests {
    @Test(
        "Other column orders, encodings, line ends, quotes and names say the same",
        arguments: 1...2)
    func rewritten(turn: Int) throws {
        var rewriting = Rewriting(SplitMix64(turn: turn))
        let books = try TestBooks()
        let inbox = try TemporaryFolder()
        let files = try books.take(rewriting.write(Shiomi.monthFiles(), into: inbox))
        #expect(files.filter { $0["findings"] != .array([]) }.map(\.shown) == [])
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.take(rewriting.write(Shiomi.files("late"), into: inbox))
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("A journal whose letters are written as escapes says the same")
    func escaped() throws {
        var rewriting = Rewriting(SplitMix64(), escapesLetters: true)
        let books = try TestBooks()
        let inbox = try TemporaryFolder()
        let files = try books.take(rewriting.write(["sales/2026-04-05.jsonl"], into: inbox))
        #expect(files.flatMap { $0["findings"].rows }.map(\.shown) == [])
        for file in try books.take([Shiomi.path("sales/2026-04-05.jsonl")]) {
            #expect(file["duplicates"] == file["rows"], "\(file.shown)")
        }
    }

    @Test("The rewritten month beside the first one was delivered twice and counts once")
    func beside() throws {
        var rewriting = Rewriting(SplitMix64())
        let books = try TestBooks.withMonth()
        let first = try books.reconcile(Shiomi.monthEnd)
        let inbox = try TemporaryFolder()
        let files = try books.take(rewriting.write(Shiomi.monthFiles(), into: inbox))
        let news = files.filter { $0["accepted"] != .int(0) || $0["duplicates"] != $0["rows"] }
        #expect(news.map(\.shown) == [])
        #expect(try books.reconcile(Shiomi.monthEnd) == first)
    }
}
