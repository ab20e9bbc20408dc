import Billing
import City
import Ledger
import Money
import Provider
import Reconciliation

/// One thing that somebody said: what a month is made of.
enum Fact: Sendable {
    case sale(SaleEvent)
    case line(ProviderLine, provider: String, copy: Int)
    case totals(TerminalTotals, provider: String)
    case payout(PayoutStatement, provider: String)
    case slip(SlipLine, provider: String, copy: Int)
    case bank(BankLine)
    case bill(Bill)
    case change(BillRevision)
    case decision(Decision)
}

/// A city and all that was said, in the order in which it came.
struct World: Sendable {
    var city: City
    var facts: [Fact]

    /// Reconciles through a day; the facts may be given in another order.
    func reconcile(through day: BookDay, order facts: [Fact]? = nil) -> Outcome {
        Outcome(reconciler(through: day, order: facts))
    }

    func reconciler(through day: BookDay, order facts: [Fact]? = nil) -> Reconciler {
        var loader = FactsBuilder(city: city, through: day)
        for fact in facts ?? self.facts { loader.add(fact) }
        return Reconciler(loader.sealed())
    }
}

/// Puts facts into the compact form through the public door, as the store's loader does.
struct FactsBuilder {
    private var facts: Facts
    private var bills: [Bill] = []
    private var revisions: [BillRevision] = []

    init(city: City, through: BookDay) { facts = Facts(city: city, through: through) }

    mutating func sealed() -> Facts {
        facts.set(bills: bills, revisions: revisions)
        facts.seal()
        return facts
    }

    mutating func add(_ fact: Fact) {
        switch fact {
        case .sale(let sale): add(sale)
        case .line(let line, let provider, let copy): add(line, provider, copy)
        case .totals(let totals, let provider):
            guard let place = facts.provider(provider) else { return }
            facts.add(totals, provider: place)
        case .payout(let payout, let provider):
            guard let place = facts.provider(provider) else { return }
            facts.add(payout, provider: place)
        case .slip(let slip, let provider, let copy):
            guard let place = facts.provider(provider) else { return }
            facts.add(slip, provider: place, copy: copy)
        case .bank(let line): facts.add(line, account: 0)
        case .bill(let bill): bills.append(bill)
        case .change(let revision): revisions.append(revision)
        case .decision(let decision): facts.add(decision)
        }
    }

    private mutating func add(_ sale: SaleEvent) {
        guard let provider = facts.provider(sale.provider) else { return }
        let basket: [(item: UInt32, isBill: Bool, amount: Yen)] = sale.lines.map { line in
            switch line.item {
            case .fee(let fee): (facts.word(fee), false, line.amount)
            case .bill(let bill): (facts.word(bill), true, line.amount)
            }
        }
        let brand = facts.word(sale.brand)
        let terminal = facts.word(sale.terminal)
        let office = facts.word(sale.office)
        withBytes([sale.merchantRef, sale.providerRef, sale.slip, sale.approval]) { texts in
            facts.add(
                id: sale.id, original: sale.original, at: sale.at, kind: sale.kind,
                channel: sale.channel, provider: provider, brand: brand, terminal: terminal,
                office: office, amount: sale.amount, paid: sale.paid ?? false,
                texts: Facts.SaleTexts(
                    merchantRef: texts[0], providerRef: texts[1], slip: texts[2],
                    approval: texts[3]), basket: basket)
        }
    }

    private mutating func add(_ line: ProviderLine, _ provider: String, _ copy: Int) {
        guard let place = facts.provider(provider) else { return }
        let payout = facts.word(line.payout)
        let brand = facts.word(line.brand)
        let terminal = facts.word(line.terminal)
        let refs = (0..<3).map { line.providerRefs.count > $0 ? line.providerRefs[$0] : nil }
        withBytes(
            [line.number, line.merchantRef, refs[0], refs[1], refs[2], line.slip, line.approval]
        ) { texts in
            facts.add(
                provider: place, kind: line.kind, at: line.at, amount: line.amount, fee: line.fee,
                payout: payout, brand: brand, terminal: terminal, copy: copy,
                texts: Facts.LineTexts(
                    number: texts[0], merchantRef: texts[1], firstRef: texts[2],
                    secondRef: texts[3], thirdRef: texts[4], slip: texts[5], approval: texts[6]))
        }
    }

    /// The texts as bytes that stand still during the call.
    private func withBytes(
        _ texts: [String?], _ body: ([UnsafeRawBufferPointer]) -> Void
    ) {
        var all: [UInt8] = []
        var places: [Range<Int>] = []
        for text in texts {
            let start = all.count
            all += Array((text ?? "").utf8)
            places.append(start..<all.count)
        }
        all.withUnsafeBytes { bytes in
            body(places.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) })
        }
    }
}

extension World {
    /// What the bank's own lines leave in the account: the opening and every line.
    func bankBalance(through day: BookDay) -> Yen {
        var sum = city.bankAccounts[0].opening.values.reduce(.zero, +)
        for case .bank(let line) in facts where line.day <= day { sum += line.amount }
        return sum
    }
}
