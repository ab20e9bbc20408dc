import Money
import Provider

/// A statement whose trailer has not come yet, with what its trailer must say.
struct OpenStatement {
    /// Counts and sums as a trailer states them.
    private struct Totals: Equatable {
        var inCount: Int64 = 0
        var inSum = AmountSum()
        var outCount: Int64 = 0
        var outSum = AmountSum()

        mutating func add(_ amount: Yen, isIn: Bool, line: Int) throws(FileRejection) {
            if isIn {
                inCount += 1
                try inSum.add(amount, line: line)
            } else {
                outCount += 1
                try outSum.add(amount, line: line)
            }
        }
    }

    private var statement: BankStatement
    /// A correction counted where its money goes.
    private var byEffect = Totals()
    /// A correction counted, with a minus, where it stands.
    ///
    /// The standard leaves open which of the two a trailer says, and banks do both. The balance
    /// is the same.
    private var byDirection = Totals()

    init(_ statement: BankStatement) { self.statement = statement }

    mutating func add(
        _ line: BankLine, isIn: Bool, isCorrection: Bool, _ record: BankRecord
    ) throws(FileRejection) {
        guard line.day >= statement.from, line.day <= statement.to else {
            throw record.rejection(
                LineItem.day, .dateInvalid,
                ja: "ヘッダーの期間（\(statement.from)〜\(statement.to)）の外です",
                en: "is outside the header's days (\(statement.from) to \(statement.to))")
        }
        let amount = line.amount.magnitude
        try byEffect.add(amount, isIn: isIn != isCorrection, line: line.row)
        try byDirection.add(isCorrection ? -amount : amount, isIn: isIn, line: line.row)
        statement.lines.append(line)
    }

    /// The statement with its closing balance, once every total of the trailer agrees.
    func proven(by record: BankRecord) throws(FileRejection) -> BankStatement {
        try record.require(items: TrailerItem.count)
        let inCount = try record.digits(TrailerItem.inCount)
        let inSum = try record.amount(TrailerItem.inSum)
        let outCount = try record.digits(TrailerItem.outCount)
        let outSum = try record.amount(TrailerItem.outSum)
        // Of the two ways to count, the one that fits better is compared word by word.
        let counted =
            byDirection.inCount == inCount && byDirection.outCount == outCount
                && byDirection.inSum.value == inSum && byDirection.outSum.value == outSum
            ? byDirection : byEffect
        try compare(record, TrailerItem.inCount, said: inCount, is: counted.inCount)
        try compare(record, TrailerItem.inSum, said: inSum.value, is: counted.inSum.value.value)
        try compare(record, TrailerItem.outCount, said: outCount, is: counted.outCount)
        try compare(record, TrailerItem.outSum, said: outSum.value, is: counted.outSum.value.value)
        try compare(
            record, TrailerItem.lineCount, said: try record.digits(TrailerItem.lineCount),
            is: Int64(statement.lines.count))
        let closing = try record.balance(TrailerItem.closing, sign: TrailerItem.sign)
        let expected = statement.opening + inSum - outSum
        try compare(record, TrailerItem.closing, said: closing.value, is: expected.value)
        var result = statement
        result.closing = closing
        return result
    }

    private func compare(
        _ record: BankRecord, _ item: BankItem, said: Int64, is real: Int64
    ) throws(FileRejection) {
        guard said != real else { return }
        throw record.rejection(
            item, .bankContinuity, ja: "\(said) とあるが、明細からは \(real) になります",
            en: "says \(said) where the lines give \(real)")
    }
}
