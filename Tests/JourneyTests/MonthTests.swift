import Foundation
import Testing

@Suite("The sample month through the command line")
struct MonthTests {
    @Test("On 30 April every figure is true, and on 20 May again")
    func bothDays() throws {
        let books = try TestBooks.withMonth()
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
        try books.take(Shiomi.late)
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("A second reconciliation prints the same bytes and posts nothing")
    func again() throws {
        let books = try TestBooks.withMonth()
        let first = try books.reconcile(Shiomi.monthEnd)
        let vouchers = try books.audit()
        #expect(vouchers > 0)
        let standing = try books.standing()
        #expect(try books.reconcile(Shiomi.monthEnd) == first)
        #expect(try books.audit() == vouchers)
        #expect(try books.standing() == standing)
    }

    @Test("Without a day, the last day of anything that came in is meant")
    func lastDay() throws {
        let books = try TestBooks.withMonth()
        let answer = try books.run("reconcile", "--json")
        #expect(answer.status == 0, "\(answer.ending)")
        #expect(try Truth.ofMonth().differences(from: answer.json()) == [])
    }

    @Test("An earlier day afterwards leaves the books as they are, and says so")
    func earlierDay() throws {
        let books = try TestBooks.withMonth()
        try books.take(Shiomi.late)
        let late = try books.reconcile(Shiomi.lateEnd)
        let vouchers = try books.audit()
        let standing = try books.standing()
        for language in ["en", "ja"] {
            let answer = try books.run(
                "reconcile", "--through", Shiomi.monthEnd, "--json", "--lang", language)
            #expect(answer.status == 0, "\(answer.ending)")
            #expect(
                answer.words.contains(
                    language == "en" ? "books were left as they are" : "帳簿は変えていません"))
            #expect(try answer.json()["through"] == .string(Shiomi.monthEnd))
        }
        #expect(try books.audit() == vouchers)
        #expect(try books.standing() == standing)
        #expect(try books.reconcile(Shiomi.lateEnd) == late)
    }

    @Test("Every third evening of April, one after the other, ends in the truth of the month")
    func eveningByEvening() throws {
        let books = try TestBooks.withMonth()
        for day in stride(from: 10, to: 30, by: 3) { try books.reconcile("2026-04-\(day)") }
        #expect(try books.differences(from: .ofMonth()) == [])
        try books.audit()
    }

    @Test("A dry run says what an import would say, and takes nothing in")
    func dryRun() throws {
        let books = try TestBooks()
        let dry = try books.take(["--dry-run"] + Shiomi.month)
        #expect(try books.reconcile(Shiomi.monthEnd) == TestBooks().reconcile(Shiomi.monthEnd))
        #expect(try books.take(Shiomi.month) == dry)
        #expect(try books.differences(from: .ofMonth()) == [])
    }
}
