import Foundation
import TestSupport
import Testing

/// A standby that shows the books while another server takes what is written.
@Suite(.enabled(if: StandbyPair.programs != nil, "\(StandbyPair.noPrograms)"))
struct StandbyTests {
    private static let reading = [
        ["report", "daily", "2026-04-02", "--format", "json"],
        ["report", "daily", "2026-04-20", "--format", "csv"],
        ["report", "cash", "--through", "2026-04-09", "--format", "json"],
        ["report", "revenue", "--format", "json"], ["report", "clearing", "--format", "json"],
        ["report", "exceptions", "--format", "json"],
        ["exceptions", "--all", "--json"], ["export", "journal", "--format", "hledger"],
        ["audit", "--json"],
    ]

    @Test("Reports, exports, proofs and the audit come out of it as of the other; it takes nothing")
    func reading() throws {
        let pair = try StandbyPair()
        let books = try TestBooks()
        try books.take(Shiomi.beginning())
        try books.reconcile(Shiomi.monthEnd)
        try SealedMonth.demoKeys(books.folder.path + "/keys", for: books)
        let folder = books.folder.path
        let place = "\(pair.url)?schema=town&folder=\(folder)/first"
        func run(_ arguments: [String], _ place: String) throws -> Answer {
            try RunningProgram(arguments + ["--data", place], in: books.folder).answer()
        }
        let moved = try run(["migrate", books.place, place], place)
        try #require(moved.status == 0, "\(moved.ending)")
        let out = folder + "/out"
        let closed = try run(
            ["close", "2026-03-31..2026-04-02"] + SealedMonth.closing(to: out), place)
        try #require(closed.status == 0, "\(closed.ending)")
        try pair.catchUp()
        let standby = "\(pair.standbyURL)&schema=town&folder=\(folder)/second"
        for command in Self.reading {
            let here = try run(command, place)
            let there = try run(command, standby)
            #expect(here.status == 0 && there.status == 0, "\(command) \(there.ending)")
            #expect(here.out == there.out, "\(command)")
            #expect(!here.out.isEmpty)
            let isTold = there.words.contains("This is a standby")
            #expect(isTold == (command[0] == "audit"), "\(there.words)")
        }
        let payment = try #require(
            String(contentsOfFile: out + "/2026-04-02/payments.csv", encoding: .utf8)
                .split(separator: "\n").dropFirst().first?.split(separator: ",").dropFirst().first)
        let proof = ["proof", "payment", String(payment)]
        let proofs = [try run(proof, place), try run(proof, standby)]
        #expect(proofs[0].status == 0 && proofs[0].out == proofs[1].out, "\(proofs[1].ending)")
        // It takes nothing, and says why.
        try FileManager.default.copyItem(
            atPath: folder + "/first/seal.json", toPath: folder + "/second/seal.json")
        for command in [
            ["import"] + Shiomi.late, ["reconcile", "--through", "2026-05-20"],
            ["close", "2026-04-03"] + SealedMonth.closing(to: out),
        ] {
            let refused = try run(command, standby)
            #expect(refused.status == 5, "\(command) \(refused.ending)")
            #expect(refused.words.contains("25006"), "\(refused.ending)")
        }
    }
}
