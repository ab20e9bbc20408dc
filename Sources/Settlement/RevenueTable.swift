public import City
public import Money

/// `revenue.csv`: 収入日計 by fund, fiscal year and subject, for the day, the month and the year.
public enum RevenueTable {
    /// What is counted of a row, in the order of the columns.
    public static let measures = [
        "assessed", "reduced", "carried", "entrusted", "repaid", "received", "direct",
        "at_providers", "written_off", "payments", "refunds",
    ]
    /// The spans for which each measure has a column, in their order.
    public static let spans = ["day", "month", "year"]
    private static let keys = ["fund", "fiscal_year", "subject", "name"]

    /// Yen, and in the last two of each span counts; `at_providers` is entrusted less repaid less
    /// received.
    public static let columns =
        keys + spans.flatMap { span in measures.map { "\($0)_\(span)" } }

    /// The places of all columns that hold numbers: the day's, the month's, the year's.
    public static let numberColumns = Array(keys.count..<columns.count)
    /// The places of the day's own columns.
    public static let dayColumns = Array(keys.count..<keys.count + measures.count)

    /// The rows in the order of the city file's funds.
    public static func rows(of figures: FiguresThrough, city: City) -> [[String]] {
        let all = Set(figures.year.rows.keys).union(figures.month.rows.keys)
        return all.sorted(by: RevenueKey.inOrder(of: city)).map { key in
            [
                key.fund, key.fiscalYear?.description ?? "", key.item,
                key.names(in: city)?.ja ?? key.item,
            ]
                + [figures.day, figures.month, figures.year].flatMap { days in
                    numbers(days.rows[key] ?? .zero).map { String($0) }
                }
        }
    }

    /// The numbers of a row for one span, in the order of ``measures``.
    public static func numbers(_ row: RevenueMeasures) -> [Int64] {
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
