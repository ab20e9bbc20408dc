import Money
import Provider

/// The seven figures of a payout statement's row.
struct PayoutFigures {
    var saleCount: Int
    var gross: Yen
    var refundCount: Int
    /// Positive, however the file writes it.
    var refunds: Yen
    var fee: Yen
    var feeTax: Yen
    var net: Yen

    init(_ record: CSVRecord, _ columns: PayoutColumns, names: [String]) throws(RowFault) {
        saleCount = try record.count(columns.saleCount, names[columns.saleCount])
        gross = try record.amount(columns.gross, names[columns.gross])
        refundCount = try record.count(columns.refundCount, names[columns.refundCount])
        // `▲1,234` and `1,234` are the same deduction.
        refunds = try record.signedAmount(columns.refunds, names[columns.refunds]).magnitude
        // An agent that gives fees back with refunds may owe more of them than it takes: the
        // sign stays, and the sum below proves it.
        fee = try record.signedAmount(columns.fee, names[columns.fee])
        feeTax = try record.signedAmount(columns.feeTax, names[columns.feeTax])
        net = try record.signedAmount(columns.net, names[columns.net])
    }

    /// 差引支払額 = 売上金額 − 取消金額 − 手数料 − 消費税.
    var isConsistent: Bool { net == gross - refunds - fee - feeTax }

    /// The figures as amounts, in the order of ``PayoutColumns/figures``.
    var inOrder: [Yen] {
        [Yen(saleCount), gross, Yen(refundCount), refunds, fee, feeTax, net]
    }
}
