import Foundation
import Testing

@Suite("A process that is killed")
struct KillTests {
    /// A run that nobody disturbed: what it said, and how long its steps took.
    private struct Undisturbed: Sendable {
        var report: Data
        var vouchers: Int
        var importMicroseconds: Int
        var reconcileMicroseconds: Int
    }

    private static let undisturbed = Result { () throws -> Undisturbed in
        let clock = ContinuousClock()
        let books = try TestBooks()
        let files = try Shiomi.beginning()
        let started = clock.now
        try books.take(files)
        let imported = clock.now
        let report = try books.reconcile(Shiomi.monthEnd)
        let reconciled = clock.now
        return Undisturbed(
            report: report, vouchers: try books.audit(),
            importMicroseconds: microseconds(imported - started),
            reconcileMicroseconds: microseconds(reconciled - imported))
    }

    private static func microseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }

    static let importTurns = 20
    static let reconcileTurns = 10

    @Test("An import that was killed and repeated ends as one run", arguments: 1...importTurns)
    func killedImport(turn: Int) throws {
        let whole = try KillTests.undisturbed.get()
        let books = try kill(
            ["import", "--json"] + Shiomi.beginning(),
            at: moment(turn, of: KillTests.importTurns, in: whole.importMicroseconds)
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
            ["reconcile", "--through", Shiomi.monthEnd, "--json"],
            at: moment(turn, of: KillTests.reconcileTurns, in: whole.reconcileMicroseconds)
        ) {
            let books = try TestBooks()
            try books.take(Shiomi.beginning())
            return books
        }
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
            let running = try books.start(["import", "--json"] + Shiomi.beginning())
            if !running.ends(within: .random(in: 0..<whole.importMicroseconds, using: &random)) {
                running.kill()
            }
            let answer = try running.answer()
            #expect(answer.signal == SIGKILL || answer.status == 0, "\(answer.ending)")
        }
        try books.take(Shiomi.beginning())
        #expect(try books.reconcile(Shiomi.monthEnd) == whole.report)
        #expect(try books.audit() == whole.vouchers)
    }

    /// A moment in one of several equal parts of a duration.
    private func moment(_ turn: Int, of turns: Int, in microseconds: Int) -> Int {
        var random = SplitMix64(turn: turn)
        let part = microseconds / turns
        return part * (turn - 1) + Int.random(in: 0...part, using: &random)
    }

    /// Books on which a command was really killed: where it was through before its moment, it is
    /// tried on new books with an earlier one.
    private func kill(
        _ arguments: [String], at moment: Int, on make: () throws -> TestBooks
    ) throws -> TestBooks {
        var moment = moment
        while true {
            let books = try make()
            let running = try books.start(arguments)
            if !running.ends(within: moment) {
                running.kill()
                let answer = try running.answer()
                if answer.signal == SIGKILL { return books }
                try #require(answer.status == 0, "\(answer.ending)")
            }
            try #require(moment > 0, "it ends before it can be killed")
            moment = moment * 3 / 4
        }
    }
}
