import Money
import TestSupport
import Testing

@Suite struct BankCalendarTests {
    static func day(_ text: String) -> BookDay { BookDay(text)! }

    /// Golden Week and the new year of 2026.
    let calendar = BankCalendar(
        weeklyRest: [0, 6],
        holidays: Set(
            ["2026-04-29", "2026-05-03", "2026-05-04", "2026-05-05", "2026-05-06"].map(day)),
        closedFrom: 1231, closedTo: 103)

    @Test(
        "Banks rest on weekends, holidays and from 31 December to 3 January",
        arguments: [
            ("2026-04-28", true), ("2026-04-29", false), ("2026-05-02", false),
            ("2026-05-06", false), ("2026-05-07", true), ("2026-12-30", true),
            ("2026-12-31", false), ("2027-01-01", false), ("2027-01-03", false),
            ("2027-01-04", true),
        ])
    func open(text: String, isOpen: Bool) { #expect(calendar.isOpen(Self.day(text)) == isOpen) }

    @Test(
        "A closed day gives way to the open day before or after",
        arguments: [
            ("2026-05-03", "2026-05-01", "2026-05-07"), ("2026-05-01", "2026-05-01", "2026-05-01"),
            ("2027-01-02", "2026-12-30", "2027-01-04"), ("2026-05-31", "2026-05-29", "2026-06-01"),
        ])
    func rolls(text: String, previous: String, next: String) {
        #expect(calendar.previous(onOrBefore: Self.day(text)) == Self.day(previous))
        #expect(calendar.next(onOrAfter: Self.day(text)) == Self.day(next))
    }

    @Test(
        "Open days are counted without the closed ones",
        arguments: [
            ("2026-04-28", 0, "2026-04-28"), ("2026-04-28", 1, "2026-04-30"),
            ("2026-05-01", 1, "2026-05-07"), ("2026-05-02", 2, "2026-05-08"),
            ("2026-12-30", 1, "2027-01-04"), ("2026-04-01", 10, "2026-04-15"),
        ])
    func counts(text: String, count: Int, result: String) {
        #expect(calendar.adding(openDays: count, to: Self.day(text)) == Self.day(result))
    }

    @Test("A closure within one year closes nothing else")
    func summerClosure() {
        let summer = BankCalendar(weeklyRest: [], holidays: [], closedFrom: 813, closedTo: 815)
        let closed = (0..<365).map { Self.day("2026-01-01").adding($0) }
            .filter { !summer.isOpen($0) }
        #expect(closed == ["2026-08-13", "2026-08-14", "2026-08-15"].map(Self.day))
    }

    @Test("Rolling stays within the fewest days")
    func properties() {
        var random = SplitMix64()
        for _ in 0..<500 {
            let day = BookDay(number: Int32.random(in: 20_000...21_500, using: &random))
            let next = calendar.next(onOrAfter: day)
            let previous = calendar.previous(onOrBefore: day)
            #expect(calendar.isOpen(next) && calendar.isOpen(previous))
            #expect(previous <= day && day <= next)
            let between = (previous.number + 1..<max(next.number, previous.number + 1))
                .map { BookDay(number: $0) }
            #expect(between.allSatisfy { !calendar.isOpen($0) })
        }
    }
}
