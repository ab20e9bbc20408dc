import TestSupport
import Testing

@Suite("The order in which files come")
struct OrderTests {
    @Test("All files in a shuffled order end in the truth", arguments: 1...3)
    func shuffled(turn: Int) throws {
        var random = SplitMix64(turn: turn)
        let books = try TestBooks()
        let files = try Shiomi.monthFiles().shuffled(using: &random)
        try books.take(files.map(Shiomi.path))
        #expect(try books.differences(from: .ofMonth()) == [])
        let late = try Shiomi.files("late").shuffled(using: &random)
        try books.take(late.map(Shiomi.path))
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("Files that come one at a time in a shuffled order end in the truth")
    func oneAtATime() throws {
        var random = SplitMix64()
        let books = try TestBooks()
        for file in try Shiomi.monthFiles().shuffled(using: &random) {
            try books.take([Shiomi.path(file)])
        }
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }

    @Test("All files with what came late, shuffled together, end in the truth of 20 May")
    func allTogether() throws {
        var random = SplitMix64()
        let books = try TestBooks()
        let files = try (Shiomi.monthFiles() + Shiomi.files("late")).shuffled(using: &random)
        try books.take(files.map(Shiomi.path))
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("What came late, taken in and reconciled first, ends in the truth of 20 May")
    func lateFirst() throws {
        let books = try TestBooks()
        try books.take(Shiomi.late)
        try books.reconcile(Shiomi.lateEnd)
        try books.take(Shiomi.month)
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("Files and reconciliations in turns end in the truth")
    func inTurns() throws {
        var random = SplitMix64()
        let books = try TestBooks()
        var rest = try Shiomi.monthFiles().shuffled(using: &random)[...]
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 60...150, using: &random))
            try books.take(rest.prefix(count).map(Shiomi.path))
            rest = rest.dropFirst(count)
            try books.reconcile(Shiomi.monthEnd)
        }
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }

    @Test("Everything twice is once: the second time nothing is taken in")
    func twice() throws {
        let books = try TestBooks.withMonth()
        let first = try books.reconcile(Shiomi.monthEnd)
        let vouchers = try books.audit()
        let again = try books.take(Shiomi.month)
        #expect(again.count == (try Shiomi.monthFiles().count))
        for file in again {
            #expect(file["status"] == .string("duplicate"), "\(file.shown)")
            #expect(file["accepted"] == .int(0), "\(file.shown)")
            #expect(file["duplicates"] == file["rows"], "\(file.shown)")
        }
        #expect(try books.reconcile(Shiomi.monthEnd) == first)
        #expect(try books.audit() == vouchers)
        #expect(try Truth.ofMonth().differences(from: JSONValue(first)) == [])
    }

    @Test("Each file named twice in one command is taken in once")
    func twiceInOneCommand() throws {
        let books = try TestBooks()
        try books.take(Shiomi.month + Shiomi.month)
        #expect(try books.differences(from: .ofMonth()) == [])
    }

    @Test(
        "Bank days whose lines cancel out come in any order",
        arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func cancellingBankDays(order: [Int]) throws {
        let books = try TestBooks()
        let opening = 68_444_995
        let days = [
            BankDay(day: "080401", opening: opening, lines: [5_000]),
            BankDay(day: "080402", opening: opening + 5_000, lines: [-5_000]),
            BankDay(day: "080403", opening: opening, lines: [700]),
        ]
        for place in order {
            let file = try books.folder.write("bank-\(place).dat", days[place].bytes())
            let answer = try books.run("import", "--json", file)
            #expect(answer.status == 0, "file \(place): \(answer.ending)")
        }
        let report = try JSONValue(books.reconcile("2026-04-03"))
        #expect(report["bank_lines"]["count"] == .int(3))
        #expect(report["bank_lines"]["amount"] == .int(700))
    }
}
