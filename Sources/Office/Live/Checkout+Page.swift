import City
import Database
import Money
public import Provider
import Store
import Till

/// What a citizen does on the payment page.
extension Checkout {
    /// A session lasts a day: the receipt can be looked at again.
    static let sessionSeconds: Int64 = 24 * 3600

    /// Takes a token, once, for a session of its payment's page.
    ///
    /// - Throws: ``CheckoutRefusal/tokenUnknown``.
    public func enter(_ token: String) async throws -> PageVisit {
        let (digests, now) = (digests(of: token), now)
        let session = newToken(at: PageToken.place(of: token))
        let sessionDigest = digest(of: session)
        let id = try await steadily {
            try await books.ledger.writing(at: now) { connection in
                let tokens = PageTokens(connection)
                guard let id = try digests.firstFound({ try tokens.take($0, at: now) }) else {
                    throw CheckoutRefusal.tokenUnknown
                }
                try tokens.add(
                    sessionDigest, of: id, isSession: true,
                    until: Moment(seconds: now.seconds + Checkout.sessionSeconds))
                return id
            }
        }
        return PageVisit(session: session, payment: try await show(load(id)))
    }

    /// The payment of a session.
    ///
    /// - Throws: ``CheckoutRefusal/tokenUnknown``.
    public func visit(_ session: String) async throws -> PaymentDetails {
        let (digests, now, desk) = (digests(of: session), now, desk)
        let live = try await books.look { connection in
            let tokens = PageTokens(connection)
            return try digests.firstFound { try tokens.session($0, at: now) }.flatMap {
                try desk.payment($0, connection)
            }
        }
        guard let live else { throw CheckoutRefusal.tokenUnknown }
        return try await show(live)
    }

    /// The providers that the citizen can choose; none once one was chosen.
    public func choices(for id: PaymentID) async throws -> [PaymentChoice] {
        let live = try await load(id)
        return live.payment.state == .created ? try await choices(live) : []
    }

    /// Opens the payment at the provider that the citizen chose.
    ///
    /// What it came to is in the payment: `open` with its step, `opening` where no answer came,
    /// `failed` or `errored`.
    ///
    /// - Parameter returnURL: where the provider sends the citizen back to.
    public func begin(
        _ id: PaymentID, with provider: String, returnURL: String? = nil
    ) async throws -> PaymentDetails {
        try await steadily {
            let live = try await load(id)
            guard let terms = city.provider(provider) else {
                throw CheckoutRefusal.providerUnknown
            }
            guard live.order.provider == nil || live.order.provider == provider else {
                throw CheckoutRefusal.providerUnable
            }
            try require(terms, for: live.order, revenues: await revenues(of: live.order))
            let told = try await tell(
                .begin(
                    operation: surroundings.newID(), provider: provider, returnURL: returnURL),
                to: live,
                Telling(check: { [now] live in
                    guard now < live.order.expires else { throw CheckoutRefusal.finished }
                }))
            return try await show(carryOut(told.live, told.effects))
        }
    }

    /// The citizen does not want to pay.
    public func cancelByPayer(_ id: PaymentID) async throws -> PaymentDetails {
        try await steadily {
            let told = try await tell(
                .close(by: .payer, operation: surroundings.newID()), to: id)
            return try await show(carryOut(told.live, told.effects))
        }
    }

    /// Asks the provider how a payment stands, where there is anything to ask: when the citizen
    /// comes back from it, or looks again.
    public func ask(about id: PaymentID) async throws -> PaymentDetails {
        try await steadily {
            let live = try await load(id)
            return try await show(
                question(live, isDue: live.standing.due.map { $0 <= now } ?? false))
        }
    }

    // MARK: - Notices

    /// Takes what a provider sent by itself: a reason to ask it, once for each notice, and nothing
    /// more.
    ///
    /// A notice of a payment that is not ours is no refusal: the provider would send it for ever.
    ///
    /// - Throws: ``CheckoutRefusal/providerUnknown``, ``CheckoutRefusal/noticeRefused``.
    public func take(
        noticeFrom provider: String, headers: [ProviderRequest.Header], body: [UInt8]
    ) async throws {
        guard city.provider(provider) != nil, gateway.abilities(of: provider) != nil else {
            throw CheckoutRefusal.providerUnknown
        }
        let notice: ProviderNotice?
        do {
            notice = try gateway.readNotice(
                from: provider, headers: headers, body: body, at: now)
        } catch {
            throw CheckoutRefusal.noticeRefused
        }
        guard let notice else { throw CheckoutRefusal.providerUnknown }
        let id: PaymentID? = try await books.look { connection in
            let table = PaymentTable(connection)
            if let id = notice.payment {
                return try table.find(id)?.standing.provider == provider ? id : nil
            }
            return try table.find(notice.handle, of: provider)
        }
        guard let id else { return }
        try await steadily {
            if notice.isOfDispute {
                let told = try await tell(.disputeNotice(notice.id), to: id)
                guard told.effects.contains(where: { $0.action == .askDisputes }) else { return }
                _ = try await questionDisputes(told.live)
                return
            }
            let told = try await tell(.notice(notice.id), to: id)
            guard told.effects.contains(where: { $0.action == .ask }) else { return }
            _ = try await question(told.live, isDue: false)
        }
    }
}

extension [[UInt8]] {
    /// What the first digest finds that finds anything.
    fileprivate func firstFound(
        _ find: ([UInt8]) throws -> PaymentID?
    ) rethrows -> PaymentID? {
        for digest in self {
            if let found = try find(digest) { return found }
        }
        return nil
    }
}
