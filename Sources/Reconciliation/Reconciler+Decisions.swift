import Billing
import City
import Ledger
import Money
import Posting
import Provider

extension Reconciler {
    /// What a decision moves, beside what it changes in matching; nil where nothing moves.
    mutating func decisionEntry(_ decision: Decision, _ parts: inout BasketParts) -> BookEntry? {
        let transfers: [Transfer]
        switch (decision.resolution, decision.key.code) {
        case (.accept, .absentFromStatement), (.accept, .refundAbsentFromStatement):
            transfers = turnBack(decision, &parts)
        case (.accept, .amountDiffers): transfers = followAmount(decision, &parts)
        case (.accept, .refundAbsentFromBooks): transfers = bookRefund(decision, &parts)
        case (.accept, .payoutAmountDiffers): transfers = writeOffShortfall(decision)
        case (.accept, .payoutLinesDiffer): transfers = releaseHeld(decision)
        case (.accept, .cancelledAfterConfirmed): transfers = turnBackSlip(decision, parts)
        case (.book, _): transfers = bookLate(decision)
        case (.refund, _): transfers = sendBack(decision)
        case (.appropriate, .billPaidTwice): transfers = appropriate(decision)
        default: return nil
        }
        guard !transfers.isEmpty else { return nil }
        return BookEntry(
            cause: "decision/\(decision.number)",
            occurred: Moment(day: decision.day, secondOfDay: 0), ownDay: decision.day,
            transfers: transfers, state: .posted)
    }

    private func sale(named reference: String) -> Int32? {
        PaymentID(reference.utf8).flatMap { facts.saleIndex($0) }
    }

    private func provider(_ decision: Decision) -> Int? {
        decision.key.provider.flatMap { id in
            facts.city.providers.firstIndex { $0.id == id }
        }
    }

    /// The provider never had it: our capture or refund is undone.
    private mutating func turnBack(
        _ decision: Decision, _ parts: inout BasketParts
    ) -> [Transfer] {
        guard let index = sale(named: decision.key.reference) else { return [] }
        let record = facts.sales[Int(index)]
        guard record.provider != Facts.noProvider else { return [] }
        let own = parts.parts(of: index, facts: facts, bills: bills, postings: &postings)
        return decision.key.code == .absentFromStatement
            ? postings.refund(provider: Int(record.provider), parts: own)
            : postings.capture(provider: Int(record.provider), parts: own)
    }

    /// The provider's amount holds: the difference follows the payment's own parts.
    private mutating func followAmount(
        _ decision: Decision, _ parts: inout BasketParts
    ) -> [Transfer] {
        guard let index = sale(named: decision.key.reference) else { return [] }
        let record = facts.sales[Int(index)]
        guard record.provider != Facts.noProvider else { return [] }
        let own = parts.parts(of: index, facts: facts, bills: bills, postings: &postings)
        let difference = own.scaled(to: decision.amount.magnitude)
        let takesMore = (decision.amount > .zero) == (record.kind != .refunded)
        return takesMore
            ? postings.capture(provider: Int(record.provider), parts: difference)
            : postings.refund(provider: Int(record.provider), parts: difference)
    }

    private mutating func bookRefund(
        _ decision: Decision, _ parts: inout BasketParts
    ) -> [Transfer] {
        guard let index = sale(named: decision.key.reference), let provider = provider(decision)
        else { return [] }
        let own = parts.parts(of: index, facts: facts, bills: bills, postings: &postings)
        return postings.refund(provider: provider, parts: own.scaled(to: decision.amount))
    }

    /// What a payout fell short of is a cost of the provider, fund by fund.
    private mutating func writeOffShortfall(_ decision: Decision) -> [Transfer] {
        guard let provider = provider(decision),
            let payout = payouts.first(where: {
                $0.number == decision.key.reference && Int($0.provider) == provider
            })
        else { return [] }
        let shares = shortfall(of: payout).map {
            Share(fund: $0.fund, year: payout.payDate.fiscalYear, amount: $0.amount)
        }
        return postings.payout(
            provider: provider, bankAccount: 0, nets: [], fees: shares, taxes: [],
            unknownToUs: [])
    }

    /// What came less than announced, by the fund that bears it.
    func shortfall(of payout: Payout) -> [(fund: Int, amount: Yen)] {
        var short: [Int: Yen] = [:]
        for net in payout.nets { short[net.fund, default: .zero] += net.amount }
        for net in bankedNets(payout) { short[net.fund, default: .zero] -= net.amount }
        return short.sorted { $0.key < $1.key }.map {
            (FeeShares.bearer(of: $0.key, in: facts.city), $0.value)
        }
    }

    /// 速報取消 after 確報: the slip's capture is undone.
    private mutating func turnBackSlip(_ decision: Decision, _ parts: BasketParts) -> [Transfer] {
        guard let provider = provider(decision),
            let index = slip(decision, where: { slips[$0].isConfirmed && slips[$0].isCancelled })
        else { return [] }
        let own = parts.parts(
            of: slips[index], bills.slips[index], facts: facts, postings: &postings)
        return postings.refund(provider: provider, parts: own)
    }

    /// The slip payment that an exception speaks of; of several with one reference, the one at the
    /// exception's place among them.
    private func slip(_ decision: Decision, where fits: (Int) -> Bool) -> Int? {
        let fitting = slips.indices.filter { index in
            let bill = bills.slips[index].bills.first.map { facts.bills.bills[$0].id }
            return (bill ?? slips[index].key) == decision.key.reference
                && providerID(slips[index].provider) == decision.key.provider && fits(index)
        }
        return fitting.dropFirst(decision.key.occurrence).first
    }

    /// What rests in 仮受金 because of an exception: where a bill was paid with another amount, the
    /// whole payment and not the difference.
    private func restingAmount(_ decision: Decision) -> Yen {
        guard decision.key.code == .billAmountDiffers else { return decision.amount.magnitude }
        if let index = slip(decision, where: { bills.slips[$0].problem == .billAmountDiffers }) {
            return slips[index].amount
        }
        guard let index = sale(named: decision.key.reference) else { return .zero }
        return facts.sales[Int(index)].basket.reduce(Yen.zero) { sum, place in
            let line = facts.baskets[place]
            return line.isBill && bills.baskets[place] == .unidentified ? sum + line.amount : sum
        }
    }

    /// A payout that is not its lines is taken at their word: what they explain leaves 仮受金 for
    /// clearing and fees, the rest stays there.
    private mutating func releaseHeld(_ decision: Decision) -> [Transfer] {
        guard let provider = provider(decision),
            let payout = payouts.first(where: {
                $0.number == decision.key.reference && Int($0.provider) == provider && $0.isHeld
            }), let line = payout.bankLine
        else { return [] }
        let account = facts.bankLines[line].account
        let home = postings.homeOfUnidentified(account)
        let bank = postings.account(
            fund: home, AccountCode.bank(facts.city.bankAccounts[account].id))
        let unidentified = postings.account(fund: home, AccountCode.unidentified)
        let explained = payout.nets.reduce(Yen.zero) { $0 + $1.amount }
        return postings.transfers([(unidentified, bank, explained)])
            + postings.payout(
                provider: provider, bankAccount: account, nets: payout.nets,
                fees: payout.feeShares, taxes: payout.taxShares, unknownToUs: payout.unknownToUs)
    }

    /// 仮受金 finds its home: a fee of the catalogue or a bill, in its own fund.
    private mutating func bookLate(_ decision: Decision) -> [Transfer] {
        guard let target = decision.target, let home = lateHome(target, decision) else {
            return []
        }
        let amount = restingAmount(decision)
        let source = postings.outside
        let unidentified = postings.account(fund: source, AccountCode.unidentified)
        let excess = excess(of: amount, over: target, decision.day)
        var legs = crossing((source, unidentified), home, amount - excess)
        if excess != .zero, let index = facts.bills.index(id: target) {
            let year = facts.bills.fiscalYear(index, on: decision.day)
            let overpaid = postings.account(fund: home.fund, AccountCode.overpaid(year))
            legs += crossing((source, unidentified), (home.fund, overpaid), excess)
        }
        return postings.transfers(legs)
    }

    /// What is more than a bill claims is 過誤納金.
    private func excess(of amount: Yen, over target: String, _ day: BookDay) -> Yen {
        guard let index = facts.bills.index(id: target) else { return .zero }
        return max(.zero, amount - facts.bills.claimed(index, on: day))
    }

    /// Money crosses funds only as transfers of one voucher, one in each: cash moves over.
    private mutating func crossing(
        _ source: (fund: Int, account: AccountID), _ home: (fund: Int, account: AccountID),
        _ amount: Yen
    ) -> [(AccountID, AccountID, Yen)] {
        if source.fund == home.fund { return [(source.account, home.account, amount)] }
        let owner = facts.city.funds[home.fund].id
        let bank = facts.city.bankAccounts.first { $0.funds.contains(owner) }
        let code = AccountCode.bank((bank ?? facts.city.bankAccounts[0]).id)
        return [
            (source.account, postings.account(fund: source.fund, code), amount),
            (postings.account(fund: home.fund, code), home.account, amount),
        ]
    }

    /// A bill's receivable as it stands, or a fee's account as of the day the money was entrusted.
    private mutating func lateHome(
        _ target: String, _ decision: Decision
    ) -> (fund: Int, account: AccountID)? {
        let day = decision.exceptionDay
        if let index = facts.bills.index(id: target) {
            let bill = facts.bills.bills[index]
            let fund = postings.fundIndex(bill.fund)
            let year = facts.bills.fiscalYear(index, on: decision.day)
            return (fund, postings.account(fund: fund, AccountCode.bill(year, bill.kind)))
        }
        guard let fee = facts.city.fee(target, on: day) else { return nil }
        let fund = postings.fundIndex(fee.fund)
        let code =
            switch fee.destination {
            case .subject(let subject): AccountCode.revenue(day.fiscalYear, subject)
            case .held(let purpose): AccountCode.held(purpose)
            }
        return (fund, postings.account(fund: fund, code))
    }

    /// 過誤納金 or 仮受金 leaves by bank; the bank's own line meets it in `asset/transit/return`.
    private mutating func sendBack(_ decision: Decision) -> [Transfer] {
        let amount = restingAmount(decision)
        let homes =
            decision.key.code == .billPaidTwice
            ? overpaidHomes(decision)
            : [
                (
                    postings.outside,
                    postings.account(fund: postings.outside, AccountCode.unidentified), amount
                )
            ]
        return postings.transfers(
            homes.map { fund, account, amount in
                let transit = AccountCode.transit(City.BankRule.Class.returned.rawValue)
                return (account, postings.account(fund: fund, transit), amount)
            })
    }

    /// Where the second payment of a bill rests, by fund.
    private mutating func overpaidHomes(
        _ decision: Decision
    ) -> [(fund: Int, account: AccountID, amount: Yen)] {
        var parts = BasketParts()
        var own: [Part] = []
        if let index = sale(named: decision.key.reference) {
            own = parts.parts(of: index, facts: facts, bills: bills, postings: &postings)
        } else if let index = slip(
            decision,
            where: { slips[$0].isConfirmed && bills.slips[$0].perBill.contains(.overpaid) })
        {
            own = parts.parts(
                of: slips[index], bills.slips[index], facts: facts, postings: &postings)
        }
        return own.compactMap { part in
            postings.chart[part.account].code.hasPrefix("liability/overpaid/")
                ? (part.fund, part.account, part.amount) : nil
        }
    }

    /// 充当.
    private mutating func appropriate(_ decision: Decision) -> [Transfer] {
        guard let target = decision.target, let home = lateHome(target, decision) else {
            return []
        }
        // What is more than the other bill claims stays 過誤納金.
        let homes = overpaidHomes(decision)
        let total = homes.reduce(Yen.zero) { $0 + $1.amount }
        var rest = total - excess(of: total, over: target, decision.day)
        var legs: [(AccountID, AccountID, Yen)] = []
        for overpaid in homes where rest > .zero {
            let part = min(overpaid.amount, rest)
            legs += crossing((overpaid.fund, overpaid.account), home, part)
            rest -= part
        }
        return postings.transfers(legs)
    }
}
