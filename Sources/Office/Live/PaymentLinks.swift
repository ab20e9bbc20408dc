import Database
public import Money
import Provider
import Store
import Till

/// Payment links: an order behind an address, for whoever follows it, or for one citizen after an
/// official's review (審査後).
public struct PaymentLinks: Sendable {
    let checkout: Checkout

    public init(_ checkout: Checkout) { self.checkout = checkout }

    /// Makes a link of an order, which must hold today.
    ///
    /// - Parameters:
    ///   - isSingle: it can be paid once.
    ///   - expires: nil: it stays until somebody ends it.
    /// - Throws: ``CheckoutRefusal``, ``FieldRefusal``.
    public func make(
        _ order: PaymentOrder, isSingle: Bool, expires: Moment? = nil, by service: String,
        once: Idempotency<PaymentLink>? = nil
    ) async throws -> Answered<PaymentLink> {
        if let once, let answer = try await checkout.answer(once.key, once.digest, of: service) {
            return .before(answer)
        }
        let now = checkout.now
        if let expires, expires <= now { throw CheckoutRefusal.expiryPast }
        let check = OrderCheck(city: checkout.city, today: now.day)
        _ = try await checkout.books.look { try check.basket(order, $0) }
        let id = String(PageToken(randomBytes: checkout.surroundings.randomBytes(16)).text)
        let row = LinkTable.Link(
            id: id, service: service, created: now, expires: expires, isSingle: isSingle,
            content: OrderText.order(order))
        let link = try PaymentLinks.link(row, isPaid: false)
        let answer = once?.stored(link, of: nil)
        do {
            try await checkout.books.note(at: now, sealing: ["payment_link"]) { connection in
                try LinkTable(connection).add(row)
                guard let once, let answer else { return }
                let answers = IdempotentAnswers(connection)
                guard try answers.add(answer, under: once.key, of: service, at: now) else {
                    throw Checkout.AnswerTaken()
                }
            }
        } catch is Checkout.AnswerTaken {
            return .before(
                try await checkout.answerTaken(once?.key, once?.digest, of: service))
        }
        return .done(link)
    }

    /// - Parameter service: nil: of any.
    public func find(_ id: String, of service: String?) async throws -> PaymentLink {
        let link = try await checkout.books.look { connection -> PaymentLink? in
            guard let row = try LinkTable(connection).link(id) else { return nil }
            return try PaymentLinks.link(row, isPaid: PaymentLinks.isPaid(row, connection))
        }
        guard let link, service == nil || link.service == service else {
            throw CheckoutRefusal.linkUnknown
        }
        return link
    }

    /// The links of a service, the newest first.
    public func list(of service: String) async throws -> [PaymentLink] {
        try await checkout.books.look { connection in
            try LinkTable(connection).links(of: service).map {
                try PaymentLinks.link($0, isPaid: PaymentLinks.isPaid($0, connection))
            }
        }
    }

    /// Ends a link; payments that were begun go on.
    public func disable(_ id: String, of service: String?) async throws -> PaymentLink {
        _ = try await find(id, of: service)
        let now = checkout.now
        try await checkout.books.note(at: now, sealing: ["payment_link_end"]) {
            try LinkTable($0).disable(id, at: now)
        }
        return try await find(id, of: service)
    }

    /// A citizen follows a link: a payment of its order, as it holds today.
    ///
    /// - Throws: ``CheckoutRefusal/linkUnknown``, ``CheckoutRefusal/linkEnded``, and what an order
    ///   may be refused for.
    public func open(_ id: String) async throws -> CreatedPayment {
        let link = try await find(id, of: nil)
        guard link.disabled == nil, !link.isPaid,
            link.expires.map({ checkout.now < $0 }) ?? true
        else { throw CheckoutRefusal.linkEnded }
        let made = try await checkout.steadily {
            try await checkout.make(link.order, by: link.service, link: id, once: nil)
        }
        guard case .done(let payment) = made else {
            throw DatabaseTrouble(.other, "a payment of a link has no former answer")
        }
        return payment
    }

    private static func link(_ row: LinkTable.Link, isPaid: Bool) throws -> PaymentLink {
        guard let order = OrderText.order(row.content) else {
            throw DatabaseTrouble(.corrupt, "the order of payment link \(row.id) is damaged")
        }
        return PaymentLink(
            id: row.id, service: row.service, order: order, isSingle: row.isSingle,
            created: row.created, expires: row.expires, disabled: row.disabled, isPaid: isPaid)
    }

    /// Whether a payment that has its money holds it.
    private static func isPaid(_ row: LinkTable.Link, _ connection: Connection) throws -> Bool {
        guard row.isSingle,
            let holder = try Reservations(connection).holder(of: "link/\(row.id)")
        else { return false }
        return try PaymentTable(connection).find(holder)?.standing.state.holdsMoney ?? false
    }
}
