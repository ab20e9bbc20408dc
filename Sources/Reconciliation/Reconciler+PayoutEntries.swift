import City
import Ledger
import Money
import Posting
import Provider

extension Reconciler {
    /// A payout is reserved on its pay date and moves with the bank line that brings it; one that
    /// the bank moves nothing for, on the pay date that settles it.
    mutating func payoutEntry(_ payout: Payout) -> BookEntry? {
        guard payout.settled != nil || payout.payDate <= facts.through else { return nil }
        // A payout that is held is nothing before its money comes.
        guard payout.settled != nil || !payout.isHeld else { return nil }
        let account = bankAccount(of: payout)
        let cause = "payout/\(providerName(payout))/\(payout.number)"
        let transfers: [Transfer]
        if payout.isHeld {
            transfers = postings.unidentified(
                bankAccount: account, amount: payout.banked ?? payout.net)
        } else {
            transfers = postings.payout(
                provider: Int(payout.provider), bankAccount: account,
                nets: bankedNets(payout),
                fees: FeeShares.less(payout.feeShares, payout.adjustedFees),
                taxes: FeeShares.less(payout.taxShares, payout.adjustedTaxes),
                unknownToUs: payout.unknownToUs)
        }
        guard !transfers.isEmpty else { return nil }
        let paid = Moment(day: payout.payDate, secondOfDay: 0)
        var state = BookEntry.State.pending
        if let day = payout.settled {
            state =
                payout.isHeld || day <= payout.payDate
                ? .posted
                : .confirmed(
                    BookEntry.Event(
                        cause: "\(cause)/banked", occurred: Moment(day: day, secondOfDay: 0),
                        ownDay: day))
        }
        let day = state == .posted ? payout.settled ?? payout.payDate : payout.payDate
        return BookEntry(
            cause: cause, occurred: paid, ownDay: day, transfers: transfers, state: state)
    }

    /// What an agreement's tolerance lets pass has a line of its own: fee and tax beside the
    /// agreed ones, and what the bank brought more or less than was announced.
    mutating func adjustmentEntry(_ payout: Payout) -> BookEntry? {
        guard let day = payout.settled, !payout.isHeld else { return nil }
        var transfers = postings.payout(
            provider: Int(payout.provider), bankAccount: bankAccount(of: payout), nets: [],
            fees: payout.adjustedFees, taxes: payout.adjustedTaxes, unknownToUs: [])
        if payout.isAdjusted { transfers += shortfall(payout) }
        guard !transfers.isEmpty else { return nil }
        return BookEntry(
            cause: "adjustment/\(providerName(payout))/\(payout.number)",
            occurred: Moment(day: day, secondOfDay: 0), ownDay: day, transfers: transfers,
            state: .posted)
    }

    /// What a payout fell short of becomes a cost of the provider, fund by fund; what it brought
    /// too much takes off from it.
    mutating func shortfall(_ payout: Payout) -> [Transfer] {
        let provider = Int(payout.provider)
        var shares: [Share] = []
        var legs: [(AccountID, AccountID, Yen)] = []
        for (fund, amount) in short(of: payout) {
            let bearer = FeeShares.bearer(of: fund, in: facts.city)
            if bearer == fund {
                shares.append(Share(fund: fund, year: payout.payDate.fiscalYear, amount: amount))
                continue
            }
            // Money outside the budget bears no cost: the general fund makes up for it.
            let cost = postings.account(
                fund: bearer, AccountCode.feeToSettle(facts.city.providers[provider].id))
            legs += postings.crossing(
                bankAccount: bankAccount(of: payout), from: (bearer, cost),
                to: (fund, postings.clearing(provider: provider, fund: fund)), amount)
        }
        return postings.payout(
            provider: provider, bankAccount: 0, nets: [], fees: shares, taxes: [],
            unknownToUs: []) + postings.transfers(legs)
    }

    /// What came less than announced, by fund.
    func short(of payout: Payout) -> [(fund: Int, amount: Yen)] {
        var short: [Int: Yen] = [:]
        for net in payout.nets { short[net.fund, default: .zero] += net.amount }
        for net in bankedNets(payout) { short[net.fund, default: .zero] -= net.amount }
        return short.filter { $0.value != .zero }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// Bills that are open again because their 指定納付受託者 missed the designated day, and the
    /// day from which their payments count after all.
    mutating func lateEntries(_ parts: inout BasketParts) -> [BookEntry] {
        guard !late.isEmpty else { return [] }
        var groups: [Int: [Int32]] = [:]
        for (sale, payment) in late { groups[payment.payout, default: []].append(sale) }
        let refunds = refundsOfLate()
        var entries: [BookEntry] = []
        for (place, sales) in groups.sorted(by: { $0.key < $1.key }) {
            let payout = payouts[place]
            var (open, counted) = ([Part](), [Part]())
            var days: LatePayment?
            for sale in sales.sorted() {
                let funded = late[sale]?.funded
                days = late[sale]
                let back = funded == nil ? refunds[sale] ?? [:] : [:]
                open += parts.lateParts(
                    of: sale, less: back, facts: facts, bills: bills, postings: &postings,
                    asEntrusted: true)
                guard funded != nil else { continue }
                counted += parts.lateParts(
                    of: sale, less: [:], facts: facts, bills: bills, postings: &postings,
                    asEntrusted: false)
            }
            func entry(_ verb: String, _ day: BookDay, _ transfers: [Transfer]) {
                guard !transfers.isEmpty else { return }
                entries.append(
                    BookEntry(
                        cause: "\(verb)/\(providerName(payout))/\(payout.number)",
                        occurred: Moment(day: day, secondOfDay: 0), ownDay: day,
                        transfers: transfers, state: .posted))
            }
            guard let days else { continue }
            let provider = Int(payout.provider)
            let back = postings.refund(provider: provider, parts: open.merged)
            entry("reopened", days.reopened, back)
            if let funded = days.funded {
                let paid = postings.capture(provider: provider, parts: counted.merged)
                entry("counted", funded, paid)
            }
        }
        return entries
    }

    /// What was given back of late payments, by payment and item.
    private func refundsOfLate() -> [Int32: [UInt32: Yen]] {
        var refunds: [Int32: [UInt32: Yen]] = [:]
        for (index, refund) in facts.sales.enumerated()
        where refund.kind.givesBack && standings.standing[index] == .stands {
            guard let sale = facts.saleIndex(refund.original), late[sale] != nil else { continue }
            for place in refund.basket where bills.late[place] != nil {
                let line = facts.baskets[place]
                refunds[sale, default: [:]][line.item, default: .zero] += line.amount
            }
        }
        return refunds
    }

    private func providerName(_ payout: Payout) -> String {
        facts.city.providers[Int(payout.provider)].id
    }

    /// The account that its bank line stands in; without one, the account that the provider paid
    /// into last, and before any of that the city's first.
    func bankAccount(of payout: Payout) -> Int {
        if let line = payout.bankLine { return facts.bankLines[line].account }
        var last: (payDate: BookDay, line: Int)?
        for other in payouts
        where other.provider == payout.provider && other.payDate <= payout.payDate {
            guard let line = other.bankLine, last.map({ $0 < (other.payDate, line) }) ?? true
            else { continue }
            last = (other.payDate, line)
        }
        return last.map { facts.bankLines[$0.line].account } ?? 0
    }

    /// Cash by fund: as announced, or where another sum came, `outside` at gross and the others
    /// in proportion to their expected net.
    func bankedNets(_ payout: Payout) -> [(fund: Int, amount: Yen)] {
        let nets = payout.nets
        guard let banked = payout.banked, banked != payout.net else { return nets }
        let isOutside = { (fund: Int) in facts.city.funds[fund].kind == .outside }
        let apart = nets.filter { isOutside($0.fund) }
        let sharing = nets.filter { !isOutside($0.fund) }
        let rest = banked - apart.reduce(Yen.zero) { $0 + $1.amount }
        guard !sharing.isEmpty else { return nets.isEmpty ? [] : [(nets[0].fund, banked)] }
        // Where the provider collects from us, those who owe share.
        let sign: Int64 = payout.net < .zero ? -1 : 1
        let shares = largestRemainder(
            rest, over: sharing.map { max(0, sign * $0.amount.value) })
        return apart + zip(sharing, shares).map { ($0.fund, $1) }
    }
}
