public import Provider
import City
import Ledger
import Money
import Posting

extension Reconciler {
    /// What the payouts that came brought money for, in the order of days, providers and numbers.
    public func receipts() -> [PayoutReceipt] {
        var receipts = payouts.compactMap(receipt)
        for decision in facts.decisions {
            if let receipt = receipt(decided: decision) { receipts.append(receipt) }
        }
        return receipts.sorted {
            ($0.day, $0.provider, $0.number, $0.movedCause)
                < ($1.day, $1.provider, $1.number, $1.movedCause)
        }
    }

    /// The office where an event of the journal happened; nil for one that is not known.
    public func office(of id: PaymentID) -> String? {
        facts.saleIndex(id).flatMap { facts.words[facts.sales[Int($0)].office] }
    }

    private func receipt(_ payout: Payout) -> PayoutReceipt? {
        guard !payout.isHeld, let line = payout.bankLine.map({ facts.bankLines[$0] }) else {
            return nil
        }
        let cause = "payout/\(facts.city.providers[Int(payout.provider)].id)/\(payout.number)"
        let paid = Moment(day: payout.payDate, secondOfDay: 0)
        let isLater = line.day > payout.payDate
        return PayoutReceipt(
            provider: facts.city.providers[Int(payout.provider)].id, number: payout.number,
            day: line.day, bankReference: line.name,
            lines: lines(of: payout, nets: bankedNets(payout)),
            fee: sum(payout.feeShares), feeTax: sum(payout.taxShares), cause: cause, occurred: paid,
            movedCause: isLater ? "\(cause)/banked" : cause,
            movedAt: isLater ? Moment(day: line.day, secondOfDay: 0) : paid)
    }

    /// What a decision releases or writes off of a payout.
    private func receipt(decided decision: Decision) -> PayoutReceipt? {
        guard decision.resolution == .accept,
            let payout = payouts.first(where: {
                $0.number == decision.key.reference && $0.bankLine != nil
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
            receipt.lines = lines(of: payout, nets: payout.nets)
            receipt.fee = sum(payout.feeShares)
            receipt.feeTax = sum(payout.taxShares)
        case .payoutAmountDiffers where !payout.isHeld:
            let short = shortfall(of: payout)
            receipt.lines = short.flatMap { fund, amount in
                spread(amount, over: payout, fund: fund)
            }.sorted { $0.account < $1.account }
            receipt.fee = short.reduce(Yen.zero) { $0 + $1.amount }
        default: return nil
        }
        return receipt
    }

    private func sum(_ shares: [Share]) -> Yen { shares.reduce(Yen.zero) { $0 + $1.amount } }

    /// The payout's own accounts; where its voucher takes more or less from a fund's clearing than
    /// they say, the rest falls on that fund's accounts in proportion.
    private func lines(
        of payout: Payout, nets: [(fund: Int, amount: Yen)]
    ) -> [PayoutReceipt.Line] {
        var rest: [String: Yen] = [:]
        func id(_ fund: Int) -> String { facts.city.funds[fund].id }
        for net in nets { rest[id(net.fund), default: .zero] += net.amount }
        for share in payout.feeShares + payout.taxShares {
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
        return sums.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map {
            PayoutReceipt.Line(account: $0.key, amount: $0.value)
        }
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
