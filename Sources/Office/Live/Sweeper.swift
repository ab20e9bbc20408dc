import Database
public import Money
public import Provider
import Store
import Till

/// Looks at payments that wait: asks providers for what has not been answered, closes what nobody
/// paid, forgets what is too old.
///
/// One instance at a time, and no more in a turn than it may.
public struct Sweeper: Sendable {
    /// What a turn did.
    public struct Report: Sendable, Hashable {
        /// Another instance sweeps.
        public var isElsewhere = false
        public var looked = 0
        public var expired = 0
        /// Payments that met trouble; they are looked at again.
        public var troubled: [PaymentID] = []
        /// As many were due as a turn may look at: come again soon.
        public var isFull = false
    }

    /// Answers are kept for a month.
    static let answerSeconds: Int64 = 31 * 24 * 3600
    /// A caller who was silent for so long has his whole burst again.
    static let bucketSeconds: Int64 = 24 * 3600
    /// What was brought to services stays in the log for three months.
    static let deliverySeconds: Int64 = 92 * 24 * 3600
    /// Trouble of one payment must not keep the others from their turn.
    private static let troubleSeconds: Int64 = 60

    let checkout: Checkout
    let holder: String

    /// - Parameter holder: names this instance, and no other one.
    public init(_ checkout: Checkout, holder: String) {
        self.checkout = checkout
        self.holder = holder
    }

    /// One turn; to be called every few seconds.
    ///
    /// - Parameters:
    ///   - most: payments to look at.
    ///   - together: requests under way at a time.
    public func turn(most: Int = 200, together: Int = 8) async throws -> Report {
        var report = Report()
        guard try await lease.take() else {
            report.isElsewhere = true
            return report
        }
        let now = checkout.now
        let due = try await checkout.books.look {
            try PaymentTable($0).due(at: now, limit: most)
        }
        report.isFull = due.count == most
        await lease.kept { await look(at: due, together: together, &report) }
        for id in report.troubled { await putOff(id) }
        return report
    }

    /// Looks at one payment after the other, as long as no other instance does.
    private func look(at due: [PaymentID], together: Int, _ report: inout Report) async {
        await withTaskGroup(of: (PaymentID, Outcome).self) { group in
            var rest = due[...]
            for id in rest.prefix(max(1, together)) { group.addTask { (id, await look(id)) } }
            rest = rest.dropFirst(max(1, together))
            while let (id, outcome) = await group.next() {
                report.looked += 1
                switch outcome {
                case .looked: break
                case .expired: report.expired += 1
                case .troubled: report.troubled.append(id)
                }
                guard !rest.isEmpty else { continue }
                guard await lease.stands() else {
                    report.isElsewhere = true
                    rest = []
                    continue
                }
                if let next = rest.popFirst() { group.addTask { (next, await look(next)) } }
            }
        }
    }

    /// Looks for disputes that no notice told of; to be called now and then.
    public func lookForDisputes() async throws {
        guard try await lease.take() else { return }
        try await lease.kept { _ = try await checkout.lookForDisputes() }
    }

    /// How disputes stand.
    public func disputes() async throws -> ReadDisputes.Figures {
        let books = checkout.books
        return try await Waiting.run { try ReadDisputes(books).figures() }
    }

    public var now: Moment { checkout.now }

    /// Forgets tokens, answers and brought news that are too old; to be called now and then.
    public func forget() async throws {
        let now = checkout.now
        try await checkout.books.note(at: now) { connection in
            try PageTokens(connection).forget(before: now)
            try IdempotentAnswers(connection).forget(
                before: Moment(seconds: now.seconds - Sweeper.answerSeconds))
            let yesterday = Moment(seconds: now.seconds - Sweeper.bucketSeconds)
            try RequestBuckets(connection).forget(before: yesterday)
            try Leases(connection).forget(before: yesterday)
            try WebhookOutbox(connection).forget(
                before: Moment(seconds: now.seconds - Sweeper.deliverySeconds))
        }
    }

    /// Lets another instance sweep at once.
    public func stop() async throws { try await lease.giveBack() }

    private var lease: InstanceLease {
        InstanceLease(checkout: checkout, name: "sweeper", holder: holder)
    }

    private enum Outcome: Sendable { case looked, expired, troubled }

    private func look(_ id: PaymentID) async -> Outcome {
        do {
            return try await checkout.steadily {
                let live = try await checkout.load(id)
                guard let due = live.standing.due, due <= checkout.now else { return .looked }
                if let deadline = live.deadline, deadline <= checkout.now {
                    return try await expire(live)
                }
                if AskingPlan.plan(for: live.payment.state) != nil
                    || !live.payment.concernsDisputes
                {
                    let asked = try await checkout.question(live, isDue: true)
                    guard asked.payment.concernsDisputes else { return .looked }
                    _ = try await checkout.questionDisputes(asked)
                } else {
                    _ = try await checkout.questionDisputes(live)
                }
                return .looked
            }
        } catch {
            return .troubled
        }
    }

    /// Time has run out: what the provider has open is closed there.
    ///
    /// One that is still unknown is asked about first: closing it waits for the answer.
    private func expire(_ live: LivePayment) async throws -> Outcome {
        let operation = checkout.surroundings.newID()
        do {
            let told = try await checkout.tell(
                .close(by: .expiry, operation: operation), to: live.id)
            let live = try await checkout.carryOut(told.live, told.effects)
            if live.payment.state == .closing {
                _ = try await checkout.question(live, isDue: true)
            }
        } catch is CheckoutRefusal {
            // It went on meanwhile.
        }
        return .expired
    }

    private func putOff(_ id: PaymentID) async {
        let due = Moment(seconds: checkout.now.seconds + Sweeper.troubleSeconds)
        try? await checkout.books.note(at: checkout.now) { connection in
            let table = PaymentTable(connection)
            guard var standing = try table.find(id)?.standing else { return }
            standing.due = due
            _ = try table.put(
                standing, of: id, from: standing.version, hasNewNumbers: false)
        }
    }
}
