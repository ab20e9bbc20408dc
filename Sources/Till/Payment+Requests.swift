public import Money
public import Provider

/// What is asked of a payment.
extension Payment {
    /// Opens it at the provider.
    public mutating func begin(
        operation: PaymentID, at: Moment
    ) throws(TillRefusal) -> [TillEffect] {
        let actions = try start(.begin, operation, at)
        opening = operation
        return actions
    }

    /// Takes what is reserved.
    public mutating func capture(
        operation: PaymentID, at: Moment
    ) throws(TillRefusal) -> [TillEffect] {
        try start(.capture, operation, at)
    }

    /// Closes it before it is paid; of an unknown one, the closing waits until it is known.
    public mutating func close(
        by closer: Closer, operation: PaymentID, at: Moment
    ) throws(TillRefusal) -> [TillEffect] {
        if state == .opening { return try move(.close, closedBy: closer) }
        if state == .created, closer == .expiry {
            return try move(.saysExpired, closedBy: closer)
        }
        let actions = try start(.close, operation, at)
        closedBy = closer
        return actions
    }

    /// Undoes the whole payment, as long as the provider allows it.
    public mutating func void(
        operation: PaymentID, terms: VoidTerms, at: Moment
    ) throws(TillRefusal) -> [TillEffect] {
        try check(.void)
        guard !isDisputed else { throw .disputed }
        guard refunded == .zero else { throw .partlyRefunded }
        guard let capturedAt, terms.allowsVoid(of: capturedAt, at: at) else { throw .voidTooLate }
        return try start(.void, operation, at)
    }

    /// Gives money back, or asks for the agreement of a second person first.
    ///
    /// - Parameter available: what the caller believes to be available; nil: it does not say.
    public mutating func refund(
        _ amount: Yen, available: Yen?, terms: RefundTerms, sameRoute: Bool = true,
        operation: PaymentID, at: Moment
    ) throws(RefundRefusal) -> [TillEffect] {
        guard amount > .zero else { throw .amountNotPositive }
        guard state.holdsMoney, let capturedAt else { throw .notCaptured }
        guard !isDisputed else { throw .disputed }
        guard state == .captured else { throw .operationPending }
        guard available == nil || available == refundAvailable else { throw .availableDiffers }
        guard amount <= refundAvailable else { throw .moreThanAvailable }
        let reasons = terms.reasons(
            amount: amount, captured: capturedAt.day, today: at.day, sameRoute: sameRoute)
        let event = reasons.isEmpty ? TillEvent.refund : .refundToApprove
        guard let transition = TransitionTable.transition(state, event) else {
            throw .operationPending
        }
        state = transition.to
        refunds[operation] = RefundEntry(
            amount: amount, state: reasons.isEmpty ? .running : .waiting)
        pending = PendingOperation(id: operation, since: at)
        return effects(of: transition, TillEffect.Refund(operation: operation, amount: amount))
    }

    /// The second person's word on the refund that waits.
    public mutating func decide(
        approve: Bool, at: Moment
    ) throws(TillRefusal) -> [TillEffect] {
        guard !approve || state != .approving || !isDisputed else { throw .disputed }
        let waiting = pending?.id
        let refund = waiting.flatMap { id in
            refunds[id].map { TillEffect.Refund(operation: id, amount: $0.amount) }
        }
        let actions = try move(approve ? .approve : .reject, refund)
        guard let waiting else { return actions }
        refunds[waiting]?.state = approve ? .running : .rejected
        pending = approve ? PendingOperation(id: waiting, since: at) : nil
        return actions
    }

    /// A person takes the amount that came for the one that was asked for.
    public mutating func accept() throws(TillRefusal) -> [TillEffect] { try move(.accept) }

    /// What a transition asks for, with what is needed to do it.
    func effects(of transition: Transition, _ refund: TillEffect.Refund?) -> [TillEffect] {
        transition.actions.map { action in
            switch action {
            case .sendRefund, .postRefund, .requestApproval: TillEffect(action, refund: refund)
            default: TillEffect(action)
            }
        }
    }

    private func check(_ event: TillEvent) throws(TillRefusal) {
        guard TransitionTable.transition(state, event) == nil else { return }
        if state.isFinal { throw .finished }
        throw state.isAwaitingProvider || state == .approving ? .operationPending : .notNow
    }

    private mutating func move(
        _ event: TillEvent, _ refund: TillEffect.Refund? = nil, closedBy closer: Closer? = nil
    ) throws(TillRefusal) -> [TillEffect] {
        try check(event)
        guard let transition = TransitionTable.transition(state, event) else { throw .notNow }
        state = transition.to
        if let closer { closedBy = closer }
        return effects(of: transition, refund)
    }

    private mutating func start(
        _ event: TillEvent, _ operation: PaymentID, _ at: Moment
    ) throws(TillRefusal) -> [TillEffect] {
        let actions = try move(event)
        pending = state.isFinal ? nil : PendingOperation(id: operation, since: at)
        return actions
    }
}
