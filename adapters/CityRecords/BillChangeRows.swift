import Money
import Provider

/// Reads the rows of one file of bill revisions under its header.
struct BillChangeRows {
    private let header: CSVHeader
    private let bill, revision, event, amount, tax, day, reason, document: Int
    private let freeText: [Int]

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        bill = try header.required("bill_id")
        revision = try header.required("revision")
        event = try header.required("event")
        amount = try header.required("amount")
        tax = try header.required("tax_amount")
        day = try header.required("date")
        reason = try header.required("reason")
        document = try header.required("document")
        freeText = header.others(than: [bill, revision, event, amount, tax, day])
    }

    /// The change of one row; nil where the row is left out, with why in the sink.
    func change(of record: CSVRecord, sink: inout FactSink) -> BillChange? {
        guard sink.hasShape(record, fields: header.names.count) else { return nil }
        if sink.guardFreeText(record, columns: freeText, header: header) { return nil }
        do throws(RowFault) {
            return try change(of: record)
        } catch {
            sink.refuse(record, error, names: header.names)
            return nil
        }
    }

    private func change(of record: CSVRecord) throws(RowFault) -> BillChange {
        let word = try record.required(event, "event")
        guard let event = BillChange.Event(rawValue: word) else {
            throw .unknownWord("event", word)
        }
        let amount = try record.amount(amount, "amount")
        if amount == .zero, event.mustMoveMoney { throw .amount("amount") }
        let tax = try record.amount(tax, "tax_amount")
        guard tax <= amount else {
            throw RowFault(
                "tax_amount", .valueInvalid, ja: "税額が金額を超えています",
                en: "is more than the amount")
        }
        return BillChange(
            row: record.line, bill: try record.required(bill, "bill_id"),
            revision: try record.number(revision, "revision", in: 1...999_999), event: event,
            amount: amount, tax: tax, day: try record.day(day, "date"),
            reason: record.text(reason), document: record.text(document))
    }
}

extension BillChange.Event {
    /// Whether a change of no yen would be no change: the other events are about the whole bill.
    fileprivate var mustMoveMoney: Bool {
        switch self {
        case .reduce, .increase, .writeOff: true
        case .cancel, .carry, .paidElsewhere, .unpaidAgain: false
        }
    }
}
