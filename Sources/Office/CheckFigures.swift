import Database
import Ledger
import LedgerStore
import Money
import Settlement
import Store

/// Holds the kept figures of closed days against the books: each day's against its vouchers, and
/// their sum against the accounts.
struct CheckFigures {
    private let books: Books
    private let connection: Connection
    private let attribution: Attribution

    /// - Parameter connection: of one snapshot.
    init(_ books: Books, _ connection: Connection) throws {
        self.books = books
        self.connection = connection
        attribution = try Attribution(books, connection)
    }

    func damages() throws -> [AuditBooks.Damage] {
        let log = FigureLog(connection)
        guard let first = try log.first(), let last = try log.last() else { return [] }
        var places: [String] = []
        var sum = DayFigures(day: last)
        var day = first
        while day <= last {
            let kept = try log.figures(of: day) ?? DayFigures(day: day)
            if let place = try difference(kept) { places.append("\(day): \(place)") }
            sum.add(kept)
            day = day.adding(1)
        }
        let balances = try books.ledger.balances(asOf: last, connection)
        places += FigureAgreement.differences(
            sum, balances: balances.map { ($0, $1.onNormalSide(of: $0.accountClass)) },
            city: books.city
        ).map { "\(last): \($0)" }
        return places.map { AuditBooks.Damage(kind: .figuresDiffer, place: $0) }
    }

    /// The first figure of a day that its vouchers do not add up to; nil where all do.
    ///
    /// What payouts brought money for is not in vouchers: their sum by fund is.
    private func difference(_ kept: DayFigures) throws -> String? {
        var counter = FigureCounter(try books.ledger.accounts(connection), city: books.city)
        try books.ledger.forEachVoucher(connection, bookedOn: kept.day) { voucher in
            counter.add(
                kind: voucher.kind, cause: voucher.cause, transfers: voucher.transfers,
                office: try attribution.office(ofCause: voucher.cause))
        }
        let counted = counter.figures(of: kept.day)
        func rows(_ figures: DayFigures) -> [RevenueKey: RevenueMeasures] {
            figures.rows.compactMapValues { row in
                var row = row
                row.received = .zero
                return row == .zero ? nil : row
            }
        }
        let (own, other) = (rows(kept), rows(counted))
        if let key = Set(own.keys).union(other.keys).filter({ own[$0] != other[$0] }).min() {
            return "\(key.fund) \(key.fiscalYear?.description ?? "-") \(key.item)"
        }
        var received = counter.taken
        for (key, row) in kept.rows { received[key.fund, default: .zero] -= row.received }
        if let fund = received.filter({ $0.value != .zero }).keys.min() {
            return "\(fund) received"
        }
        let providers = kept.providers.compactMapValues { row in
            // Which part of what a provider kept is its tax stands in no voucher.
            var row = row
            (row.fee, row.tax) = (row.fee + row.tax, .zero)
            return row == ProviderMeasures() ? nil : row
        }
        if providers != counted.providers { return "providers" }
        if kept.offices != counted.offices { return "offices" }
        return kept.bank == counted.bank ? nil : "bank"
    }
}
