import City
import Money

/// Level 3: announced payouts against the lines of the bank.
///
/// In this order: the payout's number in the line's EDI text, with its amount; the payer's name
/// and the amount on the pay day, one payout or several of one payer; the same on a later day;
/// last, the one line of that payer on that day (or that names the payout) with another amount.
struct BankMatcher {
    /// What became of each bank line.
    enum Outcome: Sendable, Equatable {
        case free
        case payouts([Int])
        case rule(Int)
    }

    private(set) var outcomes: [Outcome]
    private(set) var banked: [(payout: Int, line: Int, amount: Yen)] = []
    /// Payouts that nothing comes for by themselves, by the payout that carried them.
    private(set) var carried: [Int: [Int]] = [:]
    /// All of them, also those that wait for a payout that can bear them.
    private(set) var carriedOn: Set<Int> = []
    /// Payouts that the bank moves nothing for, with the day that settles them: a net of zero, and
    /// what a later payout made up for to the yen.
    private(set) var settled: [Int: BookDay] = [:]

    private let facts: Facts
    private let payouts: [Payout]
    private var open: [Int] = []
    private var linesByPayer: [String: [Int]] = [:]

    /// Subsets of a payer's payouts of one day are tried up to this many payouts.
    static let subsetLimit = 12

    init(_ facts: Facts, _ payouts: [Payout], byHand: [(payout: Int, line: Int)]) {
        self.facts = facts
        self.payouts = payouts
        outcomes = Array(repeating: .free, count: facts.bankLines.count)
        for (index, line) in facts.bankLines.enumerated() where line.amount > .zero {
            linesByPayer[line.payer, default: []].append(index)
        }
        open = payouts.indices.filter { payouts[$0].payDate <= facts.through }
            .sorted { earlier(payouts[$0], payouts[$1]) }
        carryNegatives(except: Set(byHand.map(\.payout)))
        for pair in byHand where outcomes[pair.line] == .free {
            join([pair.payout], pair.line, as: facts.bankLines[pair.line].amount)
        }
        open.removeAll { payouts[$0].net < .zero }
        matchByNumber()
        matchByAmount(sameDay: true)
        matchSums(sameDay: true)
        matchByAmount(sameDay: false)
        matchSums(sameDay: false)
        matchDiffering()
        applyRules()
    }

    private func earlier(_ a: Payout, _ b: Payout) -> Bool {
        (a.payDate, a.provider, a.number) < (b.payDate, b.provider, b.number)
    }

    /// A payout below zero is carried into the provider's next one, and with it on into the next
    /// where that one cannot bear it.
    ///
    /// - Parameter paired: payouts that a person found in the bank; none of them is carried.
    private mutating func carryNegatives(except paired: Set<Int>) {
        var debts: [UInt16: [Int]] = [:]
        for payout in open {
            let (provider, net) = (payouts[payout].provider, payouts[payout].net)
            let debt = debts[provider] ?? []
            let sum = debt.reduce(net) { $0 + payouts[$1].net }
            if net == .zero {
                settled[payout] = payouts[payout].payDate
            } else if sum > .zero {
                if !debt.isEmpty { carried[payout] = debt }
                debts[provider] = nil
            } else if paired.contains(payout) {
                continue
            } else if sum == .zero {
                for one in debt + [payout] { settled[one] = payouts[payout].payDate }
                debts[provider] = nil
            } else {
                debts[provider] = debt + [payout]
                carriedOn.insert(payout)
            }
        }
        open.removeAll { carriedOn.contains($0) || settled[$0] != nil }
    }

    /// What the bank should bring for a payout.
    private func expected(_ payout: Int) -> Yen {
        (carried[payout] ?? []).reduce(payouts[payout].net) { $0 + payouts[$1].net }
    }

    private func names(_ payout: Int) -> [String] {
        facts.city.providers[Int(payouts[payout].provider)].payerNames
    }

    /// Free lines of a payout's payer, by day.
    private func lines(of payout: Int) -> [Int] {
        names(payout).flatMap { linesByPayer[$0] ?? [] }
            .filter { outcomes[$0] == .free }.sorted()
    }

    /// The days that count as the pay day: itself, and where banks rest, the open days around it.
    private func isPayDay(_ day: BookDay, of payout: Int) -> Bool {
        let payDate = payouts[payout].payDate
        if day == payDate { return true }
        let banks = facts.city.calendar.banks
        guard !banks.isOpen(payDate) else { return false }
        return day == banks.next(onOrAfter: payDate) || day == banks.previous(onOrBefore: payDate)
    }

    private mutating func join(_ joined: [Int], _ line: Int, as amount: Yen? = nil) {
        var all: [Int] = []
        for payout in joined {
            let whole = amount ?? expected(payout)
            var own = whole
            for negative in carried[payout] ?? [] {
                all.append(negative)
                own -= payouts[negative].net
                banked.append((negative, line, payouts[negative].net))
            }
            all.append(payout)
            banked.append((payout, line, own))
        }
        outcomes[line] = .payouts(all)
        open.removeAll { joined.contains($0) }
    }

    private mutating func matchByNumber() {
        for payout in open {
            let named = facts.bankLines.indices.filter {
                outcomes[$0] == .free && facts.bankLines[$0].amount == expected(payout)
                    && names(payouts[payout].number, in: facts.bankLines[$0].edi)
            }
            if named.count == 1 { join([payout], named[0]) }
        }
    }

    /// Whether a text holds a number as a word of its own.
    private func names(_ number: String, in text: String) -> Bool {
        guard !number.isEmpty, text.utf8.count >= number.utf8.count else { return false }
        return text.split(whereSeparator: { $0 == " " || $0 == "/" || $0 == "," })
            .contains { $0 == number }
    }

    /// One payout, one line, the same yen.
    ///
    /// Equal ones of one day are the same whichever way they are paired, if there are as many
    /// lines as payouts.
    private mutating func matchByAmount(sameDay: Bool) {
        for payout in open where open.contains(payout) {
            let fitting = lines(of: payout).filter { candidate in
                let line = facts.bankLines[candidate]
                return line.amount == expected(payout)
                    && (sameDay
                        ? isPayDay(line.day, of: payout) : line.day > payouts[payout].payDate)
            }
            guard !fitting.isEmpty else { continue }
            let firstDay = facts.bankLines[fitting[0]].day
            let candidates = fitting.filter { facts.bankLines[$0].day == firstDay }
            let twins = open.filter {
                payouts[$0].payDate == payouts[payout].payDate
                    && expected($0) == expected(payout)
                    && !Set(names($0)).isDisjoint(with: names(payout))
            }
            guard twins.count == candidates.count else { continue }
            for (twin, line) in zip(twins, candidates) { join([twin], line) }
        }
    }

    /// Several payouts of one payer and day in one line.
    private mutating func matchSums(sameDay: Bool) {
        var done: Set<Int> = []
        for payout in open where !done.contains(payout) && open.contains(payout) {
            let group = open.filter {
                payouts[$0].payDate == payouts[payout].payDate
                    && !Set(names($0)).isDisjoint(with: names(payout))
            }
            done.formUnion(group)
            guard group.count > 1 else { continue }
            for line in lines(of: payout) {
                let record = facts.bankLines[line]
                let fits =
                    sameDay
                    ? isPayDay(record.day, of: payout) : record.day > payouts[payout].payDate
                guard fits else { continue }
                let rest = group.filter { open.contains($0) }
                if let chosen = uniqueSubset(of: rest, summingTo: record.amount) {
                    join(chosen, line)
                }
            }
        }
    }

    /// The payouts that sum to an amount: all of them, or the only subset that does.
    private func uniqueSubset(of group: [Int], summingTo amount: Yen) -> [Int]? {
        guard group.count > 1 else { return nil }
        if group.reduce(Yen.zero, { $0 + expected($1) }) == amount { return group }
        guard group.count <= BankMatcher.subsetLimit else { return nil }
        var found: [Int]?
        for mask in 1..<(1 << group.count) where mask.nonzeroBitCount > 1 {
            let subset = group.indices.filter { mask & (1 << $0) != 0 }.map { group[$0] }
            if subset.reduce(Yen.zero, { $0 + expected($1) }) == amount {
                if found != nil { return nil }
                found = subset
            }
        }
        return found
    }

    /// The only line of that payer on that day, or the only one that names the payout.
    private mutating func matchDiffering() {
        for payout in open where open.contains(payout) {
            let named = facts.bankLines.indices.filter {
                outcomes[$0] == .free && facts.bankLines[$0].amount > .zero
                    && names(payouts[payout].number, in: facts.bankLines[$0].edi)
            }
            let sameDay = lines(of: payout).filter {
                isPayDay(facts.bankLines[$0].day, of: payout)
            }
            let rivals = open.filter {
                payouts[$0].payDate == payouts[payout].payDate
                    && !Set(names($0)).isDisjoint(with: names(payout))
            }
            if named.count == 1 {
                join([payout], named[0], as: facts.bankLines[named[0]].amount)
            } else if named.isEmpty, sameDay.count == 1, rivals.count == 1 {
                join([payout], sameDay[0], as: facts.bankLines[sameDay[0]].amount)
            } else if named.isEmpty, sameDay.count == 1 {
                joinShort(rivals, sameDay[0])
            }
        }
    }

    /// One line for several payouts of a payer, and not their sum: the largest bears the
    /// difference, as long as there is anything left of it.
    private mutating func joinShort(_ group: [Int], _ line: Int) {
        let amount = facts.bankLines[line].amount
        let difference = amount - group.reduce(Yen.zero) { $0 + expected($1) }
        guard let bearer = group.max(by: { expected($0) < expected($1) }),
            expected(bearer) + difference > .zero
        else { return }
        join(group, line)
        for index in banked.indices where banked[index].payout == bearer {
            banked[index].amount += difference
        }
    }

    private mutating func applyRules() {
        for (index, line) in facts.bankLines.enumerated() where outcomes[index] == .free {
            let account = facts.city.bankAccounts[line.account].id
            let rule = facts.city.bankRules.firstIndex { rule in
                rule.account == account
                    && (rule.direction == .incoming) == (line.amount > .zero)
                    && (rule.payer.map { $0 == line.payer } ?? true)
                    && (rule.text.map { $0 == line.text } ?? true)
                    && (rule.payer != nil || rule.text != nil)
            }
            if let rule { outcomes[index] = .rule(rule) }
        }
    }
}
