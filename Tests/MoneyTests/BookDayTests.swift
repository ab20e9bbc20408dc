import Foundation
import Money
import TestSupport
import Testing

@Suite struct BookDayTests {
    @Test("Every day from 1900 to 2200 is the day after the one before, and reads back")
    func roundTrip() throws {
        let first = try #require(BookDay(year: 1900, month: 1, day: 1))
        var expected = (year: 1900, month: 1, day: 1)
        var wrong: [String] = []
        var day = first
        while expected.year <= 2200 {
            let found = day.civil
            let again = BookDay(year: found.year, month: found.month, day: found.day)
            let weekday = (1 + Int(day.number - first.number)) % 7  // 1 January 1900: a Monday
            if found != expected || again != day || BookDay("\(day)") != day
                || day.weekday != weekday
            {
                wrong.append("\(day)")
            }
            expected.day += 1
            if expected.day > Self.length(ofMonth: expected.month, year: expected.year) {
                expected.day = 1
                expected.month = expected.month % 12 + 1
                if expected.month == 1 { expected.year += 1 }
            }
            day = day.adding(1)
        }
        #expect(wrong.isEmpty)
        #expect(day == BookDay("2201-01-01") && day.number - first.number == 109_938)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year == 2000)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    @Test("Foundation's calendar agrees")
    func foundation() {
        var random = SplitMix64()
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for _ in 0..<300 {
            let day = BookDay(number: Int32.random(in: -25_567...84_370, using: &random))
            let date = Date(timeIntervalSince1970: TimeInterval(day.number) * 86400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            #expect(parts.year == day.civil.year && parts.month == day.civil.month)
            #expect(parts.day == day.civil.day && parts.weekday == day.weekday + 1)
        }
    }

    @Test(
        "Days have their numbers",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("2026-04-01", 20544),
        ] as [(String, Int32)])
    func numbers(text: String, number: Int32) {
        #expect(BookDay(text) == BookDay(number: number))
        #expect(BookDay(number: number).description == text)
    }

    @Test(
        "What is no date is none",
        arguments: [
            "2026-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
            "2026-1-01", "2026/01/01", "20260101", "2026-01-01 ", "", "２０２６-01-01", "-026-01-01",
            "1900-02-29", "0000-01-01",
        ])
    func noDate(text: String) { #expect(BookDay(text) == nil) }

    @Test("Leap years have their 29th of February", arguments: ["2000-02-29", "2024-02-29"])
    func leap(text: String) { #expect(BookDay(text)?.adding(1).civil.month == 3) }

    @Test(
        "Weekdays count from Sunday",
        arguments: [
            ("2026-04-05", 0), ("2026-04-06", 1), ("2026-04-11", 6), ("1969-12-28", 0),
            ("1970-01-01", 4), ("1900-01-01", 1),
        ])
    func weekdays(text: String, weekday: Int) { #expect(BookDay(text)?.weekday == weekday) }

    @Test(
        "The fiscal year begins in April",
        arguments: [
            ("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026), ("2027-01-01", 2026),
        ])
    func fiscalYears(text: String, year: Int) {
        #expect(BookDay(text)?.fiscalYear == FiscalYear(year))
        #expect(FiscalYear(year).description == String(year))
        #expect(FiscalYear(year) < FiscalYear(year + 1))
    }

    @Test(
        "A month ends on its last day",
        arguments: [
            ("2026-02-01", "2026-02-28"), ("2028-02-29", "2028-02-29"),
            ("2026-12-15", "2026-12-31"), ("2026-04-30", "2026-04-30"),
        ])
    func monthEnds(text: String, end: String) {
        #expect(BookDay(text)?.endOfMonth == BookDay(end))
    }
}
