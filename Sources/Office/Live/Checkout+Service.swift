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
        try await show(id, of: service)
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
        return try await orderPayment(entry, id, of: service, once)
    }

    /// Takes what is reserved.
    public func capture(
        _ id: PaymentID, of service: String?, once: Idempotency<PaymentDetails>? = nil
    ) async throws -> Answered<PaymentDetails> {
        let entry = TillEntry.capture(operation: surroundings.newID())
        return try await orderPayment(entry, id, of: service, once)
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
        try OrderTexts.check(reason, "reason", letters: 0...OrderTexts.mostLetters)
        let operation = surroundings.newID()
        let entry = TillEntry.refund(
            TillEntry.RefundWish(
                operation: operation, amount: amount, available: available,
                terms: RefundTerms(autoRefundLimit: city.autoRefundLimit), reason: reason,
                person: service ?? ""))
        var keeping: Keeping?
        if let once {
            keeping = Keeping(key: once.key, digest: once.digest) { live in
                once.stored(try refund(operation, of: live), of: live.id)
            }
        }
        let ordered = try await order(entry, id, of: service, keeping)
        if let answer = ordered.before { return .before(answer) }
        return .done(try refund(operation, of: ordered.live))
    }

    /// A second person's word on the refund that waits.
    ///
    /// - Parameter person: not the one who asked for it.
    public func decideRefund(
        of id: PaymentID, approve: Bool, by person: String
    ) async throws -> PaymentDetails {
        try OrderTexts.check(person, "person", letters: 1...OrderTexts.mostLetters)
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

    /// A person takes the amount that came for the one that was asked for.
    public func accept(_ id: PaymentID, by person: String) async throws -> PaymentDetails {
        try OrderTexts.check(person, "person", letters: 1...OrderTexts.mostLetters)
        return try await steadily {
            let told = try await tell(.accept(person: person), to: id)
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

    private func payment(_ live: LivePayment) -> PaymentDetails {
        details(of: live, isSealed: false)
    }

    private func refund(_ operation: PaymentID, of live: LivePayment) throws -> RefundDetails {
        let refunds = details(of: live, isSealed: false).refunds
        guard let refund = refunds.first(where: { $0.id == operation }) else {
            throw CheckoutRefusal.refundUnknown
        }
        return refund
    }

    private func orderPayment(
        _ entry: TillEntry, _ id: PaymentID, of service: String?,
        _ once: Idempotency<PaymentDetails>?
    ) async throws -> Answered<PaymentDetails> {
        var keeping: Keeping?
        if let once {
            keeping = Keeping(key: once.key, digest: once.digest) { live in
                once.stored(payment(live), of: live.id)
            }
        }
        let ordered = try await order(entry, id, of: service, keeping)
        if let answer = ordered.before { return .before(answer) }
        return .done(payment(ordered.live))
    }

    /// An answer to be kept under its caller's key.
    private struct Keeping: Sendable {
        var key: String
        var digest: [UInt8]
        var stored: @Sendable (LivePayment) throws -> IdempotentAnswers.Answer
    }

    /// What came of an order: the payment, or the answer that was given before.
    private final class Ordered: Sendable {
        let live: LivePayment
        let before: StoredAnswer?

        init(_ live: LivePayment, before: StoredAnswer? = nil) {
            self.live = live
            self.before = before
        }
    }

    /// Tells a payment what its service wants, keeps the answer in the same commit, and carries it
    /// out.
    private func order(
        _ entry: TillEntry, _ id: PaymentID, of service: String?, _ keeping: Keeping?
    ) async throws -> Ordered {
        try await steadily { try await carryingOn(entry, id, of: service, keeping) }
    }

    /// Apart from the closure that calls it, which Swift 6.3 else compiles to a jump to nowhere.
    @inline(never)
    private func carryingOn(
        _ entry: TillEntry, _ id: PaymentID, of service: String?, _ keeping: Keeping?
    ) async throws -> Ordered {
        let live = try await own(id, of: service)
        guard let keeping else {
            return Ordered(try await tellAndCarry(entry, live, Telling()))
        }
        let account = live.order.service
        if let answer = try await answer(keeping.key, keeping.digest, of: account) {
            return Ordered(live, before: answer)
        }
        let telling = Telling(answer: { live in
            KeptAnswer(service: account, key: keeping.key, answer: try keeping.stored(live))
        })
        do {
            return Ordered(try await tellAndCarry(entry, live, telling))
        } catch is AnswerTaken {
            let answer = try await answerTaken(keeping.key, keeping.digest, of: account)
            return Ordered(live, before: answer)
        }
    }

    /// What was asked for is written down: that its carrying out meets trouble is for the sweeper,
    /// and not the caller's.
    private func tellAndCarry(
        _ entry: TillEntry, _ live: LivePayment, _ telling: Telling
    ) async throws -> LivePayment {
        let told = try await tell(entry, to: live, telling)
        do {
            return try await carryOut(told.live, told.effects)
        } catch {
            return told.live
        }
    }
}
