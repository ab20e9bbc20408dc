import City
import Database
import Ledger
import LedgerStore
public import Money
import Reconciliation
public import Settlement
import Store

/// Holds the books' bank balances against the bank's own, as of a day.
public struct ReadCash {
    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Parameter day: nil for the last day that reconciliation looked through.
    /// - Throws: ``OfficeDenial`` for a day outside of the books.
    public func run(_ day: BookDay?) throws -> CashPosition {
        try books.database.read { connection in
            let figures = ReadFigures(books)
            let log = ExceptionLog(connection)
            let lastRun = try log.lastRun()
            let day = try day ?? lastRun ?? books.ledger.head(connection).begins
            try figures.requireDay(day, connection)
            var position = CashPosition(
                day, reconciledThrough: lastRun, filesSince: try log.filesSinceRun())
            let through = max(day, lastRun ?? day)
            let facts = try FactLoader(connection).load(city: books.city, through: through)
            let lines = Reconciler(facts).bankLineEntries().filter { $0.day <= day }
            let balances = try books.ledger.balances(asOf: day, connection).map {
                ($0, $1.onNormalSide(of: $0.accountClass))
            }
            var booked = try bookedByCause(through: day, connection)
            for account in books.city.bankAccounts {
                position.accounts.append(
                    try compare(
                        account, lines.filter { $0.account == account.id },
                        balances.reduce(Yen.zero) {
                            $1.0.code == "asset/bank/\(account.id)" ? $0 + $1.1 : $0
                        }, &booked[account.id, default: [:]], day, connection))
            }
            for office in books.city.offices {
                let own = balances.filter { $0.0.code == "asset/cash/\(office.id)" }
                guard !own.isEmpty else { continue }
                position.counters.append(
                    CashPosition.Counter(
                        office: office.id, balance: own.reduce(Yen.zero) { $0 + $1.1 }))
            }
            return position
        }
    }

    /// What one cause moved on a bank account.
    private struct Booked {
        var amount = Yen.zero
        var day: BookDay
    }

    /// What vouchers booked through a day moved on bank accounts, by account and by cause without
    /// its revisions.
    private func bookedByCause(
        through day: BookDay, _ connection: Connection
    ) throws -> [String: [String: Booked]] {
        let chart = try books.ledger.accounts(connection)
        let accounts = chart.accounts.map { account -> String? in
            account.code.hasPrefix("asset/bank/") ? String(account.code.dropFirst(11)) : nil
        }
        var sums: [String: [String: Booked]] = [:]
        try books.ledger.forEachVoucher(connection) { voucher in
            guard voucher.day <= day, voucher.kind != .reserve, voucher.kind != .void else {
                return
            }
            for transfer in voucher.transfers {
                for (place, amount) in [
                    (transfer.debit, transfer.amount), (transfer.credit, -transfer.amount),
                ] {
                    guard let account = accounts[Int(place.index)] else { continue }
                    let cause = ReadCash.base(of: voucher.cause)
                    // Both sides began with it.
                    if cause.hasPrefix("opening/") { continue }
                    sums[account, default: [:]][cause, default: Booked(day: voucher.day)].amount +=
                        amount
                }
            }
        }
        return sums
    }

    /// A cause without what says that it is undone, confirmed or told again.
    private static func base(of cause: String) -> String {
        var rest = cause[...]
        while rest.hasPrefix("undo/") { rest = rest.dropFirst(5) }
        if let mark = rest.lastIndex(of: "#"), Int(rest[rest.index(after: mark)...]) != nil {
            rest = rest[..<mark]
        }
        if rest.hasPrefix("payout/"), rest.hasSuffix("/banked") { rest = rest.dropLast(7) }
        return String(rest)
    }

    private func compare(
        _ account: City.BankAccount, _ lines: [BankLineEntry], _ balance: Yen,
        _ booked: inout [String: Booked], _ day: BookDay, _ connection: Connection
    ) throws -> CashPosition.Account {
        var missing: [CashPosition.Item] = []
        for line in lines {
            let sum = line.causes.reduce(Yen.zero) { $0 + (booked[$1]?.amount ?? .zero) }
            if sum == line.amount {
                for cause in line.causes { booked[cause] = nil }
            } else {
                missing.append(
                    CashPosition.Item(
                        day: line.day, name: line.name, payer: line.payer, amount: line.amount))
            }
        }
        let extra = booked.filter { $0.value.amount != .zero }.map { cause, sum in
            CashPosition.Item(day: sum.day, name: cause, payer: "", amount: sum.amount)
        }.sorted { ($0.day, $0.name) < ($1.day, $1.name) }
        let statement = try BankBalances(connection).balance(of: account.id, on: day)
        let opening = account.opening.values.reduce(Yen.zero, +)
        return CashPosition.Account(
            id: account.id, booked: balance, stated: statement?.balance ?? opening,
            statedThrough: statement?.through, notAtBank: extra, notInBooks: missing)
    }
}
