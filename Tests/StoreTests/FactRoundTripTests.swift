import City
import Database
import Ledger
import Money
import Provider
import Reconciliation
import Store
import TestSupport
import Testing

@Suite("Facts written and loaded") struct FactRoundTripTests {
    private func event(
        _ number: Int, _ lines: [SaleEvent.Line], provider: String?
    ) throws -> SaleEvent {
        SaleEvent(
            row: number, id: PaymentID(bits: UInt128(number) << 64 | 7),
            at: Moment(day: try day("2026-04-03"), secondOfDay: 36_000 + number), kind: .captured,
            channel: number % 2 == 0 ? .counter : .online, office: "shimin",
            terminal: number % 3 == 0 ? nil : "T01", operatorName: nil, provider: provider,
            method: provider == nil ? "cash" : "card", brand: "VISA",
            amount: lines.reduce(.zero) { $0 + $1.amount }, lines: lines,
            providerRef: "r\(number)", merchantRef: nil, slip: "s\(number)", approval: nil,
            original: nil, paid: nil)
    }

    /// Lines of the catalogue's fees, and of bills whose names need more than one byte of length.
    private func randomLines(
        _ city: City, _ random: inout SplitMix64
    ) -> [SaleEvent.Line] {
        (0..<Int.random(in: 1...5, using: &random)).map { place in
            let isBill = Int.random(in: 0..<4, using: &random) == 0
            let bill = "W" + String(repeating: "調", count: place * 40)
            let fee = city.fees.randomElement(using: &random)?.id ?? ""
            // Around the borders of seven bits.
            let amount =
                [1, 127, 128, 16_383, 16_384, 2_097_152, 999_999_999_999].randomElement(
                    using: &random) ?? 1
            return SaleEvent.Line(
                item: isBill ? .bill(bill) : .fee(fee),
                quantity: Int.random(in: 0...300, using: &random), amount: Yen(amount))
        }
    }

    /// Where the lines of a basket belong: a fee to its own account, a bill nobody knows to 仮受金.
    private func homes(_ lines: [SaleEvent.Line], _ city: City) throws -> [String: Yen] {
        try lines.reduce(into: [:]) { sums, line in
            switch line.item {
            case .bill: sums["outside liability/unidentified", default: .zero] += line.amount
            case .fee(let id):
                let fee = try #require(city.fee(id, on: day("2026-04-03")))
                let code =
                    switch fee.destination {
                    case .subject(let subject): "revenue/2026/\(subject)"
                    case .held(let purpose): "liability/held/\(purpose)"
                    }
                sums["\(fee.fund) \(code)", default: .zero] += line.amount
            }
        }
    }

    @Test("A sale comes back with every line of its basket")
    func baskets() throws {
        var random = SplitMix64()
        let city = try SampleCity.city
        var batch = CheckedBatch()
        for number in 1...200 {
            let provider = ["jcn", "paypay", nil].randomElement(using: &random) ?? nil
            batch.sales.append(try event(number, randomLines(city, &random), provider: provider))
        }
        let folder = try StoreFolder()
        let written = try folder.database.write { connection in
            var writer = FactWriter(connection, file: 1)
            try writer.write(batch)
            try writer.write(batch)
            return [writer.accepted, writer.duplicates, writer.findings.count]
        }
        #expect(written == [200, 200, 0])
        let facts = try folder.database.read {
            try FactLoader($0).load(city: city, through: day("2026-04-03"))
        }
        #expect(facts.saleCount == 200)
        var loaded: [String: (at: Moment, source: Set<String>, homes: [String: Yen])] = [:]
        var reconciler = Reconciler(facts)
        reconciler.forEachEntry { entry, chart in
            var source: Set<String> = []
            var homes: [String: Yen] = [:]
            for transfer in entry.transfers {
                let (debit, credit) = (chart[transfer.debit], chart[transfer.credit])
                source.insert(debit.code)
                homes["\(credit.fund) \(credit.code)", default: .zero] += transfer.amount
            }
            loaded[entry.cause] = (entry.occurred, source, homes)
        }
        for sale in batch.sales {
            let entry = try #require(loaded["capture/\(sale.id)"])
            #expect(entry.at == sale.at)
            #expect(
                entry.source == [
                    sale.provider.map { "asset/clearing/\($0)" } ?? "asset/cash/shimin"
                ])
            #expect(try entry.homes == homes(sale.lines, city))
        }
    }

    @Test("What lies after the day asked for is not loaded")
    func through() throws {
        let folder = try StoreFolder()
        var batch = CheckedBatch()
        batch.sales = [
            try event(
                1, [.init(item: .fee("inkan"), quantity: 1, amount: Yen(300))], provider: "jcn")
        ]
        try folder.database.write { connection in
            var writer = FactWriter(connection, file: 1)
            try writer.write(batch)
        }
        let city = try SampleCity.city
        for (last, count) in [("2026-04-02", 0), ("2026-04-03", 1), ("2026-04-04", 1)] {
            let facts = try folder.database.read {
                try FactLoader($0).load(city: city, through: day(last))
            }
            #expect(facts.saleCount == count)
        }
    }

    private func line(_ number: String, _ amount: Int = 300) throws -> Provided<ProviderLine> {
        Provided(
            provider: "jcn",
            fact: ProviderLine(
                row: 1, number: number, kind: .sale,
                at: Moment(day: try day("2026-04-03"), secondOfDay: 1), amount: Yen(amount),
                terminal: "T01", brand: "102", slip: "1", approval: "2"))
    }

    @Test("A line twice in one file is two copies; again in another file it is none")
    func copies() throws {
        let folder = try StoreFolder()
        var batch = CheckedBatch()
        batch.lines = [try line("1"), try line("2"), try line("1"), try line("1", 400)]
        for (file, expected) in [(Int64(1), [4, 0]), (2, [0, 4])] {
            let counts = try folder.database.write { connection in
                var writer = FactWriter(connection, file: file)
                try writer.write(batch)
                return [writer.accepted, writer.duplicates]
            }
            #expect(counts == expected)
        }
        #expect(try folder.count("provider_line") == 4)
    }
}
