import City
import Money
import TestSupport
import Testing

@Suite struct CycleTests {
    let city: City

    init() throws { city = try City.read(Sample.reference()) }

    @Test(
        "Closings of the sample's providers pay on its pay days",
        arguments: [
            ("paypay", "2026-04-15", "2026-04-30"), ("paypay", "2026-03-31", "2026-04-15"),
            ("paypay", "2026-04-30", "2026-05-15"), ("paypay", "2026-05-15", "2026-05-29"),
            ("stripe", "2026-04-05", "2026-04-10"), ("stripe", "2026-04-26", "2026-05-01"),
            ("dencard", "2026-03-31", "2026-04-30"), ("dencard", "2026-04-30", "2026-05-29"),
        ])
    func payDates(provider: String, closing: String, paid: String) throws {
        let agreement = try #require(city.provider(provider)?.agreement(on: day(closing)))
        let result = agreement.payDate(forClosing: day(closing), calendar: city.calendar.banks)
        #expect(result == day(paid))
    }

    @Test(
        "A day belongs to the next closing",
        arguments: [
            ("paypay", "2026-04-01", "2026-04-15"), ("paypay", "2026-04-15", "2026-04-15"),
            ("paypay", "2026-04-16", "2026-04-30"), ("paypay", "2026-12-31", "2026-12-31"),
            ("stripe", "2026-03-31", "2026-04-05"), ("stripe", "2026-04-05", "2026-04-05"),
            ("stripe", "2026-04-06", "2026-04-12"), ("dencard", "2026-04-01", "2026-04-30"),
        ])
    func closings(provider: String, on text: String, closing: String) throws {
        let agreement = try #require(city.provider(provider)?.agreement(on: day(text)))
        #expect(agreement.closing(for: day(text)) == day(closing))
    }

    @Test("A day on which nothing closes pays nothing")
    func noClosing() throws {
        let agreement = try #require(city.provider("paypay")?.agreements.last)
        let banks = city.calendar.banks
        #expect(agreement.payDate(forClosing: day("2026-04-14"), calendar: banks) == nil)
        let slip = try #require(city.provider("dsk")?.agreements.last)
        #expect(slip.closing(for: day("2026-04-14")) == nil)
        #expect(slip.payDate(forClosing: day("2026-04-15"), calendar: banks) == nil)
    }

    static func agreement(_ cycle: String, roll: String) throws -> Agreement {
        let city = Sample.city(
            replacing: "payout: { terms: net, lines: window }",
            with: "payout: { terms: net, lines: window, roll: \(roll), cycle: [\(cycle)] }")
        return try City.read(city).providers[0].agreements[0]
    }

    /// 月1回 and 月2回 of providers-and-banks 4.6, in August and September 2026.
    @Test(
        "Monthly cycles pay at the month's end, on the fifteenth, or on any day",
        arguments: [
            ("{ closes: end, pays: end, when: next_month }", "2026-08-31", "2026-09-30"),
            ("{ closes: 15, pays: end, when: same_month }", "2026-08-15", "2026-08-31"),
            ("{ closes: end, pays: 15, when: next_month }", "2026-08-31", "2026-09-15"),
            ("{ closes: 10, pays: 20, when: same_month }", "2026-08-10", "2026-08-20"),
            ("{ closes: end, pays: 31, when: next_month }", "2026-08-31", "2026-09-30"),
            ("{ closes: 31, pays: 5, when: next_month }", "2026-09-30", "2026-10-05"),
            ("{ closes: end, pays: end, when: next_month }", "2026-12-31", "2027-01-31"),
            ("{ closes: end, pays: end, when: next_month }", "2027-01-31", "2027-02-28"),
            ("{ closes: sunday, pays: sunday, when: next }", "2026-04-05", "2026-04-12"),
            ("{ closes: friday, pays: monday, when: next }", "2026-04-03", "2026-04-06"),
        ])
    func monthly(cycle: String, closing: String, paid: String) throws {
        let agreement = try Self.agreement(cycle, roll: "none")
        let result = agreement.payDate(forClosing: day(closing), calendar: city.calendar.banks)
        #expect(result == day(paid))
    }

    @Test(
        "A pay day that is no bank day rolls as agreed",
        arguments: [
            ("previous", "2026-05-01"), ("next", "2026-05-07"), ("none", "2026-05-05"),
        ])
    func roll(roll: String, paid: String) throws {
        let agreement = try Self.agreement(
            "{ closes: end, pays: 5, when: next_month }", roll: roll)
        let banks = city.calendar.banks
        #expect(agreement.payDate(forClosing: day("2026-04-30"), calendar: banks) == day(paid))
    }

    @Test("Every day has one closing, not before it, and money comes not before the closing")
    func property() throws {
        var random = SplitMix64()
        let cycles = [
            "{ closes: 15, pays: end, when: same_month }, "
                + "{ closes: end, pays: 15, when: next_month }",
            "{ closes: 31, pays: 31, when: next_month }",
            "{ closes: sunday, pays: friday, when: next }",
            "{ closes: 5, pays: 10, when: same_month }, { closes: 29, pays: 5, when: next_month }",
        ]
        for cycle in cycles {
            let agreement = try Self.agreement(cycle, roll: "next")
            for _ in 0..<500 {
                let day = BookDay(number: Int32.random(in: 15_000...40_000, using: &random))
                let closing = try #require(agreement.closing(for: day))
                #expect(closing >= day)
                #expect(agreement.closing(for: closing) == closing)
                let between = day.adding(Int(closing.number - day.number) / 2)
                #expect(agreement.closing(for: between) == closing)
                let paid = agreement.payDate(forClosing: closing, calendar: city.calendar.banks)
                let money = try #require(paid)
                #expect(money >= closing && city.calendar.banks.isOpen(money))
            }
        }
    }
}
