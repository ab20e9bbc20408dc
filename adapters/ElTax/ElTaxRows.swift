import Money
import Provider

/// Reads the rows of one file of 共通納税 payments under its header.
struct ElTaxRows {
    private let header: CSVHeader
    private let organisation, key, confirmation, item, levyYear, taxYear, term, amount: Int
    private let paid, method, fund, cancelled: Int
    private let freeText: [Int]

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        organisation = try header.required("org")
        key = try header.required("key")
        confirmation = try header.required("confirm")
        item = try header.required("item")
        levyYear = try header.required("levy_year")
        taxYear = try header.required("tax_year")
        term = try header.required("term")
        amount = try header.required("amount")
        paid = try header.required("paid_date")
        method = try header.required("method")
        _ = try header.required("fi_code")
        fund = try header.required("fund_date")
        cancelled = try header.required("cancelled")
        freeText = header.others(than: [
            organisation, key, confirmation, item, levyYear, taxYear, term, amount, paid, fund,
            cancelled,
        ])
    }

    /// The line of one row; nil where the row is left out, with why in the sink.
    func line(of record: CSVRecord, sink: inout FactSink) -> SlipLine? {
        guard sink.hasShape(record, fields: header.names.count) else { return nil }
        if sink.guardFreeText(record, columns: freeText, header: header) { return nil }
        do throws(RowFault) {
            return try line(of: record)
        } catch {
            sink.refuse(record, error, names: header.names)
            return nil
        }
    }

    private func line(of record: CSVRecord) throws(RowFault) -> SlipLine {
        let organisation = try record.digits(organisation, "org", count: 5...5)
        let key = try record.digits(key, "key", count: 20...20)
        let confirmation = try record.digits(confirmation, "confirm", count: 6...6)
        // Not part of the fact, but a row that garbles them is not what it says it is.
        _ = try record.digits(item, "item", count: 3...3)
        _ = try record.number(levyYear, "levy_year", in: 1900...2999)
        _ = try record.number(taxYear, "tax_year", in: 1900...2999)
        _ = try record.number(term, "term", in: 0...99)
        let amount = try record.amount(amount, "amount")
        guard amount > .zero else { throw .amount("amount") }
        let isCancelled = try isCancelled(record)
        let fundDay = try record.optionalDay(fund, "fund_date")
        guard fundDay != nil || isCancelled else { throw .missing("fund_date") }
        return SlipLine(
            row: record.line, kind: isCancelled ? .cancelled : .confirmed,
            merchant: organisation, key: key, paidDay: try record.day(paid, "paid_date"),
            paidSecond: nil, amount: amount, place: confirmation,
            channel: try record.required(method, "method"),
            payDate: isCancelled ? nil : fundDay, madeDay: nil)
    }

    private func isCancelled(_ record: CSVRecord) throws(RowFault) -> Bool {
        let field = record[cancelled]
        guard let word = field.first else { throw .missing("cancelled") }
        switch (field.count, word) {
        case (1, 0x30): return false
        case (1, 0x31): return true
        default: throw .unknownWord("cancelled", record.text(cancelled))
        }
    }
}
