import Billing
import City
import Money
import Provider

/// Level B: which payment pays which bill, in the order in which citizens entrusted them.
struct BillApplication {
    /// What a basket line or a slip's bill became.
    enum Outcome: UInt8, Sendable {
        /// A fee of the catalogue: no bill is asked.
        case plain
        /// Pays its bill.
        case applied
        /// The bill was paid before (過誤納).
        case overpaid
        /// Rests in 仮受金: bill unknown, other amount, or a revenue that is not the provider's.
        case unidentified
    }

    struct SlipOutcome: Sendable {
        /// The bills on the slip, in the order of their file.
        var bills: [Int]
        var perBill: [Outcome]
        var problem: ExceptionCode?
        /// Yen in question.
        var amount: Yen
    }

    private(set) var baskets: [Outcome]
    /// The bill of each word that names one, -1 for unknown.
    private(set) var billOfWord: [UInt32: Int] = [:]
    private(set) var slips: [SlipOutcome] = []
    /// Sales with lines that found no home: code and yen, in the order of the journal.
    private(set) var problems: [(sale: Int32, code: ExceptionCode, amount: Yen)] = []
    /// What each basket line leaves open, by its place; a refund of it takes it away.
    private var unsettled: [Int: (sale: Int32, code: ExceptionCode, amount: Yen)] = [:]
    private(set) var collected = Yen.zero
    private(set) var provisional = Yen.zero
    private(set) var overpaid = Yen.zero
    private var payer: [Bool]
    /// Bills' lines of payments that count from the bank's day only, and of their refunds, by the
    /// line's place.
    private(set) var late: [Int: LatePayment] = [:]
    /// Decisions that brought money to a bill that was paid already.
    private(set) var paidBefore: Set<Int64> = []
    /// What was given back of a bill's line, by the line's place.
    private var back: [Int: Yen] = [:]
    private let latePayments: [Int32: LatePayment]
    /// Payments that the provider never had, as a person accepted.
    private var turnedBack: Set<Int32> = []

    private enum Claimant {
        case basket(sale: Int32, line: Int)
        case slip(Int)
        case refund(sale: Int32, line: Int)
        case elsewhere(bill: Int, paid: Bool)
        case decision(bill: Int, number: Int64)
    }

    init(
        _ facts: Facts, _ standings: PaymentStandings, slips payments: [SlipPayment],
        late: [Int32: LatePayment] = [:]
    ) {
        latePayments = late
        baskets = Array(repeating: .plain, count: facts.baskets.count)
        payer = Array(repeating: false, count: facts.bills.bills.count)
        slips = Array(
            repeating: SlipOutcome(bills: [], perBill: [], problem: nil, amount: .zero),
            count: payments.count)
        var claimants: [(at: Moment, rank: Int, tie: String, who: Claimant)] = []
        collectSales(facts, standings, &claimants)
        for (index, payment) in payments.enumerated() where payment.stands {
            claimants.append(
                (payment.entrusted, 2, "\(payment.provider)|\(payment.name)", .slip(index)))
        }
        for (bill, revisions) in facts.bills.revisions.enumerated() {
            for revision in revisions
            where revision.event == .paidElsewhere || revision.event == .unpaidAgain {
                claimants.append(
                    (
                        Moment(day: revision.day, secondOfDay: 0), 0,
                        "\(revision.bill)|\(revision.number)",
                        .elsewhere(bill: bill, paid: revision.event == .paidElsewhere)
                    ))
            }
        }
        for decision in facts.decisions
        where decision.resolution == .book || decision.resolution == .appropriate {
            guard let bill = decision.target.flatMap({ facts.bills.index(id: $0) }) else {
                continue
            }
            claimants.append(
                (
                    Moment(day: decision.day, secondOfDay: 0), 5, "\(decision.number)",
                    .decision(bill: bill, number: decision.number)
                ))
        }
        claimants.sort { ($0.at, $0.rank, $0.tie) < ($1.at, $1.rank, $1.tie) }
        for claimant in claimants {
            switch claimant.who {
            case .basket(let sale, let line): applyBasket(facts, standings, sale, line)
            case .slip(let index): applySlip(facts, payments[index], index)
            case .refund(let sale, let line):
                giveBack(facts, sale, line, counts: standings.standing[Int(sale)] == .stands)
            case .elsewhere(let bill, let paid): payer[bill] = paid
            case .decision(let bill, let number):
                if payer[bill] { paidBefore.insert(number) }
                payer[bill] = true
            }
        }
        for (_, open) in unsettled.sorted(by: { $0.key < $1.key }) { note(open) }
    }

    private mutating func collectSales(
        _ facts: Facts, _ standings: PaymentStandings,
        _ claimants: inout [(at: Moment, rank: Int, tie: String, who: Claimant)]
    ) {
        for decision in facts.decisions
        where decision.resolution == .accept && decision.key.code == .absentFromStatement {
            if let id = PaymentID(decision.key.reference.utf8), let sale = facts.saleIndex(id) {
                turnedBack.insert(sale)
            }
        }
        for (index, sale) in facts.sales.enumerated() {
            if sale.kind.givesBack {
                let paid = facts.saleIndex(sale.original).flatMap { claims(from: $0) }
                let at = max(sale.at, paid ?? sale.at)
                for place in sale.basket where asksHome(facts, sale, place) {
                    claimants.append(
                        (at, 4, sale.id.description, .refund(sale: Int32(index), line: place)))
                }
            }
            guard sale.kind == .captured || sale.kind == .unknown else { continue }
            let stands = standings.standing[index] == .stands
            let at = claims(from: Int32(index)) ?? sale.at
            for place in sale.basket {
                let line = facts.baskets[place]
                if line.isBill {
                    if stands || standings.standing[index] == .voided
                        || standings.standing[index] == .open
                    {
                        claimants.append(
                            (
                                at, stands ? 1 : 3, sale.id.description,
                                .basket(sale: Int32(index), line: place)
                            ))
                    }
                } else if stands, !isDesignated(facts, sale.provider, "fees", sale.day) {
                    baskets[place] = .unidentified
                    unsettled[place] = (Int32(index), .notDesignated, line.amount)
                }
            }
        }
    }

    /// The bank's day, for a payment that counts from it.
    private func claims(from sale: Int32) -> Moment? {
        latePayments[sale]?.funded.map { Moment(day: $0, secondOfDay: 0) }
    }

    /// Whether where a refund's line comes from must be asked of its payment: bills, and fees that
    /// the provider was not designated for.
    private func asksHome(_ facts: Facts, _ sale: SaleRecord, _ place: Int) -> Bool {
        if facts.baskets[place].isBill { return true }
        guard let original = facts.saleIndex(sale.original) else { return false }
        let day = facts.sales[Int(original)].day
        return !isDesignated(facts, sale.provider, "fees", day)
    }

    /// Whether a bill is paid, as far as has been looked at.
    func isPaid(_ bill: Int) -> Bool { payer[bill] }

    /// What was given back of a basket's line.
    func givenBack(_ place: Int) -> Yen { back[place] ?? .zero }

    private mutating func note(_ open: (sale: Int32, code: ExceptionCode, amount: Yen)) {
        if let last = problems.last, last.sale == open.sale, last.code == open.code {
            problems[problems.count - 1].amount += open.amount
        } else if let same = problems.lastIndex(where: {
            $0.sale == open.sale && $0.code == open.code
        }) {
            problems[same].amount += open.amount
        } else {
            problems.append(open)
        }
    }

    private func isDesignated(
        _ facts: Facts, _ provider: UInt16, _ revenue: String, _ day: BookDay
    ) -> Bool {
        facts.agreement(provider, on: day)?.revenues.contains(revenue) ?? true
    }

    private mutating func applyBasket(
        _ facts: Facts, _ standings: PaymentStandings, _ index: Int32, _ place: Int
    ) {
        let sale = facts.sales[Int(index)]
        let line = facts.baskets[place]
        let counts =
            standings.standing[Int(index)] == .stands && !turnedBack.contains(index)
        let bill = billIndex(facts, line.item)
        guard bill >= 0 else {
            baskets[place] = .unidentified
            if counts { unsettled[place] = (index, .billUnknown, line.amount) }
            return
        }
        let kind = facts.bills.bills[bill].kind
        guard isDesignated(facts, sale.provider, kind, sale.day) else {
            baskets[place] = .unidentified
            if counts { unsettled[place] = (index, .notDesignated, line.amount) }
            return
        }
        var claimed = facts.bills.claimed(bill, on: sale.day)
        if line.amount == claimed, counts, let payment = latePayments[index] {
            late[place] = payment
            guard let funded = payment.funded else {
                baskets[place] = .applied
                return
            }
            claimed = facts.bills.claimed(bill, on: funded)
        }
        guard line.amount == claimed else {
            baskets[place] = .unidentified
            if counts {
                unsettled[place] = (index, .billAmountDiffers, line.amount - claimed)
            }
            return
        }
        // A payment that was voided, never was or is still unknown takes no bill from another.
        if !counts {
            baskets[place] = .applied
            // The decision that turns it back takes it off again.
            if turnedBack.contains(index) { collected += line.amount }
        } else if payer[bill] {
            baskets[place] = .overpaid
            overpaid += line.amount
            unsettled[place] = (index, .billPaidTwice, line.amount)
        } else {
            baskets[place] = .applied
            payer[bill] = true
            collected += line.amount
        }
    }

    /// A refund of a bill's payment opens the bill again, or empties its 過誤納 or 仮受金.
    ///
    /// - Parameter counts: of a dispute that was won, only where it took the money from is asked.
    private mutating func giveBack(
        _ facts: Facts, _ index: Int32, _ place: Int, counts: Bool
    ) {
        let line = facts.baskets[place]
        guard let original = facts.saleIndex(facts.sales[Int(index)].original),
            let paid = facts.sales[Int(original)].basket.first(where: {
                facts.baskets[$0].isBill == line.isBill && facts.baskets[$0].item == line.item
            })
        else {
            baskets[place] = .unidentified
            return
        }
        baskets[place] = baskets[paid]
        late[place] = late[paid]
        guard counts else { return }
        back[paid, default: .zero] += line.amount
        // Before its money came the payment had not paid anything.
        if let late = late[paid], late.funded == nil { return }
        let isWhole = line.amount == facts.baskets[paid].amount
        let bill = line.isBill ? billIndex(facts, line.item) : -1
        switch baskets[paid] {
        case .applied:
            collected -= line.amount
            if isWhole, bill >= 0 { payer[bill] = false }
        case .overpaid: overpaid -= line.amount
        case .plain, .unidentified: break
        }
        guard let open = unsettled[paid] else { return }
        if isWhole {
            unsettled[paid] = nil
        } else if open.code != .billAmountDiffers {
            unsettled[paid]?.amount -= line.amount
        }
    }

    private mutating func billIndex(_ facts: Facts, _ word: UInt32) -> Int {
        if let known = billOfWord[word] { return known }
        let index = facts.words[word].flatMap { facts.bills.index(id: $0) } ?? -1
        billOfWord[word] = index
        return index
    }

    private mutating func applySlip(_ facts: Facts, _ payment: SlipPayment, _ index: Int) {
        let bills = facts.bills.bills(key: payment.key)
        var outcome = SlipOutcome(
            bills: bills, perBill: bills.map { _ in .unidentified }, problem: nil,
            amount: payment.amount)
        defer { slips[index] = outcome }
        guard !bills.isEmpty else {
            outcome.problem = .billUnknown
            return
        }
        for bill in bills
        where !isDesignated(
            facts, payment.provider, facts.bills.bills[bill].kind, payment.paidDay)
        {
            outcome.problem = .notDesignated
            return
        }
        let claimed = bills.reduce(Yen.zero) {
            $0 + facts.bills.claimed($1, on: payment.paidDay)
        }
        guard claimed == payment.amount else {
            outcome.problem = .billAmountDiffers
            outcome.amount = payment.amount - claimed
            return
        }
        var twice = Yen.zero
        for (place, bill) in bills.enumerated() {
            let amount = facts.bills.claimed(bill, on: payment.paidDay)
            if payer[bill], !payment.isTurnedBack {
                outcome.perBill[place] = .overpaid
                twice += amount
                if payment.isConfirmed { overpaid += amount }
            } else {
                outcome.perBill[place] = .applied
                if !payment.isTurnedBack { payer[bill] = true }
                if payment.isConfirmed { collected += amount } else { provisional += amount }
            }
        }
        if twice != .zero {
            outcome.problem = .billPaidTwice
            outcome.amount = twice
        }
    }
}
