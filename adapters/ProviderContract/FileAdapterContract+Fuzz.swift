import Provider
import Testing

extension FileAdapterContract {
    /// Changes the sample at random and reads it: nothing traps, no fact is impossible, and the
    /// size of the blocks changes nothing.
    ///
    /// - Parameter seed: printed, so that a failure can be repeated with `SUITO_SEED`.
    public func fuzz(seed: UInt64 = SplitMix64.seedOfThisRun(), rounds: Int) {
        print("fuzz of \(Adapter.kind.rawValue): SUITO_SEED=\(seed), \(rounds) rounds")
        var random = SplitMix64(seed: seed)
        for round in 0..<rounds {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
            let whole = read(bytes)
            let repeated = "SUITO_SEED=\(seed), round \(round)"
            #expect(whole.facts.impossibleAmounts == [], "\(repeated)")
            #expect(whole.findings.allSatisfy { $0.line >= 0 }, "\(repeated)")
            let parts = read(bytes, refill: Int.random(in: 1...64, using: &random))
            #expect(parts == whole, "\(repeated)")
        }
    }

    /// What breaks readers: marks of the syntax, signs, numbers too long, days that are none.
    private static var splinters: [[UInt8]] {
        [
            ",", "\"", "\"\"", "\n", "\r\n", "\r", "-", "▲", "▲1,234", ".", "0", "999999999999999",
            "99999999999999999999999999", "2026-02-30", "2026/02/30 25:61:61", "00000000000000",
            "4111111111111111", "４１１１", "\\u0034", "\\ud842\\udfb7", "\\ud842", "\\", "\u{0}",
            "\u{FEFF}", "合計", "TOTAL", "jpy", "1e9", " ", "\t",
        ].map { Array($0.utf8) } + [[0x81], [0x81, 0xA3], [0xFF], [0x1A], [0xE2, 0x96]]
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard bytes.count > 1 else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let length = min(Int.random(in: 1...40, using: &random), bytes.count - place)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<(place + length))
        case 2:
            let splinter = Self.splinters.randomElement(using: &random) ?? []
            bytes.insert(contentsOf: splinter, at: place)
        case 3:
            let splinter = Self.splinters.randomElement(using: &random) ?? []
            bytes.replaceSubrange(place..<(place + length), with: splinter)
        case 4: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
        case 5: bytes.removeSubrange(place...)
        default:
            let other = Int.random(in: 0..<bytes.count, using: &random)
            bytes.swapAt(place, other)
        }
    }
}
