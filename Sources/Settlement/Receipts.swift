public import City
import Ledger
public import Money
public import Reconciliation

/// Which rows the payouts brought money for: what reconciliation knows and vouchers do not say.
public struct Receipts: Sendable {
    private struct Entry: Sendable {
        var day: BookDay
        var provider: String
        var rows: [(key: RevenueKey, amount: Yen)]
        var tax: Yen
    }

    private let entries: [Entry]

    /// - Parameter receipts: of payouts that the books hold, in any order.
    public init(_ receipts: [PayoutReceipt], city: City) {
        entries = receipts.map { receipt in
            Entry(
                day: receipt.day, provider: receipt.provider,
                rows: receipt.lines.map { line in
                    (
                        RevenueKey(line.account, city: city)
                            ?? .unidentified(in: line.account.fund), line.amount
                    )
                }, tax: receipt.feeTax)
        }.sorted { ($0.day, $0.provider) < ($1.day, $1.provider) }
    }

    /// 収入済 by row, of all days up to one.
    public func received(through day: BookDay) -> [RevenueKey: Yen] {
        var sums: [RevenueKey: Yen] = [:]
        for entry in entries.prefix(while: { $0.day <= day }) {
            for row in entry.rows { sums[row.key, default: .zero] += row.amount }
        }
        return sums
    }

    /// Tax on netted fees by provider, of all days up to one.
    public func tax(through day: BookDay) -> [String: Yen] {
        var sums: [String: Yen] = [:]
        for entry in entries.prefix(while: { $0.day <= day }) {
            sums[entry.provider, default: .zero] += entry.tax
        }
        return sums
    }
}

/// What earlier days have said of receipts, so that a later day says only what is new.
///
/// 収入済 of a day is what is known now of all days up to it, less what earlier days said: what
/// becomes known late falls on the earliest open day, and days add up to what is known.
public struct SaidReceipts: Sendable, Hashable {
    public var received: [RevenueKey: Yen]
    public var tax: [String: Yen]

    public init(received: [RevenueKey: Yen] = [:], tax: [String: Yen] = [:]) {
        self.received = received
        self.tax = tax
    }

    /// Completes a day's figures with its receipts, and remembers them.
    ///
    /// - Parameters:
    ///   - figures: as ``FigureCounter`` gave them.
    ///   - taken: what payouts took from clearing on that day by fund, from the same vouchers;
    ///     what no line explains stands as `unidentified` of that fund, so that the figures
    ///     always agree with the books.
    public mutating func complete(
        _ figures: inout DayFigures, taken: [String: Yen], from receipts: Receipts
    ) {
        let known = receipts.received(through: figures.day)
        var unexplained = taken
        // What earlier days could not explain stands among what they said.
        for key in Set(known.keys).union(received.keys) {
            let fresh = known[key, default: .zero] - received[key, default: .zero]
            guard fresh != .zero else { continue }
            figures.rows[key, default: .zero].received += fresh
            unexplained[key.fund, default: .zero] -= fresh
        }
        for (fund, rest) in unexplained where rest != .zero {
            figures.rows[.unidentified(in: fund), default: .zero].received += rest
        }
        figures.rows = figures.rows.filter { $0.value != .zero }
        for (key, row) in figures.rows where row.received != .zero {
            received[key, default: .zero] += row.received
        }
        let taxes = receipts.tax(through: figures.day)
        for provider in Set(taxes.keys).union(tax.keys) {
            let fresh = taxes[provider, default: .zero] - tax[provider, default: .zero]
            guard fresh != .zero else { continue }
            tax[provider, default: .zero] += fresh
            figures.providers[provider, default: ProviderMeasures()].tax += fresh
            figures.providers[provider, default: ProviderMeasures()].fee -= fresh
        }
    }
}
