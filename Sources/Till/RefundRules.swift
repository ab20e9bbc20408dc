public import Money

/// Why money does not go back, in order of precedence.
public enum RefundRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case amountNotPositive = "amount-not-positive"
    /// No money of this payment is with the provider.
    case notCaptured = "not-captured"
    /// The payer disputes it, so the money goes back by his bank, or has gone.
    case disputed
    /// Another operation is not settled yet, or a refund waits for approval.
    case operationPending = "operation-pending"
    /// The caller's `refund_amount_available` is not what is available.
    case availableDiffers = "available-differs"
    case moreThanAvailable = "more-than-available"
}

/// Why a refund needs a second person.
public enum ApprovalReason: String, Sendable, Hashable, CaseIterable {
    case aboveLimit = "above-limit"
    case anotherDay = "another-day"
    /// Not through the provider that took the money.
    case anotherRoute = "another-route"
}

/// What the city allows without a second person.
public struct RefundTerms: Sendable, Hashable {
    /// Above this a second person agrees; nil: no limit.
    public var autoRefundLimit: Yen?

    public init(autoRefundLimit: Yen?) { self.autoRefundLimit = autoRefundLimit }

    /// Why a refund must wait; empty where it may go at once.
    public func reasons(
        amount: Yen, captured: BookDay, today: BookDay, sameRoute: Bool
    ) -> Set<ApprovalReason> {
        var reasons: Set<ApprovalReason> = []
        if let limit = autoRefundLimit, amount > limit { reasons.insert(.aboveLimit) }
        if today != captured { reasons.insert(.anotherDay) }
        if !sameRoute { reasons.insert(.anotherRoute) }
        return reasons
    }
}

/// Until when a provider undoes a whole payment; later it is refunded.
public struct VoidTerms: Sendable, Hashable {
    /// Days after the day of the payment.
    public var days: Int
    /// The last second on that day; past 24 hours it reaches into the next: PayPay's 00:14:59 is
    /// 87,299.
    public var untilSecondOfDay: Int

    public init(days: Int, untilSecondOfDay: Int) {
        self.days = days
        self.untilSecondOfDay = untilSecondOfDay
    }

    /// PayPay: until 00:14:59 of the day after the payment (v2_cancelPayment).
    public static let payPay = VoidTerms(days: 0, untilSecondOfDay: 24 * 3600 + 14 * 60 + 59)

    public func allowsVoid(of captured: Moment, at now: Moment) -> Bool {
        now <= Moment(day: captured.day.adding(days), secondOfDay: untilSecondOfDay)
    }
}
