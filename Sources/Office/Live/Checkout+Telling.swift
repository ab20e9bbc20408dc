import Crypto
import Database
import Ledger
import LedgerStore
import Money
import Provider
import Reconciliation
import Store
import Till

/// What comes with an event, in the same commit.
struct Telling: Sendable {
    /// What went over the wire, and for which operation.
    var exchange: (operation: PaymentID, bytes: [UInt8])?
    /// Looks at the payment before it is told.
    var check: @Sendable (LivePayment) throws -> Void
    /// An answer to be kept.
    var answer: (@Sendable (LivePayment) throws -> KeptAnswer)?

    init(
        exchange: (operation: PaymentID, bytes: [UInt8])? = nil,
        answer: (@Sendable (LivePayment) throws -> KeptAnswer)? = nil,
        check: @escaping @Sendable (LivePayment) throws -> Void = { _ in }
    ) {
        self.exchange = exchange
        self.answer = answer
        self.check = check
    }
}

/// An answer under its caller's key.
struct KeptAnswer: Sendable {
    var service: String
    var key: String
    var answer: IdempotentAnswers.Answer
}

extension Checkout {
    /// Another writer was first; look again.
    private struct Stale: Error {}

    /// The key has an answer by now.
    struct AnswerTaken: Error {}

    private static let mostTries = 50
    /// Refusals that change nothing are kept up to so many exchanges of a payment.
    private static let mostExchanges = 32

    /// Tells a payment something: event, standing, reservation, evidence, facts, vouchers and
    /// answer in one commit, or nothing.
    ///
    /// - Returns: the payment with it, and what is to be done now.
    func tell(
        _ entry: TillEntry, to id: PaymentID, _ telling: Telling = Telling()
    ) async throws -> (live: LivePayment, effects: [TillEffect]) {
        try await tell(entry, to: load(id), telling)
    }

    /// The same to a payment as it was just read, or written: where it has gone on since, it is
    /// read anew.
    func tell(
        _ entry: TillEntry, to known: LivePayment, _ telling: Telling = Telling()
    ) async throws -> (live: LivePayment, effects: [TillEffect]) {
        let id = known.id
        for turn in 0..<Checkout.mostTries {
            let live = turn == 0 ? known : try await load(id)
            try telling.check(live)
            var next = live
            let effects = try Checkout.refusing {
                try next.payment.take(entry.heard(by: live, at: now), at: now)
            }
            do {
                if next.payment.says(moreThan: live.payment) || telling.answer != nil {
                    next.advance(
                        by: PaymentEvent(
                            version: live.standing.version + 1, at: now,
                            entry: entry.heard(by: live, at: now), state: next.payment.state,
                            isAlarm: effects.contains { $0.action == .alarm }))
                    next.schedule(
                        after: live, entry, leavesNow: effects.contains { $0.action.isSending },
                        at: now)
                    try await write(next, after: live, effects, telling)
                    desk.keep(next)
                } else {
                    next.standing.turn += 1
                    next.schedule(after: live, entry, leavesNow: false, at: now)
                    try await putOff(next, entry.isRefusal ? telling.exchange : nil)
                }
                return (next, effects)
            } catch is Stale {
                continue
            }
        }
        throw DatabaseTrouble(.busy, "payment \(id) is changed by others all the time")
    }

    func load(_ id: PaymentID) async throws -> LivePayment {
        let desk = desk
        guard let live = try await books.look({ try desk.payment(id, $0) }) else {
            throw CheckoutRefusal.paymentUnknown
        }
        return live
    }

    /// Nothing new was said: only when to look again.
    ///
    /// A provider's no is evidence all the same, but one that says it for days does not fill the
    /// books.
    private func putOff(
        _ live: LivePayment, _ exchange: (operation: PaymentID, bytes: [UInt8])?
    ) async throws {
        let (standing, now) = (live.standing, now)
        try await books.note(
            at: now, sealing: exchange == nil ? [] : ["payment_exchange"]
        ) { connection in
            let table = PaymentTable(connection)
            guard
                try table.put(
                    standing, of: live.id, from: standing.version, hasNewNumbers: false)
            else { throw Stale() }
            guard let exchange, let provider = standing.provider,
                try table.exchanges(of: live.id) < Checkout.mostExchanges
            else { return }
            try table.add(
                exchange: exchange.bytes, of: exchange.operation, with: provider, at: now,
                to: live.id)
        }
    }

    // MARK: - One commit

    private func write(
        _ next: LivePayment, after live: LivePayment, _ effects: [TillEffect], _ telling: Telling
    ) async throws {
        let (sales, vouchers, chart) = try await facts(next, after: live, effects)
        let isSingle = try await isSingleLink(live.order.link, for: effects)
        let kept = try telling.answer?(next)
        let exchange = telling.exchange
        let now = now
        let news = next.news(since: live)
        let disputes = next.disputeRows(changedSince: live)
        var sealed = ["payment_event"]
        if exchange != nil { sealed.append("payment_exchange") }
        if !sales.isEmpty { sealed += ["sale", "payment_fact"] }
        let change = Change(
            chart: chart, vouchers: vouchers, recorded: now, afterwards: .sealing(sealed)
        ) { connection in
            let table = PaymentTable(connection)
            guard let event = next.events.last,
                try table.add(
                    event, next.standing, to: next.id,
                    hasNewNumbers: next.standing.handle != live.standing.handle)
            else { throw Stale() }
            let reservations = Reservations(connection)
            if effects.contains(where: { $0.action == .reserve }) {
                let items = next.order.reservedItems(linkIsSingle: isSingle)
                guard try reservations.take(items, for: next.id) else {
                    throw CheckoutRefusal.alreadyReserved
                }
            }
            if effects.contains(where: { $0.action == .release }) {
                try reservations.release(next.id)
            }
            if let exchange, let provider = next.standing.provider {
                try table.add(
                    exchange: exchange.bytes, of: exchange.operation, with: provider, at: now,
                    to: next.id)
            }
            for sale in sales {
                guard try PaymentFacts(connection).add(sale, of: next.id) else {
                    throw DatabaseTrouble(
                        .corrupt, "the books have \(sale.id) with other content")
                }
            }
            for dispute in disputes { try DisputeTable(connection).put(dispute) }
            if let kept {
                let answers = IdempotentAnswers(connection)
                guard try answers.add(kept.answer, under: kept.key, of: kept.service, at: now)
                else { throw AnswerTaken() }
            }
            for piece in news {
                try WebhookOutbox(connection).note(
                    piece.rawValue, of: next.id, version: event.version, for: next.order.service,
                    at: now)
            }
        }
        let answers = try await books.ledger.submit(change)
        try await check(zip(vouchers, answers), of: live)
        desk.proven.note(next.standing, of: next.id)
    }

    /// Throws where a voucher was refused.
    private func check(
        _ answers: some Sequence<(Voucher, Result<VoucherOutcome, VoucherRefusal>)>,
        of live: LivePayment
    ) async throws {
        for (voucher, answer) in answers {
            switch answer {
            case .success, .failure(.changeRefused): continue
            // Reconciliation has taken it back meanwhile.
            case .failure(.alreadyReversed): throw Stale()
            case .failure(let refusal):
                // The vouchers are judged before the rows: somebody else was first, and the
                // provider's words to him were others.
                if try await load(live.id).standing.version != live.standing.version {
                    throw Stale()
                }
                throw PostingRefused(cause: voucher.cause, refusal: refusal)
            }
        }
    }

    /// What the effects bring into the books.
    private func facts(
        _ next: LivePayment, after live: LivePayment, _ effects: [TillEffect]
    ) async throws -> ([SaleEvent], [Voucher], Chart) {
        let posts = effects.filter { $0.action.isPosting }
        guard !posts.isEmpty else { return ([], [], Chart()) }
        let (books, desk, now) = (books, desk, now)
        return try await books.look { connection in
            let former = try PaymentFacts(connection).events(of: next.id)
            var facts = SaleFacts(
                next, city: books.city, now: now, former: former,
                operation: live.payment.state == .voiding ? live.payment.pending?.id : nil)
            for effect in posts { facts.add(effect) }
            let events = facts.events
            return try desk.withEntries { entries in
                let vouchers = try SaleVouchers(ledger: books.ledger, connection: connection)
                    .vouchers(of: events, former: former, &entries)
                return (events, vouchers, entries.chart)
            }
        }
    }

    private func isSingleLink(_ link: String?, for effects: [TillEffect]) async throws -> Bool {
        guard let link, effects.contains(where: { $0.action == .reserve }) else { return false }
        return try await books.look { try LinkTable($0).link(link)?.isSingle ?? false }
    }

    /// A refusal of the payment's own rules as the caller hears it.
    static func refusing<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let refusal as TillRefusal {
            throw CheckoutRefusal(refusal)
        } catch let refusal as RefundRefusal {
            throw CheckoutRefusal(refusal)
        }
    }
}

extension CheckoutRefusal {
    init(_ refusal: TillRefusal) {
        self =
            switch refusal {
            case .finished: .finished
            case .operationPending: .operationPending
            case .disputed: .disputed
            case .notNow: .notNow
            case .voidTooLate: .voidTooLate
            case .partlyRefunded: .partlyRefunded
            }
    }

    init(_ refusal: RefundRefusal) {
        self =
            switch refusal {
            case .amountNotPositive: .amountNotPositive
            case .notCaptured: .notCaptured
            case .disputed: .disputed
            case .operationPending: .operationPending
            case .availableDiffers: .availableDiffers
            case .moreThanAvailable: .moreThanAvailable
            }
    }
}

extension TillAction {
    var isPosting: Bool {
        switch self {
        case .postCapture, .postUnidentified, .postIdentified, .postVoid, .postRefund,
            .postDisputed, .postReinstated:
            true
        case .reserve, .release, .sendCreate, .sendCapture, .sendClose, .sendVoid, .sendRefund,
            .ask, .askDisputes, .requestApproval, .alarm:
            false
        }
    }

    var isSending: Bool {
        switch self {
        case .sendCreate, .sendCapture, .sendClose, .sendVoid, .sendRefund: true
        case .reserve, .release, .ask, .askDisputes, .postCapture, .postUnidentified,
            .postIdentified, .postVoid, .postRefund, .postDisputed, .postReinstated,
            .requestApproval, .alarm:
            false
        }
    }
}

extension TillEntry {
    /// A provider's clock may be wrong: money is taken after the payment was made, and not in the
    /// future.
    func heard(by live: LivePayment, at now: Moment) -> TillEntry {
        switch self {
        case .answer(let answer, let isQuestion):
            return .answer(heard(answer, by: live, at: now), isQuestion: isQuestion)
        case .refund(var wish):
            // In parts no more goes back without a second person than at once.
            let given = live.payment.refunded
            wish.terms.autoRefundLimit = wish.terms.autoRefundLimit.map { max(.zero, $0 - given) }
            return .refund(wish)
        case .begin, .capture, .close, .void, .decide, .accept, .notice, .disputeNotice: return self
        }
    }

    private func heard(
        _ answer: OperationAnswer, by live: LivePayment, at now: Moment
    ) -> OperationAnswer {
        switch answer {
        case .done(var word):
            guard let at = word.at else { return answer }
            word.at = max(live.order.created, min(at, now))
            return .done(word)
        case .disputes(let words):
            let first = live.payment.capturedAt ?? live.order.created
            return .disputes(
                words.map { word in
                    var word = word
                    for place in word.movements.indices {
                        let at = word.movements[place].at
                        word.movements[place].at = max(first, min(at, max(first, now)))
                    }
                    return word
                })
        case .refund, .declined, .unknown, .refused: return answer
        }
    }
}

extension LivePayment {
    /// When somebody must look at it next.
    mutating func schedule(
        after former: LivePayment, _ entry: TillEntry, leavesNow: Bool, at now: Moment
    ) {
        if leavesNow {
            standing.turn = 0
            standing.due = Moment(seconds: now.seconds + Checkout.flightSeconds)
            return
        }
        let isSameState =
            former.payment.state == payment.state
            && former.payment.pending?.id == payment.pending?.id
        if standing.version != former.standing.version {
            standing.turn = isSameState ? former.standing.turn : 0
        }
        var due = AskingPlan.plan(for: payment.state).map {
            Moment(seconds: now.seconds + $0.interval(ofTurn: standing.turn))
        }
        if entry.asksAtOnce, due != nil {
            // A request that is under way answers first.
            let isUnderWay =
                former.payment.state.isAwaitingProvider
                && former.payment.pending.map { !$0.isInDoubt } ?? false
            due = isUnderWay ? former.standing.due : now
        }
        if let next = dueBeside(at: now) { due = min(due ?? next, next) }
        if let deadline { due = min(due ?? deadline, deadline) }
        standing.due = due
    }
}

extension TillEntry {
    /// A provider's no to something that was to be done.
    fileprivate var isRefusal: Bool {
        switch self {
        case .answer(.declined, isQuestion: false), .answer(.refused, isQuestion: false): true
        default: false
        }
    }

    /// Whether the provider is to be asked now, and not by the plan.
    var asksAtOnce: Bool {
        switch self {
        case .notice, .close: true
        case .begin, .capture, .void, .refund, .decide, .accept, .disputeNotice, .answer: false
        }
    }
}

extension AskingPlan {
    /// Seconds from one question to the next.
    func interval(ofTurn turn: Int) -> Int64 {
        let start = Moment(seconds: 0)
        let former = turn > 0 ? moment(ofTurn: turn - 1, since: start).seconds : 0
        return moment(ofTurn: turn, since: start).seconds - former
    }
}
