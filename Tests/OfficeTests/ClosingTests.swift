import Foundation
import Money
import Office
import Sealing
import Testing

@Suite("A day that must not close")
struct ClosingTests {
    private func denial(_ body: () throws -> Void) throws -> String? {
        try SealedBooks.denial(body)
    }

    @Test("A day closes in order, when it is over, and once")
    func order() throws {
        let books = try SealedBooks()
        let sameDay = try Desk.noon("2026-03-31")
        #expect(try denial { try books.close("2026-03-31", at: sameDay) } == "day-not-over")
        #expect(try denial { try books.close("2026-04-01") } == "day-out-of-order")
        #expect(try denial { try books.close("2026-03-30") } == "day-before-books")
        #expect(!FileManager.default.fileExists(atPath: books.out))
        #expect(try books.close("2026-03-31").count == 1)
        #expect(try denial { try books.close("2026-03-31") } == "day-closed")
        #expect(
            try books.close("2026-03-31", "2026-04-01").map(\.day.description) == ["2026-04-01"])
    }

    private func inside(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }

    @Test("A day that ended a second ago closes")
    func midnight() throws {
        let books = try SealedBooks()
        let midnight = Moment(day: try Desk.day("2026-04-01"), secondOfDay: 0)
        #expect(try books.close("2026-03-31", at: midnight).count == 1)
    }

    @Test("Nothing closes that was not reconciled")
    func notReconciled() throws {
        let books = try SealedBooks(try Desk())
        #expect(try denial { try books.close("2026-03-31") } == "not-reconciled")
        try books.desk.reconcile("2026-03-31")
        #expect(try books.close("2026-03-31").count == 1)
        #expect(try denial { try books.close("2026-04-01") } == "not-reconciled")
    }

    @Test("Nothing closes while facts wait")
    func factsWaiting() throws {
        let books = try SealedBooks()
        try books.desk.take(SampleMonth.late)
        #expect(try denial { try books.close("2026-03-31") } == "facts-waiting")
        try books.desk.reconcile("2026-05-20")
        #expect(try books.close("2026-03-31").count == 1)
    }

    @Test("Open exceptions are carried by name, or the day stays open")
    func exceptionsOpen() throws {
        let books = try SealedBooks()
        let code = try denial { try books.close("2026-03-31", "2026-04-30") }
        #expect(code == "exceptions-open")
        let closed = try inside(books.out).filter { !$0.hasPrefix(".") }.sorted()
        #expect(closed.count < 30)
        #expect(try inside(books.out).allSatisfy { !$0.hasPrefix(".") })
        let rest = try books.close("2026-03-31", "2026-04-30", carry: "asked the provider")
        #expect(rest.count + closed.count == 31)
        #expect(try books.verify([books.out]).holds)
        let carried = try String(
            contentsOfFile: try #require(rest.first).path + "/exceptions.csv", encoding: .utf8)
        #expect(carried.contains(",carried,,asked the provider,sato,,"))
    }

    @Test("The clock does not run backwards from one closing to the next")
    func clock() throws {
        let books = try SealedBooks()
        try books.close("2026-03-31")
        let earlier = try Desk.noon("2026-05-31")
        #expect(try denial { try books.close("2026-04-01", at: earlier) } == "clock-backwards")
        #expect(try books.close("2026-04-01").count == 1)
    }

    @Test("Without settings, or with broken ones, nothing closes")
    func settings() throws {
        let books = try SealedBooks()
        let path = SealSettings.path(in: books.desk.path)
        let good = try Data(contentsOf: URL(filePath: path))
        try FileManager.default.removeItem(atPath: path)
        #expect(try denial { try books.close("2026-03-31") } == "no-seal-key")
        for text in ["", "{}", #"{"chain":"a","ca":"b","key":7}"#] {
            try Data(text.utf8).write(to: URL(filePath: path))
            #expect(try denial { try books.close("2026-03-31") } == "seal-settings")
        }
        var neither = try SealSettings.read(from: good)
        neither.key = nil
        try neither.write(in: books.desk.path)
        #expect(try denial { try books.close("2026-03-31") } == "seal-settings")
        try good.write(to: URL(filePath: path))
        #expect(try books.close("2026-03-31").count == 1)
    }

    @Test("A key that cannot be opened, or that is not the certificate's, seals nothing")
    func wrongKey() throws {
        let books = try SealedBooks()
        let locked = books.desk.folder.path("locked")
        let settings = try SealKeys(folder: books.desk.path).makeDemo(
            in: locked, organization: "x", kind: .p256, passphrase: Passphrase("right"),
            at: SealedBooks.now.get())
        var wrong = settings
        wrong.passphraseFile = try books.desk.input("pass", "wrong\n")
        try wrong.write(in: books.desk.path)
        #expect(try denial { try books.close("2026-03-31") } == "key-passphrase-wrong")
        wrong.passphraseFile = try books.desk.input("pass", "right\n")
        wrong.chain = locked + "/officer-chain.pem"
        try wrong.write(in: books.desk.path)
        #expect(try denial { try books.close("2026-03-31") } == "seal-key-does-not-match")
        wrong.chain = settings.chain
        try wrong.write(in: books.desk.path)
        #expect(try books.close("2026-03-31").count == 1)
    }

    @Test("A certificate that has ended, or has not begun, seals nothing")
    func expired() throws {
        let books = try SealedBooks()
        for day in ["2016-06-01", "2037-06-01"] {
            let folder = books.desk.folder.path("keys-\(day)")
            let settings = try SealKeys(folder: books.desk.path).makeDemo(
                in: folder, organization: "x", kind: .p256, passphrase: nil, at: Desk.noon(day))
            let code = try denial { try books.close("2026-03-31") }
            #expect(code?.hasPrefix("seal-certificate-") == true, "\(code ?? "closed")")
            #expect(
                try denial {
                    _ = try SealKeys(folder: books.desk.path).use(
                        settings, at: SealedBooks.now.get())
                } == code)
        }
    }

    @Test("Whatever stands at a package's place stays, and the day stays open")
    func placeTaken() throws {
        let books = try SealedBooks()
        let place = books.out + "/2026-03-31"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        #expect(try denial { try books.close("2026-03-31") } == "package-exists")
        #expect(try inside(place) == [])
        let empty = try books.desk.count("closing")
        #expect(empty == 0)
        try FileManager.default.removeItem(atPath: place)
        #expect(try books.close("2026-03-31").count == 1)
    }

    @Test("Where no folder can be made, the day stays open")
    func noPlace() throws {
        let books = try SealedBooks()
        let day = try Desk.day("2026-03-31")
        let file = try books.desk.input("file", "x")
        #expect(throws: (any Error).self) { try books.close(day...day, to: file + "/out") }
        #expect(try books.desk.count("closing") == 0)
        #expect(try books.close("2026-03-31").count == 1)
    }

    @Test("No card number comes into a package")
    func cardNumber() throws {
        let books = try SealedBooks()
        let code = try denial {
            try books.close("2026-03-31", carry: "card 4111111111111111 was asked for")
        }
        #expect(code == OfficeDenial.cardNumber.code)
        #expect(try books.desk.count("closing") == 0)
    }

    @Test("Nothing is proven of a day that is open, or of a payment that nobody knows")
    func proofs() throws {
        let books = try SealedBooks()
        let first = "01kn0bc586mvxywcvez6a6qyfy"
        #expect(try denial { _ = try ProvePayment(books.desk.books).run(first) } == "day-open")
        let unknown = ["01kn0bc586mvxywcvez6a6qyfz", "x", "", "1/2026-04-01/-/"]
        for payment in unknown {
            #expect(
                try denial { _ = try ProvePayment(books.desk.books).run(payment) }
                    == "payment-unknown")
        }
        try books.close("2026-03-31")
        let day = try Desk.day("2026-03-31")
        #expect(
            try denial {
                _ = try ProvePayment(books.desk.books).run(from: day, to: day.adding(1))
            } == "day-open")
        #expect(try ProvePayment(books.desk.books).run(first).vouchers.count == 1)
    }
}

extension SealSettings {
    static func read(from data: Data) throws -> SealSettings {
        try JSONDecoder().decode(SealSettings.self, from: data)
    }
}
