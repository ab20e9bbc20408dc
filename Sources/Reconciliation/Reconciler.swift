import Billing
public import City
public import Money
import Posting
public import Provider

/// All levels over all facts, as one function: the same facts give the same answer, whatever the
/// order in which they came (`Facts/seal()`).
public struct Reconciler {
    let facts: Facts
    var matches: LineMatcher
    let standings: PaymentStandings
    let slips: [SlipPayment]
    let bills: BillApplication
    let named: NamedPayments
    let payouts: [Payout]
    let payoutOfLine: [Int32]
    let bank: BankMatcher
    /// Payments of bills that came after their designated day.
    let late: [Int32: LatePayment]
    var postings: Postings
    var exceptions: [OpenException] = []
    private var occurrences: [OpenException.Key: Int] = [:]
    /// Decisions that move money and whose exception is there no more.
    private var groundless: Set<Int64> = []

    public var city: City { facts.city }

    /// - Parameter facts: sealed.
    public init(_ facts: Facts) {
        self.init(deciding: facts)
        var facts = facts
        // What a decision moved is taken back where new evidence took its ground away.
        while !groundless.isEmpty {
            facts.decisions.removeAll { groundless.contains($0.number) }
            self.init(deciding: facts)
        }
    }

    private init(deciding facts: Facts) {
        self.facts = facts
        var postings = Postings(city: facts.city)
        let hands = HandLinks(facts)
        matches = LineMatcher(facts)
        matches.run(byHand: hands.lines, notPaid: hands.notPaid)
        standings = PaymentStandings(facts, matches, answeredByHand: hands.answers)
        slips = HandLinks.giveUp(
            SlipPayment.assemble(facts.slips.filter { $0.copy == 0 }), facts)
        var bills = BillApplication(facts, standings, slips: slips)
        named = NamedPayments(facts, matches)
        var matcher = PayoutMatcher(
            facts, matches, standings, bills, slips: slips, named: named, postings: &postings)
        bank = BankMatcher(
            facts, matcher.payouts, byHand: hands.payouts(matcher.payouts, facts))
        matcher.settle(bank, facts)
        late = LatePayment.find(facts, matches, standings, matcher)
        if !late.isEmpty {
            // Which payment pays a bill follows from the bank, and whose money a payout is from
            // that; what the bank brought, and when, stays.
            bills = BillApplication(facts, standings, slips: slips, late: late)
            matcher = PayoutMatcher(
                facts, matches, standings, bills, slips: slips, named: named,
                postings: &postings)
            matcher.settle(bank, facts)
        }
        self.bills = bills
        payouts = matcher.payouts
        payoutOfLine = matcher.payoutOfLine
        self.postings = postings
        findSaleExceptions()
        findLineExceptions()
        findSlipExceptions()
        findSlipDuplicates()
        findPayoutExceptions(matcher.exceptions)
        findBankExceptions()
        findGaps()
        findTerminalExceptions()
        dropDecided()
    }

    /// Level 1 alone, for measuring: how many pairs it makes.
    public static func countPairs(_ facts: Facts) -> Int {
        var matcher = LineMatcher(facts)
        matcher.run(byHand: [], notPaid: [])
        return matcher.lineOfSale.count { $0 >= 0 }
    }

    mutating func raise(
        _ code: ExceptionCode, provider: String?, reference: String, amount: Yen, day: BookDay,
        suggestion: String? = nil
    ) {
        var key = OpenException.Key(
            code: code, provider: provider, reference: reference, occurrence: 0)
        let count = occurrences[key, default: 0]
        occurrences[key] = count + 1
        key.occurrence = count
        exceptions.append(
            OpenException(key: key, amount: amount, day: day, suggestion: suggestion))
    }

    /// The day on which the money of a payment came to rest at the bank; nil before.
    public func settledDay(of payment: PaymentID) -> BookDay? {
        guard let sale = facts.saleIndex(payment), matches.lineOfSale[Int(sale)] >= 0 else {
            return nil
        }
        let payout = payoutOfLine[Int(matches.lineOfSale[Int(sale)])]
        return payout >= 0 ? payouts[Int(payout)].settled : nil
    }

    func providerID(_ place: UInt16) -> String? {
        place == Facts.noProvider ? nil : facts.city.providers[Int(place)].id
    }

    /// An exception that a person has decided is no longer open, as long as it speaks of the same
    /// yen.
    ///
    /// A pair by hand closes its exception by being made, and by nothing else.
    private mutating func dropDecided() {
        guard !facts.decisions.isEmpty else { return }
        var decided: [OpenException.Key: Decision] = [:]
        for decision in facts.decisions
        where (decided[decision.key]?.number ?? 0) < decision.number {
            decided[decision.key] = decision
        }
        var upheld: Set<Int64> = []
        exceptions = exceptions.filter { exception in
            guard let decision = decided[exception.key], decision.amount == exception.amount,
                isCovered(decision)
            else { return true }
            upheld.insert(decision.number)
            return decision.resolution == .link || decision.resolution == .wait
        }
        for decision in facts.decisions where !upheld.contains(decision.number) {
            switch (decision.resolution, decision.key.code) {
            case (.accept, _), (.book, _), (.refund, _), (.appropriate, _), (.transit, _),
                (.notPaid, .provisionalUnconfirmed):
                groundless.insert(decision.number)
            default: break
            }
        }
    }

    /// Whether what a decision moves still rests where its exception left it.
    private func isCovered(_ decision: Decision) -> Bool {
        guard decision.resolution.movesMoney(for: decision.key.code) else { return true }
        // 充当 to a bill that somebody paid in the meantime: the money is free again.
        if decision.resolution == .appropriate, bills.paidBefore.contains(decision.number) {
            return false
        }
        let money = money(for: decision)
        return money.needed <= money.resting
    }
}

/// What persons joined or answered by hand.
private struct HandLinks {
    var lines: [(sale: Int32, line: Int32)] = []
    var answers: [PaymentID: (Bool, BookDay)] = [:]
    private var links: [Decision] = []

    /// Unknown results that a person found not paid.
    var notPaid: Set<PaymentID> { Set(answers.filter { !$0.value.0 }.keys) }

    init(_ facts: Facts) {
        for decision in facts.decisions {
            switch (decision.resolution, decision.key.code) {
            case (.paid, .unknownUnresolved), (.notPaid, .unknownUnresolved):
                if let id = PaymentID(decision.key.reference.utf8) {
                    answers[id] = (decision.resolution == .paid, decision.day)
                }
            case (.link, .absentFromStatement):
                join(payment: decision.key.reference, line: decision.target, decision, facts)
            case (.link, .absentFromBooks):
                join(payment: decision.target, line: decision.key.reference, decision, facts)
            case (.link, _): links.append(decision)
            default: break
            }
        }
    }

    private mutating func join(
        payment: String?, line: String?, _ decision: Decision, _ facts: Facts
    ) {
        guard let payment, let line, let id = PaymentID(payment.utf8),
            let sale = facts.saleIndex(id),
            let place = facts.lines.firstIndex(where: {
                facts.city.providers[Int($0.provider)].id == decision.key.provider
                    && facts.arena.text($0.number) == line && $0.copy == 0
            })
        else { return }
        lines.append((sale, Int32(place)))
    }

    /// Payouts paired with bank lines by hand, from either side.
    func payouts(_ payouts: [Payout], _ facts: Facts) -> [(payout: Int, line: Int)] {
        links.compactMap { decision in
            let (number, line) =
                decision.key.code == .payoutNotBanked
                ? (decision.key.reference, decision.target)
                : (decision.target, decision.key.reference)
            let isAnnounced = decision.key.code == .payoutNotBanked
            guard
                let payout = payouts.firstIndex(where: {
                    $0.number == number
                        && (!isAnnounced
                            || facts.city.providers[Int($0.provider)].id == decision.key.provider)
                }),
                let place = facts.bankLines.firstIndex(where: { $0.name == line }),
                (facts.bankLines[place].amount > .zero) == (payouts[payout].net > .zero)
            else { return nil }
            return (payout, place)
        }
    }

    /// A 速報 that a person found not paid, and what was cancelled after its 確報 as a person
    /// accepted, takes no bill from another.
    static func giveUp(_ payments: [SlipPayment], _ facts: Facts) -> [SlipPayment] {
        var payments = payments
        func index(_ decision: Decision, where fits: (SlipPayment) -> Bool) -> Int? {
            let open = payments.indices.filter { index in
                let payment = payments[index]
                let bill = facts.bills.bills(key: payment.key).first
                return fits(payment)
                    && facts.city.providers[Int(payment.provider)].id == decision.key.provider
                    && (bill.map { facts.bills.bills[$0].id } ?? payment.key)
                        == decision.key.reference
            }
            return open.dropFirst(decision.key.occurrence).first
        }
        for decision in facts.decisions {
            switch (decision.resolution, decision.key.code) {
            case (.notPaid, .provisionalUnconfirmed):
                let found = index(decision) {
                    $0.provisionalDay != nil && !$0.isConfirmed && !$0.isCancelled
                }
                if let found { payments[found].isGivenUp = true }
            case (.accept, .cancelledAfterConfirmed):
                let found = index(decision) { $0.isConfirmed && $0.isCancelled }
                if let found { payments[found].isTurnedBack = true }
            default: break
            }
        }
        return payments
    }
}
