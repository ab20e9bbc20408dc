import Foundation
import TestSupport
import Testing

@Suite("A closing that is killed")
struct CloseKillTests {
    private static let days = "2026-03-31..2026-04-04"
    static let turns = 12

    /// How much a closing writes that nobody disturbs.
    private static let writes = Result { () throws -> Int in
        let books = try TestBooks(copyOf: SealedMonth.whole.get().open)
        let (running, watch) = try start(books)
        watch.wait(for: .max, or: running)
        let answer = try running.answer()
        try #require(answer.status == 0, "\(answer.ending)")
        try #require(watch.count > turns)
        return watch.count
    }

    private static func start(_ books: TestBooks) throws -> (RunningProgram, FolderWatch) {
        let out = books.folder.path + "/out"
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let watch = try FolderWatch([books.path, out])
        return (try books.start(["close", days] + SealedMonth.closing(to: out)), watch)
    }

    @Test(
        "Run again, it issues every day once, with the seal that was stored", arguments: 1...turns)
    func killed(turn: Int) throws {
        let month = try SealedMonth.whole.get()
        var random = SplitMix64(turn: turn)
        let part = try CloseKillTests.writes.get() / CloseKillTests.turns
        let moment = part * (turn - 1) + Int.random(in: 0...part, using: &random)
        let books = try TestBooks(copyOf: month.open)
        let (running, watch) = try CloseKillTests.start(books)
        watch.wait(for: moment, or: running)
        running.kill()
        let answer = try running.answer()
        #expect(answer.signal == SIGKILL || answer.status == 0, "\(answer.ending)")
        try books.audit()
        let out = books.folder.path + "/out"
        let before = try books.seals()
        let again = try SealedMonth.close("2026-03-31..2026-04-05", books, to: out)
        #expect(again.status == 0, "\(again.ending)")
        let days = ["2026-03-31"] + (1...5).map { "2026-04-0\($0)" }
        #expect(try FileManager.default.contentsOfDirectory(atPath: out).sorted() == days)
        let verdicts = try SealedMonth.verdicts(out, ca: month.ca)
        #expect(verdicts == days.map { $0 + " holds" })
        let after = try books.seals()
        #expect(after.count == days.count && after.starts(with: before))
        let inFolder = try Shell.done(
            "for day in out/2*; do od -An -v -tx1 $day/SHA256SUMS.p7s | tr -d ' \\n'; echo; done",
            in: books.folder.path)
        #expect(inFolder.uppercased().split(separator: "\n").map(String.init) == after)
        try books.audit()
    }
}
