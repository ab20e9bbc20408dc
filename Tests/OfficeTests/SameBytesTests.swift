import Database
import Foundation
import LedgerStore
import Money
import Office
import Testing

@Suite("A closed day is the same for ever")
struct SameBytesTests {
    @Test("Rendered again after all that came later, every package has the same bytes")
    func again() throws {
        let books = try SealedBooks()
        let issued = try books.close("2026-03-31", "2026-04-30", carry: "carried")
        var before: [String: [String: Data]] = [:]
        for package in issued {
            before[package.path] = try SealedBooks.files(package.path)
        }
        try books.desk.take(SampleMonth.late)
        try books.desk.reconcile("2026-05-20")
        try FileManager.default.moveItem(atPath: books.out, toPath: books.out + ".old")
        try books.forgetIssues()
        let later = try Desk.noon("2026-07-01")
        let again = try books.close("2026-03-31", at: later)
        #expect(again.count == issued.count)
        #expect(again.allSatisfy { $0.wasPending })
        for package in again {
            let files = try SealedBooks.files(package.path)
            #expect(files == before[package.path], "\(package.day)")
        }
    }

    @Test("A package that stands at its place already is noted, and left as it is")
    func left() throws {
        let books = try SealedBooks()
        let package = try #require(try books.close("2026-03-31").first)
        let before = try SealedBooks.files(package.path)
        try books.forgetIssues()
        #expect(try books.close("2026-03-31").map(\.path) == [package.path])
        #expect(try SealedBooks.files(package.path) == before)
        #expect(try SealedBooks.denial { try books.close("2026-03-31") } == "day-closed")
    }

    @Test("A folder at the place of a pending package that is another's is not taken for it")
    func foreign() throws {
        let books = try SealedBooks()
        let package = try #require(try books.close("2026-03-31").first)
        try books.forgetIssues()
        let list = package.path + "/SHA256SUMS"
        try Data("# other\n".utf8).write(to: URL(filePath: list))
        #expect(try SealedBooks.denial { try books.close("2026-03-31") } == "package-exists")
        #expect(try SealedBooks.denial { try books.close("2026-04-01") } == "package-exists")
        try FileManager.default.removeItem(atPath: package.path)
        #expect(try books.close("2026-03-31").count == 1)
        #expect(try books.verify([package.path]).holds)
    }

    @Test("A pending package whose place is gone comes out where packages go by now")
    func movedPlace() throws {
        let books = try SealedBooks()
        let package = try #require(try books.close("2026-03-31").first)
        let before = try SealedBooks.files(package.path)
        try books.forgetIssues()
        try FileManager.default.removeItem(atPath: books.out)
        // Nobody can make a folder there any more.
        try Data().write(to: URL(filePath: books.out))
        let place = books.desk.folder.path("elsewhere")
        let day = try Desk.day("2026-03-31")
        let again = try books.close(day...day, to: place)
        #expect(again.map(\.path) == [place + "/2026-03-31"])
        #expect(try SealedBooks.files(place + "/2026-03-31") == before)
    }

    @Test("The same month closed in two copies of the books is the same but for keys and time")
    func twoCopies() throws {
        let first = try SealedBooks()
        let second = try SealedBooks(
            Desk(
                copying: {
                    try first.desk.books.database.checkpoint()
                    return first.desk.path
                }()))
        let one = try first.close("2026-03-31", "2026-04-02", carry: "carried")
        let two = try second.close("2026-03-31", "2026-04-02", carry: "carried")
        for (a, b) in zip(one, two) {
            let own = try SealedBooks.files(a.path)
            let other = try SealedBooks.files(b.path)
            #expect(own.keys == other.keys)
            let differing = Set(own.keys.filter { own[$0] != other[$0] })
            #expect(
                differing.isSubset(of: [
                    "SHA256SUMS", "SHA256SUMS.p7s", "chain.pem", "crl.pem", "manifest.json",
                ]), "\(differing)")
        }
    }

    @Test("What came after the closing is booked on the earliest open day")
    func lateFacts() throws {
        let books = try SealedBooks()
        try books.close("2026-03-31", "2026-04-30", carry: "carried")
        let known = try books.desk.vouchers().count
        try books.desk.take(SampleMonth.late)
        try books.desk.reconcile("2026-05-20")
        let added = try books.desk.vouchers().dropFirst(known)
        #expect(!added.isEmpty)
        let april = try Desk.day("2026-04-30")
        #expect(added.allSatisfy { $0.day > april })
        #expect(added.contains { $0.ownDay <= april })
        #expect(try books.desk.audit().isSound)
    }
}
