import Foundation
import Money
import Office
import Settlement
import TestSupport
import Testing

/// Packages whose sums agree with each other and whose seal holds: only the journal says
/// otherwise.
@Suite("Tables that say otherwise than the journal")
struct JoinTests {
    private typealias Row = [String]

    /// Columns of `payments.csv`.
    private enum Column {
        static let voucher = 0
        static let payment = 1
        static let event = 2
        static let at = 3
        static let entrusted = 4
        static let office = 6
        static let provider = 8
        static let amount = 11
        static let state = 13
    }

    private func add(_ yen: Int, to row: inout Row, _ column: Int) throws {
        row[column] = String(try #require(Int(row[column])) + yen)
    }

    /// Two rows of one event, provider and office, so that sums do not tell them apart.
    private func twins(_ rows: [Row]) throws -> (Int, Int) {
        for first in rows.indices {
            let same = [Column.event, Column.office, Column.provider]
            let second = rows.indices.dropFirst(first + 1).first { second in
                same.allSatisfy { rows[first][$0] == rows[second][$0] }
                    && rows[first][Column.amount] != rows[second][Column.amount]
            }
            if let second { return (first, second) }
        }
        throw SampleLacks(what: "two rows alike")
    }

    private struct SampleLacks: Error { var what: String }

    @Test("A seal that claims to be older than the closing is told, one that came late is not")
    func sealedBefore() throws {
        let package = try SealedPackage()
        for (late, codes) in [(-3_600, ["clock-backwards"]), (-60, []), (3_600, [])] {
            let files = try package.resealed(package.files, late: Int64(late))
            #expect(try package.findings(files).map(\.code) == codes, "\(late)")
        }
    }

    @Test("Money moved from one payment to another is told, though all sums agree")
    func movedMoney() throws {
        let package = try SealedPackage()
        var rows = try package.rows("payments.csv")
        let (first, second) = try twins(rows)
        try add(100, to: &rows[first], Column.amount)
        try add(-100, to: &rows[second], Column.amount)
        let findings = try package.findings(package.resealed("payments.csv", rows))
        #expect(findings.map(\.code) == ["row-differs"])
        #expect(findings.map(\.file) == ["payments.csv"])
        let place = "\(rows[first][Column.voucher]): amount"
        #expect(findings.first?.en.contains(place) == true)
        #expect(findings.first?.ja.contains(place) == true)
    }

    @Test("A payment that names the voucher of another is told, and so is the voucher without one")
    func exchangedVoucher() throws {
        let package = try SealedPackage()
        var rows = try package.rows("payments.csv")
        let (first, second) = try twins(rows)
        rows[first][Column.voucher] = rows[second][Column.voucher]
        #expect(
            try package.verdict("payments.csv", rows)
                == ["order-differs", "row-differs", "row-unbooked", "row-missing"].map {
                    "\($0) payments.csv"
                })
    }

    @Test("Rows in another order than the journal's are told")
    func order() throws {
        let package = try SealedPackage()
        var rows = try package.rows("payments.csv")
        let (first, second) = try twins(rows)
        rows.swapAt(first, second)
        #expect(try package.verdict("payments.csv", rows) == ["order-differs payments.csv"])
        #expect(
            try package.verdict("payments.csv", package.rows("payments.csv").reversed())
                == ["order-differs payments.csv"])
    }

    @Test("A payment that was left out is told, and so is one that was put in")
    func leftOut() throws {
        let package = try SealedPackage()
        let rows = try package.rows("payments.csv")
        for place in [0, rows.count / 2, rows.count - 1] {
            var fewer = rows
            fewer.remove(at: place)
            let sums = "manifest-disagrees manifest.json"
            #expect(
                Set(try package.verdict("payments.csv", fewer))
                    == ["row-missing payments.csv", sums])
            var more = rows
            var row = rows[place]
            row[Column.voucher] = "0" + row[Column.voucher].dropFirst(2) + "0"
            more.insert(row, at: place)
            #expect(
                Set(try package.verdict("payments.csv", more))
                    == ["row-unbooked payments.csv", sums])
        }
    }

    @Test("Rows that have nothing to do with the journal end the comparison, not the program")
    func strange() throws {
        let package = try SealedPackage()
        let rows = try package.rows("payments.csv")
        let strange = (0..<9_000).map { number in
            var row = rows[0]
            row[Column.voucher] = String(format: "%026d", number)
            return row
        }
        // Behind the journal's vouchers they are counted, as far as that is worth anything.
        #expect(
            try package.verdict("payments.csv", rows + strange).first
                == "order-differs payments.csv")
        #expect(
            try package.verdict("payments.csv", strange + rows).first
                == "order-differs payments.csv")
    }

    static let columns: [(name: String, place: Int, words: [String])] = [
        ("payment", Column.payment, ["01kn0bc586mvxywcvez6a6qyfy"]),
        ("event", Column.event, ["captured", "refunded", "paid", "unknown", "confirmed"]),
        ("at", Column.at, ["2026-04-10T00:00:01+09:00", "x"]),
        ("entrusted", Column.entrusted, ["2026-04-09", ""]),
        ("provider", Column.provider, ["nobody"]),
        ("amount", Column.amount, ["-1", "0", "7777777"]),
        ("state", Column.state, ["failed", "x", ""]),
    ]

    @Test("Whatever the journal says too is held against it", arguments: columns.indices)
    func column(_ index: Int) throws {
        let column = Self.columns[index]
        var random = SplitMix64.seeded("columns of payments")
        let package = try SealedPackage()
        let rows = try package.rows("payments.csv")
        for word in column.words {
            let place = Int.random(in: rows.indices, using: &random)
            // A provisional payment may have failed by the time of the closing.
            guard rows[place][column.place] != word, rows[place][Column.event] != "provisional",
                rows[place][Column.event] != "unknown"
            else { continue }
            var altered = rows
            altered[place][column.place] = word
            let findings = try package.findings(package.resealed("payments.csv", altered))
            let told = findings.first { $0.code == "row-differs" }
            #expect(
                told?.en.contains("\(rows[place][Column.voucher]): \(column.name)") == true,
                "\(rows[place]) \(word)")
        }
    }

    @Test("A payout that says otherwise than its voucher is told")
    func payouts() throws {
        let package = try SealedPackage()
        let rows = try package.rows("payouts.csv")
        let place = try #require(rows.firstIndex { $0[9] == "banked" })
        let differs = "row-differs payouts.csv"
        for (column, word) in [(0, "nobody"), (1, "P-0"), (9, "differs"), (10, "1"), (10, "")] {
            var altered = rows
            altered[place][column] = word
            let told = try package.verdict("payouts.csv", altered)
            let sums = column == 9 ? ["manifest-disagrees manifest.json"] : []
            #expect(told == [differs] + sums, "\(column) \(word)")
        }
        var exchanged = rows
        exchanged[place][13] = "00000000000000000000000000"
        #expect(
            try package.verdict("payouts.csv", exchanged)
                == ["row-unbooked payouts.csv", "row-missing payouts.csv"])
    }

    @Test("Figures that are not what the journal adds up to are told, though their sums agree")
    func revenue() throws {
        let package = try SealedPackage()
        let rows = try package.rows("revenue.csv")
        func place(_ measure: String) throws -> Int {
            try #require(RevenueTable.columns.firstIndex(of: "\(measure)_day"))
        }
        let first = try #require(rows.firstIndex { $0[0] == "general" })
        let other = try #require(rows.firstIndex { $0[0] != "general" })
        for measure in RevenueTable.measures {
            var altered = rows
            for (row, yen) in [(first, 100), (other, -100)] {
                try add(yen, to: &altered[row], place(measure))
                let isBack = measure == "repaid" || measure == "received"
                guard ["entrusted", "repaid", "received"].contains(measure) else { continue }
                try add(isBack ? -yen : yen, to: &altered[row], place("at_providers"))
            }
            #expect(
                try package.verdict("revenue.csv", altered) == ["revenue-differs revenue.csv"],
                "\(measure)")
        }
    }

    @Test("A month or a year that does not go on from the day before is told")
    func continued() throws {
        let package = try SealedPackage()
        let rows = try package.rows("revenue.csv")
        for column in ["assessed_month", "direct_month", "payments_year", "written_off_year"] {
            var altered = rows
            let place = try #require(RevenueTable.columns.firstIndex(of: column))
            try add(1, to: &altered[0], place)
            let files = try package.resealed("revenue.csv", altered)
            #expect(try package.findings(files) == [])
            let report = try package.books.verify([
                package.former, package.copy(files, "2026-04-10"),
            ])
            let findings = try #require(report.packages.last).findings
            #expect(findings.map(\.code) == ["revenue-not-continued"])
            let words = column.split(separator: "_").joined(separator: " ")
            let said = findings.first?.en.replacing("_", with: " ") ?? ""
            #expect(said.contains(words), "\(said)")
        }
        // A row that the next day does not have any more.
        let files = try package.resealed("revenue.csv", Array(rows.dropFirst()))
        let report = try package.books.verify([package.former, package.copy(files, "2026-04-10")])
        let codes = try #require(report.packages.last).findings.map(\.code)
        #expect(codes.contains("revenue-not-continued"))
    }
}
