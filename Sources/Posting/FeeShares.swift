public import City
import Ledger
public import Money

/// Shares of a payout by fund and fiscal year, and how its fee falls on them (DOMAIN 3, Shares).
public enum FeeShares {
    /// Shares a fee or its tax in proportion to the sales: first by fund, then inside a fund by
    /// fiscal year, each by largest remainder; what would fall to money outside the budget falls
    /// to the first general fund.
    ///
    /// - Parameter weights: gross sales by fund and year, in any order.
    public static func share(_ amount: Yen, over weights: [Share], in city: City) -> [Share] {
        let ordered = merged(weights)
        guard amount != .zero, !ordered.isEmpty else { return [] }
        var funds: [(fund: Int, weight: Int64)] = []
        for weight in ordered {
            if let last = funds.last, last.fund == weight.fund {
                funds[funds.count - 1].weight += weight.amount.value
            } else {
                funds.append((weight.fund, weight.amount.value))
            }
        }
        let byFund = largestRemainder(amount, over: funds.map { max(0, $0.weight) })
        var result: [Share] = []
        for (index, entry) in funds.enumerated() {
            let years = ordered.filter { $0.fund == entry.fund }
            let parts = largestRemainder(byFund[index], over: years.map { max(0, $0.amount.value) })
            for (year, part) in zip(years, parts) {
                result.append(
                    Share(fund: bearer(of: entry.fund, in: city), year: year.year, amount: part))
            }
        }
        return merged(result).filter { $0.amount != .zero }
    }

    /// Shares less others of the same funds and years.
    public static func less(_ shares: [Share], _ others: [Share]) -> [Share] {
        if others.isEmpty { return shares }
        return merged(
            shares + others.map { Share(fund: $0.fund, year: $0.year, amount: -$0.amount) })
    }

    /// The fund that bears a fee on money of a fund: `outside` bears none.
    public static func bearer(of fund: Int, in city: City) -> Int {
        city.funds[fund].kind == .outside ? general(in: city) : fund
    }

    /// The first general fund (一般会計) of the city file.
    public static func general(in city: City) -> Int {
        city.funds.firstIndex { $0.kind == .general } ?? 0
    }

    /// One share for each fund and year, in the order of the city file and of the years.
    public static func merged(_ shares: [Share]) -> [Share] {
        let ordered = shares.sorted { ($0.fund, $0.year) < ($1.fund, $1.year) }
        var result: [Share] = []
        for share in ordered {
            if let last = result.last, last.fund == share.fund, last.year == share.year {
                result[result.count - 1].amount += share.amount
            } else {
                result.append(share)
            }
        }
        return result
    }
}

/// The fee that a dated agreement gives for the lines of one payout, summed as lines come.
public struct AgreedFee: Sendable {
    /// Lines under one rounding and one tax: what is rounded once, and taxed once.
    private struct Sum: Sendable {
        var rounding: Rounding
        var tax: Agreement.FeeTax?
        var exact = ExactShare()
        var rounded = Yen.zero

        var fee: Yen { rounded + exact.rounded(rounding) }
    }

    private var sums: [Sum] = []
    private var disputeFees = Yen.zero
    /// Whether any fee is rounded once on the payout's total.
    public private(set) var isByPayout = false
    /// A line came for which no agreement or no rule holds: the fee cannot be checked.
    public private(set) var isUncovered = false

    public init() {}

    /// Adds a line.
    ///
    /// - Parameters:
    ///   - rule: what holds on the line's own day; nil where nothing does.
    ///   - givesBack: a refund or void.
    /// - Returns: the line's own fee where fees are rounded by transaction, else zero.
    public mutating func add(_ amount: Yen, rule: Agreement.FeeRule?, givesBack: Bool) -> Yen {
        guard let rule else {
            isUncovered = true
            return .zero
        }
        if rule.unit == .payout { isByPayout = true }
        if givesBack, rule.onRefund == .kept { return .zero }
        let signed = givesBack ? -amount : amount
        let fixed = givesBack ? -rule.fixed : rule.fixed
        let place = place(of: rule)
        switch rule.unit {
        case .transaction:
            let fee = rule.rate.share(of: signed, rounding: rule.rounding) + fixed
            sums[place].rounded += fee
            return fee
        case .payout:
            sums[place].exact.add(rule.rate, of: signed)
            sums[place].rounded += fixed
            return .zero
        }
    }

    /// Adds a disputed payment, or one whose dispute was won.
    ///
    /// - Parameter agreement: of the day of that movement; nil where none holds.
    public mutating func add(dispute agreement: Agreement?, isWon: Bool) {
        guard let agreement else {
            isUncovered = true
            return
        }
        guard let fee = agreement.disputeFee else { return }
        if !isWon { disputeFees += fee.amount }
        if isWon, fee.onWin == .returned { disputeFees -= fee.amount }
    }

    private mutating func place(of rule: Agreement.FeeRule) -> Int {
        if let known = sums.firstIndex(where: { $0.rounding == rule.rounding && $0.tax == rule.tax }
        ) {
            return known
        }
        sums.append(Sum(rounding: rule.rounding, tax: rule.tax))
        return sums.count - 1
    }

    /// Fee and its tax for all lines; tax is rounded once for each rate.
    public var total: (fee: Yen, tax: Yen) {
        var total = (fee: disputeFees, tax: Yen.zero)
        for sum in sums {
            total.fee += sum.fee
            total.tax += sum.tax.map { $0.rate.share(of: sum.fee, rounding: $0.rounding) } ?? .zero
        }
        return total
    }
}
