import CityRecords
import Money
import Provider
import ProviderContract
import Testing

@Suite("Slips in any order") struct SlipPropertyTests {
    @Test("Just the slips that sum to their barcode are taken in, however their rows are mixed")
    func shuffledSlips() throws {
        let seed = SplitMix64.seedOfThisRun()
        print("shuffled slips: SUITO_SEED=\(seed)")
        var random = SplitMix64(seed: seed)
        for round in 0..<40 {
            var rows: [String] = []
            var wanted: Set<String> = []
            var open = 0
            for slip in 0..<Int.random(in: 1...30, using: &random) {
                let amounts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    Int.random(in: 1...9000, using: &random)
                }
                let isWhole = Bool.random(using: &random)
                let missing = isWhole ? 0 : Int.random(in: 1...500, using: &random)
                let key = "26040100\(10_000_000 + slip)"
                let bars = try BillsSample.barcode(
                    key: key, amount: amounts.reduce(missing, +))
                if !isWhole { open += 1 }
                for (index, amount) in amounts.enumerated() {
                    let id = "\(slip)-\(index)"
                    if isWhole { wanted.insert(id) }
                    rows.append(
                        BillsSample.row(
                            id, amount: "\(amount)", key: key, barcode: bars,
                            group: slip % 2 == 0 ? "G\(slip)" : ""))
                }
            }
            rows.shuffle(using: &random)
            let reading = BillsSample.read(rows)
            let repeated = "SUITO_SEED=\(seed), round \(round)"
            #expect(Set(reading.facts.bills.map(\.id)) == wanted, "\(repeated)")
            #expect(reading.facts.bills.count == wanted.count, "\(repeated)")
            #expect(reading.findings.count == open, "\(repeated)")
            #expect(reading.findings.allSatisfy { $0.code == .slipSumDiffers }, "\(repeated)")
            #expect(reading.findings.map(\.line) == reading.findings.map(\.line).sorted())
        }
    }
}
