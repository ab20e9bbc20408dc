import Glibc

/// A small generator of random numbers that starts from a seed, so that a failure can be repeated.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The seed of the environment variable `SUITO_SEED`, else the clock's.
    public static func seedOfThisRun() -> UInt64 {
        if let text = getenv("SUITO_SEED"), let seed = UInt64(String(cString: text)) {
            return seed
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(bitPattern: Int64(now.tv_sec) &* 1_000_000_007 &+ Int64(now.tv_nsec))
    }
}
