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
        case (.accept, .absentFromBooks): transfers = bearDeduction(decision)
        case (.accept, .payoutAmountDiffers): transfers = writeOffShortfall(decision)
        case (.accept, .payoutLinesDiffer): transfers = releaseHeld(decision)
        case (.accept, .cancelledAfterConfirmed): transfers = turnBackSlip(decision, parts)
        case (.book, _): transfers = bookLate(decision)
        case (.refund, _): transfers = sendBack(decision)
        case (.appropriate, .billPaidTwice): transfers = appropriate(decision)
        case (.transit, .bankLineUnidentified): transfers = toTransit(decision)
        default: return nil
        }
        guard !transfers.isEmpty else { return nil }
        return BookEntry(
            cause: "decision/\(decision.number)",
            occurred: Moment(day: decision.day, secondOfDay: 0), ownDay: decision.day,
            transfers: transfers, state: .posted)
    }

    func sale(named reference: String) -> Int32? {
        PaymentID(reference.utf8).flatMap { facts.saleIndex($0) }
    }

    func provider(_ decision: Decision) -> Int? {
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
        let takesMore = (decision.amount > .zero) == (!record.kind.givesBack)
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
        guard case .payout(let place)? = item(of: decision.key) else { return [] }
        return shortfall(payouts[place])
    }

    /// An entry of a payout that took money and that no payment explains is a cost of the provider,
    /// borne by the first general fund.
    private mutating func bearDeduction(_ decision: Decision) -> [Transfer] {
        guard let provider = provider(decision), decision.amount < .zero else { return [] }
        let general = FeeShares.general(in: facts.city)
        let cost = postings.account(
            fund: general, AccountCode.feeToSettle(facts.city.providers[provider].id))
        return postings.transfers(move(decision, to: (general, cost), restingAmount(decision)))
    }

    /// Other business, found by hand: the money stands in transit, as a bank rule would have it.
    private mutating func toTransit(_ decision: Decision) -> [Transfer] {
        guard let target = decision.target, let home = transitHome(target) else { return [] }
        let account = postings.account(fund: home.fund, AccountCode.transit(home.name.rawValue))
        return postings.transfers(move(decision, to: (home.fund, account), decision.amount))
    }

    /// `class` or `class/fund`.
    private func transitHome(_ target: String) -> (fund: Int, name: City.BankRule.Class)? {
        let words = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard words.count <= 2, let name = City.BankRule.Class(rawValue: words[0]) else {
            return nil
        }
        guard words.count == 2 else { return (FeeShares.general(in: facts.city), name) }
        return facts.city.funds.firstIndex { $0.id == words[1] }.map { ($0, name) }
    }

    /// 速報取消 after 確報: the slip's capture is undone.
    private mutating func turnBackSlip(_ decision: Decision, _ parts: BasketParts) -> [Transfer] {
        guard let provider = provider(decision), case .slip(let index)? = item(of: decision.key)
        else { return [] }
        let own = parts.parts(
            of: slips[index], bills.slips[index], facts: facts, postings: &postings)
        return postings.refund(provider: provider, parts: own)
    }

    /// A payout that is not its lines is taken at their word: what they explain leaves 仮受金 for
    /// clearing and fees, the rest stays there.
    private mutating func releaseHeld(_ decision: Decision) -> [Transfer] {
        guard case .payout(let place)? = item(of: decision.key), payouts[place].isHeld,
            payouts[place].settled != nil
        else { return [] }
        let payout = payouts[place]
        let account = bankAccount(of: payout)
        let home = postings.homeOfUnidentified(account)
        let bank = postings.account(
            fund: home, AccountCode.bank(facts.city.bankAccounts[account].id))
        let unidentified = postings.account(fund: home, AccountCode.unidentified)
        let explained = payout.nets.reduce(Yen.zero) { $0 + $1.amount }
        return postings.transfers([(unidentified, bank, explained)])
            + postings.payout(
                provider: Int(payout.provider), bankAccount: account, nets: payout.nets,
                fees: payout.feeShares, taxes: payout.taxShares, unknownToUs: payout.unknownToUs)
    }

    /// 仮受金 finds its home: a fee of the catalogue or a bill, in its own fund.
    private mutating func bookLate(_ decision: Decision) -> [Transfer] {
        guard let target = decision.target, let home = lateHome(target, decision) else {
            return []
        }
        let amount = restingAmount(decision)
        let excess = excess(of: amount, over: target, decision)
        var legs = move(decision, to: home, amount - excess)
        if excess != .zero, let index = facts.bills.index(id: target) {
            let year = facts.bills.fiscalYear(index, on: decision.day)
            let overpaid = postings.account(fund: home.fund, AccountCode.overpaid(year))
            legs += move(decision, to: (home.fund, overpaid), excess)
        }
        return postings.transfers(legs)
    }

    /// What is more than a bill claims is 過誤納金: of a bill that is paid already, all of it.
    private func excess(of amount: Yen, over target: String, _ decision: Decision) -> Yen {
        guard let index = facts.bills.index(id: target) else { return .zero }
        if bills.paidBefore.contains(decision.number) { return amount }
        return max(.zero, amount - facts.bills.claimed(index, on: decision.day))
    }

    /// Money that rests in 仮受金 because of an exception, out of there and over the bank account
    /// that brought it.
    private mutating func move(
        _ decision: Decision, to home: (fund: Int, account: AccountID), _ amount: Yen
    ) -> [(AccountID, AccountID, Yen)] {
        postings.crossing(
            bankAccount: bankAccount(of: decision, for: home.fund),
            from: restingPlace(decision), to: home, amount)
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
        var legs: [(AccountID, AccountID, Yen)] = []
        func out(_ fund: Int, _ account: AccountID, _ amount: Yen) {
            let transit = AccountCode.transit(City.BankRule.Class.returned.rawValue)
            legs.append((account, postings.account(fund: fund, transit), amount))
        }
        if decision.key.code == .billPaidTwice {
            for home in overpaidHomes(decision) { out(home.fund, home.account, home.amount) }
        } else {
            let place = restingPlace(decision)
            out(place.fund, place.account, restingAmount(decision))
        }
        return postings.transfers(legs)
    }

    /// 充当.
    private mutating func appropriate(_ decision: Decision) -> [Transfer] {
        guard let target = decision.target, let home = lateHome(target, decision) else {
            return []
        }
        // What is more than the other bill claims stays 過誤納金.
        let homes = overpaidHomes(decision)
        let total = homes.reduce(Yen.zero) { $0 + $1.amount }
        var rest = total - excess(of: total, over: target, decision)
        var legs: [(AccountID, AccountID, Yen)] = []
        for overpaid in homes where rest > .zero {
            let part = min(overpaid.amount, rest)
            legs += postings.crossing(
                bankAccount: bankAccount(of: decision, for: home.fund),
                from: (overpaid.fund, overpaid.account), to: home, part)
            rest -= part
        }
        return postings.transfers(legs)
    }
}
