import Testing

@Suite("The same month in other bytes")
struct RenamedTests {
    @Test(
        "Other column orders, encodings, line ends, quotes and names say the same",
        arguments: 1...3)
    func rewritten(turn: Int) throws {
        let random = SplitMix64(turn: turn)
        var rewriting = Rewriting(random)
        let books = try TestBooks()
        let inbox = try TemporaryFolder()
        let files = try books.take(rewriting.write(Shiomi.monthFiles(), into: inbox))
        for file in files { #expect(file["findings"] == .array([]), "\(file.shown)") }
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.take(rewriting.write(Shiomi.files("late"), into: inbox))
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("The rewritten month beside the first one was delivered twice and counts once")
    func beside() throws {
        var rewriting = Rewriting(SplitMix64())
        let books = try TestBooks.withMonth()
        let first = try books.reconcile(Shiomi.monthEnd)
        let inbox = try TemporaryFolder()
        for file in try books.take(rewriting.write(Shiomi.monthFiles(), into: inbox)) {
            #expect(file["accepted"] == .int(0), "\(file.shown)")
            #expect(file["duplicates"] == file["rows"], "\(file.shown)")
        }
        #expect(try books.reconcile(Shiomi.monthEnd) == first)
    }
}
