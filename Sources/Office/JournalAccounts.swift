import Ledger
import Money
import Settlement

/// The accounts that `journal.csv` names, as its rows come by, with what they are to payments.
struct JournalAccounts {
    /// Who holds what a citizen paid: a provider's clearing account, or the cash of an office.
    struct Till: Hashable {
        var isCash: Bool
        var name: String
    }

    struct Seen {
        var till: Till?
        var isBank = false
    }

    private(set) var chart = Chart()
    private(set) var seen: [Seen] = []
    private var places: [[UInt8]: AccountID] = [:]
    private var key: [UInt8] = []

    /// The account that a row names, nil where its path is none.
    ///
    /// - Parameter code: the column of the path.
    mutating func account(_ record: CSVRecord, code: Int) -> AccountID? {
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: record.slice(JournalAccounts.fund))
        // A comma within is escaped in both.
        key.append(0x2C)
        key.append(contentsOf: record.slice(code))
        if let known = places[key] { return known }
        guard
            let account = Account(
                fund: CSVRecord.unescaped(record.slice(JournalAccounts.fund)),
                code: CSVRecord.unescaped(record.slice(code)))
        else { return nil }
        let id = chart.open(account)
        places[key] = id
        if Int(id.index) == seen.count { seen.append(Seen(account)) }
        return id
    }

    private static let fund = 10
}

extension JournalAccounts.Seen {
    init(_ account: Account) {
        let parts = account.code.split(separator: "/", maxSplits: 2)
        guard parts.count == 3, parts[0] == "asset" else { return }
        switch parts[1] {
        case "clearing": till = JournalAccounts.Till(isCash: false, name: String(parts[2]))
        case "cash": till = JournalAccounts.Till(isCash: true, name: String(parts[2]))
        case "bank": isBank = true
        default: break
        }
    }
}
