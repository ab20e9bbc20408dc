import Foundation
import Money
import Office
import PayPay
import Provider
import Service
import Stripe
import Synchronization
import Transport

/// The providers that can be asked, each with its adapter, its keys and its connections.
///
/// Keys are read anew on demand: what is carried from then on is signed with them.
final class LiveProviders: ProviderGateway {
    /// Why a provider cannot be set up.
    struct Fault: Error, CustomStringConvertible {
        var provider: String
        var ja: String
        var en: String

        var description: String { "\(provider): \(en)" }
    }

    private struct Line: Sendable {
        var adapter: any LiveProvider
        var url: String
        var client: TransportClient
        let abilities: Set<ProviderAbility>
    }

    private let settings: [String: ProviderSettings]
    private let lines: Mutex<[String: Line]>

    init(_ settings: [String: ProviderSettings]) throws {
        self.settings = settings
        lines = Mutex(try LiveProviders.lines(settings))
    }

    /// Reads all keys again; where one cannot be read, the former ones stay.
    func reload() throws {
        let new = try LiveProviders.lines(settings)
        lines.withLock { $0 = new }
    }

    // MARK: - ProviderGateway

    func abilities(of provider: String) -> Set<ProviderAbility>? {
        lines.withLock { $0[provider]?.abilities }
    }

    func carry(
        _ operation: ProviderOperation, to provider: String, _ occasion: RequestOccasion
    ) async -> ProviderExchange? {
        guard let line = lines.withLock({ $0[provider] }),
            let request = line.adapter.request(for: operation, occasion)
        else { return nil }
        let (reply, evidence) = await LiveProviders.send(request, line)
        return ProviderExchange(
            answer: line.adapter.read(reply, to: operation),
            evidence: LiveProviders.bytes(evidence))
    }

    /// A request over the network, and what came back.
    private static func send(
        _ request: ProviderRequest, _ line: Line
    ) async -> (ProviderReply, TransportEvidence) {
        let milliseconds = request.timeoutSeconds * 1000
        let sent = TransportRequest(
            request.method, line.url + request.path,
            headers: request.headers.map { TransportRequest.Header($0.name, $0.value) },
            body: request.body,
            limits: TransportLimits(
                connectMilliseconds: min(10_000, milliseconds), totalMilliseconds: milliseconds))
        do {
            let response = try await line.client.send(sent)
            return (.answered(status: response.status, body: response.body), response.evidence)
        } catch {
            return (error.reach == .notSent ? .notSent : .lost, error.evidence)
        }
    }

    func listDisputes(
        of provider: String, after: String?, _ occasion: RequestOccasion
    ) async -> ListingAnswer<DisputeWord>? {
        guard let line = lines.withLock({ $0[provider] }),
            let adapter = line.adapter as? any ListsDisputes
        else { return nil }
        let request = adapter.listDisputes(after: after, occasion)
        return adapter.readDisputes(await LiveProviders.send(request, line).0)
    }

    func readNotice(
        from provider: String, headers: [ProviderRequest.Header], body: [UInt8], at: Moment
    ) throws(NoticeRefusal) -> ProviderNotice? {
        guard let line = lines.withLock({ $0[provider] }),
            let adapter = line.adapter as? any SendsNotices
        else { return nil }
        return try adapter.readNotice(headers: headers, body: body, at: at)
    }

    /// Request and answer, one after the other.
    private static func bytes(_ evidence: TransportEvidence) -> [UInt8] {
        evidence.request + Array("\r\n".utf8) + evidence.answer
    }

    // MARK: - Setting up

    private static func lines(_ settings: [String: ProviderSettings]) throws -> [String: Line] {
        var lines: [String: Line] = [:]
        for (id, settings) in settings {
            let key = try secret(settings.key, id)
            let notices = try settings.webhookSecrets.map { try secret($0, id) }
            let adapter: any LiveProvider
            switch settings.adapter {
            case PayPayPayments.name:
                let parts = key.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw Fault(
                        provider: id, ja: "鍵のファイルは「キー:シークレット」の一行です",
                        en: "the key's file is one line KEY:SECRET")
                }
                adapter = PayPayPayments(
                    PayPayPayments.Credentials(
                        key: parts[0], secret: parts[1], merchant: settings.merchant))
            case StripePayments.name:
                adapter = StripePayments(
                    StripePayments.Credentials(key: key, webhookSecrets: notices))
            default:
                throw Fault(
                    provider: id, ja: "アダプターは paypay か stripe です",
                    en: "the adapter must be paypay or stripe")
            }
            let secrets = Set(key.split(separator: ":").map(String.init) + [key] + notices)
            let client = TransportClient(
                TransportSettings(
                    caFile: settings.authorities, proxy: settings.proxy,
                    masking: Masking(secrets: secrets)))
            lines[id] = Line(
                adapter: adapter, url: settings.url, client: client,
                abilities: type(of: adapter).abilities)
        }
        return lines
    }

    private static func secret(_ file: SecretFile, _ provider: String) throws -> String {
        let folder = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        guard let path = file.path(credentials: folder),
            let data = FileManager.default.contents(atPath: path)
        else {
            throw Fault(
                provider: provider, ja: "鍵 \(file.name) が読めません",
                en: "the secret \(file.name) cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw Fault(
                provider: provider, ja: "鍵 \(file.name) が空です",
                en: "the secret \(file.name) is empty")
        }
        return text
    }
}
