public import Ledger
public import Money
public import Settlement

/// The books as a journal of hledger 1.25 or later (https://hledger.org/1.25/hledger.html).
///
/// A fund is the first level of its accounts, so each balances by itself: `general:assets:bank:a`.
/// A reservation and its withdrawal move nothing: they are transactions marked `!` without
/// postings.
public struct HledgerJournal: JournalFormat {
    private var accounts = ExportAccounts()

    public init() {}

    public mutating func begin(
        title: String, chart: Chart, from first: BookDay, to bytes: inout [UInt8]
    ) {
        accounts = ExportAccounts(chart, name: HledgerJournal.name)
        bytes.append(contentsOf: "; ".utf8)
        ExportText.append(title, to: &bytes)
        bytes.append(contentsOf: "\n\ncommodity JPY\n\n".utf8)
        for entry in accounts.entries {
            bytes.append(contentsOf: "account ".utf8)
            bytes.append(contentsOf: entry.name)
            bytes.append(contentsOf: "  ; type:\(HledgerJournal.type(entry.account)), fund: ".utf8)
            ExportText.append(entry.account.fund, to: &bytes)
            bytes.append(contentsOf: ", code: ".utf8)
            ExportText.append(entry.account.code, to: &bytes)
            if let subject = entry.subject {
                bytes.append(contentsOf: ", subject: ".utf8)
                ExportText.append(subject, to: &bytes)
            }
            bytes.append(0x0A)
        }
    }

    public func append(_ voucher: ExportedVoucher, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\n\(voucher.day) \(voucher.isPosted ? "*" : "!") (".utf8)
        bytes.append(contentsOf: voucher.id.utf8)
        bytes.append(contentsOf: ") ".utf8)
        ExportText.append(voucher.cause, to: &bytes)
        bytes.append(0x0A)
        tag("kind", voucher.kind, &bytes)
        tag("own-day", voucher.ownDay.description, &bytes)
        tag("occurred", voucher.occurred, &bytes)
        tag("recorded", voucher.recorded, &bytes)
        if let target = voucher.target { tag("target", target, &bytes) }
        if let payment = voucher.payment { tag("payment", payment, &bytes) }
        let words = accounts.words(of: voucher.transfers)
        for fund in words.funds { tag("fund", fund, &bytes) }
        for subject in words.subjects { tag("subject", subject, &bytes) }
        for transfer in voucher.transfers {
            if voucher.isPosted {
                post(transfer.debit, transfer.amount, &bytes)
                post(transfer.credit, -transfer.amount, &bytes)
            } else {
                tag("reserved", accounts.spelled(transfer), &bytes)
            }
        }
    }

    public func end(
        of day: BookDay, changed: [AccountID], standing: [Yen], to bytes: inout [UInt8]
    ) {
        guard !changed.isEmpty else { return }
        bytes.append(contentsOf: "\n\(day) * balances\n".utf8)
        for id in changed {
            bytes.append(contentsOf: "    ".utf8)
            bytes.append(contentsOf: accounts[id].name)
            bytes.append(contentsOf: "  0 JPY = \(standing[Int(id.index)]) JPY\n".utf8)
        }
    }

    private func tag(_ name: String, _ value: String, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: "    ; \(name): ".utf8)
        ExportText.append(value, to: &bytes)
        bytes.append(0x0A)
    }

    private func post(_ id: AccountID, _ amount: Yen, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: "    ".utf8)
        bytes.append(contentsOf: accounts[id].name)
        bytes.append(contentsOf: "  \(amount) JPY\n".utf8)
    }

    private static func name(_ account: Account) -> String {
        let root =
            switch account.accountClass {
            case .asset: "assets"
            case .liability: "liabilities"
            case .equity: "equity"
            case .revenue: "revenues"
            case .expense: "expenses"
            }
        let parts = account.code.split(separator: "/").dropFirst().map(ExportText.hledgerPart)
        return ([ExportText.hledgerPart(account.fund), root] + parts).joined(separator: ":")
    }

    private static func type(_ account: Account) -> Character {
        switch account.accountClass {
        case .asset: "A"
        case .liability: "L"
        case .equity: "E"
        case .revenue: "R"
        case .expense: "X"
        }
    }
}
