/// One way from a state to a state.
public struct Transition: Sendable, Hashable {
    public let from: PaymentState
    public let event: TillEvent
    public let to: PaymentState
    public let actions: [TillAction]
}

/// The life of a payment as a table: what is not in it cannot happen.
public enum TransitionTable {
    public static let rows: [Transition] =
        beginning + money + endings + operations + refunds

    /// The transition of an event in a state; nil where it has no meaning there.
    public static func transition(_ from: PaymentState, _ event: TillEvent) -> Transition? {
        index[Key(from: from, event: event)]
    }

    private struct Key: Hashable {
        var from: PaymentState
        var event: TillEvent
    }

    private static let index = Dictionary(
        rows.map { (Key(from: $0.from, event: $0.event), $0) },
        uniquingKeysWith: { first, second in
            preconditionFailure("two ways from \(first.from) by \(second.event)")
        })

    private static func from(
        _ states: [PaymentState], _ event: TillEvent, to: PaymentState, _ actions: TillAction...
    ) -> [Transition] {
        states.map { Transition(from: $0, event: event, to: to, actions: actions) }
    }

    /// The same state again.
    private static func stay(
        _ states: [PaymentState], _ event: TillEvent, _ actions: TillAction...
    ) -> [Transition] {
        states.map { Transition(from: $0, event: event, to: $0, actions: actions) }
    }

    /// The provider has it, no money is taken, and no operation of ours is on its way.
    private static let waiting: [PaymentState] = [.open, .processing, .reserved]
    /// It may still become anything.
    private static let undecided: [PaymentState] =
        [.opening] + waiting + [.capturing, .closing]

    private static let beginning =
        from([.created], .begin, to: .opening, .reserve, .sendCreate)
        + from([.created], .close, to: .cancelled)
        // Nobody outside knows of it: time runs out by our own word.
        + from([.created], .saysExpired, to: .expired)
        + from([.opening], .saysOpen, to: .open)
        + from([.opening, .open], .saysProcessing, to: .processing)
        + from([.opening, .open, .processing], .saysReserved, to: .reserved)
        // Nobody was shown where to pay, so the same request goes out again.
        + stay([.opening], .saysUnknownToIt, .sendCreate)
        // It was there, but nobody was shown where to pay: the answer was lost.
        + from([.open], .saysUnknownToIt, to: .opening, .sendCreate)
        + from([.opening], .notTaken, to: .errored, .release)
        + from([.opening], .declined, to: .failed, .release)

    /// Money is taken, however it came to that.
    ///
    /// A word that was said before changes nothing.
    private static let money =
        from(undecided, .saysCaptured, to: .captured, .postCapture)
        + from(undecided, .saysOther, to: .differs, .postUnidentified, .alarm)
        + from([.differs], .accept, to: .captured, .postIdentified)
        + stay([.differs], .saysRefunded, .postRefund, .alarm)
        + from([.differs], .saysVoided, to: .voided, .postVoid, .release)
        + from([.differs], .saysAllRefunded, to: .refunded, .postRefund, .release)

    /// No money was taken, and none will be.
    ///
    /// Who closed it decides which of two ends a closed payment has.
    private static let endings =
        from(undecided, .saysFailed, to: .failed, .release)
        + from(undecided, .saysCancelled, to: .cancelled, .release)
        + from(undecided, .saysExpired, to: .expired, .release)

    /// What we ask for while nothing is taken, and how that goes.
    private static let operations =
        from(waiting, .close, to: .closing, .sendClose)
        + from([.opening], .close, to: .closing, .ask)
        + from([.reserved], .capture, to: .capturing, .sendCapture)
        // The provider can still be paid: it is asked again, and closed when it says so.
        + stay([.closing], .saysOpen, .sendClose)
        + stay([.closing], .saysReserved, .sendClose)
        + stay([.closing], .saysProcessing, .ask)
        + stay([.closing], .declined, .ask)
        + stay([.closing], .notTaken, .sendClose)
        + from([.capturing], .notTaken, to: .reserved)
        + stay([.capturing], .declined, .ask, .alarm)
        + stay([.capturing], .saysReserved, .sendCapture)
        + stay([.opening, .capturing, .closing, .refunding, .voiding], .unanswered, .ask)
        + stay(waiting, .unanswered, .ask)

    /// Money goes back.
    private static let refunds =
        from([.captured], .refund, to: .refunding, .sendRefund)
        + from([.captured], .refundToApprove, to: .approving, .requestApproval)
        + from([.approving], .approve, to: .refunding, .sendRefund)
        + from([.approving], .reject, to: .captured)
        + from([.captured], .void, to: .voiding, .sendVoid)
        + from([.refunding], .saysRefunded, to: .captured, .postRefund)
        + from([.refunding], .saysRefundFailed, to: .captured, .alarm)
        + from([.refunding], .declined, to: .captured)
        + from([.refunding], .notTaken, to: .captured)
        // It never got there, so the same refund goes out again.
        + stay([.refunding], .saysUnknownToIt, .sendRefund)
        + from([.voiding], .declined, to: .captured)
        + from([.voiding], .notTaken, to: .captured)
        + stay([.voiding], .saysCaptured, .sendVoid)
        // By somebody else, at the provider's own desk for instance.
        + stay([.captured, .approving], .saysRefunded, .postRefund, .alarm)
        + from(
            [.captured, .approving, .refunding, .voiding], .saysAllRefunded, to: .refunded,
            .postRefund, .release)
        + from(
            [.captured, .approving, .refunding, .voiding], .saysVoided, to: .voided, .postVoid,
            .release)
}
