import Money
import Office
import Provider
import Synchronization

/// A provider that does what a test says: a value behind a lock, without a network.
final class ScriptedProvider: ProviderGateway {
    /// What befalls one request.
    enum Fault: Sendable, CaseIterable {
        case none
        /// It is done, and the answer is lost.
        case lost
        /// It never arrives, and nobody can tell.
        case notArrived
        /// It arrives, and is done, when everybody has given it up: ``ScriptedProvider/arrive()``.
        case late
        case tooMany
        case notSent
        /// Nothing more is heard until ``ScriptedProvider/release()``; it is not done before.
        case hangsBefore
        /// The same, and it is done at once.
        case hangsAfter
    }

    struct Account: Sendable {
        var amount: Yen
        var taken = Yen.zero
        var standing = PaymentWord.Standing.open
        var isReserved: Bool
        var createdBy: PaymentID
        var refunds: [PaymentID: Yen] = [:]
        var disputes: [DisputeWord] = []
        var paidAt: Moment?

        var back: Yen { refunds.values.reduce(.zero, +) }
    }

    struct State: Sendable {
        var accounts: [PaymentID: Account] = [:]
        var script: [Fault] = []
        var chance: (@Sendable (ProviderOperation) -> Fault)?
        var hanging: [CheckedContinuation<Void, Never>] = []
        var hung = 0
        var late: [(operation: ProviderOperation, at: Moment)] = []
        var carried: [ProviderOperation] = []
        var notices: [String: ProviderNotice] = [:]
    }

    let state = Mutex(State())
    private let able: Set<ProviderAbility>

    init(able: Set<ProviderAbility> = Set(ProviderAbility.allCases)) { self.able = able }

    func abilities(of provider: String) -> Set<ProviderAbility>? {
        provider == "paypay-online" || provider == "stripe" ? able : nil
    }

    func carry(
        _ operation: ProviderOperation, to provider: String, _ occasion: RequestOccasion
    ) async -> ProviderExchange? {
        let fault = state.withLock { state -> Fault in
            state.carried.append(operation)
            if !state.script.isEmpty { return state.script.removeFirst() }
            return state.chance?(operation) ?? .none
        }
        let evidence = Array("\(operation.deed)".utf8)
        func exchange(_ answer: OperationAnswer) -> ProviderExchange {
            ProviderExchange(answer: answer, evidence: evidence)
        }
        switch fault {
        case .none: return exchange(perform(operation, occasion.at))
        case .lost:
            _ = perform(operation, occasion.at)
            return exchange(.unknown(code: "lost"))
        case .notArrived: return exchange(.unknown(code: "lost"))
        case .late:
            state.withLock { $0.late.append((operation, occasion.at)) }
            return exchange(.unknown(code: "lost"))
        case .tooMany: return exchange(.refused(.tooMany(code: "RATE_LIMIT")))
        case .notSent: return exchange(.refused(.notSent))
        case .hangsBefore:
            await hang()
            return exchange(perform(operation, occasion.at))
        case .hangsAfter:
            let answer = perform(operation, occasion.at)
            await hang()
            return exchange(answer)
        }
    }

    private func hang() async {
        await withCheckedContinuation { caller in
            state.withLock {
                $0.hanging.append(caller)
                $0.hung += 1
            }
        }
    }

    /// Waits until so many requests hang.
    func untilHanging(_ count: Int = 1) async {
        while state.withLock({ $0.hung }) < count { await Task.yield() }
    }

    /// What was late arrives.
    func arrive() {
        let late = state.withLock { state in
            defer { state.late = [] }
            return state.late
        }
        for (operation, at) in late { _ = perform(operation, at) }
    }

    /// Lets all that hangs go on.
    func release() {
        let callers = state.withLock { state in
            defer { state.hanging = [] }
            return state.hanging
        }
        for caller in callers { caller.resume() }
    }

    func script(_ faults: Fault...) { state.withLock { $0.script += faults } }

    func account(_ id: PaymentID) -> Account? { state.withLock { $0.accounts[id] } }

    /// How often something was asked for.
    func count(_ fits: (ProviderOperation.Deed) -> Bool) -> Int {
        state.withLock { $0.carried.count { fits($0.deed) } }
    }

    /// The citizen pays, where he still can.
    @discardableResult
    func pay(_ id: PaymentID, _ amount: Yen? = nil, at: Moment) -> Bool {
        state.withLock { state in
            guard var account = state.accounts[id], account.standing == .open else {
                return false
            }
            account.standing = account.isReserved ? .reserved : .captured
            if !account.isReserved { account.taken = amount ?? account.amount }
            account.paidAt = at
            state.accounts[id] = account
            return true
        }
    }

    /// The payer's bank, or ours, says how a dispute stands.
    func dispute(_ word: DisputeWord, of payment: PaymentID) {
        state.withLock { state in
            var word = word
            word.handle = ProviderHandle(payment: "pay-\(payment)")
            state.accounts[payment]?.disputes.removeAll { $0.number == word.number }
            state.accounts[payment]?.disputes.append(word)
        }
    }

    func listDisputes(
        of provider: String, after: String?, _ occasion: RequestOccasion
    ) async -> ListingAnswer<DisputeWord>? {
        let all = state.withLock { $0.accounts.values.flatMap(\.disputes) }
            .sorted { ($0.at, $0.number) > ($1.at, $1.number) }
        let rest = all.drop { word in after.map { word.number >= $0 } ?? false }
        guard let first = rest.first else { return .page(ProviderPage([])) }
        return .page(ProviderPage([first], next: rest.count > 1 ? first.number : nil))
    }

    func disputeNotice(_ name: String, of payment: PaymentID) {
        state.withLock {
            $0.notices[name] = ProviderNotice(
                id: name, payment: nil, handle: ProviderHandle(payment: "pay-\(payment)"),
                event: "charge.dispute.updated", isProven: true, isOfDispute: true)
        }
    }

    func notice(_ name: String, of payment: PaymentID) {
        state.withLock {
            $0.notices[name] = ProviderNotice(
                id: name, payment: payment, handle: ProviderHandle(), event: "paid",
                isProven: true)
        }
    }

    /// The body names a notice that the test has set.
    func readNotice(
        from provider: String, headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice? {
        let name = String(decoding: body, as: UTF8.self)
        guard let notice = state.withLock({ $0.notices[name] }) else { throw .signatureWrong }
        return notice
    }

    // MARK: - What it does

    private func perform(_ operation: ProviderOperation, _ at: Moment) -> OperationAnswer {
        state.withLock { state in
            let id = operation.payment
            if case .create(let new) = operation.deed { return create(new, operation, &state) }
            guard var account = state.accounts[id] else {
                return .declined(Decline(.notFound, code: "NOT_FOUND"))
            }
            defer { state.accounts[id] = account }
            switch operation.deed {
            case .create, .ask: return .done(word(id, account))
            case .capture(let amount):
                guard account.standing == .reserved || account.standing == .captured else {
                    return .declined(Decline(.state, code: "STATE"))
                }
                account.standing = .captured
                account.taken = amount
                return .done(word(id, account))
            // What is reserved is let go, and not closed.
            case .close, .release:
                let before: PaymentWord.Standing = operation.deed == .close ? .open : .reserved
                guard account.standing == before || account.standing == .cancelled else {
                    return .declined(Decline(.state, code: "STATE"))
                }
                account.standing = .cancelled
                return .done(word(id, account))
            case .cancel:
                guard account.standing == .captured, account.refunds.isEmpty else {
                    return account.standing == .voided
                        ? .unknown(code: "ACCEPTED")
                        : .declined(Decline(.notAllowed, code: "NOT_REVERSIBLE"))
                }
                account.standing = .voided
                // Accepted is not done: the details tell.
                return .unknown(code: "ACCEPTED")
            case .refund(let amount, _):
                if account.refunds[operation.id] == nil {
                    guard account.standing == .captured, account.back + amount <= account.taken
                    else { return .declined(Decline(.amount, code: "AMOUNT")) }
                    account.refunds[operation.id] = amount
                }
                return .refund(word(operation.id, account))
            case .askDisputes: return .disputes(account.disputes)
            case .askRefund(let refund):
                guard account.refunds[refund] != nil else {
                    return .declined(Decline(.notFound, code: "NO_REFUND"))
                }
                return .refund(word(refund, account))
            }
        }
    }

    private func create(
        _ new: NewPayment, _ operation: ProviderOperation, _ state: inout State
    ) -> OperationAnswer {
        if let account = state.accounts[operation.payment] {
            return account.createdBy == operation.id
                ? .done(word(operation.payment, account))
                : .declined(Decline(.state, code: "DUPLICATE"))
        }
        let account = Account(
            amount: new.amount, isReserved: new.isReserved, createdBy: operation.id)
        state.accounts[operation.payment] = account
        return .done(word(operation.payment, account))
    }

    private func word(_ id: PaymentID, _ account: Account) -> PaymentWord {
        let isAllBack = account.taken > .zero && account.back >= account.taken
        return PaymentWord(
            account.standing == .captured && isAllBack ? .refunded : account.standing,
            payment: id, handle: ProviderHandle(session: "code-\(id)", payment: "pay-\(id)"),
            amount: account.taken > .zero ? account.taken : account.amount, at: account.paidAt,
            refunded: account.back,
            refunds: account.refunds.keys.sorted().map { word($0, account) },
            step: account.standing == .open
                ? NextStep(url: "https://provider.example/\(id)") : nil)
    }

    private func word(_ refund: PaymentID, _ account: Account) -> RefundWord {
        RefundWord(
            .finished, operation: refund, number: refund.description,
            amount: account.refunds[refund] ?? .zero)
    }
}
