import City
import Database
public import Money
public import Provider
import Store
import Till

/// What a service asks of its payments.
extension Checkout {
    /// A payment; nil of a service: of any.
    public func find(
        _ id: PaymentID, of service: String? = nil
    ) async throws -> PaymentDetails {
        try await show(own(id, of: service))
    }

    /// What became of a payment, step by step.
    public func history(
        _ id: PaymentID, of service: String? = nil
    ) async throws -> [PaymentHistoryRow] {
        let live = try await own(id, of: service)
        return [PaymentHistoryRow(at: live.order.created, event: "create", state: .created)]
            + live.events.map { PaymentHistoryRow(at: $0.at, event: $0.kind, state: $0.state) }
    }

    /// The refunds of a payment, in the order in which they were asked for.
    public func refunds(of id: PaymentID, by service: String?) async throws -> [RefundDetails] {
        details(of: try await own(id, of: service), isSealed: false).refunds
    }

    /// Ends a payment that nobody has paid; of one whose fate is not known yet, as soon as it is.
    public func cancel(
        _ id: PaymentID, of service: String?, once: Idempotency<PaymentDetails>? = nil
    ) async throws -> Answered<PaymentDetails> {
        let entry = TillEntry.close(by: .service, operation: surroundings.newID())
        return try await order(entry, id, of: service, once) { checkout, live in
            checkout.details(of: live, isSealed: false)
        }
    }

    /// Takes what is reserved.
    public func capture(
        _ id: PaymentID, of service: String?, once: Idempotency<PaymentDetails>? = nil
    ) async throws -> Answered<PaymentDetails> {
        let entry = TillEntry.capture(operation: surroundings.newID())
        return try await order(entry, id, of: service, once) { checkout, live in
            checkout.details(of: live, isSealed: false)
        }
    }

    /// Gives money back; above the city's limit, on another day or by another route a second person
    /// must agree first.
    ///
    /// - Parameters:
    ///   - available: what the caller believes to be available; nil: it does not say.
    ///   - reason: as the provider may hear it too.
    public func refund(
        _ amount: Yen, available: Yen?, of id: PaymentID, by service: String?, reason: String,
        once: Idempotency<RefundDetails>? = nil
    ) async throws -> Answered<RefundDetails> {
        try OrderTexts.check(reason, letters: 0...OrderTexts.mostLetters)
        let operation = surroundings.newID()
        let entry = TillEntry.refund(
            TillEntry.RefundWish(
                operation: operation, amount: amount, available: available,
                terms: RefundTerms(autoRefundLimit: city.autoRefundLimit), reason: reason,
                person: service ?? ""))
        return try await order(entry, id, of: service, once) { checkout, live in
            let refunds = checkout.details(of: live, isSealed: false).refunds
            guard let refund = refunds.first(where: { $0.id == operation }) else {
                throw CheckoutRefusal.refundUnknown
            }
            return refund
        }
    }

    /// A second person's word on the refund that waits.
    ///
    /// - Parameter person: not the one who asked for it.
    public func decideRefund(
        of id: PaymentID, approve: Bool, by person: String
    ) async throws -> PaymentDetails {
        try OrderTexts.check(person, letters: 1...OrderTexts.mostLetters)
        return try await steadily {
            let told = try await tell(
                .decide(approve: approve, person: person), to: id,
                Telling(check: { live in
                    let asked = live.payment.pending.flatMap { live.wish(of: $0.id) }
                    if asked?.wish.person == person { throw CheckoutRefusal.samePerson }
                }))
            return try await show(carryOut(told.live, told.effects))
        }
    }

    /// Undoes a whole payment on its day, as long as its provider allows it.
    public func void(_ id: PaymentID, by person: String) async throws -> PaymentDetails {
        try await steadily {
            let live = try await load(id)
            guard let provider = live.standing.provider.flatMap({ city.provider($0) }),
                gateway.abilities(of: provider.id)?.contains(.cancel) == true
            else { throw CheckoutRefusal.providerUnable }
            let brand = provider.agreement(on: now.day)?.brand(live.standing.brand)
            guard let brand, brand.void != .never else { throw CheckoutRefusal.voidTooLate }
            let terms = VoidTerms(
                days: brand.voidDays, untilSecondOfDay: brand.voidUntilSecond ?? 86_399)
            let told = try await tell(
                .void(operation: surroundings.newID(), terms: terms), to: id)
            return try await show(carryOut(told.live, told.effects))
        }
    }

    // MARK: - Shared

    func own(_ id: PaymentID, of service: String?) async throws -> LivePayment {
        let live = try await load(id)
        guard service == nil || live.order.service == service else {
            throw CheckoutRefusal.paymentUnknown
        }
        return live
    }

    /// Tells a payment what its service wants, keeps the answer in the same commit, and carries it
    /// out.
    private func order<Value: Sendable>(
        _ entry: TillEntry, _ id: PaymentID, of service: String?, _ once: Idempotency<Value>?,
        _ value: @escaping @Sendable (Checkout, LivePayment) throws -> Value
    ) async throws -> Answered<Value> {
        try await steadily {
            let live = try await own(id, of: service)
            let account = live.order.service
            if let once, let answer = try await answer(once.key, once.digest, of: account) {
                return .before(answer)
            }
            var telling = Telling()
            if let once {
                telling.answer = { live in
                    KeptAnswer(
                        service: account, key: once.key,
                        answer: once.stored(try value(self, live), of: live.id))
                }
            }
            do {
                let told = try await tell(entry, to: id, telling)
                // What was asked for is written down: that its carrying out meets trouble is for
                // the sweeper, and not the caller's.
                let done = (try? await carryOut(told.live, told.effects)) ?? told.live
                return .done(try value(self, done))
            } catch is AnswerTaken {
                return .before(try await answerTaken(once?.key, once?.digest, of: account))
            }
        }
    }
}
