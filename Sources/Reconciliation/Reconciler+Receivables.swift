import City
public import Money
import Provider

/// A payment or refund that its provider has taken or given back and not yet paid out (受託者未収).
public struct ProviderReceivable: Sendable, Hashable {
    /// Place in the city file.
    public var provider: Int
    /// 収納日.
    public var entrusted: BookDay
    /// Negative for what was given back.
    public var amount: Yen
}

/// A line of the bank and what the books say of it.
public struct BankLineEntry: Sendable, Hashable {
    /// Id of the bank account in the city file.
    public var account: String
    /// `2026-04-30/00000012`, no two alike in an account.
    public var name: String
    public var day: BookDay
    public var payer: String
    public var amount: Yen
    /// The causes of the vouchers that follow from it.
    public var causes: [String]
}

extension Reconciler {
    /// What providers hold: one call for each payment or refund that no banked payout covers.
    public func forEachReceivable(_ body: (ProviderReceivable) -> Void) {
        for (index, sale) in facts.sales.enumerated() where sale.provider != Facts.noProvider {
            guard standings.counts(index, sale) else { continue }
            let line =
                matches.lineOfSale[index] >= 0
                ? matches.lineOfSale[index]
                : standings.presumedLineOfSale[Int32(index)] ?? -1
            if line >= 0, isFunded(Int(payoutOfLine[Int(line)])) { continue }
            body(
                ProviderReceivable(
                    provider: Int(sale.provider), entrusted: sale.day,
                    amount: sale.kind.givesBack ? -sale.amount : sale.amount))
        }
        var slipPayouts: [String: Int] = [:]
        for (index, payout) in payouts.enumerated() {
            slipPayouts["\(payout.provider)/\(payout.number)"] = index
        }
        for slip in slips where slip.isConfirmed {
            let name = facts.city.providers[Int(slip.provider)].id
            let number = slip.payDate.map { "\(slip.provider)/\(name)/\($0)" }
            if let payout = number.flatMap({ slipPayouts[$0] }), isFunded(payout) { continue }
            body(
                ProviderReceivable(
                    provider: Int(slip.provider), entrusted: slip.paidDay, amount: slip.amount))
        }
    }

    private func isFunded(_ payout: Int) -> Bool {
        payout >= 0 && payouts[payout].bankLine != nil && !payouts[payout].isHeld
    }

    /// The bank's lines in their order.
    public func bankLineEntries() -> [BankLineEntry] {
        facts.bankLines.enumerated().map { index, line in
            let account = facts.city.bankAccounts[line.account].id
            let causes: [String] =
                switch bank.outcomes[index] {
                case .payouts(let joined):
                    joined.map { place in
                        let provider = facts.city.providers[Int(payouts[place].provider)].id
                        return "payout/\(provider)/\(payouts[place].number)"
                    }
                case .free, .rule: ["bank/\(account)/\(line.uniqueName)"]
                }
            return BankLineEntry(
                account: account, name: line.uniqueName, day: line.day, payer: line.payer,
                amount: line.amount, causes: causes)
        }
    }
}
