public import City
public import Money

/// `revenue.csv`: 収入日計 by fund, fiscal year and subject, for the day, the month and the year.
public enum RevenueTable {
    private static let measures = [
        "assessed", "reduced", "carried", "entrusted", "repaid", "received", "direct",
        "at_providers", "written_off", "payments", "refunds",
    ]
    private static let keys = ["fund", "fiscal_year", "subject", "name"]

    /// Yen, and in the last two of each span counts; `at_providers` is entrusted less repaid less
    /// received.
    public static let columns =
        keys + ["day", "month", "year"].flatMap { span in measures.map { "\($0)_\(span)" } }

    /// The places of the day's own columns.
    public static let dayColumns = Array(keys.count..<keys.count + measures.count)

    /// The rows in the order of the city file's funds.
    public static func rows(of figures: FiguresThrough, city: City) -> [[String]] {
        let all = Set(figures.year.rows.keys).union(figures.month.rows.keys)
        return all.sorted(by: RevenueKey.inOrder(of: city)).map { key in
            [key.fund, key.fiscalYear?.description ?? "", key.item, key.name(in: city)]
                + [figures.day, figures.month, figures.year].flatMap { days in
                    numbers(days.rows[key] ?? .zero).map { String($0) }
                }
        }
    }

    private static func numbers(_ row: RevenueMeasures) -> [Int64] {
        [
            row.assessed.value, row.reduced.value, row.carried.value, row.entrusted.value,
            row.repaid.value, row.received.value, row.direct.value, row.atProviders.value,
            row.writtenOff.value, row.payments, row.refunds,
        ]
    }

    /// What a day's columns sum up to, by column.
    public static func daySums(_ rows: [[String]]) -> [String: Yen] {
        var sums: [String: Yen] = [:]
        for row in rows {
            for place in dayColumns {
                sums[columns[place], default: .zero] += Yen(Int64(row[place]) ?? 0)
            }
        }
        return sums
    }
}

extension RevenueKey {
    /// The row's name in the city file: the bills or fees that bring it; its code where there is
    /// none.
    public func name(in city: City) -> String {
        switch item {
        case RevenueKey.overpaid: return "過誤納金"
        case RevenueKey.unidentified: return "仮受金"
        case RevenueKey.repayment: return "過年度還付"
        default: break
        }
        if let kind = city.billKinds.first(where: { $0.fund == fund && $0.subject == item }) {
            return kind.name
        }
        let names = city.fees.filter { fee in
            guard fee.fund == fund else { return false }
            return switch fee.destination {
            case .subject(let subject): subject == item
            case .held(let purpose): RevenueKey.held(purpose) == item
            }
        }.map(\.name)
        var known: [String] = []
        for name in names where !known.contains(name) { known.append(name) }
        guard let first = known.first else { return item }
        return known.count == 1 ? first : "\(first) ほか"
    }
}
