import Money
import Provider

/// One balance transaction, its figures proven against each other.
struct StripeRow {
    let line: Int
    let number: String
    let category: StripeCategory
    let created: Moment
    let gross: Yen
    let fee: Yen
    let net: Yen
    /// Empty where the transaction has not been paid out yet.
    let payout: String?
    let payDate: BookDay?

    init(
        _ record: CSVRecord, _ columns: StripeColumns, names: [String],
        words: inout StripeWords
    ) throws(RowFault) {
        line = record.line
        number = try record.required(columns.transaction, names[columns.transaction])
        category = try words.category(of: record, columns.category, names[columns.category])
        created = try record.moment(
            columns.created, names[columns.created], offsetSeconds: columns.createdOffset)
        guard StripeRow.isYen(record[columns.currency]) else {
            throw RowFault(
                names[columns.currency], .valueInvalid, ja: "通貨が円（jpy）ではありません",
                en: "is not jpy")
        }
        gross = try record.signedAmount(columns.gross, names[columns.gross])
        fee = try record.signedAmount(columns.fee, names[columns.fee])
        net = try record.signedAmount(columns.net, names[columns.net])
        guard net == gross - fee else {
            throw RowFault(
                names[columns.net], .sumDiffers, ja: "gross − fee と一致しません",
                en: "is not gross less fee")
        }
        payout = record.optional(columns.payout)
        payDate =
            record[columns.effective].isEmpty
            ? nil
            : try record.moment(
                columns.effective, names[columns.effective],
                offsetSeconds: columns.effectiveOffset
            ).day
        try checkSign(names[columns.gross])
    }

    /// A sale adds to the balance and a refund takes from it; anything else may do either.
    private func checkSign(_ column: String) throws(RowFault) {
        switch category {
        case .sale where gross < .zero: throw .negative(column)
        case .sale where gross == .zero: throw .amount(column)
        case .giveBack where gross >= .zero:
            throw RowFault(
                column, .amountInvalid, ja: "返金の金額が負ではありません", en: "is a refund that is not negative"
            )
        default: break
        }
    }

    private static func isYen(_ field: UnsafeRawBufferPointer) -> Bool {
        field.count == 3 && field[0] | 0x20 == 0x6A && field[1] | 0x20 == 0x70
            && field[2] | 0x20 == 0x79
    }
}
