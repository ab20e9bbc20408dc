import City
import Ledger
import Money
import Posting

extension Reconciler {
    /// What the payouts that came brought money for, in the order of days, providers and numbers.
    public func receipts() -> [PayoutReceipt] {
        var receipts = payouts.compactMap(receipt) + payouts.compactMap(adjustment)
        for decision in facts.decisions {
            if let receipt = receipt(decided: decision) { receipts.append(receipt) }
        }
        return receipts.sorted {
            ($0.day, $0.provider, $0.number, $0.movedCause)
                < ($1.day, $1.provider, $1.number, $1.movedCause)
        }
    }

    private func receipt(_ payout: Payout) -> PayoutReceipt? {
        guard !payout.isHeld, let day = payout.settled else { return nil }
        let cause = "payout/\(facts.city.providers[Int(payout.provider)].id)/\(payout.number)"
        let paid = Moment(day: payout.payDate, secondOfDay: 0)
        let isLater = day > payout.payDate
        let fees = FeeShares.less(payout.feeShares, payout.adjustedFees)
        let taxes = FeeShares.less(payout.taxShares, payout.adjustedTaxes)
        return PayoutReceipt(
            provider: facts.city.providers[Int(payout.provider)].id, number: payout.number,
            day: day, bankReference: payout.bankLine.map { facts.bankLines[$0].name },
            lines: lines(of: payout, nets: bankedNets(payout), kept: fees + taxes),
            fee: sum(fees), feeTax: sum(taxes), cause: cause, occurred: paid,
            movedCause: isLater ? "\(cause)/banked" : cause,
            movedAt: isLater ? Moment(day: day, secondOfDay: 0) : paid)
    }

    /// What a tolerance let pass beside the payout itself.
    private func adjustment(_ payout: Payout) -> PayoutReceipt? {
        guard !payout.isHeld, let day = payout.settled else { return nil }
        let short = payout.isAdjusted ? self.short(of: payout) : []
        let parts =
            (payout.adjustedFees + payout.adjustedTaxes).map { ($0.fund, $0.amount) }
            + short.map { ($0.fund, $0.amount) }
        guard !parts.isEmpty else { return nil }
        let provider = facts.city.providers[Int(payout.provider)].id
        let cause = "adjustment/\(provider)/\(payout.number)"
        let at = Moment(day: day, secondOfDay: 0)
        return PayoutReceipt(
            provider: provider, number: payout.number, day: day,
            bankReference: payout.bankLine.map { facts.bankLines[$0].name },
            lines: merged(parts.flatMap { spread($0.1, over: payout, fund: $0.0) }),
            fee: sum(payout.adjustedFees) + cost(short), feeTax: sum(payout.adjustedTaxes),
            cause: cause, occurred: at, movedCause: cause, movedAt: at)
    }

    /// What of a shortfall is a cost: money outside of the budget is made up for in cash.
    private func cost(_ short: [(fund: Int, amount: Yen)]) -> Yen {
        short.reduce(Yen.zero) { sum, part in
            FeeShares.bearer(of: part.fund, in: facts.city) == part.fund ? sum + part.amount : sum
        }
    }

    private func merged(_ lines: [PayoutReceipt.Line]) -> [PayoutReceipt.Line] {
        var sums: [Account: Yen] = [:]
        for line in lines { sums[line.account, default: .zero] += line.amount }
        return sums.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map {
            PayoutReceipt.Line(account: $0.key, amount: $0.value)
        }
    }

    /// What a decision releases or writes off of a payout.
    private func receipt(decided decision: Decision) -> PayoutReceipt? {
        guard decision.resolution == .accept,
            let payout = payouts.first(where: {
                $0.number == decision.key.reference && $0.settled != nil
                    && facts.city.providers[Int($0.provider)].id == decision.key.provider
            })
        else { return nil }
        let cause = "decision/\(decision.number)"
        let at = Moment(day: decision.day, secondOfDay: 0)
        var receipt = PayoutReceipt(
            provider: decision.key.provider ?? "", number: payout.number, day: decision.day,
            bankReference: payout.bankLine.map { facts.bankLines[$0].name }, lines: [],
            fee: .zero, feeTax: .zero, cause: cause, occurred: at, movedCause: cause,
            movedAt: at)
        switch decision.key.code {
        case .payoutLinesDiffer where payout.isHeld:
            receipt.lines = lines(
                of: payout, nets: payout.nets, kept: payout.feeShares + payout.taxShares)
            receipt.fee = sum(payout.feeShares)
            receipt.feeTax = sum(payout.taxShares)
        case .payoutAmountDiffers where !payout.isHeld:
            let short = self.short(of: payout)
            receipt.lines = merged(
                short.flatMap { spread($0.amount, over: payout, fund: $0.fund) })
            receipt.fee = cost(short)
        default: return nil
        }
        return receipt
    }

    private func sum(_ shares: [Share]) -> Yen { shares.reduce(Yen.zero) { $0 + $1.amount } }

    /// The payout's own accounts; where its voucher takes more or less from a fund's clearing than
    /// they say, the rest falls on that fund's accounts in proportion.
    private func lines(
        of payout: Payout, nets: [(fund: Int, amount: Yen)], kept: [Share]
    ) -> [PayoutReceipt.Line] {
        var rest: [String: Yen] = [:]
        func id(_ fund: Int) -> String { facts.city.funds[fund].id }
        for net in nets { rest[id(net.fund), default: .zero] += net.amount }
        for share in kept {
            rest[id(share.fund), default: .zero] += share.amount
        }
        var sums: [Account: Yen] = [:]
        for (place, amount) in payout.owners {
            let account = postings.chart[place]
            sums[account, default: .zero] += amount
            rest[account.fund, default: .zero] -= amount
        }
        for (place, fund) in facts.city.funds.enumerated() {
            guard let amount = rest[fund.id], amount != .zero else { continue }
            for line in spread(amount, over: payout, fund: place) {
                sums[line.account, default: .zero] += line.amount
            }
        }
        return merged(sums.map { PayoutReceipt.Line(account: $0.key, amount: $0.value) })
    }

    /// Shares an amount over what a payout took for a fund; what no account of the fund can bear
    /// is 仮受金.
    private func spread(_ amount: Yen, over payout: Payout, fund: Int) -> [PayoutReceipt.Line] {
        let id = facts.city.funds[fund].id
        let bearers = payout.owners.map { (postings.chart[$0.key], $0.value) }
            .filter { $0.0.fund == id && $0.1 > .zero }.sorted { $0.0 < $1.0 }
        if bearers.isEmpty {
            guard let home = Account(fund: id, code: AccountCode.unidentified) else { return [] }
            return [PayoutReceipt.Line(account: home, amount: amount)]
        }
        let shares = largestRemainder(amount, over: bearers.map { $0.1.value })
        return zip(bearers, shares).compactMap { bearer, share in
            share == .zero ? nil : PayoutReceipt.Line(account: bearer.0, amount: share)
        }
    }
}
