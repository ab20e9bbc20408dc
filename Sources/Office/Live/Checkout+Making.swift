import Billing
import City
import Database
import Ledger
import LedgerStore
import Money
public import Provider
import Store
import Till

extension Checkout {
    /// Makes a payment, and a token for its page.
    ///
    /// - Parameters:
    ///   - service: the service account that asks.
    ///   - once: of a request that must be done once.
    /// - Throws: ``CheckoutRefusal``.
    public func create(
        _ order: PaymentOrder, by service: String, once: Idempotency<CreatedPayment>? = nil
    ) async throws -> Answered<CreatedPayment> {
        try await steadily { try await make(order, by: service, link: nil, once: once) }
    }

    func make(
        _ order: PaymentOrder, by service: String, link: String?,
        once: Idempotency<CreatedPayment>?
    ) async throws -> Answered<CreatedPayment> {
        if let once, let answer = try await answer(once.key, once.digest, of: service) {
            return .before(answer)
        }
        let (live, token) = try await prepare(order, by: service, link: link)
        let details = details(of: live, isSealed: false)
        let (digest, now, payment) = (digest(of: token), now, live)
        let kept = once.map { once in
            KeptAnswer(
                service: service, key: once.key,
                answer: once.stored(
                    CreatedPayment(payment: details, token: .placeholder), of: live.id))
        }
        do {
            try await books.note(at: now, sealing: ["payment"]) { connection in
                guard try PaymentTable(connection).add(payment.order, payment.standing) else {
                    throw DatabaseTrouble(.other, "payment \(payment.id) is there already")
                }
                try PageTokens(connection).add(
                    digest, of: payment.id, isSession: false, until: payment.order.expires)
                if let kept {
                    guard
                        try IdempotentAnswers(connection).add(
                            kept.answer, under: kept.key, of: kept.service, at: now)
                    else { throw AnswerTaken() }
                }
            }
        } catch is AnswerTaken {
            return .before(try await answerTaken(once?.key, once?.digest, of: service))
        }
        desk.keep(live)
        return .done(CreatedPayment(payment: details, token: token))
    }

    /// Holds an order against everything, and gives it an id.
    private func prepare(
        _ order: PaymentOrder, by service: String, link: String?
    ) async throws -> (LivePayment, PageToken) {
        let now = now
        let check = OrderCheck(city: city, today: now.day)
        let hasBills = order.items.contains { if case .bill = $0 { true } else { false } }
        let basket =
            hasBills
            ? try await books.look { try check.basket(order, $0) } : try check.basket(order, nil)
        let id = surroundings.newID()
        let record = PaymentRecord(
            id: id, service: service, created: now,
            expires: Moment(seconds: now.seconds + Checkout.payWithinSeconds),
            amount: basket.amount, lines: basket.lines, office: basket.office,
            reference: order.reference, description: order.description,
            returnURL: order.returnURL, language: order.language.rawValue,
            metadata: OrderText.metadata(order.metadata), isCapturedLater: order.isCapturedLater,
            provider: order.provider, link: link, email: order.email)
        let live = LivePayment(record)
        _ = try await choices(live)
        return (live, newToken(at: PageToken.place(of: id)))
    }

    /// - Parameter place: where its digest is to stand among the others, six bytes.
    func newToken(at place: [UInt8]?) -> PageToken {
        PageToken(at: place, randomBytes: surroundings.randomBytes(32))
    }

    /// How the books know a token: on a file by its place first.
    ///
    /// PostgreSQL's instances may be of different versions for a while, and all know the digest
    /// alone.
    func digest(of token: PageToken) -> [UInt8] { digests(of: token.text)[0] }

    /// The ways in which the books may know a token, the likeliest first.
    func digests(of token: String) -> [[UInt8]] {
        let plain = PageToken.digest(of: token)
        guard let placed = PageToken.placedDigest(of: token, plain) else { return [plain] }
        return books.database.engine == .sqlite ? [placed, plain] : [plain, placed]
    }

    // MARK: - Ways to pay

    /// The providers that could take a payment now.
    ///
    /// - Throws: why none can, as the one that comes nearest says it.
    func choices(_ live: LivePayment) async throws -> [PaymentChoice] {
        let order = live.order
        let kinds = try await revenues(of: order)
        var refusal = CheckoutRefusal.providerUnable
        var choices: [PaymentChoice] = []
        for provider in city.providers
        where order.provider == nil || order.provider == provider.id {
            do {
                try require(provider, for: order, revenues: kinds)
                choices.append(
                    PaymentChoice(
                        provider: provider.id, name: provider.name,
                        method: provider.method.rawValue))
            } catch {
                if error != .providerUnable, refusal != .amountAboveLimit { refusal = error }
            }
        }
        guard !choices.isEmpty else { throw refusal }
        return choices
    }

    /// The column of refusals of one provider.
    func require(
        _ provider: ProviderTerms, for order: PaymentRecord, revenues: Set<String>
    ) throws(CheckoutRefusal) {
        guard provider.channels.contains(.online),
            let abilities = gateway.abilities(of: provider.id), abilities.contains(.create),
            !order.isCapturedLater || abilities.contains(.capture),
            let agreement = provider.agreement(on: now.day)
        else { throw .providerUnable }
        guard agreement.revenues.isSuperset(of: revenues) else { throw .notDesignated }
        let limits = agreement.brands.map(\.upper)
        if !limits.isEmpty, !limits.contains(nil),
            let most = limits.compactMap({ $0 }).max(), order.amount > most
        {
            throw .amountAboveLimit
        }
    }

    /// What a provider must be designated for: `fees`, and kinds of bills.
    func revenues(of order: PaymentRecord) async throws -> Set<String> {
        let hasBills = order.lines.contains { if case .bill = $0.item { true } else { false } }
        guard hasBills else { return order.lines.isEmpty ? [] : ["fees"] }
        return try await books.look { connection in
            var kinds: Set<String> = []
            for line in order.lines {
                switch line.item {
                case .fee: kinds.insert("fees")
                case .bill(let id):
                    if let bill = try PaymentFacts(connection).bill(id) {
                        kinds.insert(bill.bill.kind)
                    }
                }
            }
            return kinds
        }
    }
}

// MARK: - Answers that are kept

extension Checkout {
    /// The answer that was given under a key before, with a fresh token where it holds one.
    ///
    /// - Throws: ``CheckoutRefusal/idempotencyReused``.
    func answer(
        _ key: String, _ digest: [UInt8], of service: String
    ) async throws -> StoredAnswer? {
        guard
            let kept = try await books.look({
                try IdempotentAnswers($0).find(key, of: service)
            })
        else { return nil }
        guard kept.digest == digest else { throw CheckoutRefusal.idempotencyReused }
        let mark = Array(PageToken.placeholder.text.utf8)
        guard let payment = kept.payment, kept.body.firstRange(of: mark) != nil else {
            return StoredAnswer(status: kept.status, body: kept.body)
        }
        let token = try await token(for: payment)
        return StoredAnswer(
            status: kept.status, body: kept.body.replacing(mark, with: Array(token.text.utf8)))
    }

    /// Somebody else was first under the same key.
    func answerTaken(
        _ key: String?, _ digest: [UInt8]?, of service: String
    ) async throws -> StoredAnswer {
        guard let key, let digest, let answer = try await answer(key, digest, of: service) else {
            throw DatabaseTrouble(.busy, "an answer was kept and is gone")
        }
        return answer
    }

    /// A fresh token of a payment's page.
    public func token(for id: PaymentID) async throws -> PageToken {
        let token = newToken(at: PageToken.place(of: id))
        let (digest, now) = (digest(of: token), now)
        try await books.note(at: now) { connection in
            guard let found = try PaymentTable(connection).find(id) else {
                throw CheckoutRefusal.paymentUnknown
            }
            let until = Moment(seconds: now.seconds + Checkout.payWithinSeconds)
            try PageTokens(connection).add(
                digest, of: id, isSession: false, until: max(until, found.order.expires))
        }
        return token
    }
}

extension Idempotency {
    func stored(_ value: Value, of payment: PaymentID?) -> IdempotentAnswers.Answer {
        let answer = render(value)
        return IdempotentAnswers.Answer(
            digest: digest, status: answer.status, body: answer.body, payment: payment)
    }
}
