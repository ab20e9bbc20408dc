import City
import Database
import Money
public import Provider
import Reconciliation
import Store

/// Movements of the bank for an accounting system: it tells of one, and hears which collections are
/// in it.
///
/// What it tells is kept and posts nothing: the books follow the bank's own files.
public struct BankMovements: Sendable {
    private static let mostReference = 40

    let checkout: Checkout

    public init(_ checkout: Checkout) { self.checkout = checkout }

    private var books: Books { checkout.books }

    /// Takes a movement in; one that was told of before is found again.
    ///
    /// - Returns: the movement as it stands now.
    /// - Throws: ``BankMovementRefusal``.
    public func take(
        _ order: BankMovementOrder, by service: String,
        once: Idempotency<ToldMovement>? = nil
    ) async throws -> Answered<ToldMovement> {
        if let once, let answer = try await checkout.answer(once.key, once.digest, of: service) {
            return .before(answer)
        }
        try check(order)
        let row = BankMovementTable.Movement(
            id: checkout.surroundings.newID(), service: service, account: order.account,
            day: order.day, reference: order.reference, amount: order.amount,
            created: checkout.now)
        do {
            if let known = try await known(row) {
                return try await keep(known, nil, of: service, once)
            }
            let fresh = try await books.look { connection in
                let state = try BankMovementTable(connection).state(of: row)
                return try ToldMovement(row, state, connection, isNew: true)
            }
            return try await keep(fresh, row, of: service, once)
        } catch is Taken {
            guard let known = try await known(row) else {
                throw DatabaseTrouble(.busy, "a bank movement was there and is gone")
            }
            return try await keep(known, nil, of: service, once)
        }
    }

    /// Writes a new movement, and the answer that is kept.
    private func keep(
        _ value: ToldMovement, _ row: BankMovementTable.Movement?, of service: String,
        _ once: Idempotency<ToldMovement>?
    ) async throws -> Answered<ToldMovement> {
        let now = checkout.now
        let kept = once?.stored(value, of: nil)
        if row == nil, kept == nil { return .done(value) }
        do {
            try await books.note(at: now, sealing: ["bank_movement"]) { connection in
                if let row, try !BankMovementTable(connection).add(row) { throw Taken() }
                guard let once, let kept else { return }
                let answers = IdempotentAnswers(connection)
                guard try answers.add(kept, under: once.key, of: service, at: now) else {
                    throw Checkout.AnswerTaken()
                }
            }
        } catch is Checkout.AnswerTaken {
            return .before(try await checkout.answerTaken(once?.key, once?.digest, of: service))
        }
        return .done(value)
    }

    /// Another writer told of the same line.
    private struct Taken: Error {}

    /// The column of refusals.
    private func check(_ order: BankMovementOrder) throws(BankMovementRefusal) {
        let city = checkout.city
        guard city.bankAccounts.contains(where: { $0.id == order.account }) else {
            throw .accountUnknown
        }
        guard order.day >= city.municipality.booksBegin, order.day <= checkout.now.day else {
            throw .dayInvalid
        }
        let isPlain = order.reference.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
            default: false
            }
        }
        guard isPlain, (1...BankMovements.mostReference).contains(order.reference.utf8.count),
            !CardNumberGuard.isFound(in: order.reference)
        else { throw .referenceMalformed }
        guard order.amount != .zero, order.amount.magnitude <= Yen.largest else {
            throw .amountInvalid
        }
    }

    /// The same line as it was told of before.
    private func known(_ row: BankMovementTable.Movement) async throws -> ToldMovement? {
        try await books.look { connection in
            let table = BankMovementTable(connection)
            guard
                let (movement, state) = try table.find(
                    row.account, row.day, row.reference, of: row.service)
            else { return nil }
            guard movement.amount == row.amount else { throw BankMovementRefusal.differs }
            return try ToldMovement(movement, state, connection)
        }
    }

    // MARK: - Reading

    /// - Throws: ``BankMovementRefusal/unknown``.
    public func find(_ id: PaymentID, of service: String) async throws -> ToldMovement {
        let found = try await books.look { connection -> ToldMovement? in
            guard let (movement, state) = try BankMovementTable(connection).find(id, of: service)
            else { return nil }
            return try ToldMovement(movement, state, connection)
        }
        guard let found else { throw BankMovementRefusal.unknown }
        return found
    }

    /// Movements of a service, the newest day first.
    public func search(
        _ search: BankMovementSearch, of service: String
    ) async throws -> FoundPage<ToldMovement> {
        let (limit, offset) = try BankMovements.window(search.page, search.size)
        let question = BankMovementTable.Question(
            account: search.account,
            state: search.state.flatMap { BankMovementTable.State(rawValue: $0.rawValue) },
            from: search.from, to: search.to)
        let (movements, total) = try await books.search { connection in
            let table = BankMovementTable(connection)
            let found = try table.search(question, of: service, limit: limit, offset: offset)
            return (
                try found.map { try ToldMovement($0, $1, connection) },
                try table.count(question, of: service)
            )
        }
        return FoundPage(items: movements, total: total, page: search.page, size: search.size)
    }

    /// The live payments in a movement, of all services, in the order in which they were made.
    public func payments(
        in id: PaymentID, of service: String, page: Int, size: Int
    ) async throws -> FoundPage<CollectedPayment> {
        let (limit, offset) = try BankMovements.window(page, size)
        let found = try await books.search { connection -> FoundPage<CollectedPayment>? in
            guard let (movement, state) = try BankMovementTable(connection).find(id, of: service)
            else { return nil }
            let empty = FoundPage<CollectedPayment>(items: [], total: 0, page: page, size: size)
            guard state == .matched else { return empty }
            let collections = BankCollections(connection)
            let (account, day, reference) = (movement.account, movement.day, movement.reference)
            let payments = try collections.payments(
                account, day, reference, limit: limit, offset: offset)
            return FoundPage(
                items: payments.map { payment in
                    CollectedPayment(
                        id: payment.id, service: payment.service, reference: payment.reference,
                        amount: payment.amount, refunded: payment.refunded,
                        captured: payment.captured, provider: payment.provider,
                        payout: payment.payout)
                }, total: try collections.paymentCount(account, day, reference), page: page,
                size: size)
        }
        guard let found else { throw BankMovementRefusal.unknown }
        return found
    }

    private static func window(
        _ page: Int, _ size: Int
    ) throws(BankMovementRefusal) -> (limit: Int, offset: Int) {
        guard (1...BankMovementSearch.largestPage).contains(size),
            (1...Int(Int32.max)).contains(page)
        else {
            throw .pageInvalid
        }
        return (size, (page - 1) * size)
    }
}

extension ToldMovement {
    /// A movement with the collections that the last run found in it.
    init(
        _ movement: BankMovementTable.Movement, _ state: BankMovementTable.State,
        _ connection: Connection, isNew: Bool = false
    ) throws {
        let order = BankMovementOrder(
            account: movement.account, day: movement.day, reference: movement.reference,
            amount: movement.amount)
        self.init(
            id: movement.id, order: order, created: movement.created,
            state: ToldMovement.State(state), collections: [], payments: 0, isNew: isNew)
        guard state == .matched else { return }
        let table = BankCollections(connection)
        let (account, day, reference) = (movement.account, movement.day, movement.reference)
        payments = try table.paymentCount(account, day, reference)
        for found in try table.collections(account, day, reference) {
            let payout = try PayoutStandings(connection).payout(
                provider: found.provider, number: found.payout)
            guard let payout else {
                throw DatabaseTrouble(.corrupt, "payout \(found.payout) does not stand")
            }
            collections.append(
                Collection(
                    provider: found.provider, payout: found.payout, banked: found.banked,
                    gross: payout.gross, refunds: payout.refunds, fee: payout.fee,
                    feeTax: payout.feeTax, net: payout.net,
                    lines: try table.lines(of: found.provider, found.payout).map {
                        Line(account: $0.account, amount: $0.amount)
                    }))
        }
    }
}

extension ToldMovement.State {
    init(_ state: BankMovementTable.State) {
        self =
            switch state {
            case .awaited: .awaited
            case .differs: .differs
            case .unmatched: .unmatched
            case .matched: .matched
            }
    }
}
