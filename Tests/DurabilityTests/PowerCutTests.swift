import Database
import Foundation
import LedgerStore
import Money
import Synchronization
import TestSupport
import Testing

@Suite("The power fails")
struct PowerCutTests {
    static let cuts = 500

    @Test("at 500 moments of posting and closing: whatever was answered for is there")
    func posting() throws {
        var random = SplitMix64.seeded("power cuts")
        let folder = try TemporaryFolder()
        let disk = PowerCutDisk(folder, seed: random.next())
        defer { disk.retire() }
        // A log that is moved again and again.
        let database = try Posting.create(
            folder.path("books"), log: LogLimits(markBytes: 256 << 10, boundBytes: 2 << 20))
        disk.cut(every: 8)
        let store = LedgerStore(database)
        var next = 0
        var day = try Posting.begins()
        while disk.cutCount < Self.cuts {
            let count = [1, 1, 3, 10, 40].randomElement(using: &random) ?? 1
            disk.asking(count)
            let again = max(0, next - Int.random(in: 0...3, using: &random))
            let changes = try (again..<(next + count)).map { try Posting.change($0) }
            let answers = try store.post(changes)
            disk.answered(count)
            next += count
            #expect(answers.allSatisfy { (try? $0[0].get()) != nil })
            guard Int.random(in: 0..<25, using: &random) == 0 else { continue }
            _ = try store.closeDay(day, recorded: Posting.moment()).get()
            disk.closedDay()
            day = day.adding(1)
        }
        let cuts = Array(disk.takeCuts().prefix(Self.cuts))
        try database.close()
        let seeds = cuts.map { _ in random.next() }
        let worked = Mutex((found: 0, lost: 0))
        DispatchQueue.concurrentPerform(iterations: 2) { half in
            for index in stride(from: half, to: cuts.count, by: 2) {
                do {
                    let stand = try check(cuts[index], seed: seeds[index], goesOn: index % 10 < 2)
                    worked.withLock { $0.found += stand }
                } catch {
                    Issue.record("operation \(cuts[index].operation): \(error)")
                }
            }
        }
        let found = worked.withLock { $0.found }
        print(
            "\(cuts.count) power cuts in \(disk.operations) operations of the disk: all of the "
                + "answered vouchers are there, \(found) looked for")
        #expect(found > 10_000)
    }

    /// - Returns: how many vouchers that were answered for were found.
    private func check(_ cut: PowerCutDisk.Cut, seed: UInt64, goesOn: Bool) throws -> Int {
        var random = SplitMix64(seed: seed)
        let folder = try TemporaryFolder()
        try cut.write(to: folder, &random)
        let database = try Database.open(
            path: folder.path("books"), migrations: LedgerStore.migrations)
        let place = "operation \(cut.operation)"
        let found = try Posting.audit(database, holding: 0..<cut.answered, place)
        // A batch that was on its way stands wholly or not at all.
        #expect(found == cut.answered || found == cut.answered + cut.asked, "\(place)")
        let store = LedgerStore(database)
        let closings = try database.read { try store.closings($0).count }
        #expect(closings == cut.closedDays || closings == cut.closedDays + 1, "\(place)")
        if goesOn {
            let answers = try store.post((0..<3).map { try Posting.change(1_000_000 + $0) })
            #expect(answers.count == 3)
            try Posting.audit(database, holding: 1_000_000..<1_000_003, place)
        }
        try database.close()
        return cut.answered
    }

    private static let first = Migration(
        number: 1, name: "first",
        sqlite: "CREATE TABLE old (x INTEGER PRIMARY KEY, y TEXT NOT NULL) STRICT")
    private static let second = Migration(
        number: 2, name: "second",
        sqlite: "CREATE TABLE new (x INTEGER PRIMARY KEY, y BLOB NOT NULL) STRICT"
    ) { connection in
        let rows = try connection.statement("SELECT x, y FROM old")
        let insert = try connection.statement("INSERT INTO new VALUES (?1, ?2)")
        while try rows.step() {
            insert.bind(1, rows.int64(0))
            insert.bind(2, Array(rows.text(1).utf8))
            try insert.run()
        }
        rows.reset()
        try connection.run("DROP TABLE old")
    }

    @Test("at any moment of an upgrade: the database is wholly old or wholly new")
    func upgrade() throws {
        var random = SplitMix64.seeded("upgrade cuts")
        let folder = try TemporaryFolder()
        let path = folder.path("books")
        let old = try Database.create(path: path, migrations: [Self.first]) { connection in
            for number in 0..<2_000 {
                try connection.run("INSERT INTO old VALUES (\(number), 'row \(number)')")
            }
        }
        try old.close()
        let disk = PowerCutDisk(folder, seed: random.next())
        defer { disk.retire() }
        disk.cut(every: 1)
        let new = try Database.upgrade(path: path, migrations: [Self.first, Self.second])
        #expect(new.schemaVersion == 2)
        try new.checkpoint()
        let cuts = disk.takeCuts()
        try new.close()
        var upgraded = 0
        for cut in cuts {
            let copy = try TemporaryFolder()
            try cut.write(to: copy, &random)
            let version = try #require(try Database.schemaVersion(path: copy.path("books")))
            let known = version == 1 ? [Self.first] : [Self.first, Self.second]
            let database = try Database.open(path: copy.path("books"), migrations: known)
            let (findings, count) = try database.read { connection in
                let table = version == 1 ? "old" : "new"
                let row = try connection.statement(
                    "SELECT count(*) FROM \(table) WHERE CAST(y AS TEXT) = 'row ' || x")
                try row.step()
                return (try connection.integrityFindings(), row.int64(0))
            }
            #expect(findings == [] && count == 2_000, "operation \(cut.operation)")
            try database.close()
            upgraded += version - 1
        }
        print("\(cuts.count) cuts of an upgrade: \(upgraded) new, \(cuts.count - upgraded) old")
        #expect(upgraded > 0 && upgraded < cuts.count)
    }
}
