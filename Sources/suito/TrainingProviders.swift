import City
import Money
import Office
import PayPay
import Provider
import Service
import Simulators
import Stripe
import Synchronization

/// The providers of training: each one that the city file has online is simulated inside the
/// program, in its own wire format, and forgets everything when the program ends.
final class TrainingProviders: ProviderGateway, TrainingDesk {
    private struct Line: Sendable {
        var adapter: any LiveProvider
        var take: @Sendable (SimulatedRequest) -> Turn
    }

    /// What came of a request.
    private struct Turn: Sendable {
        /// nil: lost.
        var answer: SimulatedAnswer?
        var delayMilliseconds: Int
        var notices: [SimulatedNotice]
    }

    private let lines: [String: Line]
    /// Takes what a provider tells by itself.
    private let told = Mutex<(@Sendable (String, SimulatedNotice) async -> Void)?>(nil)

    /// - Parameter address: of the service, without a slash at its end.
    init(_ city: City, address: String) {
        var lines: [String: Line] = [:]
        for provider in city.providers where provider.channels.contains(.online) {
            let own = "\(address)/training/\(provider.id)"
            switch provider.adapter {
            case PayPaySimulator.name: lines[provider.id] = Self.payPay(provider, own)
            case StripeSimulator.name: lines[provider.id] = Self.stripe(provider, own)
            default: continue
            }
        }
        self.lines = lines
    }

    /// From here on notices of the providers arrive somewhere.
    func listen(_ told: @escaping @Sendable (String, SimulatedNotice) async -> Void) {
        self.told.withLock { $0 = told }
    }

    // MARK: - Providers

    private static let secret = "training"

    private static func payPay(_ provider: ProviderTerms, _ address: String) -> Line {
        let merchant = provider.merchantIDs.first ?? secret
        var settings = PayPaySimulator.Settings(key: secret, secret: secret, merchant: merchant)
        if let fee = provider.agreements.last?.fees.first {
            settings.feeRate = fee.rate
            settings.feeTaxRate = fee.tax?.rate ?? Rate(partsPerMillion: 0)
        }
        let adapter = PayPayPayments(
            PayPayPayments.Credentials(key: secret, secret: secret, merchant: merchant))
        return line(adapter, PayPaySimulator(settings, address: address, seed: seed))
    }

    private static func stripe(_ provider: ProviderTerms, _ address: String) -> Line {
        var settings = StripeSimulator.Settings(key: secret, webhookSecrets: [secret])
        if let fee = provider.agreements.last?.fees.first { settings.feeRate = fee.rate }
        let adapter = StripePayments(
            StripePayments.Credentials(key: secret, webhookSecrets: [secret]))
        return line(adapter, StripeSimulator(settings, address: address, seed: seed))
    }

    private static var seed: UInt64 { UInt64.random(in: 0...UInt64.max) }

    private static func line<Played: Simulator>(
        _ adapter: any LiveProvider, _ simulator: Played
    ) -> Line {
        let desk = Desk(FaultyProvider(simulator, seed: seed))
        return Line(adapter: adapter) { request in
            let delivery = desk.provider.withLock { $0.take(request, at: Clock.now()) }
            return Turn(
                answer: delivery.answer, delayMilliseconds: delivery.delayMilliseconds,
                notices: delivery.before + delivery.after)
        }
    }

    /// A provider, one request after the other.
    private final class Desk<Played: Simulator>: Sendable {
        let provider: Mutex<FaultyProvider<Played>>

        init(_ provider: FaultyProvider<Played>) { self.provider = Mutex(provider) }
    }

    private func ask(
        _ id: String, _ line: Line, _ request: SimulatedRequest
    ) async -> SimulatedAnswer? {
        let turn = line.take(request)
        if !turn.notices.isEmpty, let told = told.withLock({ $0 }) {
            // Behind the answer, as over the network.
            Task { for notice in turn.notices { await told(id, notice) } }
        }
        if turn.delayMilliseconds > 0 {
            try? await Task.sleep(for: .milliseconds(turn.delayMilliseconds))
        }
        return turn.answer
    }

    // MARK: - ProviderGateway

    func abilities(of provider: String) -> Set<ProviderAbility>? {
        lines[provider].map { type(of: $0.adapter).abilities }
    }

    func carry(
        _ operation: ProviderOperation, to provider: String, _ occasion: RequestOccasion
    ) async -> ProviderExchange? {
        guard let line = lines[provider],
            let request = line.adapter.request(for: operation, occasion)
        else { return nil }
        let answer = await ask(
            provider, line,
            SimulatedRequest(
                request.method, request.path, headers: request.headers,
                body: request.body ?? []))
        let reply: ProviderReply =
            answer.map { .answered(status: $0.status, body: $0.body) } ?? .lost
        return ProviderExchange(
            answer: line.adapter.read(reply, to: operation),
            evidence: Self.evidence(request, answer))
    }

    /// Request and answer, without headers: there is nothing in them but the signature.
    private static func evidence(
        _ request: ProviderRequest, _ answer: SimulatedAnswer?
    ) -> [UInt8] {
        Array("\(request.method) \(request.path) (training)\r\n\r\n".utf8)
            + (request.body ?? []) + Array("\r\n\(answer?.status ?? 0)\r\n\r\n".utf8)
            + (answer?.body ?? [])
    }

    func listDisputes(
        of provider: String, after: String?, _ occasion: RequestOccasion
    ) async -> ListingAnswer<DisputeWord>? {
        guard let line = lines[provider], let adapter = line.adapter as? any ListsDisputes
        else { return nil }
        let request = adapter.listDisputes(after: after, occasion)
        let answer = await ask(
            provider, line,
            SimulatedRequest(
                request.method, request.path, headers: request.headers,
                body: request.body ?? []))
        return adapter.readDisputes(
            answer.map { .answered(status: $0.status, body: $0.body) } ?? .lost)
    }

    func readNotice(
        from provider: String, headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice? {
        guard let adapter = lines[provider]?.adapter as? any SendsNotices else { return nil }
        return try adapter.readNotice(headers: headers, body: body, at: at)
    }

    // MARK: - TrainingDesk

    func visit(
        _ provider: String, _ method: String, _ target: String, body: [UInt8]
    ) async -> TrainingAnswer? {
        guard let line = lines[provider] else { return nil }
        let answer = await ask(provider, line, SimulatedRequest(method, target, body: body))
        return answer.map {
            TrainingAnswer(status: $0.status, headers: $0.headers, body: $0.body)
        }
    }
}
