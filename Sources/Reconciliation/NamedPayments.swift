import Provider

/// For each give-back line that we do not know: the payment of ours that it speaks of.
///
/// A provider's refund carries its payment's numbers, so it can be laid to the right fund and
/// named by the payment, though no refund of ours is there.
struct NamedPayments {
    /// By the line's number.
    private(set) var payments: [TextArena.Reference: Int32] = [:]

    init(_ facts: Facts, _ matches: LineMatcher) {
        var wanted: [String: [TextArena.Reference]] = [:]
        for (index, line) in facts.lines.enumerated()
        where line.kind == .giveBack && line.copy == 0 && matches.saleOfLine[index] < 0 {
            for reference in [line.merchantRef, line.firstRef, line.secondRef, line.thirdRef]
            where !reference.isEmpty {
                let key = "\(line.provider)|\(facts.arena.text(reference))"
                wanted[key, default: []].append(line.number)
            }
            if !line.approval.isEmpty {
                let approval = facts.arena.text(line.approval)
                let key = "\(line.provider)#\(line.terminal)#\(approval)"
                wanted[key, default: []].append(line.number)
            }
        }
        guard !wanted.isEmpty else { return }
        for (index, sale) in facts.sales.enumerated()
        where sale.kind == .captured || sale.kind == .unknown {
            for reference in [sale.merchantRef, sale.providerRef] where !reference.isEmpty {
                take(wanted["\(sale.provider)|\(facts.arena.text(reference))"], index)
            }
            if !sale.approval.isEmpty {
                let approval = facts.arena.text(sale.approval)
                take(wanted["\(sale.provider)#\(sale.terminal)#\(approval)"], index)
            }
        }
    }

    private mutating func take(_ numbers: [TextArena.Reference]?, _ sale: Int) {
        for number in numbers ?? [] where payments[number] == nil {
            payments[number] = Int32(sale)
        }
    }
}
