import Ledger
import Money
public import Settlement

/// An account's statement as one JSON object, a line of text for each voucher.
public struct StatementObject: StatementFormat {
    private var isFirst = true

    public init() {}

    public mutating func begin(_ statement: AccountStatement, to bytes: inout [UInt8]) {
        let head = JSONText.document { json in
            json.object { json in
                json.member("fund", statement.account.fund)
                json.member("account", statement.account.code)
                json.member("from", statement.from?.description)
                json.member("to", statement.through?.description)
                json.member("opening", statement.opening.value)
                json.member("closing", statement.closing.value)
            }
        }
        bytes.append(contentsOf: head.dropLast().utf8)
        bytes.append(contentsOf: ",\"lines\":[".utf8)
    }

    public mutating func append(_ line: AccountStatement.Line, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (isFirst ? "\n" : ",\n").utf8)
        isFirst = false
        let text = JSONText.document { json in
            json.object { json in
                json.member("day", line.day.description)
                json.member("own_day", line.ownDay.description)
                json.member("sequence", line.sequence)
                json.member("voucher", line.voucher)
                json.member("kind", line.kind)
                json.member("cause", line.cause)
                json.member("occurred", line.occurred)
                json.member("recorded", line.recorded)
                json.member("debit", line.debit.value)
                json.member("credit", line.credit.value)
                json.member("reserved_debit", line.reservedDebit.value)
                json.member("reserved_credit", line.reservedCredit.value)
                json.member("balance", line.balance.value)
            }
        }
        bytes.append(contentsOf: text.utf8)
    }

    public mutating func end(_ statement: AccountStatement, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\n]}\n".utf8)
    }
}
