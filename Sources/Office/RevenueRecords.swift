import Money
import Settlement

/// The rows of `revenue.csv` as they are read again, and what journal and former day say of them.
struct RevenueRecords {
    /// As the columns name a row.
    struct Key: Hashable, Comparable {
        var fund: String
        var fiscalYear: String
        var item: String

        static func < (a: Key, b: Key) -> Bool {
            (a.fund, a.fiscalYear, a.item) < (b.fund, b.fiscalYear, b.item)
        }
    }

    /// All numbers of a row, in the order of the columns.
    private(set) var rows: [Key: [Int64]] = [:]
    /// Where what providers hold is not what was entrusted less what came and went back.
    private(set) var unsound: Key?

    private static let width = RevenueTable.measures.count
    private static let received = RevenueTable.measures.firstIndex(of: "received") ?? 0
    private static let held = RevenueTable.measures.firstIndex(of: "at_providers") ?? 0
    private static let entrusted = RevenueTable.measures.firstIndex(of: "entrusted") ?? 0
    private static let repaid = RevenueTable.measures.firstIndex(of: "repaid") ?? 0

    /// Takes a record; false where it is none of the table.
    mutating func add(_ record: CSVRecord, _ totals: inout PackageTotals) -> Bool {
        let key = Key(fund: record.text(0), fiscalYear: record.text(1), item: record.text(2))
        let numbers = RevenueTable.numberColumns.compactMap { record.number($0) }
        guard numbers.count == RevenueTable.numberColumns.count, rows[key] == nil else {
            return false
        }
        rows[key] = numbers
        totals.revenueRows += 1
        for (place, column) in RevenueTable.dayColumns.enumerated() {
            let name = RevenueTable.columns[column]
            let sum = totals.revenue[name, default: .zero].value
            totals.revenue[name] = Yen(sum &+ numbers[place])
        }
        for start in stride(from: 0, to: numbers.count, by: Self.width) {
            let rest =
                numbers[start + Self.entrusted] &- numbers[start + Self.repaid]
                &- numbers[start + Self.received]
            if numbers[start + Self.held] != rest { unsound = unsound ?? key }
        }
        return true
    }

    // MARK: - The journal

    /// Holds the day's columns against what the journal's vouchers did.
    ///
    /// No city file is at hand, so nobody knows which subject a kind of bills belongs to, nor what
    /// payouts brought money for: subjects are compared by fund and year together, and receipts
    /// by fund.
    ///
    /// - Returns: the first row, or sum of rows, that differs, with its measure.
    func difference(from counter: FigureCounter, on day: BookDay) -> String? {
        if let stranger = counter.strangers.min(by: {
            ($0.debit, $0.credit) < ($1.debit, $1.credit)
        }) {
            return "\(stranger.debit) → \(stranger.credit)"
        }
        if let unsound { return name(unsound, Self.held) }
        var sums: [Key: [Int64]] = [:]
        var received: [String: Int64] = [:]
        func add(_ key: Key, _ numbers: some Collection<Int64>, sign: Int64) {
            var sum = sums[key] ?? Array(repeating: 0, count: Self.width)
            for (place, number) in numbers.enumerated()
            where place != Self.received && place != Self.held {
                sum[place] = sum[place] &+ number &* sign
            }
            sums[key] = sum
        }
        for (key, numbers) in rows {
            add(Self.group(key), numbers.prefix(Self.width), sign: 1)
            received[key.fund] = (received[key.fund] ?? 0) &+ numbers[Self.received]
        }
        for (key, row) in counter.figures(of: day).rows {
            let own = Key(
                fund: key.fund, fiscalYear: key.fiscalYear?.description ?? "", item: key.item)
            add(Self.group(own), RevenueTable.numbers(row), sign: -1)
        }
        for (fund, amount) in counter.taken {
            received[fund] = (received[fund] ?? 0) &- amount.value
        }
        for (key, numbers) in sums.sorted(by: { $0.key < $1.key }) {
            if let place = numbers.firstIndex(where: { $0 != 0 }) { return name(key, place) }
        }
        let fund = received.filter { $0.value != 0 }.keys.min()
        return fund.map { name(Key(fund: $0, fiscalYear: "", item: ""), Self.received) }
    }

    /// Revenues of the budget stand together by fund and year.
    private static func group(_ key: Key) -> Key {
        let row = RevenueKey(fund: key.fund, fiscalYear: nil, item: key.item)
        return row.isSubject ? Key(fund: key.fund, fiscalYear: key.fiscalYear, item: "") : key
    }

    private func name(_ key: Key, _ measure: Int) -> String {
        ([key.fund, key.fiscalYear, key.item].filter { !$0.isEmpty }
            + [RevenueTable.measures[measure]]).joined(separator: " ")
    }

    // MARK: - The day before

    /// Holds month and year against the day before: each goes on with the day.
    ///
    /// - Parameter former: nil for the first day of the books.
    /// - Returns: the first row that differs, with its column.
    func difference(continuing former: RevenueRecords?, on day: BookDay) -> String? {
        let date = day.civil
        let zeros = Array(repeating: Int64(0), count: Self.width * RevenueTable.spans.count)
        for key in Set(rows.keys).union(former?.rows.keys ?? [:].keys).sorted() {
            let (own, before) = (rows[key] ?? zeros, former?.rows[key] ?? zeros)
            for place in Self.width..<zeros.count {
                let isMonth = place < 2 * Self.width
                // A year's row is summed until its year's books end; the others since 1 April.
                let isNew =
                    isMonth
                    ? date.day == 1
                    : key.fiscalYear.isEmpty && date.month == 4 && date.day == 1
                let expected = (isNew ? 0 : before[place]) &+ own[place % Self.width]
                if own[place] != expected {
                    return "\(name(key, place % Self.width)) "
                        + RevenueTable.spans[place / Self.width]
                }
            }
        }
        return nil
    }
}
