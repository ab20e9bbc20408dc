import Money

// Reports of a whole city: PayPay's days, the payouts, the bank.
extension SyntheticMonthRun {
    mutating func writeCodeReports(of day: BookDay) throws(SyntheticMonthTrouble) {
        let name = "history-\(SyntheticMonthRun.compact(day)).csv"
        if !counterRows.isEmpty {
            try folder.write(payPay.header + counterRows.bytes, to: "providers/paypay/\(name)")
        }
        if !onlineRows.isEmpty {
            try folder.write(
                payPay.header + onlineRows.bytes, to: "providers/paypay-online/\(name)")
        }
        counterRows.removeAll()
        onlineRows = nextOnlineRows
        nextOnlineRows.removeAll()
    }

    /// Statements of the windows that end with the day.
    mutating func publishHalves(after day: BookDay) throws(SyntheticMonthTrouble) {
        for provider in SyntheticProvider.allCases where provider != .stripe {
            for (index, payout) in halves[provider.rawValue].enumerated()
            where payout.window.upperBound == day && !payout.isEmpty {
                let month = SyntheticMonthRun.compact(day).prefix(6)
                let number = "\(provider.payoutPrefix)-\(month)-\(index + 1)"
                try folder.write(
                    try payout.statement(number: number),
                    to: "providers/\(provider.id)/payouts-\(SyntheticMonthRun.compact(day)).csv")
                announce(payout, number: number)
            }
        }
    }

    /// Itemized files come out on the eve of their pay day.
    mutating func publishWeeks(after day: BookDay) throws(SyntheticMonthTrouble) {
        guard var week = weeks.removeValue(forKey: day.adding(1).number) else { return }
        try folder.write(
            week.report.finished(net: week.payout.net.value),
            to: "providers/stripe/itemized-\(SyntheticMonthRun.compact(day)).csv")
        announce(week.payout, number: week.report.payoutNumber)
    }

    private mutating func announce(_ payout: SyntheticPayout, number: String) {
        truth.payouts.append(payout.truth(number: number, through: city.lastDay))
        transfers.append((payout, number))
    }

    /// The day's payouts, what the city gets by direct debit, and once a week the bank's own fee.
    mutating func writeBankFile(of day: BookDay) throws(SyntheticMonthTrouble) {
        var file = SyntheticBankFile(day: day, opening: bankBalance)
        for line in payoutLines(of: day) { file.add(line) }
        file.add(
            SyntheticBankFile.Line(
                kind: 14, amount: Int64(100 * (100 + random.below(9_000))),
                payer: SyntheticBankFile.directDebitPayer, text: "ﾌﾘｶｴ"))
        if day.weekday == 4 {
            file.add(
                SyntheticBankFile.Line(
                    isOut: true, kind: 14, amount: 660, text: SyntheticBankFile.bankFeeText))
        }
        try folder.write(try file.finished(), to: "bank/03-\(day).dat")
        truth.bankLines.count += file.lines.count
        truth.bankLines.matched += file.lines.count
        truth.bankLines.amount += file.closing - bankBalance
        bankBalance = file.closing
    }

    /// PayPay pays both of its contracts in one line and names neither.
    private mutating func payoutLines(of day: BookDay) -> [SyntheticBankFile.Line] {
        var lines: [SyntheticBankFile.Line] = []
        for transfer in transfers where transfer.payout.payDay == day {
            let provider = transfer.payout.provider
            let amount = transfer.payout.net.value
            if let same = lines.firstIndex(where: { $0.payer == provider.payerName }) {
                lines[same].amount += amount
                continue
            }
            let named = provider == .jcn || provider == .dencard
            lines.append(
                SyntheticBankFile.Line(
                    amount: amount, payer: provider.payerName, bank: "ﾃｽﾄｷﾞﾝｺｳ", branch: "ﾎﾝﾃﾝ",
                    text: "ﾌﾘｺﾐ", edi: named ? transfer.number : ""))
        }
        transfers.removeAll { $0.payout.payDay == day }
        return lines
    }
}
