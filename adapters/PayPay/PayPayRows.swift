import Money
import Provider

/// Reads the rows of one 取引履歴 file under its header.
struct PayPayRows {
    private let header: CSVHeader
    private let number: Int
    private let merchant: Int
    private let terminal: Int
    private let status: Int
    private let time: Int
    private let amount: Int
    private let merchantReference: Int
    private let freeText: [Int]
    /// Status words met so far, as the file's bytes: a word is decoded once, not once a row.
    private var words: [(bytes: [UInt8], kind: ProviderLine.Kind)] = []

    init(header: CSVHeader) throws(FileRejection) {
        self.header = header
        number = try header.required("取引番号", "決済番号")
        merchant = try header.required("加盟店ID")
        terminal = try header.required("端末番号/PosID")
        status = try header.required("取引ステータス")
        time = try header.required("取引日時")
        amount = try header.required("取引金額")
        merchantReference = try header.required("加盟店決済ID")
        // 店舗ID and レシート番号 are numbers of 13 digits and more: one in ten would pass for a card.
        freeText = header.others(than: [
            number, merchant, terminal, status, time, amount, merchantReference,
            header.index("店舗ID"), header.index("レシート番号"),
        ])
    }

    /// The line of one row; nil where the row is left out, with why in the sink.
    mutating func line(of record: CSVRecord, sink: inout FactSink) -> ProviderLine? {
        guard sink.hasShape(record, fields: header.names.count) else { return nil }
        if sink.guardFreeText(record, columns: freeText, header: header) { return nil }
        do throws(RowFault) {
            return try line(of: record)
        } catch {
            sink.refuse(record, error, names: header.names)
            return nil
        }
    }

    private mutating func line(of record: CSVRecord) throws(RowFault) -> ProviderLine {
        let names = header.names
        // Digits only: a spreadsheet turns the number into 4.45322E+18, which is none any more.
        let number = try record.digits(number, names[number], count: 1...64)
        let merchant = try record.required(merchant, names[merchant])
        let kind = try kind(of: record)
        let at = try record.moment(time, names[time])
        let amount = try record.signedAmount(amount, names[amount])
        return ProviderLine(
            row: record.line, number: number, kind: kind, at: at,
            amount: try magnitude(amount, of: kind), merchant: merchant,
            terminal: record.optional(terminal), brand: "PayPay",
            merchantRef: record.optional(merchantReference), providerRefs: [number])
    }

    private mutating func kind(of record: CSVRecord) throws(RowFault) -> ProviderLine.Kind {
        let field = record[status]
        if let known = words.first(where: { field.elementsEqual($0.bytes) }) { return known.kind }
        let word = try record.required(status, header.names[status])
        guard let kind = PayPayStatus.kinds[word] else {
            throw .unknownWord(header.names[status], word)
        }
        words.append((Array(field), kind))
        return kind
    }

    /// The amount without its sign, which must fit the status.
    ///
    /// Refunds are negative in the file, though some exports write them without a sign; sales never
    /// are. A row that moved no money
    /// may have either, as it belongs to a payment or to a refund.
    private func magnitude(_ amount: Yen, of kind: ProviderLine.Kind) throws(RowFault) -> Yen {
        let column = header.names[self.amount]
        switch kind {
        case .sale where amount < .zero: throw .negative(column)
        case .sale where amount == .zero, .giveBack where amount == .zero: throw .amount(column)
        default: return amount.magnitude
        }
    }
}
