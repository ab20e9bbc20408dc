public import City
public import Ledger
public import Money

/// A row of the finance office's figures: what money is for, in its fund and fiscal year.
public struct RevenueKey: Sendable, Hashable {
    public var fund: String
    /// nil for what belongs to no year: `held/<purpose>` and `unidentified`.
    public var fiscalYear: FiscalYear?
    /// A subject code (歳入科目), `held/<purpose>`, `overpaid`, `unidentified` or `repayment`.
    public var item: String

    public static let overpaid = "overpaid"
    public static let unidentified = "unidentified"
    public static let repayment = "repayment"

    public static func held(_ purpose: String) -> String { "held/\(purpose)" }

    public init(fund: String, fiscalYear: FiscalYear?, item: String) {
        self.fund = fund
        self.fiscalYear = fiscalYear
        self.item = item
    }

    /// 仮受金 of a fund.
    public static func unidentified(in fund: String) -> RevenueKey {
        RevenueKey(fund: fund, fiscalYear: nil, item: unidentified)
    }

    /// Whether the row is a revenue of the budget (歳入科目) and not money apart from it.
    public var isSubject: Bool {
        switch item {
        case RevenueKey.overpaid, RevenueKey.unidentified, RevenueKey.repayment: false
        default: !item.hasPrefix("held/")
        }
    }
}

extension RevenueKey: Comparable {
    /// By fund, year and item; what has no year comes last.
    public static func < (a: RevenueKey, b: RevenueKey) -> Bool {
        (a.fund, a.fiscalYear?.year ?? Int.max, a.item)
            < (b.fund, b.fiscalYear?.year ?? Int.max, b.item)
    }

    /// The same with the funds in the order of the city file.
    public static func inOrder(of city: City) -> (RevenueKey, RevenueKey) -> Bool {
        var places: [String: Int] = [:]
        for (place, fund) in city.funds.enumerated() { places[fund.id] = place }
        return { a, b in
            let (first, second) = (places[a.fund] ?? Int.max, places[b.fund] ?? Int.max)
            return first != second ? first < second : a < b
        }
    }

    /// The row that an account belongs to, nil where it is none of a revenue's; a bill's account
    /// belongs to the subject of its kind.
    public init?(_ account: Account, city: City) {
        guard let key = FigureAccount(account, city: city).key else { return nil }
        self = key
    }
}
