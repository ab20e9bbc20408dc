extension ExceptionCode {
    /// What it means, for the person who must explain it before going home.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .absentFromStatement:
            ("当方で収納したが、事業者の明細にない", "we captured it, the provider does not know it")
        case .absentFromBooks:
            ("事業者の明細にあるが、当方の記録にない", "the provider has it, our journal does not")
        case .amountDiffers: ("双方にあるが金額が違う", "both have it, the amounts differ")
        case .duplicateLine:
            ("事業者が同じ明細を二度報告した", "the provider reports one line twice")
        case .refundAbsentFromBooks:
            ("事業者の返金が当方の記録にない", "the provider gave back what we did not")
        case .refundAbsentFromStatement:
            ("当方の返金・取消が事業者の明細にない", "we gave back, the provider does not know it")
        case .unknownUnresolved:
            ("処理未了の結果が期限までに分からない", "the result is still unknown past its brand's deadline")
        case .feeDiffers:
            ("手数料または税が契約と違う", "the fee or its tax is not what the agreement gives")
        case .payoutLinesDiffer:
            ("精算の件数・金額が明細の合計と違う", "the payout is not the sum of its lines")
        case .designatedDayMissed:
            ("指定日を過ぎて納付された", "paid after the designated day")
        case .notDesignated:
            ("指定していない歳入を取り扱った", "took a revenue that it is not designated for")
        case .payoutNotBanked:
            ("支払日を過ぎても入金がない", "announced, but not in the bank after its pay date")
        case .payoutAmountDiffers:
            ("入金額が通知された額と違う", "banked, but not what was announced")
        case .bankLineUnidentified: ("心当たりのない入出金", "bank line that nobody announced")
        case .bankContinuity: ("口座明細の残高が続かない", "the bank's balances do not continue")
        case .terminalTotalsDiffer:
            ("端末の日計が当方の記録と違う", "the terminal's totals are not our journal's")
        case .billUnknown: ("該当する調定がない納付", "paid for a bill that is none of ours")
        case .billAmountDiffers: ("納付額が調定額と違う", "paid another amount than the bill's")
        case .billPaidTwice: ("納付済みの調定に二度目の納付", "second payment of a paid bill")
        case .provisionalUnconfirmed:
            ("速報のあと確報が来ない", "provisional report that was never confirmed")
        case .cancelledAfterConfirmed:
            ("確報のあとに取り消された", "cancelled after it was confirmed")
        case .disputeAbsentFromStatement:
            ("異議申立ての入出金が事業者の明細にない", "the report lacks what a dispute took or gave back")
        case .agreementMissing:
            ("その日に有効な契約がない", "no agreement covers that provider and day")
        }
    }
}
