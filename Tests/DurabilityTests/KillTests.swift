import Database
import Foundation
import LedgerStore
import TestSupport
import Testing

@Suite("A process that posts is killed")
struct KillTests {
    static let kills = 200
    /// The same books are posted to, and killed, so many times.
    static let killsOfOneFile = 25

    @Test("at 200 random moments: whatever it answered for is in the books exactly once")
    func kills() throws {
        var random = SplitMix64.seeded("kills")
        var answered = 0
        var most = 0
        for _ in 0..<(Self.kills / Self.killsOfOneFile) {
            let folder = try TemporaryFolder()
            let books = TestEngine.place(orFile: folder.path("books"))
            try Posting.create(books).close()
            var known: Set<Int> = []
            for kill in 0..<Self.killsOfOneFile {
                // Some of what stands is posted once more.
                let first = max(0, (known.max() ?? 0) - Int.random(in: 0...60, using: &random))
                let tasks = [1, 8, 64].randomElement(using: &random) ?? 1
                let wanted = kill == 0 ? 1 : Int.random(in: 0...300, using: &random)
                let new = try run(books, first, tasks: tasks, until: wanted)
                known.formUnion(new)
                try check(books, holding: new)
            }
            most = max(most, try checkAll(books, known))
            answered += known.count
        }
        print(
            "\(Self.kills) kills: \(answered) answered vouchers are there exactly once, "
                + "the largest books have \(most)")
        #expect(answered > 5_000)
    }

    /// Posts until so many were answered for, and kills.
    private func run(
        _ path: String, _ first: Int, tasks: Int, until wanted: Int
    ) throws -> Set<Int> {
        let poster = try PosterProcess([path, "\(first)", "\(tasks)"])
        var numbers: Set<Int> = []
        while numbers.count < wanted, let more = poster.numbers() { numbers.formUnion(more) }
        poster.kill()
        while let more = poster.numbers() { numbers.formUnion(more) }
        #expect(poster.wait() == SIGKILL)
        #expect(numbers.count >= wanted)
        return numbers
    }

    private func check(_ path: String, holding numbers: Set<Int>) throws {
        let database = try Database.open(path: path, migrations: LedgerStore.migrations)
        let store = LedgerStore(database)
        try database.read { connection in
            for number in numbers where try store.state(of: Posting.id(number), connection) == nil {
                Issue.record("\(number) is lost")
            }
        }
        try database.close()
    }

    private func checkAll(_ path: String, _ known: Set<Int>) throws -> Int {
        let database = try Database.open(path: path, migrations: LedgerStore.migrations)
        let count = try Posting.audit(database, holding: known, "after the last kill")
        let store = LedgerStore(database)
        var times: [String: Int] = [:]
        try database.read { connection in
            try store.forEachVoucher(connection) { times[$0.cause, default: 0] += 1 }
        }
        #expect(times.count == count)
        #expect(times.values.allSatisfy { $0 == 1 })
        #expect(known.allSatisfy { times["sale-\($0)"] == 1 })
        try database.close()
        return count
    }
}
