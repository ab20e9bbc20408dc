import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Takes the seed from `SUITO_SEED`, and says which one it is.
    public init() { self.init(seed: SplitMix64.seedOfThisRun("")) }

    /// One of several cases of a test: each goes its own way, also under one seed.
    public init(turn: Int) {
        self.init()
        state &+= UInt64(turn) &* 0xD1B5_4A32_D192_ED03
    }

    /// The same, saying which test it is for.
    public static func seeded(_ test: String) -> SplitMix64 {
        SplitMix64(seed: seedOfThisRun("\(test): "))
    }

    private static func seedOfThisRun(_ test: String) -> UInt64 {
        let given = ProcessInfo.processInfo.environment["SUITO_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(test)SUITO_SEED=\(seed)")
        return seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Heads or tails.
    public mutating func flip() -> Bool { next() & 1 == 0 }

    /// A number of so many digits, zeros in front too.
    public mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &self)) }.joined()
    }
}
