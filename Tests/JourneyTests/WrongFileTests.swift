import Foundation
import Testing

@Suite("The files of the sample that are wrong")
struct WrongFileTests {
    /// A file in `bad/` and what becomes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var isRejected: Bool
        var code: String?
        var findingsAtLeast: Int

        var testDescription: String { path }

        init(_ row: JSONValue) {
            path = row["path"].text ?? ""
            isRejected = row["expect"].text == "rejected"
            code = row["code"].text
            findingsAtLeast = row["findings_min"].int ?? 1
        }
    }

    static let cases = ((try? Shiomi.expected())?["bad"].rows ?? []).map(Case.init)
    static let cardNumbers = [
        "4111111111111111", "5555555555554444", "5555-5555-5555-4444", "5555 5555 5555 4444",
    ]

    @Test("The sample names twelve of them, of both sorts, and all that are there")
    func count() throws {
        #expect(WrongFileTests.cases.count == 12)
        #expect(Set(WrongFileTests.cases.map(\.isRejected)) == [true, false])
        #expect(try Set(WrongFileTests.cases.map(\.path)) == Set(Shiomi.files("bad")))
    }

    @Test("Each is rejected or has its findings, as often as it is tried", arguments: cases)
    func verdict(wrong: Case) throws {
        let books = try TestBooks()
        try books.take([Shiomi.path("bank")])
        for attempt in 1...2 {
            let answer = try books.run("import", "--json", Shiomi.path(wrong.path))
            #expect(answer.status == (wrong.isRejected ? 3 : 0), "\(answer.ending)")
            let file = try #require(answer.json()["files"].rows.first)
            let findings = file["findings"].rows
            if wrong.isRejected {
                #expect(file["status"] == .string("rejected"), "\(file.shown)")
                #expect(file["accepted"] == .int(0), "\(file.shown)")
            } else if attempt == 1 {
                #expect(file["status"] == .string("accepted"), "\(file.shown)")
            }
            if wrong.isRejected || attempt == 1 {
                #expect(findings.count >= wrong.findingsAtLeast, "\(file.shown)")
            }
            if let code = wrong.code {
                #expect(findings.contains { $0["code"] == .string(code) }, "\(file.shown)")
            }
            for finding in findings {
                #expect(finding["line"].int != nil && finding["code"].text != nil)
                #expect(finding["text"].text?.isEmpty == false)
            }
        }
    }

    @Test("After all of them the month is as true as before, and no card number is kept")
    func afterTheMonth() throws {
        let books = try TestBooks.withMonth()
        let before = try books.reconcile(Shiomi.monthEnd)
        let vouchers = try books.audit()
        for wrong in WrongFileTests.cases {
            let answer = try books.run("import", "--json", Shiomi.path(wrong.path))
            #expect(answer.status == (wrong.isRejected ? 3 : 0), "\(answer.ending)")
            for number in WrongFileTests.cardNumbers {
                #expect(!answer.page.contains(number) && !answer.words.contains(number))
            }
            #expect(try books.audit() == vouchers, "\(wrong.path) posted something")
        }
        #expect(try books.reconcile(Shiomi.monthEnd) == before)
        #expect(try books.places(of: WrongFileTests.cardNumbers) == [])
        try books.take(Shiomi.late)
        #expect(try books.differences(from: .ofLate()) == [])
        #expect(try books.places(of: WrongFileTests.cardNumbers) == [])
        try books.audit()
    }

    @Test("Where they come first, the month that follows is true all the same")
    func beforeTheMonth() throws {
        let books = try TestBooks()
        for wrong in WrongFileTests.cases {
            _ = try books.run("import", "--json", Shiomi.path(wrong.path))
        }
        try books.reconcile(Shiomi.monthEnd)
        try books.take(Shiomi.month)
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.take(Shiomi.late)
        #expect(try books.differences(from: .ofLate()) == [])
        #expect(try books.places(of: WrongFileTests.cardNumbers) == [])
        try books.audit()
    }

    @Test("One wrong file among good ones does not keep the good ones out")
    func amongGoodOnes() throws {
        let books = try TestBooks()
        let rejected = WrongFileTests.cases.filter(\.isRejected).map { Shiomi.path($0.path) }
        let answer = try books.run(["import", "--json"] + Shiomi.month + rejected)
        #expect(answer.status == 3, "\(answer.ending)")
        #expect(try books.differences(from: .ofMonth()) == [])
    }
}
