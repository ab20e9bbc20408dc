import Money
import TestSupport
import Testing

@Suite struct LargestRemainderTests {
    @Test(
        "An amount falls to its parts, remainders to the largest fraction, ties to the earlier",
        arguments: [
            (100, [1, 1, 1], [34, 33, 33]), (101, [1, 1, 1], [34, 34, 33]),
            (10, [600, 300, 100], [6, 3, 1]), (10, [55, 35, 10], [6, 3, 1]),
            (7, [0, 1, 0], [0, 7, 0]), (5, [0, 0], [5, 0]), (0, [3, 4], [0, 0]),
            (1, [1, 2], [0, 1]), (-100, [1, 1, 1], [-34, -33, -33]), (-1, [1, 2], [0, -1]),
            (9, [4], [9]),
        ] as [(Int64, [Int64], [Int64])])
    func examples(amount: Int64, weights: [Int64], parts: [Int64]) {
        #expect(largestRemainder(Yen(amount), over: weights).map(\.value) == parts)
    }

    @Test("Weights and amounts of any size do not overflow")
    func large() {
        let parts = largestRemainder(.largest, over: [.max, .max, .max, 1])
        #expect(parts.reduce(.zero, +) == .largest)
        #expect(parts[3] == .zero)
    }

    @Test("Parts sum exactly, lie within a yen of their due, and mirror a negative amount")
    func properties() {
        var random = SplitMix64()
        for _ in 0..<1000 {
            let count = Int.random(in: 1...8, using: &random)
            let weights = (0..<count).map { _ in
                Bool.random(using: &random) ? 0 : Int64.random(in: 0...5_000_000, using: &random)
            }
            let amount = Int64.random(in: 0...10_000_000, using: &random)
            let parts = largestRemainder(Yen(amount), over: weights)
            #expect(parts.reduce(.zero, +) == Yen(amount))
            #expect(largestRemainder(Yen(-amount), over: weights) == parts.map { -$0 })
            let total = weights.reduce(0, +)
            guard total > 0 else { continue }
            for (part, weight) in zip(parts, weights) {
                let due = Int128(amount) * Int128(weight)
                let given = Int128(part.value) * Int128(total)
                #expect((given - due).magnitude < Int128(total).magnitude)
                #expect(weight > 0 || part == .zero)
            }
            // A larger weight never gets less; of equal weights the earlier never gets less.
            for i in weights.indices {
                for j in weights.indices where weights[i] > weights[j] {
                    #expect(parts[i] >= parts[j])
                }
                for j in weights.indices where i < j && weights[i] == weights[j] {
                    #expect(parts[i] >= parts[j])
                }
            }
        }
    }
}
