import City
import Money
import Provider

/// What became of each event of the journal, once the provider's lines are known.
struct PaymentStandings {
    enum Standing: UInt8, Sendable {
        /// Counts: captured and not voided, a refund, or an unknown result that counts as paid.
        case stands
        /// Captured and cancelled on the same day; or a dispute that was won.
        case voided
        /// 処理未了 without an answer.
        case open
        /// 処理未了 that was answered, or is presumed for good, not paid.
        case notPaid
        /// `voided`, `resolved` and `reinstated`: they speak of another event.
        case note
    }

    private(set) var standing: [Standing]
    /// The void of a captured payment, or the end of a dispute that was won, by the place of what
    /// it takes back.
    private(set) var voids: [Int32: Int32] = [:]
    /// The answer to an unknown result: when it came.
    private(set) var answers: [Int32: Moment] = [:]
    /// Lines of kind `unknown` that are money by their brand's presumption, with their sale or -1.
    private(set) var presumedLines: [Int32: Int32] = [:]
    /// The presumed line of a sale.
    private(set) var presumedLineOfSale: [Int32: Int32] = [:]
    /// Unknown results past their brand's deadline.
    private(set) var overdue: [Int32] = []
    private var presumedOverdue: [Int32] = []

    /// - Parameters:
    ///   - answeredByHand: what persons decided about unknown results.
    init(_ facts: Facts, _ matches: LineMatcher, answeredByHand: [PaymentID: (Bool, BookDay)]) {
        standing = Array(repeating: .stands, count: facts.sales.count)
        var resolutions: [Int32: Int32] = [:]
        for (index, sale) in facts.sales.enumerated() {
            guard sale.kind.isNote else { continue }
            standing[index] = .note
            guard let original = facts.saleIndex(sale.original) else { continue }
            if sale.kind != .resolved {
                voids[original] = Int32(index)
                standing[Int(original)] = .voided
            } else {
                resolutions[original] = Int32(index)
            }
        }
        let asides = AsideLines(facts)
        for (index, sale) in facts.sales.enumerated()
        where sale.kind == .unknown && standing[index] != .voided {
            let place = Int32(index)
            if let resolution = resolutions[place] {
                let answer = facts.sales[Int(resolution)]
                standing[index] = answer.paid ? .stands : .notPaid
                answers[place] = answer.at
            } else if let (paid, day) = answeredByHand[sale.id] {
                standing[index] = paid ? .stands : .notPaid
                answers[place] = Moment(day: day, secondOfDay: 0)
            } else if matches.lineOfSale[index] >= 0 {
                answers[place] = facts.lines[Int(matches.lineOfSale[index])].at
            } else {
                judge(place, sale, facts, asides)
            }
        }
        presume(facts, matches, asides)
        overdue += presumedOverdue.filter { presumedLineOfSale[$0] == nil }
    }

    /// Whether money moved by an event and has stayed moved, so that its provider must tell of it.
    ///
    /// A dispute moves money on its day, and once more on the day on which it is won.
    func counts(_ index: Int, _ sale: SaleRecord) -> Bool {
        switch sale.kind {
        case .disputed, .reinstated: true
        case .voided, .resolved: false
        case .captured, .refunded, .unknown: standing[index] == .stands
        }
    }

    /// An unknown result that nobody has answered: the brand's rule of that day decides.
    private mutating func judge(
        _ place: Int32, _ sale: SaleRecord, _ facts: Facts, _ asides: AsideLines
    ) {
        if let failed = asides.failed(for: sale, in: facts) {
            standing[Int(place)] = .notPaid
            answers[place] = failed.at
            return
        }
        guard let brand = facts.brandRule(of: sale) else {
            standing[Int(place)] = .open
            return
        }
        if brand.unknown == .paid {
            if let days = brand.withinDays, facts.through >= sale.day.adding(days + 1) {
                presumedOverdue.append(place)
            }
            return
        }
        if brand.answeredBy == .nothing {
            standing[Int(place)] = .notPaid
            answers[place] = sale.at
            return
        }
        standing[Int(place)] = .open
        if let days = brand.withinDays, facts.through >= sale.day.adding(days + 1) {
            overdue.append(place)
        }
    }

    /// Lines of unknown results whose brand presumes them paid are money, unless the provider
    /// completed them later under the same number, or the sale was found not paid.
    private mutating func presume(_ facts: Facts, _ matches: LineMatcher, _ asides: AsideLines) {
        for line in asides.unknown {
            let record = facts.lines[Int(line)]
            guard record.copy == 0,
                let agreement = facts.agreement(record.provider, on: record.day),
                let brand = agreement.brand(facts.words[record.brand]), brand.unknown == .paid,
                !asides.isCompleted(record, in: facts)
            else { continue }
            let sale = asides.unknownSale(of: record, in: facts)
            if let sale {
                if standing[Int(sale)] != .stands || matches.lineOfSale[Int(sale)] >= 0 { continue }
                presumedLineOfSale[sale] = line
            }
            presumedLines[line] = sale ?? -1
        }
    }
}

/// Lines that carry no money by themselves, found by the numbers they share with others.
private struct AsideLines {
    private(set) var unknown: [Int32] = []
    private var failedByKey: [String: Int32] = [:]
    private var unknownSaleByKey: [String: Int32] = [:]
    private var completed: Set<String> = []

    init(_ facts: Facts) {
        var unknownNumbers: Set<String> = []
        for (index, line) in facts.lines.enumerated() {
            if line.kind == .unknown {
                unknown.append(Int32(index))
                unknownNumbers.insert(AsideLines.key(line.provider, facts.arena.text(line.number)))
            } else if line.kind == .failed {
                for key in AsideLines.keys(line, facts) { failedByKey[key] = Int32(index) }
            }
        }
        if !unknownNumbers.isEmpty {
            for line in facts.lines where line.kind == .sale {
                let key = AsideLines.key(line.provider, facts.arena.text(line.number))
                if unknownNumbers.contains(key) { completed.insert(key) }
            }
        }
        for (index, sale) in facts.sales.enumerated() where sale.kind == .unknown {
            for key in AsideLines.keys(sale, facts) { unknownSaleByKey[key] = Int32(index) }
        }
    }

    func failed(for sale: SaleRecord, in facts: Facts) -> LineRecord? {
        for key in AsideLines.keys(sale, facts) {
            if let line = failedByKey[key] { return facts.lines[Int(line)] }
        }
        return nil
    }

    func unknownSale(of line: LineRecord, in facts: Facts) -> Int32? {
        for key in AsideLines.keys(line, facts) {
            if let sale = unknownSaleByKey[key] { return sale }
        }
        return nil
    }

    func isCompleted(_ line: LineRecord, in facts: Facts) -> Bool {
        completed.contains(AsideLines.key(line.provider, facts.arena.text(line.number)))
    }

    private static func key(_ provider: UInt16, _ text: String) -> String { "\(provider)|\(text)" }

    private static func keys(_ sale: SaleRecord, _ facts: Facts) -> [String] {
        keys(
            sale.provider, [sale.merchantRef, sale.providerRef], sale.terminal, sale.slip, facts)
    }

    private static func keys(_ line: LineRecord, _ facts: Facts) -> [String] {
        keys(
            line.provider, [line.merchantRef, line.firstRef, line.secondRef, line.thirdRef],
            line.terminal, line.slip, facts)
    }

    private static func keys(
        _ provider: UInt16, _ references: [TextArena.Reference], _ terminal: UInt32,
        _ slip: TextArena.Reference, _ facts: Facts
    ) -> [String] {
        var keys = references.filter { !$0.isEmpty }.map { key(provider, facts.arena.text($0)) }
        if !slip.isEmpty { keys.append("\(provider)#\(terminal)#\(facts.arena.text(slip))") }
        return keys
    }
}

extension Facts {
    /// The place of an event by its id; events stand in the order of their ids.
    func saleIndex(_ id: PaymentID) -> Int32? {
        var low = 0
        var high = sales.count
        while low < high {
            let middle = (low + high) / 2
            if sales[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < sales.count && sales[low].id == id ? Int32(low) : nil
    }

    func agreement(_ provider: UInt16, on day: BookDay) -> Agreement? {
        provider == Facts.noProvider ? nil : city.providers[Int(provider)].agreement(on: day)
    }

    func brandRule(of sale: SaleRecord) -> Agreement.Brand? {
        agreement(sale.provider, on: sale.day)?.brand(words[sale.brand])
    }
}
