import City
import Ledger
import Money
import Posting
import Provider

/// A payout with the lines it is made of, and what the agreement says of its fee.
struct Payout: Sendable {
    var provider: UInt16
    var number: String
    var payDate: BookDay
    /// 締日; where its statement names none, the last day that it covers.
    var closing: BookDay?
    var gross: Yen
    var refunds: Yen
    var fee: Yen
    var feeTax: Yen
    var net: Yen
    /// Lines it covers; of a slip payout, its slips.
    var lineCount = 0
    /// Its lines are not what it says: nothing is posted to clearing.
    var isHeld = false
    /// Gross of sales and of what is given back, by fund and fiscal year.
    var sales: [Share] = []
    var givenBack: [Share] = []
    var feeShares: [Share] = []
    var taxShares: [Share] = []
    /// Gross of lines that nobody here knows, by fund.
    var unknownToUs: [(fund: Int, amount: Yen)] = []
    /// Gross by the account that each line's money was for; what is given back is negative.
    var owners: [AccountID: Yen] = [:]
    /// The bank line that brought it.
    var bankLine: Int?
    /// What of that line is this payout's.
    var banked: Yen?
    /// The day on which it came to rest: the bank line's, or where the bank moves nothing for it,
    /// the pay date that settled it.
    var settled: BookDay?
    /// What its agreement lets pass with an adjustment.
    var tolerance = Yen.zero
    /// What of the stated fee and tax is not the agreement's, and within its tolerance.
    var adjustedFees: [Share] = []
    var adjustedTaxes: [Share] = []

    /// Whether another sum came than was announced, and the agreement lets that pass.
    var isAdjusted: Bool {
        guard let banked, banked != net else { return false }
        return (banked - net).magnitude <= tolerance
    }

    /// Cash by fund as announced: gross less given back less fee and tax.
    var nets: [(fund: Int, amount: Yen)] {
        var byFund: [Int: Yen] = [:]
        for share in sales { byFund[share.fund, default: .zero] += share.amount }
        for share in givenBack { byFund[share.fund, default: .zero] -= share.amount }
        for share in feeShares + taxShares { byFund[share.fund, default: .zero] -= share.amount }
        return byFund.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// Level 2: the provider's lines against its payout statements.
struct PayoutMatcher {
    private(set) var payouts: [Payout] = []
    /// The payout of each line, -1 for none yet.
    private(set) var payoutOfLine: [Int32]
    private(set) var exceptions: [(code: ExceptionCode, payout: Int, amount: Yen)] = []
    private var parts = BasketParts()
    private let named: [TextArena.Reference: Int32]

    /// Sums of one payout while its lines come by.
    private struct Sum {
        var saleCount = 0
        var refundCount = 0
        var gross = Yen.zero
        var refunds = Yen.zero
        var adjustments = Yen.zero
        /// Fees stated on the lines themselves.
        var statedFees = Yen.zero
        var agreed = AgreedFee()
        var sales: [Share] = []
        var givenBack: [Share] = []
        var lineFees: [Share] = []
        var unknownToUs: [Int: Yen] = [:]
        var owners: [AccountID: Yen] = [:]
        var lastDay: BookDay?
    }

    init(
        _ facts: Facts, _ matches: LineMatcher, _ standings: PaymentStandings,
        _ bills: BillApplication, slips: [SlipPayment], named: NamedPayments,
        postings: inout Postings
    ) {
        self.named = named.payments
        payoutOfLine = Array(repeating: -1, count: facts.lines.count)
        var sums = [Sum](repeating: Sum(), count: facts.payouts.count)
        let homes = PayoutHomes(facts)
        for (index, line) in facts.lines.enumerated() where line.copy == 0 {
            let presumed = standings.presumedLines[Int32(index)]
            let kind = presumed != nil ? ProviderLine.Kind.sale : line.kind
            guard kind == .sale || kind == .giveBack || kind == .adjustment,
                let home = homes.payout(of: line)
            else { continue }
            payoutOfLine[index] = Int32(home)
            let sale = presumed ?? matches.saleOfLine[index]
            add(
                line, kind, sale: sale, to: &sums[home], facts: facts, bills: bills,
                postings: &postings)
        }
        for (index, record) in facts.payouts.enumerated() {
            finish(record, sums[index], postings.city)
        }
        addSlipPayouts(facts, bills, slips, &postings)
    }

    private mutating func add(
        _ line: LineRecord, _ kind: ProviderLine.Kind, sale: Int32, to sum: inout Sum,
        facts: Facts, bills: BillApplication, postings: inout Postings
    ) {
        sum.statedFees += line.fee
        sum.lastDay = max(sum.lastDay ?? line.day, line.day)
        if kind == .adjustment, sale >= 0 {
            addDispute(line, sale, to: &sum, facts: facts, bills: bills, postings: &postings)
            return
        }
        if kind == .adjustment {
            // Money that no payment explains: it rests in 仮受金 until a person decides.
            let gross = line.gross
            let fund = postings.outside
            sum.adjustments += gross
            sum.unknownToUs[fund, default: .zero] += gross
            sum.sales.append(Share(fund: fund, year: line.day.fiscalYear, amount: gross))
            sum.owners[
                postings.account(fund: fund, AccountCode.unidentified), default: .zero] += gross
            return
        }
        let own = owners(of: line, kind, sale, facts, bills, &postings, &sum)
        let brand = facts.words[sale >= 0 ? facts.sales[Int(sale)].brand : line.brand]
        let channels = facts.city.providers[Int(line.provider)].channels
        let channel: ProviderTerms.Channel =
            sale >= 0
            ? (facts.sales[Int(sale)].channel == .counter ? .counter : .online)
            : channels.first ?? .counter
        let rule = facts.agreement(line.provider, on: line.day)?
            .feeRule(brand: brand, channel: channel)
        let agreed = sum.agreed.add(line.amount, rule: rule, givesBack: kind == .giveBack)
        if kind == .giveBack {
            sum.refundCount += 1
            sum.refunds += line.amount
            for part in own {
                PayoutMatcher.add(part, part.amount, to: &sum.givenBack)
                sum.owners[part.account, default: .zero] -= part.amount
            }
        } else {
            sum.saleCount += 1
            sum.gross += line.amount
            for part in own {
                PayoutMatcher.add(part, part.amount, to: &sum.sales)
                sum.owners[part.account, default: .zero] += part.amount
            }
        }
        PayoutMatcher.bear(line.statesFee ? line.fee : agreed, own, &sum, facts.city)
    }

    /// What a dispute took, or brought back, falls to its payment's funds, and so does its fee.
    private mutating func addDispute(
        _ line: LineRecord, _ sale: Int32, to sum: inout Sum, facts: Facts,
        bills: BillApplication, postings: inout Postings
    ) {
        let own = parts.parts(of: sale, facts: facts, bills: bills, postings: &postings)
            .scaled(to: line.moved)
        let isWon = line.gross > .zero
        sum.adjustments += line.gross
        sum.agreed.add(
            dispute: facts.agreement(line.provider, on: line.day), isWon: isWon)
        for part in own {
            if isWon {
                PayoutMatcher.add(part, part.amount, to: &sum.sales)
            } else {
                PayoutMatcher.add(part, part.amount, to: &sum.givenBack)
            }
            sum.owners[part.account, default: .zero] += isWon ? part.amount : -part.amount
        }
        PayoutMatcher.bear(line.fee, own, &sum, facts.city)
    }

    /// A line's own fee falls where its parts stand.
    private static func bear(_ fee: Yen, _ own: [Part], _ sum: inout Sum, _ city: City) {
        guard fee != .zero, !own.isEmpty else { return }
        let ordered =
            own.count == 1 ? own : own.sorted { ($0.fund, $0.year) < ($1.fund, $1.year) }
        let shares =
            own.count == 1
            ? [fee] : largestRemainder(fee, over: ordered.map { max(0, $0.amount.value) })
        for (part, share) in zip(ordered, shares) {
            var bearer = part
            bearer.fund = FeeShares.bearer(of: part.fund, in: city)
            PayoutMatcher.add(bearer, share, to: &sum.lineFees)
        }
    }

    /// The funds whose money a line is.
    private mutating func owners(
        of line: LineRecord, _ kind: ProviderLine.Kind, _ sale: Int32, _ facts: Facts,
        _ bills: BillApplication, _ postings: inout Postings, _ sum: inout Sum
    ) -> [Part] {
        if sale >= 0 {
            return parts.parts(of: sale, facts: facts, bills: bills, postings: &postings)
                .scaled(to: line.amount)
        }
        if kind == .giveBack, let payment = named[line.number] {
            return parts.parts(of: payment, facts: facts, bills: bills, postings: &postings)
                .scaled(to: line.amount)
        }
        let fund = postings.outside
        let account = postings.account(fund: fund, AccountCode.unidentified)
        let signed = kind == .giveBack ? -line.amount : line.amount
        sum.unknownToUs[fund, default: .zero] += signed
        return [
            Part(
                fund: fund, year: line.day.fiscalYear, account: account, amount: line.amount)
        ]
    }

    private static func add(_ part: Part, _ amount: Yen, to shares: inout [Share]) {
        for index in shares.indices
        where shares[index].fund == part.fund && shares[index].year == part.year {
            shares[index].amount += amount
            return
        }
        shares.append(Share(fund: part.fund, year: part.year, amount: amount))
    }

    private mutating func finish(_ stated: PayoutRecord, _ sum: Sum, _ city: City) {
        var record = stated
        if stated.from == nil {
            // A payout named on its lines has no sums of its own but its net: what one file of
            // several holds, or holds twice, is not the payout.
            (record.gross, record.refunds, record.fee) = (sum.gross, sum.refunds, sum.statedFees)
            (record.saleCount, record.refundCount) = (sum.saleCount, sum.refundCount)
        }
        var payout = Payout(
            provider: record.provider, number: record.number, payDate: record.payDate,
            closing: record.closing ?? record.to ?? sum.lastDay, gross: record.gross,
            refunds: record.refunds,
            fee: record.fee, feeTax: record.feeTax, net: record.net,
            lineCount: record.saleCount ?? sum.saleCount)
        payout.sales = FeeShares.merged(sum.sales)
        payout.givenBack = FeeShares.merged(sum.givenBack)
        payout.owners = sum.owners
        payout.unknownToUs = sum.unknownToUs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let sales = PayoutMatcher.bearing(sum, on: record.payDate, city)
        let weights = sum.agreed.isByPayout || sum.lineFees.isEmpty ? sales : sum.lineFees
        payout.feeShares = PayoutMatcher.feeShares(record.fee, sum.lineFees, weights, city)
        payout.taxShares = FeeShares.share(record.feeTax, over: sales, in: city)
        let terms = city.providers[Int(record.provider)].agreement(
            on: record.closing ?? record.payDate)?.payout
        payout.tolerance = terms?.tolerance ?? .zero
        let place = payouts.count
        let countsAgree =
            (record.saleCount ?? sum.saleCount) == sum.saleCount
            && (record.refundCount ?? sum.refundCount) == sum.refundCount
        let statedNet = record.net - sum.adjustments
        let linesNet = record.gross - record.refunds - record.fee - record.feeTax
        if record.gross != sum.gross || record.refunds != sum.refunds || !countsAgree
            || statedNet != linesNet
        {
            payout.isHeld = true
            let difference =
                record.gross != sum.gross
                ? record.gross - sum.gross
                : record.refunds != sum.refunds
                    ? sum.refunds - record.refunds : statedNet - linesNet
            exceptions.append((.payoutLinesDiffer, place, difference))
            payouts.append(payout)
            return
        }
        if sum.agreed.isUncovered {
            exceptions.append((.agreementMissing, place, record.fee + record.feeTax))
        } else if terms?.terms != .gross || record.fee != .zero {
            let agreed = sum.agreed.total
            let (fee, tax) = (record.fee - agreed.fee, record.feeTax - agreed.tax)
            if (fee + tax).magnitude > payout.tolerance {
                exceptions.append((.feeDiffers, place, fee + tax))
            } else if payout.tolerance > .zero {
                payout.adjustedFees = FeeShares.share(fee, over: weights, in: city)
                payout.adjustedTaxes = FeeShares.share(tax, over: sales, in: city)
            }
        }
        payouts.append(payout)
    }

    /// What a fee is shared over: the sales; where there are none, what was given back; without
    /// any line the general fund bears it.
    private static func bearing(_ sum: Sum, on payDate: BookDay, _ city: City) -> [Share] {
        if !sum.sales.isEmpty { return sum.sales }
        if !sum.givenBack.isEmpty { return sum.givenBack }
        return [
            Share(fund: FeeShares.general(in: city), year: payDate.fiscalYear, amount: Yen(1))
        ]
    }

    /// Fees by transaction fall where their lines stand; a stated total that differs from their
    /// sum, and a fee by payout, is shared out in proportion.
    private static func feeShares(
        _ fee: Yen, _ lineFees: [Share], _ weights: [Share], _ city: City
    ) -> [Share] {
        let merged = FeeShares.merged(lineFees)
        if !merged.isEmpty, merged.reduce(Yen.zero, { $0 + $1.amount }) == fee { return merged }
        return FeeShares.share(fee, over: weights, in: city)
    }

    /// Slips and taxes are paid gross, one payout for each provider and pay date.
    private mutating func addSlipPayouts(
        _ facts: Facts, _ bills: BillApplication, _ slips: [SlipPayment],
        _ postings: inout Postings
    ) {
        struct Key: Hashable {
            var provider: UInt16
            var payDate: BookDay
        }
        var places: [Key: Int] = [:]
        for (index, slip) in slips.enumerated() where slip.isConfirmed {
            guard let payDate = slip.payDate else { continue }
            let key = Key(provider: slip.provider, payDate: payDate)
            let place = places[key] ?? payouts.count
            if places[key] == nil {
                places[key] = place
                let name = facts.city.providers[Int(slip.provider)].id
                payouts.append(
                    Payout(
                        provider: slip.provider, number: "\(name)/\(payDate)", payDate: payDate,
                        closing: nil, gross: .zero, refunds: .zero, fee: .zero, feeTax: .zero,
                        net: .zero))
            }
            payouts[place].gross += slip.amount
            payouts[place].net += slip.amount
            payouts[place].lineCount += 1
            for part in parts.parts(
                of: slip, bills.slips[index], facts: facts, postings: &postings)
            {
                PayoutMatcher.add(part, part.amount, to: &payouts[place].sales)
                payouts[place].owners[part.account, default: .zero] += part.amount
            }
        }
        for place in places.values {
            payouts[place].sales = FeeShares.merged(payouts[place].sales)
            let terms = facts.agreement(payouts[place].provider, on: payouts[place].payDate)
            payouts[place].tolerance = terms?.payout.tolerance ?? .zero
        }
    }

    /// Notes what the bank brought, and when.
    mutating func settle(_ bank: BankMatcher, _ facts: Facts) {
        for (payout, day) in bank.settled { payouts[payout].settled = day }
        for match in bank.banked {
            payouts[match.payout].bankLine = match.line
            payouts[match.payout].banked = match.amount
            payouts[match.payout].settled = facts.bankLines[match.line].day
        }
    }
}

/// Finds the payout that a line belongs to: by the number it carries, or by its provider's day.
private struct PayoutHomes {
    private var byNumber: [UInt64: Int] = [:]
    private var windows: [[(from: BookDay, to: BookDay, payout: Int)]]
    private let facts: Facts

    init(_ facts: Facts) {
        self.facts = facts
        windows = Array(repeating: [], count: facts.city.providers.count)
        for (index, payout) in facts.payouts.enumerated() {
            if let word = facts.words.find(payout.number) {
                byNumber[UInt64(payout.provider) << 32 | UInt64(word)] = index
            }
            if let from = payout.from, let to = payout.to {
                windows[Int(payout.provider)].append((from, to, index))
            }
        }
    }

    func payout(of line: LineRecord) -> Int? {
        if line.payout != 0 {
            return byNumber[UInt64(line.provider) << 32 | UInt64(line.payout)]
        }
        let day = facts.providerDay(of: line)
        return windows[Int(line.provider)].first { $0.from <= day && day <= $0.to }?.payout
    }
}

extension Facts {
    /// The provider's own day of a line: its day ends at the agreement's cut-off.
    func providerDay(of line: LineRecord) -> BookDay {
        guard let cutoff = agreement(line.provider, on: line.day)?.payout.cutoffSecond else {
            return line.day
        }
        return Moment(seconds: line.at.seconds + 86_400 - Int64(cutoff)).day
    }
}
