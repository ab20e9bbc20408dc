import Billing
import City
import Ledger
import Money
import Posting
import Provider

/// What a payment is made of, in the accounts of the books.
struct BasketParts {
    private struct Key: Hashable {
        var item: UInt32
        /// The entrusted day: a fee's entry in the catalogue may change within a year.
        var day: Int32
        /// The day on which the money goes back; 0 where it does not.
        var backDay: Int32
        var outcome: BillApplication.Outcome
    }
    private struct Home {
        var fund: Int
        var account: AccountID
    }

    private var homes: [Key: Home] = [:]

    init() {}

    /// The parts of an event of the journal: a refund or void speaks of its payment's year.
    ///
    /// - Parameter asEntrusted: as it was when the citizen paid, whether or not the money then came
    ///   too late (``LatePayment``).
    mutating func parts(
        of index: Int32, facts: Facts, bills: BillApplication, postings: inout Postings,
        asEntrusted: Bool = false
    ) -> [Part] {
        let sale = facts.sales[Int(index)]
        // What a won dispute brings back is what the dispute took.
        if sale.kind == .reinstated, let dispute = facts.saleIndex(sale.original) {
            return parts(
                of: dispute, facts: facts, bills: bills, postings: &postings,
                asEntrusted: asEntrusted)
        }
        var entrusted = sale.day
        if sale.kind.givesBack || sale.kind == .voided,
            let original = facts.saleIndex(sale.original)
        {
            entrusted = facts.sales[Int(original)].day
        }
        let year = entrusted.fiscalYear
        let back = sale.kind.givesBack ? sale.day : nil
        var parts: [Part] = []
        parts.reserveCapacity(sale.basket.count)
        for place in sale.basket {
            let line = facts.baskets[place]
            let late = bills.late[place]
            let outcome = asEntrusted && late != nil ? .applied : bills.baskets[place]
            let key = Key(
                item: line.item, day: entrusted.number,
                backDay: back.map { Int32($0.number) } ?? 0, outcome: outcome)
            let home: Home
            if let known = homes[key], !line.isBill {
                home = known
            } else {
                let day = asEntrusted ? entrusted : late?.funded ?? entrusted
                home = self.home(line, outcome, day, givenBack: back, facts, bills, &postings)
                homes[key] = home
            }
            if let same = parts.firstIndex(where: { $0.account == home.account }) {
                parts[same].amount += line.amount
            } else {
                parts.append(
                    Part(fund: home.fund, year: year, account: home.account, amount: line.amount))
            }
        }
        return parts
    }

    /// The bills of a payment that came too late.
    ///
    /// - Parameters:
    ///   - back: what of it was given back, by item.
    ///   - asEntrusted: where they stood before; else where they stand since the money came.
    mutating func lateParts(
        of index: Int32, less back: [UInt32: Yen], facts: Facts, bills: BillApplication,
        postings: inout Postings, asEntrusted: Bool
    ) -> [Part] {
        let sale = facts.sales[Int(index)]
        return sale.basket.compactMap { place in
            guard let late = bills.late[place] else { return nil }
            let line = facts.baskets[place]
            let amount = line.amount - (back[line.item] ?? .zero)
            guard amount > .zero else { return nil }
            let home = home(
                line, asEntrusted ? .applied : bills.baskets[place],
                asEntrusted ? sale.day : late.funded ?? sale.day, givenBack: nil, facts, bills,
                &postings)
            return Part(
                fund: home.fund, year: sale.day.fiscalYear, account: home.account, amount: amount)
        }
    }

    private func home(
        _ line: BasketLine, _ outcome: BillApplication.Outcome, _ day: BookDay,
        givenBack: BookDay?, _ facts: Facts, _ bills: BillApplication,
        _ postings: inout Postings
    ) -> Home {
        func unidentified() -> Home {
            let fund = postings.outside
            return Home(
                fund: fund, account: postings.account(fund: fund, AccountCode.unidentified))
        }
        if outcome == .unidentified { return unidentified() }
        if line.isBill {
            guard let bill = bills.billOfWord[line.item], bill >= 0 else { return unidentified() }
            return billHome(bill, overpaid: outcome == .overpaid, day, facts, &postings)
        }
        guard let name = facts.words[line.item], let fee = facts.city.fee(name, on: day) else {
            return unidentified()
        }
        let fund = postings.fundIndex(fee.fund)
        let code =
            switch fee.destination {
            case .subject(let subject):
                givenBack.flatMap { postings.repayment(of: day.fiscalYear, on: $0, fund: fund) }
                    ?? AccountCode.revenue(day.fiscalYear, subject)
            case .held(let purpose): AccountCode.held(purpose)
            }
        return Home(fund: fund, account: postings.account(fund: fund, code))
    }

    private func billHome(
        _ index: Int, overpaid: Bool, _ day: BookDay, _ facts: Facts, _ postings: inout Postings
    ) -> Home {
        let bill = facts.bills.bills[index]
        let fund = postings.fundIndex(bill.fund)
        let year = facts.bills.fiscalYear(index, on: day)
        let code = overpaid ? AccountCode.overpaid(year) : AccountCode.bill(year, bill.kind)
        return Home(fund: fund, account: postings.account(fund: fund, code))
    }

    /// The parts of a slip's payment.
    func parts(
        of payment: SlipPayment, _ outcome: BillApplication.SlipOutcome, facts: Facts,
        postings: inout Postings
    ) -> [Part] {
        let year = payment.paidDay.fiscalYear
        guard outcome.perBill.contains(where: { $0 != .unidentified }) else {
            let fund = postings.outside
            let account = postings.account(fund: fund, AccountCode.unidentified)
            return [Part(fund: fund, year: year, account: account, amount: payment.amount)]
        }
        return zip(outcome.bills, outcome.perBill).map { bill, became in
            let home = billHome(
                bill, overpaid: became == .overpaid, payment.paidDay, facts, &postings)
            return Part(
                fund: home.fund, year: year, account: home.account,
                amount: facts.bills.claimed(bill, on: payment.paidDay))
        }
    }
}

extension [Part] {
    /// One part for each account.
    var merged: [Part] {
        var result: [Part] = []
        for part in sorted(by: { ($0.fund, $0.account) < ($1.fund, $1.account) }) {
            if let last = result.last, last.account == part.account {
                result[result.count - 1].amount += part.amount
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// The same parts for another sum: where a provider reports another amount than ours, its
    /// yen fall on the parts in proportion, by largest remainder.
    func scaled(to amount: Yen) -> [Part] {
        let own = reduce(Yen.zero) { $0 + $1.amount }
        guard own != amount, !isEmpty else { return self }
        let ordered = sorted { ($0.fund, $0.year, $0.account) < ($1.fund, $1.year, $1.account) }
        let amounts = largestRemainder(amount, over: ordered.map { $0.amount.value })
        return zip(ordered, amounts).map { part, amount in
            Part(fund: part.fund, year: part.year, account: part.account, amount: amount)
        }
    }
}
