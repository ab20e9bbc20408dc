import Ledger

/// The accounts of an export by their places, with what is said of them again and again.
struct ExportAccounts {
    struct Entry {
        var account: Account
        /// As the other program calls it.
        var name: [UInt8]
        /// 科目 of a revenue account.
        var subject: String?
        /// Accounts of the same fund whose path goes on from this one's.
        var below: [Int] = []
    }

    private(set) var entries: [Entry] = []

    init() {}

    init(_ chart: Chart, name: (Account) -> String) {
        entries = chart.accounts.map { account in
            Entry(
                account: account, name: Array(name(account).utf8),
                subject: ExportAccounts.subject(account))
        }
        let places = Dictionary(
            uniqueKeysWithValues: chart.accounts.enumerated().map { ($1, $0) })
        for (place, entry) in entries.enumerated() {
            var path = entry.account.code[...]
            while let slash = path.lastIndex(of: "/") {
                path = path[..<slash]
                if let above = Account(fund: entry.account.fund, code: String(path)),
                    let parent = places[above]
                {
                    entries[parent].below.append(place)
                }
            }
        }
    }

    /// `revenue/2026/0101` speaks of the subject 0101.
    private static func subject(_ account: Account) -> String? {
        guard account.accountClass == .revenue else { return nil }
        let parts = account.code.split(separator: "/", maxSplits: 2)
        return parts.count == 3 ? String(parts[2]) : nil
    }

    subscript(_ id: AccountID) -> Entry { entries[Int(id.index)] }

    /// Funds and subjects that transfers speak of, each once, in their order.
    func words(of transfers: [Transfer]) -> (funds: [String], subjects: [String]) {
        var funds: [String] = []
        var subjects: [String] = []
        for transfer in transfers {
            for id in [transfer.debit, transfer.credit] {
                let entry = self[id]
                if !funds.contains(entry.account.fund) { funds.append(entry.account.fund) }
                if let subject = entry.subject, !subjects.contains(subject) {
                    subjects.append(subject)
                }
            }
        }
        return (funds, subjects)
    }

    /// A transfer that is not posted: fund, debit, credit and yen.
    func spelled(_ transfer: Transfer) -> String {
        let debit = self[transfer.debit].account
        return
            "\(debit.fund) \(debit.code) \(self[transfer.credit].account.code) \(transfer.amount)"
    }
}
