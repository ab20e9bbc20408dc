import City
import Money
import Provider

/// Level 1: our sales and refunds against the provider's lines.
///
/// Keys in their order: our reference; the provider's references; terminal, slip number and
/// approval code. A pair is made only where it is the one best for both; amount, terminal and
/// minute are never a key, they only suggest.
struct LineMatcher {
    let facts: Facts
    /// The line of each sale, and the sale of each line; -1 for none.
    private(set) var lineOfSale: [Int32]
    private(set) var saleOfLine: [Int32]
    /// Items that stood before two equally good candidates.
    private(set) var ambiguous = 0

    /// Pairs that are weighed within one key; a key that hundreds share is no key.
    static let largestGroup = 10_000

    /// What two records are compared by.
    private typealias Keys = (
        TextArena.Reference, TextArena.Reference, TextArena.Reference, UInt32
    )

    init(_ facts: Facts) {
        self.facts = facts
        lineOfSale = Array(repeating: -1, count: facts.sales.count)
        saleOfLine = Array(repeating: -1, count: facts.lines.count)
    }

    /// What a record is to matching: only records of one side may be a pair.
    private enum Side: Int, CaseIterable {
        case sale, giveBack, dispute, reinstatement
    }

    private static func side(of sale: SaleRecord, _ notPaid: Set<PaymentID>) -> Side? {
        switch sale.kind {
        case .captured: .sale
        case .unknown: notPaid.contains(sale.id) ? nil : .sale
        case .refunded, .voided: .giveBack
        case .disputed: .dispute
        case .reinstated: .reinstatement
        case .resolved: nil
        }
    }

    private static func side(of line: LineRecord) -> Side? {
        switch line.kind {
        case .sale: .sale
        case .giveBack: .giveBack
        case .adjustment:
            line.gross == .zero ? nil : line.gross < .zero ? .dispute : .reinstatement
        case .unknown, .failed, .processing: nil
        }
    }

    /// Makes the pairs that persons made by hand, then runs all passes for every provider.
    mutating func run(
        byHand: [(sale: Int32, line: Int32)], notPaid: Set<PaymentID>
    ) {
        for pair in byHand where lineOfSale[Int(pair.sale)] < 0 && saleOfLine[Int(pair.line)] < 0 {
            join(pair.sale, pair.line)
        }
        // Who was found not to have paid is no counterpart: a line for it is money that we do not
        // know.
        var foundNotPaid = notPaid
        for sale in facts.sales where sale.kind == .resolved && !sale.paid {
            foundNotPaid.insert(sale.original)
        }
        let sides = Side.allCases.count
        let places = facts.city.providers.count * sides
        var sales: [[Int32]] = Array(repeating: [], count: places)
        var lines: [[Int32]] = Array(repeating: [], count: places)
        for (index, sale) in facts.sales.enumerated() where sale.provider != Facts.noProvider {
            guard let side = LineMatcher.side(of: sale, foundNotPaid) else { continue }
            sales[Int(sale.provider) * sides + side.rawValue].append(Int32(index))
        }
        for (index, line) in facts.lines.enumerated() where line.copy == 0 {
            guard let side = LineMatcher.side(of: line) else { continue }
            lines[Int(line.provider) * sides + side.rawValue].append(Int32(index))
        }
        for place in 0..<places {
            let isDispute = place % sides >= Side.dispute.rawValue
            matchSide(&sales[place], &lines[place], byNumberOnly: isDispute)
        }
    }

    /// - Parameter byNumberOnly: an entry of a payout names its payment for many reasons; only the
    ///   dispute's own number says that it is the dispute's.
    private mutating func matchSide(
        _ sales: inout [Int32], _ lines: inout [Int32], byNumberOnly: Bool
    ) {
        if !byNumberOnly {
            pass(
                &sales, &lines, saleKeys: { ($0.merchantRef, .none, .none, 0) },
                lineKeys: { ($0.merchantRef, .none, .none, 0) })
        }
        pass(
            &sales, &lines, saleKeys: { ($0.providerRef, .none, .none, 0) },
            lineKeys: { ($0.firstRef, .none, .none, 0) })
        pass(
            &sales, &lines, saleKeys: { ($0.providerRef, .none, .none, 0) },
            lineKeys: { ($0.secondRef, .none, .none, 0) })
        pass(
            &sales, &lines, saleKeys: { ($0.providerRef, .none, .none, 0) },
            lineKeys: { ($0.thirdRef, .none, .none, 0) })
        pass(
            &sales, &lines, saleKeys: { ($0.slip, $0.approval, .none, $0.terminal) },
            lineKeys: { ($0.slip, $0.approval, .none, $0.terminal) })
    }

    /// One pass over what is still free; joins within each group of records that share the key.
    private mutating func pass(
        _ sales: inout [Int32], _ lines: inout [Int32], saleKeys: (SaleRecord) -> Keys,
        lineKeys: (LineRecord) -> Keys
    ) {
        sales.removeAll { lineOfSale[Int($0)] >= 0 }
        lines.removeAll { saleOfLine[Int($0)] >= 0 }
        guard !sales.isEmpty, !lines.isEmpty else { return }
        let arena = facts.arena
        func hash(_ keys: Keys) -> UInt32 {
            arena.hash(keys.0, keys.1, keys.2) ^ (keys.3 &* 0x9E37_79B9)
        }
        func same(_ a: Keys, _ b: Keys) -> Bool {
            a.3 == b.3 && arena.equal(a.0, b.0) && arena.equal(a.1, b.1) && arena.equal(a.2, b.2)
        }
        var table = KeyTable(count: lines.count)
        for (place, line) in lines.enumerated() {
            let keys = lineKeys(facts.lines[Int(line)])
            if keys.0.isEmpty { continue }
            table.insert(Int32(place), hash: hash(keys)) { other in
                same(keys, lineKeys(facts.lines[Int(lines[Int(other)])]))
            }
        }
        var nextSale = [Int32](repeating: -1, count: sales.count)
        var heads: [Int32] = []
        for (place, sale) in sales.enumerated() {
            let keys = saleKeys(facts.sales[Int(sale)])
            if keys.0.isEmpty { continue }
            let head = table.find(hash: hash(keys)) { other in
                same(keys, lineKeys(facts.lines[Int(lines[Int(other)])]))
            }
            guard head >= 0 else { continue }
            let before = table.hang(Int32(place), on: head)
            if before < 0 { heads.append(head) }
            nextSale[place] = before
        }
        for head in heads {
            let firstSale = table.otherHead[Int(head)]
            if nextSale[Int(firstSale)] < 0, table.next[Int(head)] < 0 {
                joinAlone(sales[Int(firstSale)], lines[Int(head)])
                continue
            }
            var groupSales: [Int32] = []
            var place = firstSale
            while place >= 0 {
                groupSales.append(sales[Int(place)])
                place = nextSale[Int(place)]
            }
            var groupLines: [Int32] = []
            place = head
            while place >= 0 {
                groupLines.append(lines[Int(place)])
                place = table.next[Int(place)]
            }
            joinGroup(groupSales.sorted(), groupLines.sorted())
        }
    }

    private mutating func join(_ sale: Int32, _ line: Int32) {
        lineOfSale[Int(sale)] = line
        saleOfLine[Int(line)] = sale
    }

    /// One sale, one line.
    ///
    /// Two refunds of one payment that each side numbers differently and that differ in amount
    /// are two refunds.
    private mutating func joinAlone(_ sale: Int32, _ line: Int32) {
        let fit = fitness(sale, line)
        if facts.lines[Int(line)].kind == .giveBack, fit.reference < 0, !fit.sameAmount { return }
        join(sale, line)
    }

    private struct Fitness: Comparable {
        /// 1: the provider's numbers agree; 0: one side has none; -1: they disagree.
        var reference: Int
        var sameAmount: Bool
        /// Whole days between the two; a minute more or less makes no pair better.
        var distance: Int64

        static func < (a: Fitness, b: Fitness) -> Bool {
            if a.reference != b.reference { return a.reference < b.reference }
            if a.sameAmount != b.sameAmount { return !a.sameAmount }
            return a.distance > b.distance
        }
    }

    private func fitness(_ saleIndex: Int32, _ lineIndex: Int32) -> Fitness {
        let sale = facts.sales[Int(saleIndex)]
        let line = facts.lines[Int(lineIndex)]
        var reference = 0
        if !sale.providerRef.isEmpty, !line.firstRef.isEmpty {
            let agree =
                facts.arena.equal(sale.providerRef, line.firstRef)
                || facts.arena.equal(sale.providerRef, line.secondRef)
                || facts.arena.equal(sale.providerRef, line.thirdRef)
            reference = agree ? 1 : -1
        }
        return Fitness(
            reference: reference, sameAmount: sale.amount == line.moved,
            distance: (abs(sale.at.seconds - line.at.seconds) + 43_200) / 86_400)
    }

    /// Joins the pair that is best for both, again and again; stops where the best is not one.
    private mutating func joinGroup(_ sales: [Int32], _ lines: [Int32]) {
        var sales = sales
        var lines = lines
        guard sales.count * lines.count <= LineMatcher.largestGroup else {
            ambiguous += min(sales.count, lines.count)
            return
        }
        while !sales.isEmpty, !lines.isEmpty {
            var joined = false
            for sale in sales {
                guard let line = uniqueBest(among: lines, { fitness(sale, $0) }),
                    uniqueBest(among: sales, { fitness($0, line) }) == sale
                else { continue }
                let fit = fitness(sale, line)
                if facts.lines[Int(line)].kind == .giveBack, fit.reference < 0, !fit.sameAmount {
                    continue
                }
                join(sale, line)
                sales.removeAll { $0 == sale }
                lines.removeAll { $0 == line }
                joined = true
                break
            }
            if !joined {
                ambiguous += min(sales.count, lines.count)
                return
            }
        }
    }

    private func uniqueBest(among candidates: [Int32], _ fit: (Int32) -> Fitness) -> Int32? {
        var best: (Int32, Fitness)?
        var tied = false
        for candidate in candidates {
            let fitness = fit(candidate)
            guard let current = best else {
                best = (candidate, fitness)
                continue
            }
            if current.1 < fitness {
                best = (candidate, fitness)
                tied = false
            } else if !(fitness < current.1) {
                tied = true
            }
        }
        return tied ? nil : best?.0
    }
}
