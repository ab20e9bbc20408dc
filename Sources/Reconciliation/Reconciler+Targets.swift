import Billing
import City
import Money
import Provider

extension Reconciler {
    /// Whether what a decision points at is still free: a bill that claims something and that
    /// nobody paid; an item that no match has, and whose money no decision moved.
    public func isFree(targetOf decision: Decision) -> Bool {
        guard let target = decision.target else { return true }
        if decision.resolution == .book || decision.resolution == .appropriate {
            guard let bill = facts.bills.index(id: target) else { return true }
            return !bills.isPaid(bill) && facts.bills.claimed(bill, on: decision.day) > .zero
        }
        guard decision.resolution == .link else { return true }
        let place: Item?
        switch decision.key.code {
        case .payoutNotBanked:
            guard case .payout(let payout)? = item(of: decision.key) else { return false }
            place = facts.bankLines.indices.first {
                bank.outcomes[$0] == .free && facts.bankLines[$0].name == target
                    && (facts.bankLines[$0].amount > .zero) == (payouts[payout].net > .zero)
            }.map(Item.bankLine)
        case .bankLineUnidentified:
            let isIn = decision.amount > .zero
            place = payouts.firstIndex {
                $0.number == target && $0.bankLine == nil && ($0.net > .zero) == isIn
                    && $0.net != .zero
            }.map(Item.payout)
        case .absentFromStatement:
            place = facts.lines.indices.first {
                matches.saleOfLine[$0] < 0 && facts.lines[$0].copy == 0 && isAbsent($0)
                    && providerID(facts.lines[$0].provider) == decision.key.provider
                    && facts.arena.text(facts.lines[$0].number) == target
            }.map(Item.line)
        case .absentFromBooks:
            place = sale(named: target).flatMap {
                matches.lineOfSale[Int($0)] < 0
                    && providerID(facts.sales[Int($0)].provider) == decision.key.provider
                    ? .sale($0) : nil
            }
        default: return true
        }
        guard let place else { return false }
        return !facts.decisions.contains {
            $0.resolution.movesMoney(for: $0.key.code) && item(of: $0.key) == place
        }
    }
}
