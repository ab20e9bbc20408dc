public import Money
import Provider

/// What a use case needs from outside: it has no clock and no chance of its own.
public struct Surroundings: Sendable {
    public var now: @Sendable () -> Moment
    /// So many bytes that nobody can guess.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]

    public init(
        now: @escaping @Sendable () -> Moment,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
    ) {
        self.now = now
        self.randomBytes = randomBytes
    }

    /// A new id: 48 bits of time in milliseconds, 80 of chance.
    func newID() -> PaymentID {
        let chance = randomBytes(10).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let milliseconds = UInt128(UInt64(max(0, now().seconds))) * 1000
        return PaymentID(bits: milliseconds << 80 | chance & (1 << 80 - 1))
    }

    /// A request's surroundings.
    func occasion() -> RequestOccasion {
        RequestOccasion(at: now(), nonce: Hexadecimal.text(randomBytes(16)))
    }
}
