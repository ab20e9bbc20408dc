import Provider

/// Where the columns of a payout statement stand.
struct PayoutColumns {
    let number: Int
    let merchant: Int
    let closing: Int
    let from: Int
    let to: Int
    let saleCount: Int
    let gross: Int
    let refundCount: Int
    let refunds: Int
    let fee: Int
    let feeTax: Int
    let net: Int
    let payDate: Int

    init(_ header: CSVHeader) throws(FileRejection) {
        number = try header.required("支払番号")
        merchant = try header.required("加盟店ID")
        closing = try header.required("締日")
        from = try header.required("対象開始日")
        to = try header.required("対象終了日")
        saleCount = try header.required("売上件数")
        gross = try header.required("売上金額")
        refundCount = try header.required("取消件数")
        refunds = try header.required("取消金額")
        fee = try header.required("手数料")
        feeTax = try header.required("消費税")
        net = try header.required("差引支払額")
        payDate = try header.required("支払日")
    }

    /// The columns of ``PayoutFigures/inOrder``.
    var figures: [Int] { [saleCount, gross, refundCount, refunds, fee, feeTax, net] }

    var all: [Int?] { [number, merchant, closing, from, to, payDate] + figures }
}
