public import Money

/// The files of the merchant's desk: CP932, CRLF.
extension PayPaySimulator {
    /// 取引履歴 of one day of Japan, in order of time: payments, refunds and cancellations, each a
    /// row of its own.
    public func history(of day: BookDay) -> [UInt8] {
        var rows: [(at: Moment, text: String)] = []
        for order in orders {
            for entry in entries(of: order) where entry.at.day == day {
                rows.append((entry.at, row(order, entry)))
            }
        }
        let header =
            "取引番号,加盟店ID,屋号,店舗ID,店舗名,端末番号/PosID,取引ステータス,取引日時,取引金額,レシート番号,"
            + "支払い方法,支払い詳細,取引確定期限,加盟店決済ID,サービスタイプ\r\n"
        return CP932.bytes(
            header + rows.sorted { $0.at < $1.at }.map(\.text).joined())
    }

    private struct Entry {
        var number: String
        var status: String
        var at: Moment
        /// Negative where money goes back.
        var amount: Int64
    }

    private func entries(of order: PayPayOrder) -> [Entry] {
        guard let number = order.payment else { return [] }
        guard let paid = order.acceptedAt else {
            let at = Moment(seconds: order.requestedAt)
            return [Entry(number: number, status: "取引失敗", at: at, amount: order.amount)]
        }
        var entries = [Entry(number: number, status: "取引完了", at: paid, amount: order.amount)]
        if let at = order.canceledAt, let number = order.cancelNumber {
            entries.append(Entry(number: number, status: "返金完了", at: at, amount: -order.amount))
        }
        for refund in order.refunds where !refund.isFailed {
            entries.append(
                Entry(
                    number: refund.number, status: "返金完了", at: refund.at, amount: -refund.amount))
        }
        return entries
    }

    private func row(_ order: PayPayOrder, _ entry: Entry) -> String {
        let detail =
            "[{\"\"paymentMethod\"\":\"\"PayPay(残高)\"\",\"\"amount\"\":\(abs(entry.amount))}]"
        let fields = [
            entry.number, settings.merchant, quoted(settings.shop), quoted(order.storeID ?? ""),
            quoted(settings.shop), quoted(order.terminalID ?? ""), entry.status,
            "\(slashed(entry.at.day)) \(clock(entry.at))", String(entry.amount), "",
            "PayPay(残高)", "\"\(detail)\"", "\(slashed(entry.at.day.adding(30))) 23:59:59",
            quoted(order.merchantPaymentID), "オンライン決済",
        ]
        return fields.joined(separator: ",") + "\r\n"
    }

    /// 支払明細 of the payments of some days, both included; no row where there were none.
    ///
    /// The fee is taken of what was sold less what went back, the tax of the fee, both rounded
    /// down.
    public func payoutStatement(from: BookDay, to: BookDay, pays: BookDay) -> [UInt8] {
        var sums = (sales: Int64(0), saleCount: 0, refunds: Int64(0), refundCount: 0)
        for entry in orders.flatMap({ entries(of: $0) })
        where entry.status != "取引失敗" && (from...to).contains(entry.at.day) {
            if entry.amount > 0 {
                sums.sales += entry.amount
                sums.saleCount += 1
            } else {
                sums.refunds -= entry.amount
                sums.refundCount += 1
            }
        }
        var text =
            "支払番号,加盟店ID,締日,対象開始日,対象終了日,売上件数,売上金額,取消件数,取消金額,手数料,消費税,"
            + "差引支払額,支払日\r\n"
        if sums.saleCount + sums.refundCount > 0 {
            let kept = Yen(sums.sales - sums.refunds)
            let fee = settings.feeRate.share(of: kept, rounding: .down)
            let tax = settings.feeTaxRate.share(of: fee, rounding: .down)
            let number = "PP" + slashed(to).split(separator: "/").joined()
            let fields = [
                number, settings.merchant, slashed(to), slashed(from), slashed(to),
                String(sums.saleCount), String(sums.sales), String(sums.refundCount),
                String(sums.refunds), String(fee.value), String(tax.value),
                String((kept - fee - tax).value), slashed(pays),
            ]
            text += fields.joined(separator: ",") + "\r\n"
        }
        return CP932.bytes(text)
    }

    private func slashed(_ day: BookDay) -> String {
        day.description.split(separator: "-").joined(separator: "/")
    }

    /// `HH:MM:SS` in Japan.
    private func clock(_ at: Moment) -> String { String(at.description.dropFirst(11).prefix(8)) }

    private func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
