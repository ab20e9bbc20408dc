public import Money
public import Provider

/// What a payment is told.
extension Payment {
    /// A provider told something by itself: a reason to ask, once for each notice.
    public mutating func notice(_ id: String) -> [TillEffect] {
        guard notices.insert(id).inserted, !state.isFinal || lateUntil != nil, state != .created
        else { return [] }
        return [TillEffect(.ask)]
    }

    /// The answer to an operation of this payment, or to a question about it.
    ///
    /// - Parameter isQuestion: it was only asked; that a question was not answered says nothing of
    ///   the operation that is in doubt.
    public mutating func take(
        _ answer: OperationAnswer, isQuestion: Bool, at: Moment
    ) -> [TillEffect] {
        switch answer {
        case .done(let word): return hear(word, at: at)
        case .refund(let word): return hear(word)
        case .disputes(let words): return hear(words)
        case .unknown: return apply(.unanswered)
        case .refused:
            // An earlier sending may have arrived.
            if isQuestion || pending?.isInDoubt == true { return apply(.unanswered) }
            return apply(.notTaken)
        case .declined(let decline):
            let isForGood =
                !isQuestion && decline.reason != .notFound
                && (state == .refunding || state == .voiding)
            if decline.reason == .repeated || isForGood && pending?.isInDoubt == true {
                pending?.isRefused = true
                return apply(.unanswered)
            }
            if isQuestion || pending?.isInDoubt == true {
                return decline.reason == .notFound ? hearUnknown(at: at) : apply(.unanswered)
            }
            return apply(.declined)
        }
    }

    /// The provider knows nothing of it.
    ///
    /// Where it was open, but the answer that said where to pay was lost, nobody can pay it any
    /// more: the same request goes out again, under its own id. What somebody was shown is asked
    /// about further.
    private mutating func hearUnknown(at: Moment) -> [TillEffect] {
        guard state == .open else {
            if state == .refunding, pending?.isRefused == true { return apply(.declined) }
            let isClosing = state == .closing
            let actions = apply(.saysUnknownToIt)
            if isClosing { expectLateCreation(at: at) } else { hearNothingLate(at: at) }
            return actions
        }
        guard step == nil, let opening else { return apply(.unanswered) }
        let actions = apply(.saysUnknownToIt)
        pending = PendingOperation(id: opening, since: at)
        return actions
    }

    private mutating func hear(_ word: PaymentWord, at: Moment) -> [TillEffect] {
        // Another payment's word is none about this one.
        guard word.payment == nil || word.payment == id else { return apply(.unanswered) }
        if let late = hearLate(word) { return late }
        handle = handle.adding(word.handle)
        if let next = word.step { step = next }
        if let used = word.card { card = used }
        var actions: [TillEffect] = []
        switch word.standing {
        case .open: actions = apply(.saysOpen)
        case .processing: actions = apply(.saysProcessing)
        case .reserved:
            isHeld = true
            actions = apply(.saysReserved)
        case .failed: actions = apply(.saysFailed)
        case .cancelled: actions = apply(.saysCancelled)
        case .expired: actions = apply(.saysExpired)
        case .captured, .voided, .refunded: actions = hearMoney(word, at: at)
        }
        return actions
    }

    /// Money was taken; what became of it since comes behind.
    private mutating func hearMoney(_ word: PaymentWord, at: Moment) -> [TillEffect] {
        if captured == nil, !state.isFinal {
            captured = word.amount ?? amount
            capturedAt = word.at ?? at
        }
        let isOurs = (word.amount ?? captured) == amount
        var actions: [TillEffect] = []
        // An earlier sending of what was refused has not been carried out either.
        if word.standing == .captured, state == .voiding, pending?.isRefused == true {
            return apply(.declined)
        }
        // Where more than that is said, only a payment that knows of no money hears of it first.
        if word.standing == .captured || !state.holdsMoney {
            actions = apply(isOurs ? .saysCaptured : .saysOther)
        }
        if word.standing == .voided { return actions + apply(.saysVoided) }
        for refund in word.refunds { actions += hear(refund) }
        guard word.standing == .refunded, !state.isFinal, let captured else { return actions }
        // Nobody told it refund by refund: what is missing was given back elsewhere.
        let missing = captured - refunded
        foreignRefunds["rest"] = missing
        return actions
            + apply(.saysAllRefunded, TillEffect.Refund(operation: nil, amount: missing))
    }

    private mutating func hear(_ word: RefundWord) -> [TillEffect] {
        guard let operation = word.operation, let entry = refunds[operation] else {
            return hearForeign(word)
        }
        if entry.state == .failed, word.standing == .finished { return hearAfterAll(word) }
        guard entry.state == .running else { return [] }
        switch word.standing {
        case .processing: return apply(.unanswered)
        case .failed:
            refunds[operation]?.state = .failed
            return apply(.saysRefundFailed)
        case .finished:
            refunds[operation] = RefundEntry(amount: word.amount, state: .finished)
            let refund = TillEffect.Refund(
                operation: operation, number: word.number, amount: word.amount)
            // Another amount than was asked for is a matter for a person.
            return apply(isAllRefunded ? .saysAllRefunded : .saysRefunded, refund)
                + (word.amount == entry.amount ? [] : [TillEffect(.alarm)])
        }
    }

    /// A refund that was said to have failed went back after all: the money is gone, and somebody
    /// may have given it back by another way meanwhile.
    private mutating func hearAfterAll(_ word: RefundWord) -> [TillEffect] {
        guard let operation = word.operation, !state.isFinal else { return [TillEffect(.alarm)] }
        refunds[operation] = RefundEntry(amount: word.amount, state: .finished)
        let refund = TillEffect.Refund(
            operation: operation, number: word.number, amount: word.amount)
        // Another operation goes on; its own state is not touched.
        if state.isAwaitingProvider {
            return [TillEffect(.postRefund, refund: refund), TillEffect(.alarm)]
        }
        let actions = apply(isAllRefunded ? .saysAllRefunded : .saysRefunded, refund)
        return actions.contains { $0.action == .alarm } ? actions : actions + [TillEffect(.alarm)]
    }

    private mutating func hearForeign(_ word: RefundWord) -> [TillEffect] {
        guard word.standing == .finished, foreignRefunds[word.number] == nil, !state.isFinal,
            captured != nil
        else { return [] }
        foreignRefunds[word.number] = word.amount
        let refund = TillEffect.Refund(operation: nil, number: word.number, amount: word.amount)
        if isAllRefunded { return apply(.saysAllRefunded, refund) }
        // An operation of ours goes on; its own state is not touched.
        if state.isAwaitingProvider {
            return [TillEffect(.postRefund, refund: refund), TillEffect(.alarm)]
        }
        return apply(.saysRefunded, refund)
    }

    private var isAllRefunded: Bool { captured.map { refunded >= $0 } ?? false }

    /// An event with no meaning here changes nothing: it was said before, or too late.
    private mutating func apply(
        _ said: TillEvent, _ refund: TillEffect.Refund? = nil
    ) -> [TillEffect] {
        let event = ending(said)
        guard let transition = TransitionTable.transition(state, event) else {
            // Money after the end, or an end after money: nobody may overlook it.
            return contradicts(event) ? [TillEffect(.alarm)] : []
        }
        if event == .unanswered {
            pending?.turns += 1
            pending?.isInDoubt = true
        }
        if event == .declined || event == .notTaken, state == .refunding, let id = pending?.id {
            refunds[id]?.state = .failed
        }
        state = transition.to
        if !state.isAwaitingProvider && state != .approving { pending = nil }
        return effects(of: transition, refund)
    }

    /// A payment that we closed ends as the one who closed it meant.
    private func ending(_ event: TillEvent) -> TillEvent {
        guard state == .closing else { return event }
        switch event {
        case .saysCancelled, .saysExpired, .saysUnknownToIt:
            return closedBy == .expiry ? .saysExpired : .saysCancelled
        default: return event
        }
    }

    private func contradicts(_ event: TillEvent) -> Bool {
        switch event {
        case .saysCaptured, .saysOther, .saysVoided, .saysAllRefunded:
            [.failed, .cancelled, .expired, .errored].contains(state)
        case .saysFailed, .saysCancelled, .saysExpired: state.holdsMoney
        default: false
        }
    }
}
