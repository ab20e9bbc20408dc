import Money

extension OpenException {
    /// The exits that fit, the usual one first.
    public var resolutions: [Resolution] { code.resolutions(isMoneyOut: amount < .zero) }
}

extension ExceptionCode {
    /// All exits of a code, whichever way the money went.
    public var resolutions: [Resolution] {
        let usual = resolutions(isMoneyOut: false)
        return usual + resolutions(isMoneyOut: true).filter { !usual.contains($0) }
    }

    /// The exits that fit, the usual one first.
    ///
    /// - Parameter isMoneyOut: the yen in question are negative: of a bank line or an entry of a
    ///   payout, money that was taken from us. There is nothing to give back or to book then.
    func resolutions(isMoneyOut: Bool) -> [Resolution] {
        switch self {
        case .absentFromStatement: [.claim, .accept, .link, .wait]
        case .absentFromBooks:
            isMoneyOut ? [.claim, .accept, .wait] : [.book, .refund, .link, .claim, .wait]
        case .amountDiffers: [.claim, .accept]
        case .duplicateLine: [.explain, .claim]
        case .refundAbsentFromBooks: [.accept, .claim, .wait]
        case .refundAbsentFromStatement: [.claim, .accept, .wait]
        case .unknownUnresolved: [.notPaid, .paid, .wait]
        case .feeDiffers: [.claim, .accept]
        case .payoutLinesDiffer: [.claim, .accept, .wait]
        case .designatedDayMissed: [.explain, .claim]
        case .notDesignated: [.refund, .book]
        case .payoutNotBanked: [.claim, .link, .wait]
        case .payoutAmountDiffers: [.claim, .accept, .wait]
        case .bankLineUnidentified:
            isMoneyOut ? [.transit, .link, .wait] : [.link, .book, .refund, .transit, .wait]
        case .bankContinuity: [.accept, .explain]
        case .terminalTotalsDiffer: [.explain]
        case .billUnknown: [.book, .refund, .wait]
        case .billAmountDiffers: [.book, .refund]
        case .billPaidTwice: [.refund, .appropriate]
        case .provisionalUnconfirmed: [.claim, .notPaid, .wait]
        case .cancelledAfterConfirmed: [.explain, .accept]
        case .disputeAbsentFromStatement: [.claim, .wait]
        case .agreementMissing: [.explain]
        }
    }
}
