import Money
import Provider

/// What the rows of one terminal's day add up to, until its totals row proves it.
struct ElectronicMoneyDay {
    let terminal: String
    let day: BookDay
    let firstLine: Int
    private var completedCount = 0
    private var completed = AmountSum()
    private var unknownCount = 0
    private var unknown = AmountSum()
    private(set) var isProven = false

    init(terminal: String, day: BookDay, firstLine: Int) {
        self.terminal = terminal
        self.day = day
        self.firstLine = firstLine
    }

    mutating func add(
        _ transaction: ElectronicMoneyTransaction, line: Int
    ) throws(FileRejection) {
        guard transaction.movement != .none else { return }
        switch transaction.result {
        case .failed: break
        case .completed:
            completedCount += 1
            let isTaken = transaction.movement == .taken
            try completed.add(isTaken ? transaction.amount : -transaction.amount, line: line)
        case .unknown:
            unknownCount += 1
            try unknown.add(transaction.amount, line: line)
        }
    }

    /// Compares the totals row with the rows.
    ///
    /// - Parameter unreadable: lines of the file that may be missing in the sums.
    mutating func prove(
        _ record: CSVRecord, _ columns: ElectronicMoneyColumns, names: [String],
        unreadable: [Int]
    ) throws(FileRejection) -> TerminalTotals {
        let expected = [
            (columns.totalCount, Yen(completedCount)), (columns.totalAmount, completed.value),
            (columns.uncompletedCount, Yen(unknownCount)),
            (columns.uncompletedAmount, unknown.value),
        ]
        for (column, sum) in expected where (try? Field.amount(record[column])) != sum {
            let lines = unreadable.map(String.init).joined(separator: ", ")
            throw FileRejection(
                line: record.line, column: names[column], code: .totalsDiffer,
                ja: "端末 \(terminal) の \(day) の明細の合計 \(sum) と一致しません"
                    + (lines.isEmpty ? "" : "（\(lines) 行目を読めません）"),
                en: "the rows of terminal \(terminal) on \(day) add up to \(sum)"
                    + (lines.isEmpty ? "" : " without line \(lines), which cannot be read"))
        }
        isProven = true
        return TerminalTotals(
            row: record.line, terminal: terminal, day: day, completedCount: completedCount,
            completed: completed.value, unknownCount: unknownCount, unknown: unknown.value)
    }
}
