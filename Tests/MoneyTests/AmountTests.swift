import Money
import TestSupport
import Testing

@Suite struct AmountTests {
    @Test("Yen add, subtract, turn round and compare")
    func arithmetic() {
        #expect(Yen(300) + Yen(450) == Yen(750))
        #expect(Yen(300) - Yen(450) == Yen(-150))
        #expect(-Yen(7) == Yen(-7) && Yen(-7).magnitude == Yen(7))
        #expect(Yen(-1) < .zero && Yen.zero < Yen(1))
        #expect([Yen(1), Yen(2), Yen(3)].reduce(.zero, +) == Yen(6))
        #expect("\(Yen(-1234))" == "-1234")
        #expect(Yen.largest.value == 999_999_999_999_999)
    }

    @Test(
        "A share is rounded as said",
        arguments: [
            // 1.6 % of 300 yen is 4.8; of 250 yen exactly 4; 2.48 % of 1,250 yen exactly 31.
            (16000, 300, Rounding.down, 4), (16000, 300, .halfUp, 5), (16000, 300, .up, 5),
            (16000, 250, .down, 4), (16000, 250, .halfUp, 4), (16000, 250, .up, 4),
            (24800, 1250, .up, 31),
            // Half a yen: 5 % of 10 yen; just under and just over it.
            (50000, 10, .down, 0), (50000, 10, .halfUp, 1), (50000, 10, .up, 1),
            (49999, 10, .halfUp, 0), (50001, 10, .halfUp, 1),
            (1, 1, .down, 0), (1, 1, .halfUp, 0), (1, 1, .up, 1),
            (0, 999, .up, 0), (1_000_000, 999, .down, 999),
        ] as [(Int64, Int64, Rounding, Int64)])
    func shares(ppm: Int64, amount: Int64, rounding: Rounding, share: Int64) {
        let rate = Rate(partsPerMillion: ppm)
        #expect(rate.share(of: Yen(amount), rounding: rounding) == Yen(share))
        #expect(rate.share(of: Yen(-amount), rounding: rounding) == Yen(-share))
    }

    @Test("A share of the largest amount is exact")
    func largestShare() {
        let whole = Rate(partsPerMillion: 1_000_000)
        #expect(whole.share(of: .largest, rounding: .up) == .largest)
        let rate = Rate(partsPerMillion: 999_999)
        #expect(rate.share(of: .largest, rounding: .down) == Yen(999_998_999_999_999))
        #expect(rate.share(of: .largest, rounding: .up) == Yen(999_999_000_000_000))
    }

    @Test("A sum of shares is rounded once, not line by line")
    func exactShare() {
        let rate = Rate(partsPerMillion: 16000)
        var sum = ExactShare()
        for _ in 0..<5 { sum.add(rate, of: Yen(300)) }
        #expect(sum.rounded(.down) == Yen(24))
        let single = rate.share(of: Yen(300), rounding: .down)
        #expect([single, single, single, single, single].reduce(.zero, +) == Yen(20))
        sum.add(Rate(partsPerMillion: 24800), of: Yen(-300))
        #expect(sum.rounded(.down) == Yen(16) && sum.rounded(.up) == Yen(17))
        #expect(ExactShare().rounded(.up) == .zero)
    }

    @Test("A refund mirrors its sale, down ≤ half up ≤ up, and no share is a yen off")
    func shareProperties() {
        var random = SplitMix64()
        for _ in 0..<2000 {
            let ppm = Int64.random(in: 0...1_000_000, using: &random)
            let amount = Int64.random(in: 0...Yen.largest.value, using: &random)
            let rate = Rate(partsPerMillion: ppm)
            let down = rate.share(of: Yen(amount), rounding: .down)
            let half = rate.share(of: Yen(amount), rounding: .halfUp)
            let up = rate.share(of: Yen(amount), rounding: .up)
            #expect(down <= half && half <= up && up.value - down.value <= 1)
            let exact = Int128(ppm) * Int128(amount)
            #expect(Int128(down.value) == exact / 1_000_000)
            #expect(Int128(half.value) == (exact + 500_000) / 1_000_000)
            #expect(Int128(up.value) == (exact + 999_999) / 1_000_000)
            for rounding in Rounding.allCases {
                let sale = rate.share(of: Yen(amount), rounding: rounding)
                #expect(rate.share(of: Yen(-amount), rounding: rounding) == -sale)
            }
        }
    }

    @Test("Roundings have the words of the city file")
    func roundingWords() {
        #expect(Rounding.allCases.map(\.rawValue) == ["down", "half_up", "up"])
    }
}
