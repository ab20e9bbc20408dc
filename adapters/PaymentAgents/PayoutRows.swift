import Money
import Provider

/// Reads the rows of one payout statement under its header.
struct PayoutRows {
    private let header: CSVHeader
    private let columns: PayoutColumns
    private let freeText: [Int]
    /// Sums of the figures over all rows, also of those that are left out for another reason.
    private var sums: [AmountSum]
    private var hasUnreadableRow = false
    private var isProven = false

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        columns = try PayoutColumns(header)
        freeText = header.others(than: columns.all)
        sums = columns.figures.map { _ in AmountSum() }
    }

    /// Whether a record is the totals row: its first field says 合計.
    static func isTotal(_ record: CSVRecord) -> Bool {
        let first = record[0]
        // 合計 is 4 bytes in CP932 and 6 in UTF-8.
        guard first.count == 4 || first.count == 6 else { return false }
        return record.text(0) == "合計"
    }

    /// The payout of one row; nil where the row is left out, with why in the sink.
    mutating func payout(
        of record: CSVRecord, sink: inout FactSink
    ) throws(FileRejection) -> PayoutStatement? {
        if isProven {
            throw FileRejection(
                line: record.line, code: .recordOrder, ja: "合計行のあとに明細があります",
                en: "a row stands behind the totals row")
        }
        guard sink.hasShape(record, fields: header.names.count) else {
            hasUnreadableRow = true
            return nil
        }
        let holdsCard = sink.guardFreeText(record, columns: freeText, header: header)
        let figures: PayoutFigures
        do throws(RowFault) {
            figures = try PayoutFigures(record, columns, names: header.names)
        } catch {
            hasUnreadableRow = true
            sink.refuse(record, error, names: header.names)
            return nil
        }
        for (index, figure) in figures.inOrder.enumerated() {
            try sums[index].add(figure, line: record.line)
        }
        if holdsCard { return nil }
        do throws(RowFault) {
            return try statement(record, figures)
        } catch {
            sink.refuse(record, error, names: header.names)
            return nil
        }
    }

    private func statement(
        _ record: CSVRecord, _ figures: PayoutFigures
    ) throws(RowFault) -> PayoutStatement {
        let names = header.names
        let number = try record.required(columns.number, names[columns.number])
        let merchant = try record.required(columns.merchant, names[columns.merchant])
        let closing = try record.optionalDay(columns.closing, names[columns.closing])
        let from = try record.day(columns.from, names[columns.from])
        let to = try record.day(columns.to, names[columns.to])
        guard from <= to else {
            throw RowFault(
                names[columns.to], .dateInvalid, ja: "対象開始日より前の日付です",
                en: "lies before the first day of the window")
        }
        let payDate = try record.day(columns.payDate, names[columns.payDate])
        guard figures.isConsistent else {
            throw RowFault(
                names[columns.net], .sumDiffers, ja: "売上金額 − 取消金額 − 手数料 − 消費税 と一致しません",
                en: "is not sales less refunds less fee less tax")
        }
        return PayoutStatement(
            row: record.line, number: number, merchant: merchant, from: from, to: to,
            closing: closing, payDate: payDate, saleCount: figures.saleCount,
            refundCount: figures.refundCount, gross: figures.gross, refunds: figures.refunds,
            fee: figures.fee, feeTax: figures.feeTax, net: figures.net)
    }

    /// Compares the totals row with the rows; figures that it leaves empty are not compared, but
    /// the net must be there.
    mutating func prove(_ record: CSVRecord) throws(FileRejection) {
        guard !isProven, record.count == header.names.count, record.isSound else {
            throw PayoutRows.differs(
                record.line, nil, ja: "合計行を読めません", en: "the totals row cannot be read")
        }
        if hasUnreadableRow {
            throw PayoutRows.differs(
                record.line, nil, ja: "読めない行があるため、合計を確かめられません",
                en: "a row cannot be read, so the totals cannot be proven")
        }
        for (index, column) in columns.figures.enumerated() {
            let isRequired = column == columns.net
            if record[column].isEmpty, !isRequired { continue }
            let stated = try? Field.amount(record[column])
            let sum = sums[index].value
            let isSame = column == columns.refunds ? stated?.magnitude == sum : stated == sum
            guard isSame else {
                throw PayoutRows.differs(
                    record.line, header.names[column], ja: "明細の合計 \(sum) と一致しません",
                    en: "the rows add up to \(sum)")
            }
        }
        isProven = true
    }

    private static func differs(
        _ line: Int, _ column: String?, ja: String, en: String
    ) -> FileRejection {
        FileRejection(line: line, column: column, code: .totalsDiffer, ja: ja, en: en)
    }
}
