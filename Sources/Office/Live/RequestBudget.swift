public import Money
import Store

/// How often callers may ask, counted by all instances on a cluster together.
public struct RequestBudget: Sendable {
    let books: Books
    let burst: Int64
    let perSecond: Int64

    /// - Parameters:
    ///   - burst: requests at once, after a while of silence.
    ///   - perSecond: requests in the long run.
    public init(_ books: Books, burst: Int, perSecond: Int) {
        precondition(burst > 0 && perSecond > 0)
        self.books = books
        self.burst = Int64(burst)
        self.perSecond = Int64(perSecond)
    }

    /// Takes as many requests of a caller as are wanted and left.
    public func take(_ caller: String, upTo wanted: Int, at now: Moment) async throws -> Int {
        let (burst, perSecond) = (burst, perSecond)
        return try await Int(
            books.ledger.writing(at: now) {
                try RequestBuckets($0).take(
                    caller, upTo: Int64(wanted), burst: burst, perSecond: perSecond, at: now)
            })
    }
}
