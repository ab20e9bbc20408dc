import Money
public import Settlement

/// An account's statement as comma-separated values; the first row is what stood before.
public struct StatementTable: StatementFormat {
    private static let columns = [
        "day", "own_day", "sequence", "voucher", "kind", "cause", "occurred", "recorded", "debit",
        "credit", "reserved_debit", "reserved_credit", "balance",
    ]

    public init() {}

    public mutating func begin(_ statement: AccountStatement, to bytes: inout [UInt8]) {
        CSVText.append(StatementTable.columns, to: &bytes)
        let blank = Array(repeating: "", count: StatementTable.columns.count - 6)
        CSVText.append(
            ["", "", "", "", "carried-forward"] + blank + ["\(statement.opening.value)"],
            to: &bytes)
    }

    public mutating func append(_ line: AccountStatement.Line, to bytes: inout [UInt8]) {
        let numbers = [
            line.debit, line.credit, line.reservedDebit, line.reservedCredit, line.balance,
        ]
        CSVText.append(
            [
                line.day.description, line.ownDay.description, String(line.sequence),
                line.voucher, line.kind, line.cause, line.occurred, line.recorded,
            ] + numbers.map { String($0.value) }, to: &bytes)
    }

    public mutating func end(_ statement: AccountStatement, to bytes: inout [UInt8]) {}
}
