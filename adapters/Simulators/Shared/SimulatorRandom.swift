/// Chance by a seed: SplitMix64 (Steele, Lea, Flood 2014).
struct SimulatorRandom: Sendable, RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    mutating func letters(_ count: Int) -> String {
        let all = SimulatorRandom.alphabet
        let letters = (0..<count).map { _ in all[Int.random(in: 0..<all.count, using: &self)] }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The first digit is not zero.
    mutating func digits(_ count: Int) -> String {
        (0..<count).map { String(Int.random(in: ($0 == 0 ? 1 : 0)...9, using: &self)) }.joined()
    }

    /// Whether something of that likelihood happens, in millionths.
    mutating func happens(_ partsPerMillion: Int) -> Bool {
        Int.random(in: 0..<1_000_000, using: &self) < partsPerMillion
    }
}
