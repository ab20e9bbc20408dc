import Foundation
import TestSupport
import Testing

@Suite(
    "A move that is killed",
    .enabled(if: TestEngine.server != nil, "\(TestEngine.noServer)"))
struct MigrateKillTests {
    private static let turns = 8

    /// The sample month's first days, and how long it takes to move them.
    private struct Undisturbed: Sendable {
        var books: TestBooks
        var vouchers: Int
        var rows: Int?
        var microseconds: Int
    }

    private static let undisturbed = Result { () throws -> Undisturbed in
        let books = try TestBooks()
        try books.take(Shiomi.beginning())
        try books.reconcile(Shiomi.monthEnd)
        let copy = try TestBooks(copyOf: books)
        let place = try Self.otherPlace(than: copy)
        let begun = ContinuousClock.now
        let answer = try copy.run("migrate", copy.place, place, "--json")
        let took = (ContinuousClock.now - begun) / .microseconds(1)
        try #require(answer.status == 0, "\(answer.ending)")
        return Undisturbed(
            books: books, vouchers: try books.audit(), rows: try answer.json()["rows"].int,
            microseconds: Int(took))
    }

    private static func otherPlace(than books: TestBooks) throws -> String {
        let folder = books.folder.path + "/moved"
        if TestEngine.isCluster { return folder }
        return try #require(TestEngine.newSchema()) + "&folder=" + folder
    }

    private func run(_ arguments: [String], _ place: String, _ books: TestBooks) throws -> Answer {
        try RunningProgram(arguments + ["--data", place], in: books.folder).answer()
    }

    @Test(
        "The books hold in one place alone, and move when it is tried again",
        arguments: 1...turns)
    func killed(turn: Int) throws {
        let whole = try Self.undisturbed.get()
        let books = try TestBooks(copyOf: whole.books)
        let place = try Self.otherPlace(than: books)
        var random = SplitMix64(turn: turn)
        let part = whole.microseconds / Self.turns
        let moving = try books.start(["migrate", books.place, place])
        let moment = part * (turn - 1) + .random(in: 0...part, using: &random)
        _ = moving.ends(within: moment)
        moving.kill()
        let ending = try moving.answer()
        #expect(ending.signal == SIGKILL || ending.status == 0, "\(ending.ending)")
        let here = try run(["audit"], books.place, books)
        let there = try run(["audit"], place, books)
        // Never both, and neither only where nothing but opening is left to be done.
        #expect(here.status != 0 || there.status != 0, "\(here.ending) \(there.ending)")
        if here.status != 0 { #expect(here.words.hasPrefix("books-left: "), "\(here.ending)") }
        if there.status != 0 {
            let codes = ["books-arriving: ", "no-books: "]
            #expect(codes.contains { there.words.hasPrefix($0) }, "\(there.ending)")
            let again = try run(["migrate", books.place, place, "--json"], books.place, books)
            #expect(again.status == 0, "\(again.ending)")
            #expect(try again.json()["rows"].int == whole.rows)
        }
        let audit = try run(["audit", "--json"], place, books)
        #expect(audit.status == 0, "\(audit.ending)")
        #expect(try audit.json()["vouchers"].int == whole.vouchers)
        let left = try run(["audit"], books.place, books)
        #expect(left.status == 1 && left.words.hasPrefix("books-left: "), "\(left.ending)")
    }
}
