import Database
import Money
import Provider
import Store
import Till

extension Checkout {
    /// Carries to the provider what a payment's effects ask for, and tells it the answer, until
    /// there is nothing more to send.
    ///
    /// What is to be sent again because of its own answer waits for its turn.
    func carryOut(
        _ live: LivePayment, _ effects: [TillEffect]
    ) async throws -> LivePayment {
        guard gateway.carries else {
            return effects.contains { $0.action.isSending } ? try await leave(live) : live
        }
        var live = live
        var effects = effects
        var sent: TillAction?
        while let send = effects.first(where: { $0.action.isSending }), send.action != sent {
            guard let provider = live.standing.provider,
                let operation = live.operation(for: send)
            else { return live }
            let exchange = await gateway.carry(operation, to: provider, surroundings.occasion())
            (live, effects) = try await tell(
                .answer(
                    exchange?.answer ?? Checkout.answerToNothing(send.action), isQuestion: false),
                to: live,
                Telling(exchange: exchange.map { (operation.id, $0.evidence) }))
            sent = send.action
        }
        // What its own answer asks to be sent again is asked about first, in its turn.
        if effects.contains(where: { $0.action.isSending }) { live = try await wait(live) }
        return live
    }

    /// What an operation came to for which its adapter makes no request: of a payment that nobody
    /// was told of nothing can come any more; in all other cases the provider must be asked.
    private static func answerToNothing(_ action: TillAction) -> OperationAnswer {
        action == .sendCreate ? .refused(.notSent) : .unknown(code: "no-request")
    }

    /// Leaves what is to be sent to the service, which looks at it next.
    private func leave(_ live: LivePayment) async throws -> LivePayment {
        var live = live
        live.standing.due = now
        let (standing, id) = (live.standing, live.id)
        try await books.note(at: now) { connection in
            _ = try PaymentTable(connection).put(standing, of: id, from: standing.version)
        }
        return live
    }

    /// Puts the question about a payment's disputes off to its next turn.
    func askLater(_ live: LivePayment) async throws -> LivePayment { try await wait(live) }

    /// Puts a payment off to its next turn.
    private func wait(_ live: LivePayment) async throws -> LivePayment {
        var live = live
        live.standing.turn += 1
        live.standing.due = AskingPlan.plan(for: live.payment.state).map {
            Moment(seconds: now.seconds + $0.interval(ofTurn: live.standing.turn))
        }
        if let next = live.dueBeside(at: now) {
            live.standing.due = min(live.standing.due ?? next, next)
        }
        let standing = live.standing
        let id = live.id
        try await books.note(at: now) { connection in
            // Somebody else who was first has said when.
            _ = try PaymentTable(connection).put(
                standing, of: id, from: standing.version, hasNewNumbers: false)
        }
        return live
    }

    /// Asks the provider how a payment stands, and does what follows.
    ///
    /// - Parameter isDue: whether a request that was on its way must have ended by now.
    func question(_ live: LivePayment, isDue: Bool) async throws -> LivePayment {
        guard let provider = live.standing.provider, live.payment.state != .created,
            !live.payment.state.isFinal || live.payment.lateUntil != nil
        else { return live }
        var live = live
        if live.payment.state.isAwaitingProvider, live.payment.pending?.isInDoubt == false {
            guard isDue else { return live }
            // Its answer never came: whatever is said of it later, it may have arrived.
            live = try await tell(
                .answer(.unknown(code: "interrupted"), isQuestion: false), to: live
            ).live
        }
        guard desk.takeOff(live.id) else { return live }
        let operation = live.question(surroundings.newID())
        let exchange = await gateway.carry(operation, to: provider, surroundings.occasion())
        desk.land(live.id)
        let answer = exchange?.answer ?? .unknown(code: "no-request")
        let asked = live
        do {
            let told = try await tell(
                .answer(answer, isQuestion: true), to: live,
                Telling(
                    exchange: exchange.map { (operation.id, $0.evidence) },
                    check: { guard $0.isAt(asked) else { throw OldAnswer() } }))
            return try await carryOut(told.live, told.effects)
        } catch is OldAnswer {
            return try await load(live.id)
        }
    }

    /// The payment went on while it was asked about: what was said is of the past.
    private struct OldAnswer: Error {}
}

extension LivePayment {
    /// Whether it is where another look found it, with the same operation under way.
    func isAt(_ other: LivePayment) -> Bool {
        payment.state == other.payment.state
            && payment.pending?.id == other.payment.pending?.id
    }

    /// How it stands: while a refund is under way, how that stands.
    func question(_ id: PaymentID) -> ProviderOperation {
        if payment.state == .refunding, let refund = payment.pending?.id {
            return ProviderOperation(
                id: id, payment: self.id, handle: payment.handle, deed: .askRefund(refund))
        }
        return ProviderOperation(id: id, payment: self.id, handle: payment.handle, deed: .ask)
    }

    private func closingID(of operation: PaymentID, at: Moment) -> PaymentID {
        SaleFacts.derivedID(
            "close/\(operation)/\(standing.version)/\(standing.turn)", at: at)
    }

    /// The operation that an effect asks for: the one that is pending, under its own id.
    func operation(for effect: TillEffect) -> ProviderOperation? {
        func operation(_ id: PaymentID, _ deed: ProviderOperation.Deed) -> ProviderOperation {
            ProviderOperation(id: id, payment: self.id, handle: payment.handle, deed: deed)
        }
        // What a late creation opened, behind the payment's end.
        if effect.action == .sendClose, payment.pending == nil, let opening = payment.opening {
            return operation(closingID(of: opening, at: order.created), .close)
        }
        guard let pending = payment.pending else { return nil }
        switch effect.action {
        case .sendCreate:
            return operation(
                pending.id,
                .create(
                    NewPayment(
                        amount: order.amount, description: order.description,
                        returnURL: returnURL, isReserved: order.isCapturedLater)))
        case .sendCapture: return operation(pending.id, .capture(order.amount))
        // Closing moves no money, and each try is another one: a provider that keeps its answers
        // by id would repeat its first no for ever.
        case .sendClose:
            return operation(
                closingID(of: pending.id, at: pending.since), payment.isHeld ? .release : .close)
        case .sendVoid: return operation(pending.id, .cancel)
        case .sendRefund:
            guard let refund = payment.refunds[pending.id] else { return nil }
            return operation(
                pending.id,
                .refund(refund.amount, reason: wish(of: pending.id)?.wish.reason ?? ""))
        case .reserve, .release, .ask, .askDisputes, .postCapture, .postUnidentified,
            .postIdentified, .postVoid, .postRefund, .postDisputed, .postReinstated,
            .requestApproval, .alarm:
            return nil
        }
    }
}
