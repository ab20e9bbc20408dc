import Service
import Testing

@Suite("Requests are limited by key")
struct RateLimiterTests {
    static let second: Int64 = 1_000_000_000

    @Test("A burst passes, and what comes beyond is told when to come again")
    func burst() {
        let limiter = RateLimiter(burst: 3, perSecond: 2)
        #expect((0..<3).map { _ in limiter.take("a", now: 0) } == [nil, nil, nil])
        #expect(limiter.take("a", now: 0) == 1)
        #expect(limiter.take("a", now: RateLimiterTests.second / 2) == nil)
        #expect(limiter.take("a", now: RateLimiterTests.second / 2) == 1)
    }

    @Test("One caller's haste is not another's")
    func apart() {
        let limiter = RateLimiter(burst: 1, perSecond: 1)
        #expect(limiter.take("a", now: 0) == nil)
        #expect(limiter.take("a", now: 0) == 1)
        #expect(limiter.take("b", now: 0) == nil)
    }

    @Test("A bucket never holds more than its burst, however long nobody came")
    func full() {
        let limiter = RateLimiter(burst: 2, perSecond: 50)
        #expect(limiter.take("a", now: 0) == nil)
        let late = Int64.max / 4
        #expect((0..<3).map { _ in limiter.take("a", now: late) } == [nil, nil, 1])
    }

    @Test("A rate of seconds is waited for as long as it takes")
    func slow() {
        let limiter = RateLimiter(burst: 1, perSecond: 1)
        #expect(limiter.take("a", now: 0) == nil)
        #expect(limiter.take("a", now: RateLimiterTests.second / 10) == 1)
        #expect(limiter.take("a", now: RateLimiterTests.second) == nil)
    }
}
