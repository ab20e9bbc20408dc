import Dispatch
import Office
import Provider
import Service
import Transport

/// Carries news to services' addresses over HTTPS: no redirects, no addresses that are not public,
/// and no more of an answer than is worth keeping.
final class WebhookCarrier: Sendable {
    /// Why it cannot be set up.
    struct Fault: Error, CustomStringConvertible {
        var network: String
        var description: String { "webhooks.allow_networks: \(network) is no network" }
    }

    private static let answerBytes = 64 << 10
    private static let connectMilliseconds = 5_000

    private let settings: WebhookSettings
    private let addresses: AddressRule
    private static let looking = DispatchQueue(label: "suito.names", attributes: .concurrent)
    private let client: TransportClient

    init(_ settings: WebhookSettings) throws {
        let ranges = try settings.networks.map { text in
            guard let range = NetworkRange(text) else { throw Fault(network: text) }
            return range
        }
        self.settings = settings
        addresses = .public(and: ranges)
        client = TransportClient(
            TransportSettings(
                caFile: settings.authorities, proxy: settings.proxy, connectionsPerHost: 8,
                idleSeconds: 20, addresses: addresses))
    }

    func send(_ parcel: WebhookParcel) async -> WebhookAnswer {
        guard settings.allowsHTTP || parcel.url.hasPrefix("https://") else {
            return WebhookAnswer(status: nil, trouble: "http-forbidden", milliseconds: 0)
        }
        let milliseconds = settings.timeoutSeconds * 1000
        var request = TransportRequest(
            "POST", parcel.url,
            headers: parcel.headers.map { TransportRequest.Header($0.name, $0.value) },
            body: parcel.body,
            limits: TransportLimits(
                connectMilliseconds: min(WebhookCarrier.connectMilliseconds, milliseconds),
                totalMilliseconds: milliseconds, answerBytes: WebhookCarrier.answerBytes))
        let clock = ContinuousClock()
        let begun = clock.now
        func spent() -> Int64 {
            let parts = (clock.now - begun).components
            return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        }
        do {
            if settings.proxy != nil { request.connectTo = try await connection(to: parcel.url) }
            let answer = try await client.send(request)
            return WebhookAnswer(
                status: answer.status, body: answer.body, milliseconds: spent())
        } catch {
            let kind = (error as? TransportTrouble)?.kind.rawValue ?? "other"
            return WebhookAnswer(status: nil, trouble: kind, milliseconds: spent())
        }
    }

    /// Where a proxy is to connect to: looked up away from the threads on which tasks run.
    private func connection(to url: String) async throws -> String {
        try await withCheckedThrowingContinuation { caller in
            WebhookCarrier.looking.async { [addresses] in
                caller.resume(with: Result { try addresses.connection(to: url) })
            }
        }
    }
}
