import Crypto
public import Money
import Provider

/// Stripe's API, played in yen: intents, pages, charges, refunds, disputes, the balance, payouts,
/// events and ordered reports.
///
/// What the sources leave open is decided here and written down in <doc:StripeSimulation>.
public struct StripeSimulator: Simulator {
    public static let name = "stripe"
    static let version = "2026-10-28.endive"

    public struct Settings: Sendable, Hashable {
        public var key: String
        /// Secrets that notices are signed with; two while one is being changed.
        public var webhookSecrets: [String]
        /// Of every charge, rounded half up, and kept when it is given back.
        public var feeRate: Rate
        public var disputeFee: Yen
        /// Every citizen pays by card in the moment in which the page is there.
        public var paysAtOnce: Bool
        /// How many days money waits before it can be paid out.
        public var availableDays: Int
        /// Somebody is told by notices.
        public var sendsNotices = true

        public init(
            key: String, webhookSecrets: [String],
            feeRate: Rate = Rate(partsPerMillion: 36_000), disputeFee: Yen = Yen(1_300),
            availableDays: Int = 4, paysAtOnce: Bool = false
        ) {
            self.key = key
            self.webhookSecrets = webhookSecrets
            self.feeRate = feeRate
            self.disputeFee = disputeFee
            self.availableDays = availableDays
            self.paysAtOnce = paysAtOnce
        }
    }

    public var address: String
    let settings: Settings
    var random: SimulatorRandom
    var intents = StripeShelf<StripeSimulatedIntent>()
    var charges = StripeShelf<StripeSimulatedCharge>()
    var refunds = StripeShelf<StripeSimulatedRefund>()
    var entries = StripeShelf<StripeSimulatedEntry>()
    var payouts = StripeShelf<StripeSimulatedPayout>()
    var disputes = StripeShelf<StripeSimulatedDispute>()
    var sessions = StripeShelf<StripeSimulatedSession>()
    var events = StripeShelf<StripeSimulatedEvent>()
    var runs = StripeShelf<StripeSimulatedRun>()
    /// What was answered under which key.
    var keys: [String: StripeKeyedAnswer] = [:]
    /// What time alone brings about.
    var expiringSessions = DueQueue<String>()
    var pendingEntries = DueQueue<String>()
    var failingRefunds = DueQueue<String>()
    /// Events of the request that is at work.
    var fresh: [StripeSimulatedEvent] = []

    public init(_ settings: Settings, address: String = "http://127.0.0.1", seed: UInt64) {
        self.settings = settings
        self.address = address
        random = SimulatorRandom(seed: seed)
    }

    public mutating func answer(
        _ request: SimulatedRequest, at now: Moment, mood: SimulatorMood
    ) -> SimulatedTurn {
        fresh = []
        settle(at: now)
        let segments = request.segments
        let answer: SimulatedAnswer
        if segments.first == "pay", segments.count == 2 {
            answer = page(request, segments[1], at: now, mood: mood)
        } else {
            answer = api(request, at: now, mood: mood)
        }
        return SimulatedTurn(answer, notices: notices(at: now))
    }

    private mutating func api(
        _ request: SimulatedRequest, at now: Moment, mood: SimulatorMood
    ) -> SimulatedAnswer {
        guard isKnown(request) else {
            let refusal = StripeRefusal(401, "Invalid API Key provided.")
            return .json(401, refusal.json)
        }
        guard request.method == "POST", let key = request.header("Idempotency-Key") else {
            return perform(request, at: now, mood: mood).answer
        }
        if let earlier = replay(key, request, at: now) { return earlier }
        let (answer, isKept) = perform(request, at: now, mood: mood)
        if isKept { keys[key] = StripeKeyedAnswer(request, answer, at: now) }
        return answer
    }

    /// The answer, and whether it is kept under the request's key: what was refused before anything
    /// was begun is not.
    private mutating func perform(
        _ request: SimulatedRequest, at now: Moment, mood: SimulatorMood
    ) -> (answer: SimulatedAnswer, isKept: Bool) {
        do throws(StripeRefusal) {
            if request.method == "GET", request.segments.prefix(2) == ["v1", "files"] {
                return (try file(request.segments), false)
            }
            let parameters = try StripeParameters(
                request.method == "GET" ? request.query : FormText.pairs(request.body))
            let value = try route(request, parameters, at: now, mood: mood)
            let expanded = try expand(value, parameters.expansions)
            return (.json(200, expanded), true)
        } catch {
            return (.json(error.status, error.json), error.status == 402)
        }
    }

    /// Bearer, or the key as the name of Basic.
    private func isKnown(_ request: SimulatedRequest) -> Bool {
        let header = request.header("Authorization") ?? ""
        return header == "Bearer \(settings.key)"
            || header == "Basic \(Base64.text(Array("\(settings.key):".utf8)))"
    }

    // MARK: - Events

    mutating func tell(_ type: String, _ object: JSONValue, at now: Moment) {
        let event = StripeSimulatedEvent(
            id: "evt_\(random.letters(24))", created: now, type: type, object: object)
        events.add(event)
        fresh.append(event)
    }

    /// What is to be told of the request that is at work.
    func notices(at now: Moment) -> [SimulatedNotice] {
        settings.sendsNotices ? fresh.map { notice($0, at: now) } : []
    }

    /// `Stripe-Signature: t=…,v1=…`, a code for each secret.
    private func notice(_ event: StripeSimulatedEvent, at now: Moment) -> SimulatedNotice {
        let body = event.json.bytes
        let signed = Array("\(now.seconds).".utf8) + body
        let codes = settings.webhookSecrets.map { secret in
            let key = SymmetricKey(data: Array(secret.utf8))
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: key)
            return "v1=\(Hexadecimal.text(code))"
        }
        return SimulatedNotice(
            headers: [
                .init("Content-Type", "application/json; charset=utf-8"),
                .init(
                    "Stripe-Signature", (["t=\(now.seconds)"] + codes).joined(separator: ",")),
            ], body: body)
    }

    /// What time alone brings about: pages expire, money becomes available.
    private mutating func settle(at now: Moment) {
        while let id = expiringSessions.next(at: now) {
            guard sessions[id]?.status == "open" else { continue }
            sessions.change(id) { $0.status = "expired" }
            tell("checkout.session.expired", sessions[id]?.json ?? .null, at: now)
        }
        while let id = pendingEntries.next(at: now) {
            entries.change(id) { $0.isAvailable = true }
        }
        while let id = failingRefunds.next(at: now) {
            if let refund = refunds[id] { failRefund(refund, at: now) }
        }
    }
}

/// What was answered to a request with an idempotency key.
struct StripeKeyedAnswer: Sendable {
    let method: String
    let path: String
    let body: [UInt8]
    let answer: SimulatedAnswer
    let at: Moment

    init(_ request: SimulatedRequest, _ answer: SimulatedAnswer, at: Moment) {
        method = request.method
        path = request.path
        body = request.body
        self.answer = answer
        self.at = at
    }
}

extension StripeSimulator {
    static let keySeconds: Int64 = 86_400

    /// The same request under the same key gets the same answer; another one is refused.
    private func replay(
        _ key: String, _ request: SimulatedRequest, at now: Moment
    ) -> SimulatedAnswer? {
        guard let kept = keys[key], now.seconds - kept.at.seconds < StripeSimulator.keySeconds
        else { return nil }
        guard kept.path == request.path, kept.body == request.body else {
            let refusal = StripeRefusal(
                400,
                "Keys for idempotent requests can only be used with the same parameters "
                    + "they were first used with.", type: "idempotency_error")
            return .json(400, refusal.json)
        }
        var answer = kept.answer
        answer.headers.append(.init("Idempotent-Replayed", "true"))
        return answer
    }
}
