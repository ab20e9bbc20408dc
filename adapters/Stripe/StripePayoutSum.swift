import Money
import Provider

/// What the rows of one automatic payout add up to, and what its own row says.
struct StripePayoutSum {
    let number: String
    let firstLine: Int
    var payDate: BookDay?
    private var sales = AmountSum()
    private var refunds = AmountSum()
    private var fee = AmountSum()
    private var net = AmountSum()
    private var saleCount = 0
    private var refundCount = 0
    /// Line and net of the payout's own row.
    private(set) var stated: (line: Int, net: Yen)?

    init(number: String, firstLine: Int) {
        self.number = number
        self.firstLine = firstLine
    }

    mutating func add(_ row: StripeRow) throws(FileRejection) {
        switch row.category {
        case .sale:
            saleCount += 1
            try sales.add(row.gross, line: row.line)
        case .giveBack:
            refundCount += 1
            try refunds.add(-row.gross, line: row.line)
        case .adjustment: break
        case .payout: return
        }
        try fee.add(row.fee, line: row.line)
        try net.add(row.net, line: row.line)
    }

    /// Takes the payout's own row: money leaves the balance, so its net is negative; some exports
    /// turn the sign.
    mutating func state(line: Int, net: Yen, payDate: BookDay?) {
        stated = (line, net < .zero ? -net : net)
        if let payDate { self.payDate = payDate }
    }

    /// The statement; nil where no row says when the payout arrives.
    ///
    /// Where the rows do not add up
    /// to the payout's row, its word stands: what is paid is compared with the lines later.
    var statement: PayoutStatement? {
        guard let payDate else { return nil }
        return PayoutStatement(
            row: stated?.line ?? firstLine, number: number, merchant: nil, from: nil, to: nil,
            closing: nil, payDate: payDate, saleCount: saleCount, refundCount: refundCount,
            gross: sales.value, refunds: refunds.value, fee: fee.value, feeTax: .zero,
            net: stated?.net ?? net.value)
    }
}
