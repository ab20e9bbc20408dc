import Foundation
import TestSupport
import Testing

@Suite("A process that is killed", .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct KillTests {
    /// A run that nobody disturbed: what it said, and how much its steps wrote.
    private struct Undisturbed: Sendable {
        var report: Data
        var vouchers: Int
        /// Books with everything taken in and nothing reconciled.
        var imported: TestBooks
        var importWrites: Int
        var reconcileWrites: Int
    }

    private static let undisturbed = Result { () throws -> Undisturbed in
        let books = try TestBooks()
        let importWrites = try writes(of: importing(), on: books)
        let imported = try TestBooks(copyOf: books)
        let reconcileWrites = try writes(of: reconciling, on: books)
        return Undisturbed(
            report: try books.reconcile(Shiomi.monthEnd), vouchers: try books.audit(),
            imported: imported, importWrites: importWrites, reconcileWrites: reconcileWrites)
    }

    private static func importing() throws -> [String] {
        try ["import", "--json"] + Shiomi.beginning()
    }

    private static let reconciling = ["reconcile", "--through", Shiomi.monthEnd, "--json"]

    /// How much a command writes that runs to its end.
    private static func writes(of command: [String], on books: TestBooks) throws -> Int {
        let watch = try FolderWatch(folders(of: books))
        let running = try books.start(command)
        watch.wait(for: .max, or: running)
        let answer = try running.answer()
        try #require(answer.status == 0, "\(answer.ending)")
        try #require(watch.count > 20)
        return watch.count
    }

    private static func folders(of books: TestBooks) -> [String] {
        [books.path, books.path + "/evidence", books.path + "/evidence/incoming"]
    }

    static let importTurns = 12
    static let reconcileTurns = 8

    @Test("An import that was killed and repeated ends as one run", arguments: 1...importTurns)
    func killedImport(turn: Int) throws {
        let whole = try KillTests.undisturbed.get()
        let books = try kill(
            KillTests.importing(),
            at: moment(turn, of: KillTests.importTurns, in: whole.importWrites)
        ) { try TestBooks() }
        try books.audit()
        try books.take(Shiomi.beginning())
        #expect(try books.reconcile(Shiomi.monthEnd) == whole.report)
        #expect(try books.audit() == whole.vouchers)
    }

    @Test(
        "A reconciliation that was killed and repeated ends as one run",
        arguments: 1...reconcileTurns)
    func killedReconciliation(turn: Int) throws {
        let whole = try KillTests.undisturbed.get()
        let books = try kill(
            KillTests.reconciling,
            at: moment(turn, of: KillTests.reconcileTurns, in: whole.reconcileWrites)
        ) { try TestBooks(copyOf: whole.imported) }
        try books.audit()
        #expect(try books.reconcile(Shiomi.monthEnd) == whole.report)
        #expect(try books.audit() == whole.vouchers)
    }

    @Test("An import that is killed again and again ends as one run")
    func killedAgain() throws {
        let whole = try KillTests.undisturbed.get()
        var random = SplitMix64()
        let books = try TestBooks()
        for _ in 1...6 {
            let watch = try FolderWatch(KillTests.folders(of: books))
            let running = try books.start(KillTests.importing())
            watch.wait(for: .random(in: 0..<whole.importWrites, using: &random), or: running)
            running.kill()
            let answer = try running.answer()
            #expect(answer.signal == SIGKILL || answer.status == 0, "\(answer.ending)")
        }
        try books.take(Shiomi.beginning())
        #expect(try books.reconcile(Shiomi.monthEnd) == whole.report)
        #expect(try books.audit() == whole.vouchers)
    }

    /// A moment in one of several equal parts of all that a command writes.
    private func moment(_ turn: Int, of turns: Int, in writes: Int) -> Int {
        var random = SplitMix64(turn: turn)
        let part = writes / turns
        return part * (turn - 1) + Int.random(in: 0...part, using: &random)
    }

    /// Books on which a command was really killed once it had written so much: where it was
    /// through before, it is tried on new books with less.
    private func kill(
        _ arguments: [String], at moment: Int, on make: () throws -> TestBooks
    ) throws -> TestBooks {
        var moment = moment
        while true {
            let books = try make()
            let watch = try FolderWatch(KillTests.folders(of: books))
            let running = try books.start(arguments)
            watch.wait(for: moment, or: running)
            running.kill()
            let answer = try running.answer()
            if answer.signal == SIGKILL { return books }
            try #require(answer.status == 0, "\(answer.ending)")
            try #require(moment > 0, "it ends before it can be killed")
            moment = moment * 3 / 4
        }
    }
}
