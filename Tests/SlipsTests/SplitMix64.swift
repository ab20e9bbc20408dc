import Foundation

/// A small seeded generator, so that a failing run can be repeated exactly.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func digits(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text.append(String(Int.random(in: 0...9, using: &self))) }
        return text
    }

    /// The seed of `SUITO_SEED`, else a fresh one; printed, so that a run can be repeated.
    static func seeded(_ test: String) -> SplitMix64 {
        let given = ProcessInfo.processInfo.environment["SUITO_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(test): SUITO_SEED=\(seed)")
        return SplitMix64(seed: seed)
    }
}
