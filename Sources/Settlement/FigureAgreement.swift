public import City
public import Ledger
public import Money

/// Holds figures against the books: what all days since the books began add up to must be what the
/// accounts say.
///
/// Each identity is a sum of one fund, and of one fiscal year where the accounts have years:
///
/// | figures | accounts |
/// |---|---|
/// | assessed − reduced − carried | `revenue` and `liability/sales-tax` |
/// | assessed − reduced − carried − (entrusted − repaid) − direct − written off | `asset/bill/Y` |
/// | entrusted − repaid − received | `asset/clearing` |
/// | written off | `expense/Y/written-off` |
/// | entrusted − repaid + direct of `overpaid`, `unidentified` | the liability of that name |
/// | assessed − reduced of `held/…` | `liability/held` |
public enum FigureAgreement {
    public struct Difference: Sendable, Hashable, CustomStringConvertible {
        public enum Side: String, Sendable, Hashable, CaseIterable {
            case revenue, bills, clearing, provider, writtenOff = "written-off", overpaid
            case unidentified, held, bank
        }
        public var side: Side
        /// Fund, provider or bank account.
        public var name: String
        public var fiscalYear: FiscalYear?
        public var figures: Yen
        public var books: Yen

        public var description: String {
            "\(side.rawValue) \(name) \(fiscalYear?.description ?? "-"): "
                + "figures \(figures), books \(books)"
        }
    }

    private struct Place: Hashable {
        var side: Difference.Side
        var name: String
        var year: FiscalYear?
    }

    /// Where figures and books disagree; empty where they are one.
    ///
    /// - Parameters:
    ///   - figures: of all days since the books began, added up.
    ///   - balances: at the end of the last of these days, positive on each account's normal side.
    public static func differences(
        _ figures: DayFigures, balances: [(account: Account, balance: Yen)], city: City
    ) -> [Difference] {
        var sides: [Place: (figures: Yen, books: Yen)] = [:]
        for (key, row) in figures.rows { add(key, row, to: &sides) }
        for (provider, row) in figures.providers {
            sides[Place(side: .provider, name: provider), default: (.zero, .zero)].figures +=
                row.atProvider
        }
        for (movement, amount) in figures.bank {
            sides[Place(side: .bank, name: movement.account), default: (.zero, .zero)].figures +=
                amount
        }
        for (account, balance) in balances {
            for place in places(of: FigureAccount(account, city: city), account) {
                sides[place, default: (.zero, .zero)].books += balance
            }
        }
        return sides.filter { $0.value.figures != $0.value.books }.map { place, sums in
            Difference(
                side: place.side, name: place.name, fiscalYear: place.year, figures: sums.figures,
                books: sums.books)
        }.sorted { "\($0)" < "\($1)" }
    }

    private static func add(
        _ key: RevenueKey, _ row: RevenueMeasures,
        to sides: inout [Place: (figures: Yen, books: Yen)]
    ) {
        func add(_ side: Difference.Side, _ year: FiscalYear?, _ amount: Yen) {
            sides[Place(side: side, name: key.fund, year: year), default: (.zero, .zero)]
                .figures += amount
        }
        add(.clearing, nil, row.atProviders)
        switch key.item {
        case RevenueKey.overpaid:
            add(.overpaid, key.fiscalYear, row.entrusted - row.repaid + row.direct)
        case RevenueKey.unidentified:
            add(.unidentified, nil, row.entrusted - row.repaid + row.direct)
        case RevenueKey.repayment: break
        default:
            let claimed = row.assessed - row.reduced - row.carried
            if !key.isSubject { return add(.held, nil, claimed) }
            add(.revenue, nil, claimed)
            add(
                .bills, key.fiscalYear,
                claimed - row.entrusted + row.repaid - row.direct - row.writtenOff)
            add(.writtenOff, key.fiscalYear, row.writtenOff)
        }
    }

    private static func places(of seen: FigureAccount, _ account: Account) -> [Place] {
        let fund = account.fund
        switch seen.role {
        case .revenue, .salesTax: return [Place(side: .revenue, name: fund)]
        case .bill: return [Place(side: .bills, name: fund, year: seen.key?.fiscalYear)]
        case .clearing:
            return [Place(side: .clearing, name: fund), Place(side: .provider, name: seen.name)]
        case .overpaid: return [Place(side: .overpaid, name: fund, year: seen.key?.fiscalYear)]
        case .unidentified: return [Place(side: .unidentified, name: fund)]
        case .held: return [Place(side: .held, name: fund)]
        case .bank: return [Place(side: .bank, name: seen.name)]
        case .writtenOff:
            let year = account.code.split(separator: "/").dropFirst().first.flatMap { Int($0) }
            return [Place(side: .writtenOff, name: fund, year: year.map { FiscalYear($0) })]
        case .cash, .feeToSettle, .transit, .betweenFunds, .providerFee, .feeTax, .repayment,
            .opening, .stranger:
            return []
        }
    }
}
