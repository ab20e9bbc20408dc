import Database
import Ledger

/// The accounts of the books in memory, and what the places of somebody's chart mean in them.
struct AccountIndex {
    /// In the order of their numbers in the books, from 0.
    private(set) var accounts: [Account] = []
    private var numbers: [Account: AccountID] = [:]
    /// The chart in use, held so that its storage can be recognised.
    private var local: [Account] = []
    /// The number in the books of each place of the chart in use, -1 where not asked yet.
    private var localNumbers: [Int32] = []

    /// Reads all accounts of the books.
    init(_ connection: Connection) throws(DatabaseTrouble) {
        let row = try connection.statement("SELECT id, fund, code FROM ledger_account ORDER BY id")
        while try row.step() {
            guard row.int64(0) == accounts.count,
                let account = Account(fund: row.text(1), code: row.text(2)),
                numbers.updateValue(AccountID(Int32(accounts.count)), forKey: account) == nil
            else { throw DatabaseTrouble(.corrupt, "account \(row.int64(0)) is damaged") }
            accounts.append(account)
        }
    }

    /// The number in the books of one account, nil where they do not have it.
    static func number(
        of account: Account, _ connection: Connection
    ) throws(DatabaseTrouble) -> AccountID? {
        let row = try connection.statement(
            "SELECT id FROM ledger_account WHERE fund = ?1 AND code = ?2")
        row.bind(1, account.fund)
        row.bind(2, account.code)
        defer { row.reset() }
        return try row.step() ? Int32(exactly: row.int64(0)).map { AccountID($0) } : nil
    }

    /// Turns to the chart of another change; the same chart again costs nothing.
    mutating func use(_ chart: Chart) {
        // The array held here keeps its storage from being changed in place or given away.
        let isSame = chart.accounts.withUnsafeBufferPointer { theirs in
            local.withUnsafeBufferPointer {
                $0.baseAddress == theirs.baseAddress && $0.count == theirs.count
            }
        }
        if isSame { return }
        local = chart.accounts
        localNumbers.removeAll(keepingCapacity: true)
        localNumbers.append(contentsOf: repeatElement(-1, count: local.count))
    }

    /// The number of an account of the chart in use; one that the books lack is opened.
    mutating func number(of place: AccountID) -> AccountID {
        let known = localNumbers[Int(place.index)]
        if known >= 0 { return AccountID(known) }
        let number = open(local[Int(place.index)])
        localNumbers[Int(place.index)] = number.index
        return number
    }

    private mutating func open(_ account: Account) -> AccountID {
        if let number = numbers[account] { return number }
        let number = AccountID(Int32(accounts.count))
        numbers[account] = number
        accounts.append(account)
        return number
    }

    /// Takes back the accounts opened last.
    mutating func truncate(to count: Int) {
        guard accounts.count > count else { return }
        for account in accounts[count...] { numbers[account] = nil }
        accounts.removeLast(accounts.count - count)
        local = []
        localNumbers = []
    }
}
