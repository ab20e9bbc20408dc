import Billing
import City
import Money
import Posting
import Provider

/// All levels over all facts, as one function: the same facts give the same answer, whatever the
/// order in which they came (`Facts/seal()`).
public struct Reconciler {
    let facts: Facts
    var matches: LineMatcher
    let standings: PaymentStandings
    let slips: [SlipPayment]
    let bills: BillApplication
    let named: NamedPayments
    var payouts: [Payout]
    let payoutOfLine: [Int32]
    let bank: BankMatcher
    var postings: Postings
    var exceptions: [OpenException] = []
    private var occurrences: [OpenException.Key: Int] = [:]

    /// - Parameter facts: sealed.
    public init(_ facts: Facts) {
        self.facts = facts
        var postings = Postings(city: facts.city)
        let hands = HandLinks(facts)
        matches = LineMatcher(facts)
        matches.run(byHand: hands.lines)
        standings = PaymentStandings(facts, matches, answeredByHand: hands.answers)
        slips = SlipPayment.assemble(facts.slips.filter { $0.copy == 0 })
        bills = BillApplication(facts, standings, slips: slips)
        named = NamedPayments(facts, matches)
        let matcher = PayoutMatcher(
            facts, matches, standings, bills, slips: slips, named: named, postings: &postings)
        payouts = matcher.payouts
        payoutOfLine = matcher.payoutOfLine
        bank = BankMatcher(facts, payouts, byHand: hands.payouts(payouts, facts))
        for match in bank.banked {
            payouts[match.payout].bankLine = match.line
            payouts[match.payout].banked = match.amount
        }
        self.postings = postings
        findSaleExceptions()
        findLineExceptions()
        findSlipExceptions()
        findSlipDuplicates()
        findPayoutExceptions(matcher.exceptions)
        findBankExceptions()
        findTerminalExceptions()
        dropDecided()
    }

    /// Level 1 alone, for measuring: how many pairs it makes.
    public static func countPairs(_ facts: Facts) -> Int {
        var matcher = LineMatcher(facts)
        matcher.run(byHand: [])
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

    func providerID(_ place: UInt16) -> String? {
        place == Facts.noProvider ? nil : facts.city.providers[Int(place)].id
    }

    /// An exception that a person has decided is no longer open, as long as it speaks of the
    /// same yen.
    private mutating func dropDecided() {
        guard !facts.decisions.isEmpty else { return }
        var decided: [OpenException.Key: Yen] = [:]
        for decision in facts.decisions { decided[decision.key] = decision.amount }
        exceptions.removeAll { decided[$0.key] == $0.amount }
    }
}

/// What persons joined or answered by hand.
private struct HandLinks {
    var lines: [(sale: Int32, line: Int32)] = []
    var answers: [PaymentID: (Bool, BookDay)] = [:]
    private var links: [Decision] = []

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
            guard let payout = payouts.firstIndex(where: { $0.number == number }),
                let place = facts.bankLines.firstIndex(where: { $0.name == line })
            else { return nil }
            return (payout, place)
        }
    }
}
