import City
import Money
import Provider

/// A bill's payment whose 指定納付受託者 missed the designated day (自治法231条の2の5): it counts
/// no longer from its entrustment, but from the day on which the bank has it.
struct LatePayment: Sendable {
    var payout: Int
    /// The day on which the bill is open again.
    var reopened: BookDay
    /// The day from which the payment counts; nil as long as nothing came.
    var funded: BookDay?

    /// The payments of bills in payouts that missed their day, by their place.
    static func find(
        _ facts: Facts, _ matches: LineMatcher, _ standings: PaymentStandings,
        _ matcher: PayoutMatcher
    ) -> [Int32: LatePayment] {
        var missed: [Int32: LatePayment] = [:]
        for (index, payout) in matcher.payouts.enumerated() {
            guard let day = payout.missedDay(facts) else { continue }
            missed[Int32(index)] = LatePayment(
                payout: index, reopened: day.adding(1), funded: payout.settled)
        }
        guard !missed.isEmpty else { return [:] }
        var payments: [Int32: LatePayment] = [:]
        for (index, payout) in matcher.payoutOfLine.enumerated() where payout >= 0 {
            guard let late = missed[payout] else { continue }
            let sale = standings.presumedLines[Int32(index)] ?? matches.saleOfLine[index]
            guard sale >= 0, standings.standing[Int(sale)] == .stands,
                [.captured, .unknown].contains(facts.sales[Int(sale)].kind),
                facts.sales[Int(sale)].basket.contains(where: { facts.baskets[$0].isBill })
            else { continue }
            payments[sale] = late
        }
        return payments
    }
}

extension Payout {
    /// The designated day, where the agreement names one and the money was not there on it.
    func missedDay(_ facts: Facts) -> BookDay? {
        guard net > .zero, let closing, let terms = facts.agreement(provider, on: closing),
            terms.capacity == .payerEntrusted, let days = terms.payout.designatedDays
        else { return nil }
        let designated = closing.adding(days)
        return (settled ?? facts.through) > designated ? designated : nil
    }
}
