import Money
import Office
import Testing

@Suite("Requests that several instances count together")
struct RequestBudgetTests {
    private static let noon = Moment(seconds: 1_775_012_400)

    @Test("What one instance took, another does not give again; each second fills in")
    func together() async throws {
        let desk = try Desk(city: SampleMonth.city)
        let one = RequestBudget(desk.books, burst: 10, perSecond: 3)
        let other = RequestBudget(desk.books, burst: 10, perSecond: 3)
        let noon = RequestBudgetTests.noon
        #expect(try await one.take("key/a", upTo: 7, at: noon) == 7)
        #expect(try await other.take("key/a", upTo: 7, at: noon) == 3)
        #expect(try await one.take("key/a", upTo: 1, at: noon) == 0)
        #expect(try await one.take("key/b", upTo: 1, at: noon) == 1)
        let later = Moment(seconds: noon.seconds + 2)
        #expect(try await other.take("key/a", upTo: 7, at: later) == 6)
        // A clock that is behind fills nothing in twice.
        #expect(try await one.take("key/a", upTo: 7, at: noon) == 0)
        #expect(try await one.take("key/a", upTo: 7, at: later) == 0)
        let tomorrow = Moment(seconds: noon.seconds + 86_400)
        #expect(try await one.take("key/a", upTo: 99, at: tomorrow) == 10)
    }

    @Test("From many tasks at once no more is taken than there is")
    func atOnce() async throws {
        let desk = try Desk(city: SampleMonth.city)
        let budget = RequestBudget(desk.books, burst: 25, perSecond: 1)
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await budget.take("key/a", upTo: 2, at: RequestBudgetTests.noon)
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(taken == 25)
    }
}
