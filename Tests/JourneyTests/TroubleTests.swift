import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Trouble with the disk", .enabled(if: TestEngine.isFile, "\(TestEngine.noFile)"))
struct TroubleTests {
    @Test(
        "Books that are no database are trouble: exit 5",
        arguments: [
            ["audit"], ["reconcile"], ["exceptions"], ["import", Shiomi.cityFile],
        ])
    func garbage(arguments: [String]) throws {
        let books = try TestBooks()
        var random = SplitMix64()
        let noise = (0..<65_536).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        try Data(noise).write(to: URL(filePath: books.path + "/books.sqlite"))
        let answer = try books.run(arguments)
        #expect(answer.status == 5, "\(answer.ending)")
        #expect(answer.out.isEmpty, "\(answer.page)")
    }

    @Test("Books that were cut off are trouble or found damaged, never sound", arguments: 1...2)
    func cutOff(turn: Int) throws {
        var random = SplitMix64(turn: turn)
        let books = try TestBooks.withMonth()
        try books.reconcile(Shiomi.monthEnd)
        let file = books.path + "/books.sqlite"
        let whole = try Data(contentsOf: URL(filePath: file))
        let length = Int.random(in: 1..<whole.count - 4096, using: &random)
        try whole.prefix(length).write(to: URL(filePath: file))
        let answer = try books.run("audit", "--json")
        #expect(answer.status == 5 || answer.status == 1, "\(answer.ending)")
    }

    @Test("Books cannot be made beneath a file: exit 5")
    func beneathFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("file", Array("no folder".utf8))
        let answer = try RunningProgram(
            ["init", Shiomi.cityFile, "--data", file + "/books"], in: folder
        ).answer()
        #expect(answer.status == 5, "\(answer.ending)")
    }

    @Test(
        "Books that may only be read are trouble for who writes: exit 5",
        .enabled(if: geteuid() != 0, "nothing is read-only for the superuser"))
    func readOnly() throws {
        let books = try TestBooks()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o444], ofItemAtPath: books.path + "/books.sqlite")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o555], ofItemAtPath: books.path)
        defer {
            try? FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: books.path)
        }
        let answer = try books.run(["import"] + Shiomi.month)
        #expect(answer.status == 5, "\(answer.ending)")
    }

    @Test(
        "A disk that fills up during an import is trouble, and the same import later completes it",
        arguments: [600, 3_000])
    func fullDisk(blocks: Int) throws {
        let books = try TestBooks()
        let answer = try books.start(["import", "--json"] + Shiomi.month, largestFile: blocks)
            .answer()
        #expect(answer.status == 5, "\(answer.ending)")
        try books.audit()
        try books.take(Shiomi.month)
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }

    @Test(
        "A disk that fills up during a reconciliation is trouble, and the next completes it",
        arguments: [200, 900])
    func fullDiskWhilePosting(blocks: Int) throws {
        let books = try TestBooks.withMonth()
        let answer = try books.start(
            ["reconcile", "--through", Shiomi.monthEnd, "--json"], largestFile: blocks
        ).answer()
        #expect(answer.status == 5, "\(answer.ending)")
        #expect(answer.out.isEmpty)
        try books.audit()
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }
}
