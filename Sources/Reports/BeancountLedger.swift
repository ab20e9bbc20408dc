public import Ledger
public import Money
public import Settlement

/// The books as a ledger of beancount 2 or 3 (https://beancount.github.io/docs).
///
/// A fund is the second level of its accounts, `Assets:General:Bank:A`, and a tag of its
/// transactions. A reservation and its withdrawal move nothing: they are transactions flagged `!`
/// without postings.
public struct BeancountLedger: JournalFormat {
    private var accounts = ExportAccounts()

    public init() {}

    public mutating func begin(
        title: String, chart: Chart, from first: BookDay, to bytes: inout [UInt8]
    ) {
        accounts = ExportAccounts(chart, name: BeancountLedger.name)
        bytes.append(contentsOf: "option \"title\" ".utf8)
        quote(title, &bytes)
        bytes.append(contentsOf: "option \"operating_currency\" \"JPY\"\n\n".utf8)
        bytes.append(contentsOf: "\(first) commodity JPY\n".utf8)
        for entry in accounts.entries {
            bytes.append(contentsOf: "\(first) open ".utf8)
            bytes.append(contentsOf: entry.name)
            bytes.append(contentsOf: " JPY\n".utf8)
            note("fund", entry.account.fund, &bytes)
            note("code", entry.account.code, &bytes)
            if let subject = entry.subject { note("subject", subject, &bytes) }
        }
    }

    public func append(_ voucher: ExportedVoucher, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\n\(voucher.day) \(voucher.isPosted ? "*" : "!") \"".utf8)
        ExportText.append(voucher.cause, to: &bytes)
        bytes.append(0x22)
        let words = accounts.words(of: voucher.transfers)
        for fund in words.funds {
            bytes.append(contentsOf: " #fund-\(ExportText.beancountTag(fund))".utf8)
        }
        for subject in words.subjects {
            bytes.append(contentsOf: " #subject-\(ExportText.beancountTag(subject))".utf8)
        }
        bytes.append(0x0A)
        note("voucher", voucher.id, &bytes)
        note("kind", voucher.kind, &bytes)
        note("own-day", voucher.ownDay.description, &bytes)
        note("occurred", voucher.occurred, &bytes)
        note("recorded", voucher.recorded, &bytes)
        if let target = voucher.target { note("target", target, &bytes) }
        if let payment = voucher.payment { note("payment", payment, &bytes) }
        for (place, transfer) in voucher.transfers.enumerated() {
            if voucher.isPosted {
                post(transfer.debit, transfer.amount, &bytes)
                post(transfer.credit, -transfer.amount, &bytes)
            } else {
                note("reserved-\(place + 1)", accounts.spelled(transfer), &bytes)
            }
        }
    }

    /// An assertion of beancount speaks of the morning, and of the accounts below too.
    public func end(
        of day: BookDay, changed: [AccountID], standing: [Yen], to bytes: inout [UInt8]
    ) {
        bytes.append(0x0A)
        let next = day.adding(1)
        for id in changed {
            let entry = accounts[id]
            let amount = entry.below.reduce(standing[Int(id.index)]) { $0 + standing[$1] }
            bytes.append(contentsOf: "\(next) balance ".utf8)
            bytes.append(contentsOf: entry.name)
            bytes.append(contentsOf: " \(amount) JPY\n".utf8)
        }
    }

    private func quote(_ text: String, _ bytes: inout [UInt8]) {
        bytes.append(0x22)
        ExportText.append(text, to: &bytes)
        bytes.append(contentsOf: "\"\n".utf8)
    }

    private func note(_ name: String, _ value: String, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: "  \(name): ".utf8)
        quote(value, &bytes)
    }

    private func post(_ id: AccountID, _ amount: Yen, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: "  ".utf8)
        bytes.append(contentsOf: accounts[id].name)
        bytes.append(contentsOf: " \(amount) JPY\n".utf8)
    }

    private static func name(_ account: Account) -> String {
        let root =
            switch account.accountClass {
            case .asset: "Assets"
            case .liability: "Liabilities"
            case .equity: "Equity"
            case .revenue: "Income"
            case .expense: "Expenses"
            }
        let parts = account.code.split(separator: "/").dropFirst().map(ExportText.beancountPart)
        return ([root, ExportText.beancountPart(account.fund)] + parts).joined(separator: ":")
    }
}
