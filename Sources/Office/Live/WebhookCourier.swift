import Database
import Money
public import Provider
import Store
import Till

/// One try to bring news, as it leaves.
public struct WebhookParcel: Sendable, Hashable {
    public var url: String
    public var headers: [ProviderRequest.Header]
    public var body: [UInt8]
}

/// What came of a try.
public struct WebhookAnswer: Sendable, Hashable {
    /// Of HTTP; nil where no answer came.
    public var status: Int?
    /// Why none came: a word of the transport.
    public var trouble: String?
    public var body: [UInt8]
    public var milliseconds: Int64

    public init(status: Int?, trouble: String? = nil, body: [UInt8] = [], milliseconds: Int64) {
        self.status = status
        self.trouble = trouble
        self.body = body
        self.milliseconds = milliseconds
    }
}

/// Brings news to services' addresses: at least once, each try noted, by one instance at a time.
///
/// Each address has a lane of its own, so that one that is slow holds no other. In a lane the news
/// of a payment go one after the other; what fails is tried again later and does not hold what
/// comes behind it.
public struct WebhookCourier: Sendable {
    /// What is to be done now.
    public struct Turn: Sendable {
        /// Another instance brings them.
        public var isElsewhere = false
        /// Addresses for which something is due.
        public var lanes: [String] = []
        public var waiting = 0
        /// How long the oldest has been waiting.
        public var oldestSeconds: Int64 = 0
        /// Addresses at which the last try failed.
        public var failing: [String] = []
    }

    /// What became of a lane's turn.
    public struct Report: Sendable, Hashable {
        public var delivered = 0
        public var failed = 0
        /// Of those that failed: the last try of their plan.
        public var givenUp = 0
        /// The books were in trouble: it is tried again.
        public var isTroubled = false
    }

    /// After the first try: a minute, five minutes, an hour, a day, two days; then no more.
    public static let retrySeconds: [Int64] = [60, 300, 3_600, 86_400, 172_800]
    private static let lanePieces = 100
    private static let together = 4
    private static let headBytes = 256

    let checkout: Checkout
    let holder: String
    let resource: @Sendable (PaymentDetails) -> [UInt8]
    let send: @Sendable (WebhookParcel) async -> WebhookAnswer

    /// - Parameters:
    ///   - holder: names this instance, and no other one.
    ///   - resource: a payment as the API shows it, a JSON text.
    ///   - send: carries a parcel there; it never throws, and has limits of its own.
    public init(
        _ checkout: Checkout, holder: String,
        resource: @escaping @Sendable (PaymentDetails) -> [UInt8],
        send: @escaping @Sendable (WebhookParcel) async -> WebhookAnswer
    ) {
        self.checkout = checkout
        self.holder = holder
        self.resource = resource
        self.send = send
    }

    // MARK: - Turns

    /// Looks what is due; to be called every second or so.
    public func turn() async throws -> Turn {
        var turn = Turn()
        guard try await lease.take() else {
            turn.isElsewhere = true
            return turn
        }
        let now = checkout.now
        let (lanes, backlog) = try await checkout.books.look { connection in
            let outbox = WebhookOutbox(connection)
            return (try outbox.dueEndpoints(at: now), try outbox.backlog())
        }
        turn.lanes = lanes
        turn.waiting = backlog.waiting
        turn.oldestSeconds = backlog.oldest.map { max(0, now.seconds - $0.seconds) } ?? 0
        turn.failing = backlog.failingEndpoints
        return turn
    }

    /// Lets another instance go on at once; to be called when all lanes have ended.
    public func stop() async throws { try await lease.giveBack() }

    private var lease: InstanceLease {
        InstanceLease(checkout: checkout, name: "webhooks", holder: holder)
    }

    // MARK: - Lanes

    /// Brings what is due for one address.
    ///
    /// - Parameter isStopping: asked before each try: what has not left stays due.
    public func bring(
        _ endpoint: String, isStopping: @escaping @Sendable () -> Bool
    ) async -> Report {
        let now = checkout.now
        var report = Report()
        do {
            let due = try await checkout.books.look {
                try WebhookOutbox($0).due(
                    for: endpoint, at: now, limit: WebhookCourier.lanePieces)
            }
            let chains = Dictionary(grouping: due, by: \.payment).values
                .sorted { $0[0].number < $1[0].number }
            await withTaskGroup(of: Report.self) { group in
                var rest = chains[...]
                for chain in rest.prefix(WebhookCourier.together) {
                    group.addTask { await bring(chain, isStopping) }
                }
                rest = rest.dropFirst(WebhookCourier.together)
                while let done = await group.next() {
                    report.add(done)
                    if let next = rest.popFirst() {
                        group.addTask { await bring(next, isStopping) }
                    }
                }
            }
        } catch {
            report.isTroubled = true
        }
        return report
    }

    /// News of one payment, in their order.
    private func bring(
        _ chain: [WebhookOutbox.Delivery], _ isStopping: @Sendable () -> Bool
    ) async -> Report {
        var report = Report()
        for delivery in chain {
            if isStopping() { break }
            do {
                guard let state = try await bring(delivery) else { break }
                switch state {
                case .delivered: report.delivered += 1
                case .waiting: report.failed += 1
                case .failed:
                    report.failed += 1
                    report.givenUp += 1
                }
            } catch {
                report.isTroubled = true
                break
            }
        }
        return report
    }

    /// - Returns: nil where another instance has it, or will.
    private func bring(
        _ delivery: WebhookOutbox.Delivery
    ) async throws -> WebhookOutbox.Delivery.State? {
        let (body, url, secrets) = try await prepare(delivery)
        let at = checkout.now
        let parcel = WebhookParcel(
            url: url,
            headers: [
                .init("Content-Type", "application/json"), .init("User-Agent", "suito"),
                .init(WebhookMessage.idHeader, WebhookMessage.id(of: delivery)),
                .init(
                    WebhookMessage.signatureHeader,
                    WebhookMessage.signature(of: body, at: at.seconds, secrets: secrets)),
            ], body: body)
        let answer = await send(parcel)
        // Broken off because the program stops: no try, it is left to whoever comes next.
        if Task.isCancelled, answer.status == nil { return nil }
        let attempt = WebhookCourier.attempt(answer, at: at)
        let now = checkout.now
        var state = WebhookOutbox.Delivery.State.delivered
        var next: Moment?
        if attempt.outcome != WebhookCourier.deliveredWord {
            next = WebhookCourier.next(afterTries: delivery.tries + 1, at: now)
            state = next == nil ? .failed : .waiting
        }
        let (noted, due) = (state, next)
        // It has left: whoever asked for it may be gone.
        let isOurs = try await checkout.steadily {
            try await checkout.books.ledger.writing(at: now) {
                try WebhookOutbox($0).note(
                    attempt, of: delivery, body: body, state: noted, next: due)
            }
        }
        return isOurs ? state : nil
    }

    /// Body, address and live secrets of news.
    private func prepare(
        _ delivery: WebhookOutbox.Delivery
    ) async throws -> ([UInt8], String, [[UInt8]]) {
        let (endpoint, secrets, live) = try await checkout.books.look { connection in
            let table = WebhookEndpoints(connection)
            return (
                try table.endpoint(delivery.endpoint),
                try table.secrets(of: delivery.endpoint).map(\.bytes),
                delivery.body == nil ? try LivePayment(delivery, connection) : nil
            )
        }
        guard let endpoint, !secrets.isEmpty else {
            throw DatabaseTrouble(.corrupt, "delivery \(delivery.number) has no address")
        }
        if let body = delivery.body { return (body, endpoint.url, secrets) }
        guard let live else {
            throw DatabaseTrouble(.corrupt, "delivery \(delivery.number) has no payment")
        }
        var details = checkout.details(of: live, isSealed: false)
        // Who made the payment knows it; the log need not keep it.
        details.order.email = nil
        return (
            WebhookMessage.body(of: delivery, resource: resource(details)), endpoint.url, secrets
        )
    }

    private static let deliveredWord = "delivered"

    private static func attempt(
        _ answer: WebhookAnswer, at: Moment
    ) -> WebhookOutbox.Attempt {
        let outcome: String
        switch answer.status {
        case .some(200...299) where answer.trouble == nil: outcome = deliveredWord
        case .some(300...399) where answer.trouble == nil: outcome = "redirected"
        case .some where answer.trouble == nil: outcome = "refused"
        default: outcome = answer.trouble ?? "other"
        }
        return WebhookOutbox.Attempt(
            at: at, status: answer.status, outcome: outcome,
            milliseconds: answer.milliseconds,
            head: CardNumberGuard.mask(Array(answer.body.prefix(headBytes))))
    }

    /// When to try again; nil: it is given up.
    static func next(afterTries tries: Int, at now: Moment) -> Moment? {
        guard tries >= 1, tries <= retrySeconds.count else { return nil }
        return Moment(seconds: now.seconds + retrySeconds[tries - 1])
    }
}

extension WebhookCourier.Report {
    fileprivate mutating func add(_ other: Self) {
        delivered += other.delivered
        failed += other.failed
        givenUp += other.givenUp
        isTroubled = isTroubled || other.isTroubled
    }
}

extension LivePayment {
    /// The payment as it stood with the event that news are of; nil where there is none.
    init?(_ delivery: WebhookOutbox.Delivery, _ connection: Connection) throws {
        let table = PaymentTable(connection)
        guard let found = try table.find(delivery.payment) else { return nil }
        try self.init(
            found.order, at: delivery.version, table.events(of: delivery.payment))
    }
}
