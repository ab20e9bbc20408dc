import Money
import Provider

/// Reads the rows of one itemized report under its header.
///
/// Of rows gone by only the sums of their
/// payouts are kept.
struct StripeRows {
    private let header: CSVHeader
    private let columns: StripeColumns
    private var words = StripeWords()
    private var payouts: [StripePayoutSum] = []
    private var places: [String: Int] = [:]

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        columns = try StripeColumns(header)
    }

    mutating func take(_ record: CSVRecord, sink: inout FactSink) throws(FileRejection) {
        guard sink.hasShape(record, fields: header.names.count) else { return }
        if sink.guardFreeText(record, columns: columns.freeText, header: header) { return }
        let row: StripeRow
        do throws(RowFault) {
            row = try StripeRow(record, columns, names: header.names, words: &words)
            if row.category == .payout { try state(row, record) }
        } catch {
            sink.refuse(record, error, names: header.names)
            return
        }
        if row.category == .payout { return }
        if let number = row.payout {
            let place = place(of: number, line: row.line)
            try payouts[place].add(row)
            if payouts[place].payDate == nil { payouts[place].payDate = row.payDate }
        }
        sink.batch.lines.append(line(of: row, record))
        try sink.rowDone()
    }

    /// Hands over the payouts, in the order in which the file first names them.
    func finish(sink: inout FactSink) throws(FileRejection) {
        for payout in payouts {
            guard let statement = payout.statement else {
                sink.report(
                    .missing(header.names[columns.effective]),
                    line: payout.stated?.line ?? payout.firstLine)
                continue
            }
            sink.batch.payouts.append(statement)
            try sink.rowDone()
        }
    }

    private mutating func state(_ row: StripeRow, _ record: CSVRecord) throws(RowFault) {
        // A payout asked for by hand has no automatic payout; its own number is its source.
        let source = try record.required(columns.source, header.names[columns.source])
        let place = place(of: row.payout ?? source, line: row.line)
        guard payouts[place].stated == nil else {
            throw RowFault(
                header.names[columns.source], .idReused, ja: "同じ支払いの行が 2 つあります",
                en: "is a payout that the file has already stated")
        }
        payouts[place].state(line: row.line, net: row.net, payDate: row.payDate)
    }

    private mutating func place(of number: String, line: Int) -> Int {
        if let last = payouts.last, last.number == number { return payouts.count - 1 }
        if let place = places[number] { return place }
        places[number] = payouts.count
        payouts.append(StripePayoutSum(number: number, firstLine: line))
        return payouts.count - 1
    }

    private func line(of row: StripeRow, _ record: CSVRecord) -> ProviderLine {
        var kind = ProviderLine.Kind.adjustment
        var amount = row.net
        var references = [
            record.optional(at: columns.paymentIntent), record.optional(columns.source),
            record.optional(at: columns.charge),
        ]
        switch row.category {
        case .sale:
            (kind, amount) = (.sale, row.gross)
        case .giveBack:
            (kind, amount) = (.giveBack, row.gross.magnitude)
            // The refund's own number comes first: its payment may have had several.
            references.swapAt(0, 1)
        case .payout, .adjustment:
            references.swapAt(0, 1)
        }
        var distinct: [String] = []
        for case let reference? in references where !distinct.contains(reference) {
            distinct.append(reference)
        }
        return ProviderLine(
            row: row.line, number: row.number, kind: kind, at: row.created, amount: amount,
            brand: record.optional(at: columns.brand),
            merchantRef: record.optional(at: columns.merchantReference),
            providerRefs: distinct, payout: row.payout, fee: row.fee)
    }
}
