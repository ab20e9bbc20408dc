import City
import Database
public import Money
public import Provider
import Store
public import Till

extension Checkout {
    /// Disputes of a service, the newest first; nil of a service: of any.
    ///
    /// - Throws: ``CheckoutRefusal/pageInvalid``.
    public func disputes(
        _ search: DisputeSearch, of service: String?
    ) async throws -> DisputePage {
        let (page, size) = (search.page, search.size)
        let question = DisputeTable.Question(
            service: service, standings: search.standings, openedFrom: search.openedFrom,
            openedTo: search.openedTo)
        guard (1...PaymentSearch.largestPage).contains(size), page >= 1, page <= Int(Int32.max)
        else { throw CheckoutRefusal.pageInvalid }
        return try await books.look { connection in
            let table = DisputeTable(connection)
            return DisputePage(
                disputes: try table.search(question, limit: size, offset: (page - 1) * size),
                total: try table.count(question), page: page, size: size)
        }
    }

    /// Asks the provider which disputes a payment has, and does what follows.
    func questionDisputes(_ live: LivePayment) async throws -> LivePayment {
        guard let provider = live.standing.provider, live.payment.captured != nil,
            gateway.abilities(of: provider)?.contains(.disputes) ?? false,
            desk.takeOff(live.id)
        else { return live }
        let operation = ProviderOperation(
            id: surroundings.newID(), payment: live.id, handle: live.payment.handle,
            deed: .askDisputes)
        let exchange = await gateway.carry(operation, to: provider, surroundings.occasion())
        desk.land(live.id)
        // No clear word says nothing, least of all about an operation that is under way.
        guard case .disputes? = exchange?.answer, let exchange else {
            return try await askLater(live)
        }
        let told = try await tell(
            .answer(exchange.answer, isQuestion: true), to: live,
            Telling(exchange: (operation.id, exchange.evidence)))
        return told.live
    }

    /// Looks through the providers' lists for disputes that no notice told of.
    ///
    /// - Returns: payments that were asked about.
    func lookForDisputes() async throws -> [PaymentID] {
        var asked: [PaymentID] = []
        for provider in city.providers.map(\.id)
        where gateway.abilities(of: provider)?.contains(.disputes) ?? false {
            var after: String?
            for _ in 0..<Checkout.mostDisputePages {
                let answer = await gateway.listDisputes(
                    of: provider, after: after, surroundings.occasion())
                guard case .page(let page)? = answer else { break }
                for word in page.items {
                    guard let live = try await stranger(word, of: provider) else { continue }
                    _ = try await steadily { try await questionDisputes(live) }
                    asked.append(live.id)
                }
                guard let next = page.next else { break }
                after = next
            }
        }
        return asked
    }

    /// A hundred each: more than a city's payers dispute in the months in which they may.
    private static let mostDisputePages = 20

    /// The payment of a dispute that we know otherwise, or not at all.
    private func stranger(
        _ word: DisputeWord, of provider: String
    ) async throws -> LivePayment? {
        let live = try await books.look { connection -> LivePayment? in
            guard let id = try PaymentTable(connection).find(word.handle, of: provider) else {
                return nil
            }
            return try LivePayment(id, connection)
        }
        guard let live, live.payment.captured != nil else { return nil }
        guard let known = live.payment.disputes[word.number] else { return live }
        let isKnown =
            known.standing == word.standing && known.movements.count == word.movements.count
        return isKnown ? nil : live
    }
}

/// Which disputes are wanted; nil: any.
public struct DisputeSearch: Sendable, Hashable {
    public var standings: [DisputeWord.Standing]?
    public var openedFrom: Moment?
    public var openedTo: Moment?
    /// From 1.
    public var page = 1
    /// 1 to ``PaymentSearch/largestPage``.
    public var size = PaymentSearch.largestPage

    public init(standings: [DisputeWord.Standing]? = nil) { self.standings = standings }
}

/// A page of disputes.
public struct DisputePage: Sendable, Hashable {
    public var disputes: [DisputeSummary]
    public var total: Int
    public var page: Int
    public var size: Int

    /// At least one, which may be empty.
    public var pages: Int { max(1, (total + size - 1) / size) }
}
