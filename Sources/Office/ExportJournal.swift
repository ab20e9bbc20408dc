import City
import Database
import Glibc
import Ledger
import LedgerStore
public import Money
import Provider
public import Settlement

/// Writes the books for another accounting program, which then proves them by itself: every day's
/// balances that are asserted come from the stored sums, not from the vouchers that are written.
///
/// Streams, from one snapshot, day by day.
public struct ExportJournal {
    let books: Books

    private static let blockSize = 1 << 18

    public init(_ books: Books) { self.books = books }

    /// Writes into a file, which takes its name once it is whole.
    public func run(
        through last: BookDay?, as format: some JournalFormat, file path: String
    ) throws {
        try OutputPlace(path, beside: books.folder).write { file in
            try run(through: last, as: format) { bytes in
                file.buffer.append(contentsOf: bytes)
                bytes.removeAll(keepingCapacity: true)
                try file.flushIfFull()
            }
        }
    }

    /// - Parameters:
    ///   - last: the last book day that is written; nil: all.
    ///   - emit: takes the bytes as they come, and empties what it is given.
    public func run(
        through last: BookDay?, as format: some JournalFormat,
        emit: (inout [UInt8]) throws -> Void
    ) throws {
        try books.database.read { connection in
            var format = format
            var bytes: [UInt8] = []
            let chart = try books.ledger.accounts(connection)
            let municipality = books.city.municipality
            format.begin(
                title: "\(municipality.code) \(municipality.name)", chart: chart,
                from: try books.ledger.head(connection).begins, to: &bytes)
            var standing = [Yen](repeating: .zero, count: chart.count)
            for day in try books.ledger.bookedDays(connection) where last.map({ day <= $0 }) ?? true
            {
                var moved = Set<AccountID>()
                try books.ledger.forEachVoucher(connection, bookedOn: day) { voucher in
                    let exported = try exported(voucher, chart)
                    format.append(exported, to: &bytes)
                    if exported.isPosted {
                        for transfer in voucher.transfers {
                            moved.insert(transfer.debit)
                            moved.insert(transfer.credit)
                        }
                    }
                    if bytes.count >= ExportJournal.blockSize { try emit(&bytes) }
                }
                moved.formUnion(try update(&standing, day, chart, connection))
                format.end(of: day, changed: moved.sorted(), standing: standing, to: &bytes)
            }
            try emit(&bytes)
        }
    }

    /// Brings the balances to the end of a day, as the books have them stored.
    ///
    /// - Returns: the accounts whose balance is another than before.
    private func update(
        _ standing: inout [Yen], _ day: BookDay, _ chart: Chart, _ connection: Connection
    ) throws -> Set<AccountID> {
        let places = Dictionary(uniqueKeysWithValues: chart.accounts.enumerated().map { ($1, $0) })
        var next = [Yen](repeating: .zero, count: standing.count)
        for (account, balance) in try books.ledger.balances(asOf: day, connection) {
            if let place = places[account] { next[place] = balance.debits - balance.credits }
        }
        let changed = standing.indices.filter { standing[$0] != next[$0] }
        standing = next
        return Set(changed.map { AccountID(Int32($0)) })
    }

    private func exported(_ voucher: StoredVoucher, _ chart: Chart) throws -> ExportedVoucher {
        for transfer in voucher.transfers {
            for id in [transfer.debit, transfer.credit]
            where !chart.accounts.indices.contains(Int(id.index)) {
                throw DatabaseTrouble(
                    .corrupt, "voucher \(voucher.sequence) names the account \(id.index), not there"
                )
            }
        }
        let payment: String? =
            switch PaymentCause(voucher.cause, kind: voucher.kind)?.subject {
            case .sale(let id): id.description
            case .slip(_, let name): name
            case nil: nil
            }
        let isPosted =
            switch voucher.kind {
            case .post, .confirm, .reverse: true
            case .reserve, .void: false
            }
        return ExportedVoucher(
            id: voucher.id.description, kind: VoucherText.kind(voucher.kind), isPosted: isPosted,
            day: voucher.day, ownDay: voucher.ownDay,
            occurred: VoucherText.time(voucher.occurred),
            recorded: VoucherText.time(voucher.recorded), target: voucher.target?.description,
            cause: voucher.cause, payment: payment, transfers: voucher.transfers)
    }
}
