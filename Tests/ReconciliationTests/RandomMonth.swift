import Billing
import City
import Money
import Provider
import Reconciliation
import TestSupport

/// A month as chance makes it: sales and lines with faults on both sides, payouts that are their
/// lines or nearly, a bank that brings them or nearly.
struct RandomMonth {
    private var random: SplitMix64
    private(set) var facts: [Fact] = []
    private(set) var sales: [SaleEvent] = []
    private(set) var lines: [(line: ProviderLine, provider: String)] = []
    private var counter = 0

    static let providers = ["qr", "qo"]
    static let first = BookDay("2026-04-01")!
    /// Long after everything is overdue.
    static let end = BookDay("2026-08-31")!

    static func city() throws -> City {
        let script = try Script(
            """
            provider qr rate=16000 tax=100000 payer=PAY
            provider qo rate=32400 unit=transaction rounding=half_up payer=PAY
            provider cvs method=slip
            rule in payer=POOL class=other-business fund=general
            through 2026-04-01
                none
            """)
        return try ScriptCity.make(script.said)
    }

    static func world(_ random: inout SplitMix64) throws -> (World, RandomMonth) {
        var month = RandomMonth(seed: random.next())
        let count = Int.random(in: 5...60, using: &random)
        for _ in 0..<count { month.sell() }
        month.pay()
        month.collect(Int.random(in: 0...25, using: &random))
        month.bank()
        return (World(city: try city(), facts: month.facts), month)
    }

    private init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    /// Whether one of so many times.
    private mutating func oneIn(_ times: Int) -> Bool { number(1...times) == 1 }

    private mutating func moment() -> Moment {
        Moment(day: RandomMonth.first.adding(number(0...29)), secondOfDay: number(0...86_399))
    }

    private mutating func event(
        _ kind: SaleEvent.Kind, at: Moment, provider: String, lines: [SaleEvent.Line],
        original: SaleEvent? = nil, ref: String?, num: String?
    ) -> SaleEvent {
        counter += 1
        let bits = UInt128(UInt64(at.seconds) * 1_000) << 80 | UInt128(counter)
        return SaleEvent(
            row: counter, id: PaymentID(bits: bits), at: at, kind: kind, channel: .counter,
            office: "shimin", terminal: "T01", operatorName: nil, provider: provider,
            method: "qr", brand: nil, amount: lines.reduce(Yen.zero) { $0 + $1.amount },
            lines: lines, providerRef: num, merchantRef: ref, slip: nil, approval: nil,
            original: original?.id, paid: nil)
    }

    /// A sale that both know, with one chance in some for each fault.
    private mutating func sell() {
        let provider = RandomMonth.providers[number(0...1)]
        let items = (0..<number(1...3)).map { _ in
            SaleEvent.Line(
                item: .fee(["a", "w", "s", "h"][number(0...3)]), quantity: 1,
                amount: Yen(number(1...9) * 100))
        }
        let usesTheirs = oneIn(4)
        // Few references, so that some are shared by chance.
        let ref = usesTheirs ? nil : "R\(oneIn(6) ? number(1...5) : counter + 100)"
        let num = usesTheirs || oneIn(2) ? "N\(counter)" : nil
        let sale = event(
            .captured, at: moment(), provider: provider, lines: items, ref: ref, num: num)
        let isKnownHere = !oneIn(10)
        let isKnownThere = !oneIn(10)
        if isKnownHere { keep(sale) }
        let amount = oneIn(12) ? sale.amount + Yen(number(1...3)) : sale.amount
        if isKnownThere { report(.sale, sale, amount, provider) }
        guard isKnownHere, isKnownThere, amount == sale.amount, oneIn(5) else { return }
        let refund = event(
            .refunded, at: Moment(seconds: sale.at.seconds + Int64(number(0...800_000))),
            provider: provider, lines: items, original: sale, ref: ref, num: nil)
        if !oneIn(6) { keep(refund) }
        if !oneIn(6) { report(.giveBack, refund, refund.amount, provider) }
    }

    private mutating func keep(_ sale: SaleEvent) {
        sales.append(sale)
        facts.append(.sale(sale))
    }

    private mutating func report(
        _ kind: ProviderLine.Kind, _ sale: SaleEvent, _ amount: Yen, _ provider: String
    ) {
        counter += 1
        let line = ProviderLine(
            row: counter, number: "L\(counter)", kind: kind,
            at: Moment(seconds: sale.at.seconds + Int64(number(0...90))), amount: amount,
            merchantRef: sale.merchantRef, providerRefs: sale.providerRef.map { [$0] } ?? [])
        lines.append((line, provider))
        facts.append(.line(line, provider: provider, copy: 0))
        if oneIn(25) { facts.append(.line(line, provider: provider, copy: 1)) }
    }

    /// Three windows for each provider; now and then a yen too much.
    private mutating func pay() {
        for provider in RandomMonth.providers {
            for window in 0..<4 {
                let from = RandomMonth.first.adding(window * 10)
                let to = from.adding(9)
                let own = lines.filter {
                    $0.provider == provider && from <= $0.line.at.day && $0.line.at.day <= to
                }
                if own.isEmpty && oneIn(2) { continue }
                func sum(_ kind: ProviderLine.Kind) -> Yen {
                    own.reduce(Yen.zero) { $1.line.kind == kind ? $0 + $1.line.amount : $0 }
                }
                let gross = sum(.sale) + Yen(oneIn(12) ? 1 : 0)
                let fee = Yen(gross.value * 16 / 1_000)
                payouts.append(
                    (
                        PayoutStatement(
                            row: 0, number: "P\(window)-\(provider)", merchant: nil, from: from,
                            to: to, closing: to, payDate: to.adding(7), saleCount: nil,
                            refundCount: nil, gross: gross, refunds: sum(.giveBack), fee: fee,
                            feeTax: .zero, net: gross - sum(.giveBack) - fee), provider
                    ))
            }
        }
        facts += payouts.map { .payout($0.0, provider: $0.1) }
    }

    private var payouts: [(PayoutStatement, String)] = []

    /// The days that a payout speaks of.
    func window(of number: String) -> ClosedRange<BookDay> {
        let payout = payouts.first { $0.0.number == number }!.0
        return payout.from!...payout.to!
    }

    private var slipPays: [BookDay: Yen] = [:]

    /// Slips in stages, some twice, some of nobody's.
    private mutating func collect(_ count: Int) {
        for index in 0..<count {
            let key = String(1_000_000_000_000_000 + index)
            let amount = Yen(number(1...20) * 500)
            let day = RandomMonth.first.adding(number(0...29))
            if !oneIn(8) {
                facts.append(
                    .bill(
                        Bill(
                            id: "B\(index)", kind: "tax", fund: "general", subject: "01-01",
                            fiscalYear: FiscalYear(2026), amount: amount, tax: .zero,
                            issued: RandomMonth.first, due: RandomMonth.end, key: key,
                            row: index)))
            }
            for _ in 0..<(oneIn(8) ? 2 : 1) {
                counter += 1
                let paid = oneIn(10) ? amount + Yen(1) : amount
                let place = "S\(counter)"
                if oneIn(2) { slip(.provisional, key, day, paid, place) }
                if oneIn(6) {
                    slip(.cancelled, key, day, paid, place)
                } else if !oneIn(6) {
                    slip(.confirmed, key, day, paid, place)
                    slipPays[day.adding(9), default: .zero] += paid
                }
            }
        }
    }

    private mutating func slip(
        _ kind: SlipLine.Kind, _ key: String, _ day: BookDay, _ amount: Yen, _ place: String
    ) {
        facts.append(
            .slip(
                SlipLine(
                    row: 0, kind: kind, merchant: "", key: key, paidDay: day, paidSecond: nil,
                    amount: amount, place: place, channel: "",
                    payDate: kind == .confirmed ? day.adding(9) : nil, madeDay: day.adding(1)),
                provider: "cvs", copy: 0))
    }

    /// Payouts one by one or together, short by a yen, late, or not at all; and what is nobody's.
    private mutating func bank() {
        var together: [BookDay: Yen] = [:]
        for (payout, _) in payouts where payout.net > .zero && !oneIn(10) {
            if oneIn(3) {
                together[payout.payDate, default: .zero] += payout.net
            } else {
                line(
                    payout.payDate.adding(oneIn(8) ? 3 : 0),
                    payout.net - Yen(oneIn(12) ? 1 : 0), "PAY")
            }
        }
        for (day, sum) in together.sorted(by: { $0.key < $1.key }) { line(day, sum, "PAY") }
        for (day, sum) in slipPays.sorted(by: { $0.key < $1.key }) where !oneIn(8) {
            line(day, sum, "cvs")
        }
        for _ in 0..<number(0...3) {
            line(
                RandomMonth.first.adding(number(0...40)), Yen(number(-500...5_000)),
                oneIn(2) ? "POOL" : "NOBODY")
        }
    }

    private mutating func line(_ day: BookDay, _ amount: Yen, _ payer: String) {
        guard amount != .zero else { return }
        counter += 1
        facts.append(
            .bank(
                BankLine(
                    row: 0, reference: String(counter), day: day, amount: amount,
                    transaction: 11, payer: payer, text: "", edi: "")))
    }
}
