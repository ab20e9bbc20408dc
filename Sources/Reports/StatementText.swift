import Ledger
import Money
public import Settlement

/// An account's statement for a person: numbers in columns, the cause behind them.
public struct StatementText: StatementFormat {
    private static let width = 16

    private let language: Language

    public init(_ language: Language) { self.language = language }

    public mutating func begin(_ statement: AccountStatement, to bytes: inout [UInt8]) {
        let days = [statement.from, statement.through].map { $0?.description ?? "" }
        var title = "\(statement.account.fund)  \(statement.account.code)"
        if statement.from != nil || statement.through != nil {
            title += "  " + days.joined(separator: "..")
        }
        bytes.append(contentsOf: "\(title)\n\n".utf8)
        let names = [
            language("借方", "debit"), language("貸方", "credit"), language("残高", "balance"),
        ]
        row(language("記帳日", "day"), names, language("伝票", "voucher"), to: &bytes)
        row("", ["", "", grouped(statement.opening.value)], forward, to: &bytes)
    }

    private var forward: String { language("繰越", "carried forward") }

    public mutating func append(_ line: AccountStatement.Line, to bytes: inout [UInt8]) {
        func shown(_ yen: Int64) -> String { yen == 0 ? "" : grouped(yen) }
        var words = "\(line.sequence) \(line.kind) \(line.cause)"
        if line.ownDay != line.day { words += " (\(line.ownDay))" }
        let reserved = [line.reservedDebit.value, line.reservedCredit.value]
        for (name, yen) in zip([language("借方", "debit"), language("貸方", "credit")], reserved)
        where yen != 0 {
            words += language("、保留 \(name) ", ", reserved \(name) ") + grouped(yen)
        }
        row(
            line.day.description,
            [shown(line.debit.value), shown(line.credit.value), grouped(line.balance.value)],
            words, to: &bytes)
    }

    public mutating func end(_ statement: AccountStatement, to bytes: inout [UInt8]) {
        let words = language("残高", "balance")
        row("", ["", "", grouped(statement.closing.value)], words, to: &bytes)
    }

    private func row(
        _ day: String, _ numbers: [String], _ words: String, to bytes: inout [UInt8]
    ) {
        func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
        var text = day + spaces(10 - TextTable.width(day))
        for number in numbers {
            text += spaces(StatementText.width - TextTable.width(number)) + number
        }
        bytes.append(contentsOf: "\(text)  \(words)\n".utf8)
    }
}
