import Money
import TestSupport
import Testing

@Suite struct MomentTests {
    static let day = BookDay(number: 20544)  // 2026-04-01

    @Test("The day in Japan changes at 15:00 UTC")
    func midnight() {
        let midnight = Moment(day: Self.day, secondOfDay: 0)
        #expect(midnight.seconds == 20544 * 86400 - 32400)
        #expect(midnight.day == Self.day && midnight.secondOfDay == 0)
        let before = Moment(seconds: midnight.seconds - 1)
        #expect(before.day == Self.day.adding(-1) && before.secondOfDay == 86399)
        #expect(before < midnight)
        #expect("\(before)" == "2026-03-31T23:59:59+09:00")
        #expect("\(midnight)" == "2026-04-01T00:00:00+09:00")
    }

    @Test("Hours past 24 reach into the next day")
    func lateHours() {
        let late = Moment(day: Self.day, secondOfDay: 24 * 3600 + 14 * 60 + 59)
        #expect("\(late)" == "2026-04-02T00:14:59+09:00")
        #expect(
            Moment(day: Self.day, secondOfDay: 86400)
                == Moment(day: Self.day.adding(1), secondOfDay: 0))
    }

    @Test("A moment before 1970 has its day too")
    func before1970() {
        #expect(Moment(seconds: 0).description == "1970-01-01T09:00:00+09:00")
        #expect(Moment(seconds: -32400).description == "1970-01-01T00:00:00+09:00")
        #expect(Moment(seconds: -32401).description == "1969-12-31T23:59:59+09:00")
    }

    @Test("Years of other than four digits are written too")
    func years() {
        #expect("\(Moment(seconds: 253_402_268_399))" == "9999-12-31T23:59:59+09:00")
        #expect("\(Moment(seconds: 253_402_268_400))" == "10000-01-01T00:00:00+09:00")
        #expect("\(Moment(seconds: -62_167_251_600))" == "0000-01-01T00:00:00+09:00")
        #expect("\(BookDay(number: 2_932_896))" == "9999-12-31")
        #expect("\(BookDay(number: 2_932_897))" == "10000-01-01")
    }

    @Test("Day and second make the same moment again")
    func roundTrip() {
        var random = SplitMix64()
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -3_000_000_000...8_000_000_000, using: &random)
            let moment = Moment(seconds: seconds)
            #expect((0..<86400).contains(moment.secondOfDay))
            #expect(Moment(day: moment.day, secondOfDay: moment.secondOfDay) == moment)
        }
    }
}
