import Database
import Foundation
import LedgerStore
import Money
import Office
import TestSupport
import Testing

@Suite(
    "Books that move",
    .enabled(if: TestEngine.server != nil, "\(TestEngine.noServer)"))
struct MigrateTests {
    private func migrate(_ desk: Desk, _ place: String) throws -> MigrateBooks.Report {
        try MigrateBooks(from: desk.place, to: place).run(at: Desk.noon("2026-06-02")) { _ in }
    }

    /// An empty place on the other engine than that of a desk's books.
    private func otherPlace(than desk: Desk, _ name: String) throws -> String {
        let folder = desk.folder.path(name)
        if ClusterAddress.isAddress(desk.place) { return folder }
        return try #require(TestEngine.newSchema()) + "&folder=" + folder
    }

    private func code(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let denial as OfficeDenial {
            #expect(!denial.sentence.ja.isEmpty && !denial.sentence.en.isEmpty)
            return denial.code
        } catch let trouble as DatabaseTrouble {
            return trouble.kind.rawValue
        }
    }

    /// What the ledger says of itself.
    private func standing(_ desk: Desk) throws -> [String] {
        try desk.books.database.read { connection in
            let ledger = desk.books.ledger
            return try ["\(ledger.head(connection))"]
                + ledger.closings(connection).map { "\($0)" }
                + ledger.balances(connection).map { "\($0.0) \($0.1)" }
        }
    }

    @Test("They are the same on the other engine and back again, and days close on")
    func thereAndBack() throws {
        let first = try SealedBooks()
        try first.close("2026-03-31", "2026-04-02", carry: "carried")
        var former = first
        for (turn, day) in ["2026-04-03", "2026-04-04", "2026-04-05"].enumerated() {
            let before = try standing(former.desk)
            let vouchers = try former.desk.vouchers()
            let place = try otherPlace(than: former.desk, "moved-\(turn)")
            let report = try migrate(former.desk, place)
            #expect(report.vouchers == Int64(vouchers.count) && report.closedDays == 3 + turn)
            #expect(report.rows > report.vouchers && report.evidence > 400)
            #expect(report.entries > 9_000 && !report.isResumed)
            let desk = try Desk(opening: place, beside: former.desk)
            #expect(try standing(desk) == before)
            #expect(try desk.vouchers() == vouchers)
            let moved = SealedBooks(moved: desk)
            let issued = try moved.close(day, carry: "carried")
            #expect(issued.map(\.path) == [moved.out + "/" + day])
            let audit = try AuditBooks(desk.books).run { _, _ in }
            #expect(audit.isSound, "\(audit.damages) \(audit.ledger.damages)")
            former = moved
        }
        let packages = try FileManager.default.contentsOfDirectory(atPath: first.out)
            .filter { $0.hasPrefix("2026-") }.map { first.out + "/" + $0 }
        #expect(packages.count == 6)
        let verified = try first.verify(packages.sorted())
        #expect(verified.packages.count == 6 && verified.holds)
    }

    @Test("What comes in afterwards comes to the same, wherever it comes in")
    func goesOn() throws {
        let desk = try AprilBooks.copy()
        let twin = try AprilBooks.copy()
        let place = try otherPlace(than: desk, "moved")
        _ = try migrate(desk, place)
        let moved = try Desk(opening: place, beside: desk)
        for books in [moved, twin] {
            try books.take(SampleMonth.late)
            try books.reconcile("2026-05-20")
        }
        #expect(try moved.vouchers() == twin.vouchers())
        #expect(try AuditBooks(moved.books).run { _, _ in }.isSound)
    }

    @Test("Nothing is posted any more where they were, even by who had them open")
    func left() throws {
        let desk = try AprilBooks.copy()
        let place = try otherPlace(than: desk, "moved")
        _ = try migrate(desk, place)
        let before = try desk.rowCounts()
        #expect(try code { try desk.take(SampleMonth.late) } == "constraint")
        #expect(try code { try desk.reconcile("2026-05-20") } == "constraint")
        #expect(
            try code {
                _ = try desk.books.ledger.closeDay(
                    Desk.day("2026-03-31"), recorded: Desk.noon("2026-06-02"))
            } == "constraint")
        #expect(try desk.rowCounts() == before)
        // And nobody opens them.
        #expect(try code { try desk.reopen() } == "books-left")
        #expect(try code { _ = try UpgradeBooks(desk.place).run() } == "books-left")
        let elsewhere = try otherPlace(than: desk, "elsewhere")
        #expect(try code { _ = try migrate(desk, elsewhere) } == "books-left")
        #expect(try code { _ = try migrate(desk, place) } == "books-left")
        #expect(try Desk(opening: place, beside: desk).rowCounts()["sale"] == before["sale"])
    }

    @Test("They come into an empty place alone")
    func refusals() throws {
        let desk = try AprilBooks.copy()
        let other = try AprilBooks.copy()
        #expect(try code { _ = try migrate(desk, other.place) } == "books-exist")
        #expect(try code { _ = try migrate(desk, desk.place) } == "books-exist")
        let folder = desk.folder.path("taken")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: folder + "/letter"))
        #expect(try code { _ = try migrate(desk, folder) } == "folder-taken")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["letter"])
        let absent = desk.folder.path("absent")
        #expect(
            try code {
                _ = try MigrateBooks(from: absent, to: folder).run(at: Desk.noon("2026-06-02")) {
                    _ in
                }
            } == "no-books")
        // Nothing has become of the books.
        try desk.reopen()
        #expect(try AuditBooks(desk.books).run { _, _ in }.isSound)
    }

    @Test("Damaged books do not move", arguments: ["row", "evidence"])
    func damaged(what: String) throws {
        let desk = try AprilBooks.copy()
        try desk.books.database.write { connection in
            let isFile = connection.engine == .sqlite
            if what == "row" {
                try connection.run("DROP TRIGGER sale_no_update" + (isFile ? "" : " ON sale"))
                try connection.run("UPDATE sale SET amount = amount + 1 WHERE rowid = 7")
            } else if !isFile {
                try connection.run(
                    "DROP TRIGGER evidence_part_no_delete ON evidence_part; "
                        + "DELETE FROM evidence_part")
            }
        }
        if what == "evidence", TestEngine.isFile {
            try FileManager.default.removeItem(atPath: desk.path + "/evidence/incoming")
            let evidence = try desk.evidence()
            let digest = try #require(evidence.first)
            try FileManager.default.removeItem(
                atPath: "\(desk.path)/evidence/\(digest.prefix(2))/\(digest)")
        }
        let place = try otherPlace(than: desk, "moved")
        #expect(try code { _ = try migrate(desk, place) } == "books-damaged")
        #expect(try !Books.exist(in: place))
        try desk.reopen()
    }

    @Test("A move that was killed behind its last step is taken up there; until then nobody enters")
    func takenUp() throws {
        let desk = try AprilBooks.copy()
        let place = try otherPlace(than: desk, "moved")
        let report = try migrate(desk, place)
        // As it stood when the source was left and the target not yet opened to all.
        let source = try BooksPlace(desk.place).name
        let target = try Desk(opening: place, beside: desk)
        try target.books.database.write { connection in
            let table = "CREATE TABLE books_arriving (place TEXT NOT NULL, at INTEGER NOT NULL);"
            try connection.run(
                connection.engine == .sqlite ? table : PostgreSQLSchema.tables(table))
            let row = try connection.statement("INSERT INTO books_arriving VALUES (?1, 0)")
            row.bind(1, source)
            try row.run()
        }
        if !ClusterAddress.isAddress(place) {
            try Data(source.utf8).write(to: URL(filePath: place + "/.migrating"))
        }
        // Other books keep out too: these are nowhere else.
        let others = try AprilBooks.copy()
        #expect(try code { _ = try migrate(others, place) } == "books-arriving")
        #expect(try code { _ = try Books.open(place) } == "books-arriving")
        #expect(try code { _ = try UpgradeBooks(place).run() } == "books-arriving")
        let elsewhere = try otherPlace(than: target, "elsewhere")
        #expect(try code { _ = try migrate(target, elsewhere) } == "books-arriving")
        let again = try migrate(desk, place)
        #expect(again.isResumed && again.rows == report.rows && again.root == report.root)
        try target.reopen()
        #expect(try AuditBooks(target.books).run { _, _ in }.isSound)
        #expect(try code { _ = try migrate(desk, place) } == "books-left")
    }
}
