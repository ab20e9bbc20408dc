import Database
import Ledger
import LedgerStore
public import Money
public import Settlement

/// Writes an account's statement: what stood before, each voucher with what stands after it, and
/// what stands at the end.
///
/// Streams, from one snapshot. Lines come in the order of the books, so that one which became known
/// late stands behind those of later days.
public struct WriteStatement {
    /// What was asked.
    public struct Request: Sendable {
        /// The account's path: `asset/clearing/paypay`.
        public var code: String
        /// nil where one fund alone has the account.
        public var fund: String?
        /// Book days; nil: from the beginning, to the end.
        public var from: BookDay?
        public var through: BookDay?

        public init(code: String, fund: String?, from: BookDay?, through: BookDay?) {
            self.code = code
            self.fund = fund
            self.from = from
            self.through = through
        }
    }

    let books: Books

    private static let blockSize = 1 << 16

    public init(_ books: Books) { self.books = books }

    /// Writes into a file, which takes its name once it is whole.
    public func run(
        _ request: Request, as format: some StatementFormat, file path: String
    ) throws {
        try OutputPlace(path, beside: books.folder).write { file in
            try run(request, as: format) { bytes in
                file.buffer.append(contentsOf: bytes)
                bytes.removeAll(keepingCapacity: true)
                try file.flushIfFull()
            }
        }
    }

    /// - Parameter emit: takes the bytes as they come, and empties what it is given.
    /// - Throws: ``OfficeDenial/accountUnknown(_:)`` and ``OfficeDenial/fundMissing(_:funds:)``.
    public func run(
        _ request: Request, as format: some StatementFormat,
        emit: (inout [UInt8]) throws -> Void
    ) throws {
        try books.database.read { connection in
            let ledger = books.ledger
            let account = try account(request, connection)
            func standing(_ balance: Balance) -> Yen {
                balance.onNormalSide(of: account.accountClass)
            }
            let before = try request.from.map {
                try ledger.balance(of: account, asOf: $0.adding(-1), connection)
            }
            let after = try ledger.balance(of: account, asOf: request.through, connection)
            let statement = AccountStatement(
                account: account, from: request.from, through: request.through,
                opening: standing(before ?? .zero), closing: standing(after))
            var format = format
            var bytes: [UInt8] = []
            var last = before ?? .zero
            format.begin(statement, to: &bytes)
            try ledger.statement(
                of: account, from: request.from, through: request.through, connection
            ) { line in
                last = line.balance
                let voucher = line.voucher
                format.append(
                    AccountStatement.Line(
                        day: voucher.day, ownDay: voucher.ownDay, sequence: voucher.sequence,
                        voucher: voucher.id.description, kind: VoucherText.kind(voucher.kind),
                        cause: voucher.cause, occurred: VoucherText.time(voucher.occurred),
                        recorded: VoucherText.time(voucher.recorded), change: line.change,
                        balance: standing(line.balance)), to: &bytes)
                if bytes.count >= WriteStatement.blockSize { try emit(&bytes) }
            }
            // The lines and the stored sums are two ways to the same.
            guard last == after else {
                throw DatabaseTrouble(
                    .corrupt, "the statement of \(account.code) is not what its balance says")
            }
            format.end(statement, to: &bytes)
            try emit(&bytes)
        }
    }

    /// The account of the books that is meant.
    private func account(_ request: Request, _ connection: Connection) throws -> Account {
        let all = try books.ledger.accounts(connection).accounts.filter {
            $0.code == request.code && (request.fund == nil || $0.fund == request.fund)
        }
        guard let account = all.first else {
            throw OfficeDenial.accountUnknown(
                [request.fund, request.code].compactMap { $0 }.joined(separator: " "))
        }
        guard all.count == 1 else {
            throw OfficeDenial.fundMissing(request.code, funds: all.map(\.fund).sorted())
        }
        return account
    }
}
