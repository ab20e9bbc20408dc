import Money

/// The lines of one payout summed up, and what the provider makes of them.
struct SyntheticPayout {
    let provider: SyntheticProvider
    let payDay: BookDay
    /// The provider's days whose lines it pays.
    let window: ClosedRange<BookDay>
    private(set) var saleCount = 0
    private(set) var gross = Yen.zero
    private(set) var refundCount = 0
    private(set) var refunds = Yen.zero
    private var lineFees = Yen.zero

    init(provider: SyntheticProvider, payDay: BookDay, window: ClosedRange<BookDay>) {
        self.provider = provider
        self.payDay = payDay
        self.window = window
    }

    var isEmpty: Bool { saleCount == 0 && refundCount == 0 }

    /// Adds a line; returns the fee that it bears itself, zero where the fee is the payout's.
    mutating func add(_ event: SyntheticEvent) -> Yen {
        let amount = Yen(event.lineAmount)
        if event.kind == .captured {
            saleCount += 1
            gross = gross + amount
        } else {
            refundCount += 1
            refunds = refunds - amount
        }
        guard provider.feeUnit == .transaction,
            event.kind == .captured || provider.returnsFee
        else { return .zero }
        let fee = provider.feeRate.share(of: amount, rounding: provider.feeRounding)
        lineFees = lineFees + fee
        return fee
    }

    var fee: Yen {
        switch provider.feeUnit {
        case .transaction: lineFees
        case .payout:
            provider.feeRate.share(
                of: provider.returnsFee ? gross - refunds : gross, rounding: provider.feeRounding)
        }
    }

    var feeTax: Yen { provider.feeTaxRate?.share(of: fee, rounding: .down) ?? .zero }

    var net: Yen { gross - refunds - fee - feeTax }

    func truth(number: String, through lastDay: BookDay) -> SyntheticTruth.Payout {
        SyntheticTruth.Payout(
            provider: provider.id, number: number, gross: gross.value, refunds: refunds.value,
            fee: fee.value, feeTax: feeTax.value, net: net.value, payDay: payDay,
            status: payDay <= lastDay ? "banked" : "announced")
    }
}

// MARK: - Statement of a payment agent

extension SyntheticPayout {
    /// A payout statement (支払明細) of this payout alone: CP932 CSV, CRLF, amounts grouped.
    func statement(number: String) throws(SyntheticMonthTrouble) -> [UInt8] {
        var row = "\(number),\(provider.merchantID)"
        for day in [window.upperBound, window.lowerBound, window.upperBound] {
            row += ",\(SyntheticPayout.slashed(day))"
        }
        row += ",\(saleCount),\(SyntheticPayout.grouped(gross))"
        // Half the agents write a deduction with its mark.
        let mark = provider == .jcn && refunds > .zero ? "▲" : ""
        row += ",\(refundCount),\(SyntheticPayout.grouped(refunds, mark: mark))"
        for amount in [fee, feeTax, net] { row += ",\(SyntheticPayout.grouped(amount))" }
        row += ",\(SyntheticPayout.slashed(payDay))\r\n"
        return try ByteText.cp932(
            "支払番号,加盟店ID,締日,対象開始日,対象終了日,売上件数,売上金額,取消件数,取消金額,手数料,消費税,"
                + "差引支払額,支払日\r\n" + row)
    }

    private static func slashed(_ day: BookDay) -> String {
        day.description.split(separator: "-").joined(separator: "/")
    }

    /// Thousands in groups, in quotation marks where the comma needs them.
    private static func grouped(_ amount: Yen, mark: String = "") -> String {
        let digits = Array(String(amount.magnitude.value))
        var text = mark.isEmpty && amount < .zero ? "-" : mark
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text.contains(",") || !mark.isEmpty ? "\"\(text)\"" : text
    }
}
