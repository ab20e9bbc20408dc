import Billing
import City
import Money
import Provider

extension Reconciler {
    /// Level 1, our side: what the provider does not know, or knows otherwise.
    mutating func findSaleExceptions() {
        let suggestions = Suggestions(self)
        for (index, sale) in facts.sales.enumerated() where sale.provider != Facts.noProvider {
            let line = matches.lineOfSale[index]
            switch sale.kind {
            case .resolved: continue
            case .disputed, .reinstated: findDisputeException(index, sale, line)
            case .voided: findVoidException(index, sale, line)
            case .captured, .unknown, .refunded:
                guard standings.standing[index] == .stands else { continue }
                if line >= 0 {
                    let difference = facts.lines[Int(line)].amount - sale.amount
                    if difference != .zero {
                        raise(
                            .amountDiffers, provider: providerID(sale.provider),
                            reference: sale.id.description, amount: difference, day: sale.day)
                    }
                } else if standings.presumedLineOfSale[Int32(index)] == nil {
                    findAbsence(index, sale, suggestions)
                }
            }
        }
        for index in standings.overdue {
            let sale = facts.sales[Int(index)]
            raise(
                .unknownUnresolved, provider: providerID(sale.provider),
                reference: sale.id.description, amount: sale.amount, day: sale.day)
        }
        for problem in bills.problems {
            let sale = facts.sales[Int(problem.sale)]
            raise(
                problem.code, provider: providerID(sale.provider),
                reference: sale.id.description, amount: problem.amount, day: sale.day)
        }
    }

    /// Whether the provider's line is overdue by its agreement; for a result that was unknown,
    /// counted from its answer.
    private func isOverdue(_ index: Int, _ sale: SaleRecord) -> Bool {
        let within = facts.agreement(sale.provider, on: sale.day)?.reportWithin ?? 2
        let day = standings.answers[Int32(index)]?.day ?? sale.day
        return facts.through >= day.adding(within + 1)
    }

    private mutating func findAbsence(
        _ index: Int, _ sale: SaleRecord, _ suggestions: Suggestions
    ) {
        guard isOverdue(index, sale) else { return }
        // An unknown result that is presumed paid waits for no line: its brand says so.
        if sale.kind == .unknown, standings.answers[Int32(index)] == nil { return }
        raise(
            sale.kind == .refunded ? .refundAbsentFromStatement : .absentFromStatement,
            provider: providerID(sale.provider), reference: sale.id.description,
            amount: sale.amount, day: sale.day, suggestion: suggestions.line(for: Int32(index)))
    }

    /// A void whose payment the provider has, but not the void itself.
    private mutating func findVoidException(_ index: Int, _ sale: SaleRecord, _ line: Int32) {
        guard let original = facts.saleIndex(sale.original) else { return }
        let captured = matches.lineOfSale[Int(original)]
        if line < 0, captured >= 0, isOverdue(index, sale) {
            raise(
                .refundAbsentFromStatement, provider: providerID(sale.provider),
                reference: sale.id.description, amount: sale.amount, day: sale.day)
        }
        if line >= 0, captured >= 0 {
            let difference =
                facts.lines[Int(captured)].amount - facts.lines[Int(line)].amount
            if difference != .zero {
                raise(
                    .amountDiffers, provider: providerID(sale.provider),
                    reference: sale.id.description, amount: difference, day: sale.day)
            }
        }
    }

    /// A dispute, or its end, that the provider's report does not have, or has with another sum.
    private mutating func findDisputeException(_ index: Int, _ sale: SaleRecord, _ line: Int32) {
        if line < 0 {
            guard isOverdue(index, sale) else { return }
            raise(
                .disputeAbsentFromStatement, provider: providerID(sale.provider),
                reference: sale.id.description, amount: sale.amount, day: sale.day)
            return
        }
        let difference = facts.lines[Int(line)].moved - sale.amount
        guard difference != .zero else { return }
        raise(
            .amountDiffers, provider: providerID(sale.provider),
            reference: sale.id.description, amount: difference, day: sale.day)
    }

    /// Level 1, the provider's side: what our journal does not know, and what came twice.
    mutating func findLineExceptions() {
        let suggestions = Suggestions(self)
        var firstCopy: [String: Int32] = [:]
        for (index, line) in facts.lines.enumerated() where line.copy > 0 {
            firstCopy[copyKey(line)] = Int32(index)
        }
        var originals: [String: Int32] = [:]
        for (index, line) in facts.lines.enumerated() {
            if line.copy == 0 {
                if !firstCopy.isEmpty, firstCopy[copyKey(line)] != nil {
                    originals[copyKey(line)] = Int32(index)
                }
                findUnknownLine(index, line, suggestions)
            }
        }
        for line in facts.lines where line.copy > 0 {
            guard line.kind == .sale || line.kind == .giveBack || line.kind == .adjustment else {
                continue
            }
            let sale = originals[copyKey(line)].map { matches.saleOfLine[Int($0)] } ?? -1
            raise(
                .duplicateLine, provider: providerID(line.provider),
                reference: sale >= 0
                    ? facts.sales[Int(sale)].id.description : facts.arena.text(line.number),
                amount: line.amount, day: sale >= 0 ? facts.sales[Int(sale)].day : line.day)
        }
    }

    private func copyKey(_ line: LineRecord) -> String {
        "\(line.provider)|\(line.kind.rawValue)|\(facts.arena.text(line.number))"
    }

    private mutating func findUnknownLine(
        _ index: Int, _ line: LineRecord, _ suggestions: Suggestions
    ) {
        let place = Int32(index)
        let isPresumed = standings.presumedLines[place].map { $0 < 0 } ?? false
        guard matches.saleOfLine[index] < 0 else { return }
        let number = facts.arena.text(line.number)
        switch line.kind {
        case .giveBack:
            let payment = named.payments[line.number].map { facts.sales[Int($0)].id.description }
            raise(
                .refundAbsentFromBooks, provider: providerID(line.provider),
                reference: payment ?? facts.arena.optional(line.merchantRef) ?? number,
                amount: line.amount, day: line.day)
        case .sale, .adjustment:
            raiseAbsent(line, number, suggestions.sale(for: place))
        case .unknown where isPresumed:
            raiseAbsent(line, number, nil)
        case .unknown, .failed, .processing: break
        }
    }

    private mutating func raiseAbsent(_ line: LineRecord, _ number: String, _ suggestion: String?) {
        raise(
            .absentFromBooks, provider: providerID(line.provider), reference: number,
            amount: line.amount, day: line.day, suggestion: suggestion)
    }

    /// Level 4: a terminal's own totals against the journal's day for that terminal.
    mutating func findTerminalExceptions() {
        struct Day: Hashable {
            var provider: UInt16
            var terminal: UInt32
            var day: BookDay
        }
        guard !facts.totals.isEmpty else { return }
        var journal: [Day: (completed: Yen, unknown: Yen)] = [:]
        for record in facts.totals {
            let day = Day(provider: record.provider, terminal: record.terminal, day: record.day)
            journal[day] = (.zero, .zero)
        }
        for sale in facts.sales where sale.terminal != 0 {
            let day = Day(provider: sale.provider, terminal: sale.terminal, day: sale.day)
            guard var sum = journal[day] else { continue }
            switch sale.kind {
            case .captured: sum.completed += sale.amount
            case .refunded, .voided, .disputed: sum.completed -= sale.amount
            case .reinstated: sum.completed += sale.amount
            case .unknown: sum.unknown += sale.amount
            case .resolved: if sale.paid { sum.completed += sale.amount }
            }
            journal[day] = sum
        }
        for record in facts.totals {
            let day = Day(provider: record.provider, terminal: record.terminal, day: record.day)
            let sum = journal[day] ?? (.zero, .zero)
            let completed = record.completed - sum.completed
            let unknown = record.unknown - sum.unknown
            guard completed != .zero || unknown != .zero else { continue }
            raise(
                .terminalTotalsDiffer, provider: providerID(record.provider),
                reference: "\(facts.words[record.terminal] ?? "")/\(record.day)",
                amount: completed != .zero ? completed : unknown, day: record.day)
        }
    }
}

/// Candidates for what is left on both sides: same provider, terminal and amount within a minute.
private struct Suggestions {
    private var lines: [Int32: [String]] = [:]
    private var sales: [Int32: [String]] = [:]

    private struct Place: Hashable {
        var provider: UInt16
        var terminal: UInt32
        var amount: Yen
    }

    init(_ reconciler: Reconciler) {
        let facts = reconciler.facts
        var open: [Place: [Int32]] = [:]
        for (index, line) in facts.lines.enumerated()
        where line.kind == .sale && line.copy == 0 && reconciler.matches.saleOfLine[index] < 0 {
            let place = Place(
                provider: line.provider, terminal: line.terminal, amount: line.amount)
            open[place, default: []].append(Int32(index))
        }
        guard !open.isEmpty else { return }
        for (index, sale) in facts.sales.enumerated()
        where sale.kind == .captured && reconciler.matches.lineOfSale[index] < 0 {
            let place = Place(
                provider: sale.provider, terminal: sale.terminal, amount: sale.amount)
            for line in open[place] ?? []
            where abs(facts.lines[Int(line)].at.seconds - sale.at.seconds) <= 60 {
                lines[Int32(index), default: []].append(
                    facts.arena.text(facts.lines[Int(line)].number))
                sales[line, default: []].append(sale.id.description)
            }
        }
    }

    func line(for sale: Int32) -> String? { lines[sale].map { $0.joined(separator: " ") } }
    func sale(for line: Int32) -> String? { sales[line].map { $0.joined(separator: " ") } }
}
