public import Money
import Provider
import Synchronization

/// What a use case needs from outside: it has no clock and no chance of its own.
public struct Surroundings: Sendable {
    public var now: @Sendable () -> Moment
    /// So many bytes that nobody can guess.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    private let order = IDOrder()

    public init(
        now: @escaping @Sendable () -> Moment,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
    ) {
        self.now = now
        self.randomBytes = randomBytes
    }

    /// A new id: 48 bits of time in milliseconds, 80 of chance.
    ///
    /// Within a second the milliseconds go up from id to id, so that what comes after one another
    /// lies side by side in the books.
    func newID() -> PaymentID {
        let chance = randomBytes(10).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let seconds = max(0, now().seconds)
        let milliseconds = UInt128(UInt64(seconds)) * 1000 + UInt128(order.next(in: seconds))
        return PaymentID(bits: milliseconds << 80 | chance & (1 << 80 - 1))
    }

    /// A request's surroundings.
    func occasion() -> RequestOccasion {
        RequestOccasion(at: now(), nonce: Hexadecimal.text(randomBytes(16)))
    }
}

/// Counts the ids of a second.
private final class IDOrder: Sendable {
    private struct Count {
        var second: Int64 = 0
        var ids: UInt64 = 0
    }

    /// So many share a millisecond: more ids than that are seldom made in a second.
    private static let idsPerMillisecond: UInt64 = 16

    private let count = Mutex(Count())

    /// - Returns: 0 to 999.
    func next(in second: Int64) -> UInt64 {
        count.withLock { count in
            if count.second != second { count = Count(second: second) }
            count.ids += 1
            return min(999, (count.ids - 1) / IDOrder.idsPerMillisecond)
        }
    }
}
