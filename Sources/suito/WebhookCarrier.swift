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
    private let client: TransportClient

    init(_ settings: WebhookSettings) throws {
        let ranges = try settings.networks.map { text in
            guard let range = NetworkRange(text) else { throw Fault(network: text) }
            return range
        }
        self.settings = settings
        client = TransportClient(
            TransportSettings(
                caFile: settings.authorities, connectionsPerHost: 8, idleSeconds: 20,
                addresses: .public(and: ranges)))
    }

    func send(_ parcel: WebhookParcel) async -> WebhookAnswer {
        guard settings.allowsHTTP || parcel.url.hasPrefix("https://") else {
            return WebhookAnswer(status: nil, trouble: "http-forbidden", milliseconds: 0)
        }
        let milliseconds = settings.timeoutSeconds * 1000
        let request = TransportRequest(
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
            let answer = try await client.send(request)
            return WebhookAnswer(
                status: answer.status, body: answer.body, milliseconds: spent())
        } catch {
            return WebhookAnswer(
                status: nil, trouble: error.kind.rawValue, milliseconds: spent())
        }
    }
}
