import Database
import Foundation
import GRDBSQLite
import LedgerStore
import TestSupport
import Testing

@Suite("The disk fails")
struct FaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var operation: PowerCutDisk.Operation
        var code: Int32
        var kind: DatabaseTrouble.Kind
    }

    static let passing = [
        Case(testDescription: "full", operation: .write, code: SQLITE_FULL, kind: .full),
        Case(
            testDescription: "read-only", operation: .write, code: SQLITE_READONLY,
            kind: .readonly),
        Case(
            testDescription: "cannot write", operation: .write, code: SQLITE_IOERR | 3 << 8,
            kind: .io),
    ]

    private static let log = LogLimits(markBytes: 128 << 10, boundBytes: 1 << 20)
    private static let points = 40

    /// Posts until something is thrown.
    private func post(
        _ store: LedgerStore, from first: Int, _ disk: PowerCutDisk, most: Int = 400
    ) -> (next: Int, trouble: DatabaseTrouble?) {
        var next = first
        for _ in 0..<most {
            do {
                let count = 1 + next % 7
                _ = try store.post((next..<(next + count)).map { try Posting.change($0) })
                next += count
                disk.answered(count)
            } catch {
                return (next, error as? DatabaseTrouble)
            }
        }
        return (next, nil)
    }

    @Test("A fault that passes is told by its kind, and the books go on", arguments: passing)
    func passes(_ fault: Case) throws {
        var random = SplitMix64.seeded(fault.testDescription)
        let folder = try TemporaryFolder()
        let disk = PowerCutDisk(folder, seed: random.next())
        defer { disk.retire() }
        let database = try Posting.create(folder.path("books"), log: Self.log)
        let store = LedgerStore(database)
        var next = 0
        var told = 0
        for point in 0..<Self.points {
            // For a while, as a disk stays full; or once.
            disk.fail(
                PowerCutDisk.Fault(
                    operation: fault.operation, code: fault.code,
                    after: Int.random(in: 0..<300, using: &random), stays: point % 2 == 0))
            let answer = post(store, from: next, disk, most: 30)
            next = answer.next
            if let trouble = answer.trouble {
                told += 1
                #expect(trouble.kind == fault.kind, "\(trouble)")
                #expect(disk.faults > 0)
            }
            disk.fail(nil)
            // The same vouchers once more, as a caller would.
            let again = post(store, from: next, disk, most: 3)
            #expect(again.trouble == nil)
            next = again.next
        }
        try Posting.audit(database, holding: 0..<next, fault.testDescription)
        let cut = disk.cutNow()
        try database.close()
        try reopen(cut, holding: next, &random)
        print(
            "\(fault.testDescription): \(told) of \(Self.points) faults met the writer, "
                + "\(next) vouchers stand")
        #expect(told > Self.points / 3)
    }

    @Test("After a failed synchronisation nothing is written, and the next start has everything")
    func failedSync() throws {
        var random = SplitMix64.seeded("failed sync")
        var told = 0
        var vouchers = 0
        for point in 0..<Self.points {
            let folder = try TemporaryFolder()
            let disk = PowerCutDisk(folder, seed: random.next())
            defer { disk.retire() }
            let database = try Posting.create(folder.path("books"), log: Self.log)
            let store = LedgerStore(database)
            disk.fail(
                PowerCutDisk.Fault(
                    operation: .sync, code: SQLITE_IOERR | 4 << 8,
                    after: Int.random(in: 0..<80, using: &random), stays: point % 4 == 0))
            let answer = post(store, from: 0, disk, most: 120)
            let trouble = try #require(answer.trouble)
            #expect(trouble.kind == .io && !trouble.mayRetry, "\(trouble)")
            told += 1
            disk.fail(nil)
            // The disk seems well again, and must not be believed.
            for _ in 0..<3 {
                let more = post(store, from: answer.next, disk, most: 1)
                #expect(more.trouble?.kind == .io)
                #expect(more.next == answer.next)
            }
            #expect(throws: DatabaseTrouble.self) { try database.checkpoint() }
            // Before the end, and after it: closing begins nothing anew either.
            var cuts = [disk.cutNow()]
            try database.close()
            cuts.append(disk.cutNow())
            for cut in cuts { try reopen(cut, holding: answer.next, &random) }
            vouchers += answer.next
        }
        print("\(told) failed synchronisations, \(vouchers) answered vouchers stand")
    }

    private func reopen(
        _ cut: PowerCutDisk.Cut, holding count: Int, _ random: inout SplitMix64
    ) throws {
        let copy = try TemporaryFolder()
        try cut.write(to: copy, &random)
        let database = try Database.open(
            path: copy.path("books"), migrations: LedgerStore.migrations)
        try Posting.audit(database, holding: 0..<count, "after the next start")
        try database.close()
    }

    @Test("Books that another process locks are busy, and go on when it has ended")
    func locked() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("books")
        let begins = try Posting.begins()
        let database = try Database.create(
            path: path, migrations: LedgerStore.migrations, busyTimeoutSeconds: 0
        ) { try LedgerStore.initialise(in: $0, begins: begins) }
        let store = LedgerStore(database)
        for round in 0..<20 {
            let number = round * 2
            let change = try Posting.change(number)
            _ = try store.post([change])
            let child = try LockingChild(path)
            let trouble = #expect(throws: DatabaseTrouble.self) {
                try store.post([try Posting.change(number + 1)])
            }
            #expect(trouble?.kind == .busy && trouble?.mayRetry == true)
            // Reading goes on meanwhile.
            #expect(try database.read { try store.state(of: Posting.id(number), $0) } != nil)
            child.end()
            _ = try store.post([try Posting.change(number + 1)])
        }
        #expect(try Posting.audit(database, holding: 0..<40, "locked") == 40)
        try database.close()
    }
}

/// `sqlite3` in a process of its own, in the middle of a write.
private final class LockingChild {
    struct NotLocked: Error {}

    private let process = Process()
    private let input = Pipe()

    init(_ path: String) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sqlite3", "-batch", path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(
            contentsOf: Data("BEGIN IMMEDIATE;\n.print locked\n".utf8))
        guard output.fileHandleForReading.availableData == Data("locked\n".utf8) else {
            throw NotLocked()
        }
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
