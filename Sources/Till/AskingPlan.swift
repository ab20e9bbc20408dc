public import Money

/// When to ask a provider again: growing intervals, the same for the same payment.
public struct AskingPlan: Sendable, Hashable {
    public var firstSeconds: Int64
    public var mostSeconds: Int64

    public init(firstSeconds: Int64, mostSeconds: Int64) {
        precondition(firstSeconds > 0 && mostSeconds >= firstSeconds)
        self.firstSeconds = firstSeconds
        self.mostSeconds = mostSeconds
    }

    /// For an operation that got no answer.
    public static let unanswered = AskingPlan(firstSeconds: 5, mostSeconds: 3600)
    /// While a citizen is about to pay (PayPay: every 4 to 5 seconds at most).
    public static let citizen = AskingPlan(firstSeconds: 4, mostSeconds: 30)

    /// When to ask for the turn, 0 first: each interval is half as long again as the one before.
    ///
    /// - Parameter since: when the operation was sent, or the payment opened.
    public func moment(ofTurn turn: Int, since: Moment) -> Moment {
        var interval = firstSeconds
        var sum = Int64(0)
        for _ in 0...max(0, min(turn, 100_000)) {
            sum += interval
            interval = min(mostSeconds, interval + (interval + 1) / 2)
        }
        return Moment(seconds: since.seconds + sum)
    }

    /// While a dispute is not decided: its provider tells, and is asked in case that was lost.
    public static let dispute = AskingPlan(firstSeconds: 3600, mostSeconds: 6 * 3600)

    /// The plan for a state; nil where nothing is to be asked.
    public static func plan(for state: PaymentState) -> AskingPlan? {
        if state.isAwaitingProvider { return .unanswered }
        return state == .open || state == .processing ? .citizen : nil
    }
}
