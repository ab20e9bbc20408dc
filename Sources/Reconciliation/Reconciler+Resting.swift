import Billing
import City
import Ledger
public import Money
import Posting
import Provider

extension Reconciler {
    /// What an exception speaks of.
    enum Item: Hashable {
        case sale(Int32)
        case slip(Int)
        case line(Int)
        case bankLine(Int)
        case payout(Int)
    }

    /// The item of an exception; of several with one reference, the one at its place among them.
    func item(of key: OpenException.Key) -> Item? {
        let isOurs = { (place: UInt16) in self.providerID(place) == key.provider }
        func nth<Places: Sequence>(_ places: Places) -> Places.Element? {
            places.dropFirst(key.occurrence).first { _ in true }
        }
        switch key.code {
        case .bankLineUnidentified:
            let lines = facts.bankLines.indices.lazy.filter {
                bank.outcomes[$0] == .free && facts.bankLines[$0].name == key.reference
            }
            return nth(lines).map(Item.bankLine)
        case .absentFromBooks:
            let lines = facts.lines.indices.lazy.filter {
                matches.saleOfLine[$0] < 0 && facts.lines[$0].copy == 0
                    && isOurs(facts.lines[$0].provider) && isAbsent($0)
                    && facts.arena.text(facts.lines[$0].number) == key.reference
            }
            return nth(lines).map(Item.line)
        case .payoutLinesDiffer, .payoutAmountDiffers, .payoutNotBanked, .feeDiffers,
            .designatedDayMissed, .agreementMissing:
            return payouts.firstIndex {
                $0.number == key.reference && isOurs($0.provider)
            }.map(Item.payout)
        default:
            if let sale = sale(named: key.reference) { return .sale(sale) }
            let places = slips.indices.lazy.filter { index in
                isOurs(slips[index].provider) && isRaised(key.code, index)
                    && slipReference(index) == key.reference
            }
            return nth(places).map(Item.slip)
        }
    }

    func isAbsent(_ line: Int) -> Bool {
        switch facts.lines[line].kind {
        case .sale, .adjustment: true
        case .unknown: standings.presumedLines[Int32(line)].map { $0 < 0 } ?? false
        case .giveBack, .failed, .processing: false
        }
    }

    private func slipReference(_ index: Int) -> String {
        bills.slips[index].bills.first.map { facts.bills.bills[$0].id } ?? slips[index].key
    }

    /// Whether an exception of a code speaks of a slip.
    private func isRaised(_ code: ExceptionCode, _ index: Int) -> Bool {
        let slip = slips[index]
        switch code {
        case .cancelledAfterConfirmed: return slip.isConfirmed && slip.isCancelled
        case .provisionalUnconfirmed:
            return slip.provisionalDay != nil && !slip.isConfirmed && !slip.isCancelled
        default: return slip.isConfirmed && bills.slips[index].problem == code
        }
    }

    // MARK: - Where it rests

    /// 仮受金 of an exception: in the fund that took its bank line, else in `outside`.
    mutating func restingPlace(_ decision: Decision) -> (fund: Int, account: AccountID) {
        var fund = postings.outside
        if case .bankLine(let line)? = item(of: decision.key) {
            fund = postings.homeOfUnidentified(facts.bankLines[line].account)
        }
        return (fund, postings.account(fund: fund, AccountCode.unidentified))
    }

    /// The bank account that brought an exception's money; as long as none has, the first that may
    /// hold money of the fund it goes to.
    func bankAccount(of decision: Decision, for fund: Int) -> Int {
        switch item(of: decision.key) {
        case .bankLine(let line): return facts.bankLines[line].account
        case .line(let line):
            if let payout = payout(ofLine: line) { return bankAccount(of: payout) }
        case .sale(let sale):
            let line = matches.lineOfSale[Int(sale)]
            if line >= 0, let payout = payout(ofLine: Int(line)), payout.bankLine != nil {
                return bankAccount(of: payout)
            }
        case .slip(let slip):
            if let payout = payouts.first(where: {
                $0.provider == slips[slip].provider && $0.payDate == slips[slip].payDate
                    && $0.bankLine != nil
            }) {
                return bankAccount(of: payout)
            }
        case .payout(let payout): return bankAccount(of: payouts[payout])
        case nil: break
        }
        let id = facts.city.funds[fund].id
        return facts.city.bankAccounts.firstIndex { $0.funds.contains(id) } ?? 0
    }

    private func payout(ofLine line: Int) -> Payout? {
        let place = payoutOfLine[line]
        return place >= 0 ? payouts[Int(place)] : nil
    }

    /// What rests in 仮受金 because of an exception: where a bill was paid with another amount, the
    /// whole payment and not the difference.
    func restingAmount(_ decision: Decision) -> Yen {
        switch (decision.key.code, item(of: decision.key)) {
        case (.billAmountDiffers, .slip(let slip)): return slips[slip].amount
        case (.billAmountDiffers, .sale(let sale)):
            return facts.sales[Int(sale)].basket.reduce(Yen.zero) { sum, place in
                let line = facts.baskets[place]
                return line.isBill && bills.baskets[place] == .unidentified
                    ? sum + line.amount - bills.givenBack(place) : sum
            }
        case (.absentFromBooks, .line(let line)): return grossAmount(ofLine: line)
        default: return decision.amount
        }
    }

    /// What a payout brings for a line that we do not know.
    private func grossAmount(ofLine line: Int) -> Yen {
        facts.lines[line].gross
    }

    /// Where the second payment of a bill rests, by fund.
    mutating func overpaidHomes(
        _ decision: Decision
    ) -> [(fund: Int, account: AccountID, amount: Yen)] {
        var parts = BasketParts()
        var own: [Part] = []
        switch item(of: decision.key) {
        case .sale(let sale):
            own = parts.parts(of: sale, facts: facts, bills: bills, postings: &postings)
        case .slip(let slip):
            own = parts.parts(
                of: slips[slip], bills.slips[slip], facts: facts, postings: &postings)
        case .line, .bankLine, .payout, nil: return []
        }
        return own.compactMap { part in
            postings.chart[part.account].code.hasPrefix(AccountCode.overpaidPrefix)
                ? (part.fund, part.account, part.amount) : nil
        }
    }

    // MARK: - Whether it is there

    /// What a decision takes out of 仮受金 and 過誤納金, and what of its exception's own money still
    /// rests there; money of other exceptions does not count.
    public func money(for decision: Decision) -> (needed: Yen, resting: Yen) {
        var copy = self
        guard let item = item(of: decision.key) else { return (.zero, .zero) }
        if case .payout(let place) = item, decision.key.code == .payoutLinesDiffer,
            payouts[place].settled == nil
        {
            return (payouts[place].net.magnitude, .zero)
        }
        let needed = copy.taken(by: decision)
        guard needed > .zero else { return (.zero, .zero) }
        var resting = copy.came(by: item)
        for other in facts.decisions
        where other.number < decision.number && self.item(of: other.key) == item {
            resting -= copy.taken(by: other)
        }
        return (needed, max(.zero, resting))
    }

    private mutating func taken(by decision: Decision) -> Yen {
        var parts = BasketParts()
        var sums: [AccountID: Yen] = [:]
        for transfer in decisionEntry(decision, &parts)?.transfers ?? [] {
            if isResting(transfer.debit) { sums[transfer.debit, default: .zero] += transfer.amount }
            if isResting(transfer.credit) {
                sums[transfer.credit, default: .zero] -= transfer.amount
            }
        }
        // What comes to rest in another account (過誤納金 of another bill) is not given back here.
        let out = sums.values.filter { $0 > .zero }
        return (out.isEmpty ? Array(sums.values) : out).reduce(.zero, +)
    }

    private func isResting(_ account: AccountID) -> Bool {
        let code = postings.chart[account].code
        return code == AccountCode.unidentified || code.hasPrefix(AccountCode.overpaidPrefix)
    }

    /// What an item brought into 仮受金 and 過誤納金, less what was given back of it.
    private mutating func came(by item: Item) -> Yen {
        switch item {
        case .bankLine(let line):
            return bank.outcomes[line] == .free ? facts.bankLines[line].amount : .zero
        case .line(let line): return came(byLine: line)
        case .payout(let place):
            let payout = payouts[place]
            return payout.isHeld && payout.settled != nil ? payout.banked ?? payout.net : .zero
        case .slip(let slip):
            guard slips[slip].isConfirmed else { return .zero }
            return resting(
                BasketParts().parts(
                    of: slips[slip], bills.slips[slip], facts: facts, postings: &postings))
        case .sale(let sale):
            var parts = BasketParts()
            guard standings.standing[Int(sale)] == .stands else { return .zero }
            var sum = resting(
                parts.parts(of: sale, facts: facts, bills: bills, postings: &postings))
            let id = facts.sales[Int(sale)].id
            for (index, other) in facts.sales.enumerated()
            where other.kind.givesBack && other.original == id
                && standings.standing[index] == .stands
            {
                sum -= resting(
                    parts.parts(of: Int32(index), facts: facts, bills: bills, postings: &postings))
            }
            return sum
        }
    }

    private func resting(_ parts: [Part]) -> Yen {
        parts.reduce(Yen.zero) { isResting($1.account) ? $0 + $1.amount : $0 }
    }

    /// A line that we do not know brings its money with its payout; give-backs that carry its
    /// number take it away again.
    private func came(byLine line: Int) -> Yen {
        let record = facts.lines[line]
        guard hasCome(line) else { return .zero }
        let number = facts.arena.text(record.number)
        let ours = facts.arena.text(record.merchantRef)
        var sum = grossAmount(ofLine: line)
        for (index, back) in facts.lines.enumerated()
        where back.kind == .giveBack && back.copy == 0 && back.provider == record.provider
            && matches.saleOfLine[index] < 0 && named.payments[back.number] == nil
            && hasCome(index)
        {
            let texts = [back.firstRef, back.secondRef, back.thirdRef].map { facts.arena.text($0) }
            let isSame =
                texts.contains(number)
                || !ours.isEmpty && facts.arena.text(back.merchantRef) == ours
            if isSame { sum -= back.amount }
        }
        return sum
    }

    /// Whether a line's payout came to rest, and is not held.
    private func hasCome(_ line: Int) -> Bool {
        guard let payout = payout(ofLine: line), payout.settled != nil else { return false }
        return !payout.isHeld
            || facts.decisions.contains {
                $0.resolution == .accept && $0.key.code == .payoutLinesDiffer
                    && $0.key.reference == payout.number
                    && $0.key.provider == providerID(payout.provider)
            }
    }
}
