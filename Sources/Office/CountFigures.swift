import City
public import Database
import Ledger
import LedgerStore
public import Money
public import Settlement
import Store

/// Counts the figures of days that are not kept yet, one after the other, from the vouchers booked
/// on them.
///
/// Within one snapshot or transaction: vouchers and what is kept must be of one moment.
public struct CountFigures {
    private let books: Books
    private let attribution: Attribution
    private let chart: Chart
    private var said: SaidReceipts
    /// The day that comes next.
    public private(set) var next: BookDay

    public init(
        _ books: Books, attribution: Attribution, _ connection: Connection
    ) throws {
        self.books = books
        self.attribution = attribution
        chart = try books.ledger.accounts(connection)
        let log = FigureLog(connection)
        said = SaidReceipts()
        if let first = try log.first(), let last = try log.last() {
            let kept = try log.sum(from: first, through: last)
            said = SaidReceipts(
                received: kept.rows.mapValues(\.received), tax: kept.providers.mapValues(\.tax))
            next = last.adding(1)
        } else {
            next = try books.ledger.head(connection).begins
        }
    }

    /// Counts the next day.
    ///
    /// - Throws: where a voucher moves money in a way that no posting of the house does.
    public mutating func count(_ connection: Connection) throws -> DayFigures {
        try count(connection) { _ in }
    }

    /// The same for somebody who wants to see the day's vouchers too.
    mutating func count(
        _ connection: Connection, _ body: (StoredVoucher) throws -> Void
    ) throws -> DayFigures {
        let day = next
        var counter = FigureCounter(chart, city: books.city)
        try books.ledger.forEachVoucher(connection, bookedOn: day) { voucher in
            counter.add(
                kind: voucher.kind, cause: voucher.cause, transfers: voucher.transfers,
                office: try attribution.office(ofCause: voucher.cause))
            try body(voucher)
        }
        if let stranger = counter.strangers.min(by: {
            ($0.debit, $0.credit) < ($1.debit, $1.credit)
        }) {
            throw DatabaseTrouble(
                .corrupt, "no posting moves \(stranger.debit) to \(stranger.credit), on \(day)")
        }
        var figures = counter.figures(of: day)
        said.complete(&figures, taken: counter.taken, from: attribution.receipts)
        figures.bankLines = try FigureLog(connection).bankLines(on: day)
        next = day.adding(1)
        return figures
    }
}
