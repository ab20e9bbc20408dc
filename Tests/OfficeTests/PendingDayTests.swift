import Foundation
import Money
import Office
import Sealing
import Settlement
import Testing

@Suite("Days that are closed and wait for their seal")
struct PendingDayTests {
    private struct PrinterBroken: Error {}

    /// Closes the first day of the books; its package does not come out.
    private func pending(_ books: SealedBooks) throws {
        let request = CloseDays.Request(
            days: [try Desk.day("2026-03-31")], folder: books.out, person: "sato", carry: nil,
            software: "test")
        let closing = CloseDays(books.desk.books, stamp: { _, _ in [] }) { _, _, _ in
            throw PrinterBroken()
        }
        #expect(throws: PrinterBroken.self) {
            try closing.run(request, at: SealedBooks.now.get()) { _ in }
        }
    }

    @Test("They are sealed by the key of the time of sealing, and verify looks at that time")
    func laterKey() throws {
        let books = try SealedBooks()
        try pending(books)
        let keys = books.desk.folder.path("later")
        let later = try Desk.noon("2037-06-01")
        _ = try SealKeys(folder: books.desk.path).makeDemo(
            in: keys, organization: "汐見市", kind: .p256, passphrase: nil, at: later)
        let issued = try books.close("2026-03-31", at: later)
        #expect(issued.map(\.wasPending) == [true])
        let path = try #require(issued.first).path
        let verifier = VerifyPackages(
            trust: try TrustAnchors(file: keys + "/ca.pem"), timestampTrust: nil)
        #expect(verifier.run([path]) { _ in }.packages.flatMap(\.findings) == [])
        let text = try String(contentsOfFile: path + "/VERIFY.txt", encoding: .utf8)
        #expect(text.contains("-attime \(later.seconds) "))
        // Rendered once more, it is the same.
        let before = try SealedBooks.files(path)
        try books.forgetIssues()
        try FileManager.default.removeItem(atPath: path)
        try books.close("2026-03-31", at: Desk.noon("2038-01-01"))
        #expect(try SealedBooks.files(path) == before)
    }

    @Test("A key that has ended by then seals nothing")
    func endedKey() throws {
        let books = try SealedBooks()
        try pending(books)
        let code = try SealedBooks.denial {
            try books.close("2026-03-31", at: Desk.noon("2037-06-01"))
        }
        #expect(code?.hasPrefix("seal-certificate-") == true, "\(code ?? "closed")")
    }

    @Test("One that waits for its timestamp says so where no authority is set any more")
    func timestampAuthority() throws {
        let books = try SealedBooks()
        let settings = try SealSettings.read(in: books.desk.path)
        var stamped = settings
        stamped.tsa = SealSettings.Authority(
            url: "http://127.0.0.1:9", ca: books.keys + "/tsa-ca.pem")
        try stamped.write(in: books.desk.path)
        // The authority does not answer.
        #expect(throws: TimestampTrouble.self) { try books.close("2026-03-31") }
        try settings.write(in: books.desk.path)
        #expect(
            try SealedBooks.denial { try books.close("2026-03-31") } == "no-timestamp-authority")
        #expect(!FileManager.default.fileExists(atPath: books.out + "/2026-03-31"))
    }
}
