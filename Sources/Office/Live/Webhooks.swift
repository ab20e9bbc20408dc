import Database
import Money
import Provider
public import Store

/// Where services' news are brought: addresses are added, listed and ended, their secrets changed,
/// and what was brought is looked up and sent again.
public struct Webhooks: Sendable {
    /// Of one service, live ones.
    public static let most = 10
    /// Of one address: the old and the new one while they are changed.
    public static let mostSecrets = 2
    private static let prefix = "whsec_"
    private static let mostLetters = 2000

    let books: Books
    let surroundings: Surroundings

    public init(_ books: Books, surroundings: Surroundings) {
        self.books = books
        self.surroundings = surroundings
    }

    private var now: Moment { surroundings.now() }

    // MARK: - Addresses

    /// Adds an address; its secret is told this once.
    ///
    /// - Parameters:
    ///   - events: what it wants to hear of; empty: everything.
    ///   - allowsHTTP: plain HTTP may be named too.
    /// - Throws: ``WebhookRefusal``.
    public func add(
        _ url: String, of service: String, events: Set<WebhookEvent>, allowsHTTP: Bool = false
    ) async throws -> (webhook: Webhook, secret: String) {
        do {
            try OrderTexts.check(service, "service", letters: 1...60)
        } catch {
            throw WebhookRefusal.serviceMalformed
        }
        guard Webhooks.isAddress(url, allowsHTTP: allowsHTTP) else {
            throw WebhookRefusal.urlMalformed
        }
        let (now, secret) = (now, newSecret())
        let id = "wh_" + Hexadecimal.text(surroundings.randomBytes(8))
        let endpoint = WebhookEndpoints.Endpoint(
            id: id, service: service, url: url, created: now,
            kinds: events.map(\.rawValue).sorted())
        try await books.note(at: now) { connection in
            let table = WebhookEndpoints(connection)
            let live = try table.endpoints(of: service).filter { $0.disabled == nil }
            guard live.count < Webhooks.most else { throw WebhookRefusal.tooMany }
            try table.add(endpoint)
            try table.add(secret: Array(secret.utf8), number: 1, to: id, at: now)
        }
        return (try await find(id), secret)
    }

    /// An absolute address of HTTPS, without a user and without spaces or quotes.
    private static func isAddress(_ url: String, allowsHTTP: Bool) -> Bool {
        let schemes = allowsHTTP ? ["https://", "http://"] : ["https://"]
        guard let scheme = schemes.first(where: { url.hasPrefix($0) }) else { return false }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        return url.utf8.count <= mostLetters && !authority.isEmpty && !authority.contains("@")
            && authority.first != ":" && !url.contains("#")
            && url.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0)
            }
    }

    /// All addresses of a service, those that have ended too; nil: of all services.
    public func list(of service: String? = nil) async throws -> [Webhook] {
        try await books.look { connection in
            try WebhookEndpoints(connection).endpoints(of: service).map {
                try Webhook($0, connection)
            }
        }
    }

    /// - Throws: ``WebhookRefusal/unknown``.
    public func find(_ id: String) async throws -> Webhook {
        let found = try await books.look { connection in
            try WebhookEndpoints(connection).endpoint(id).map { try Webhook($0, connection) }
        }
        guard let found else { throw WebhookRefusal.unknown }
        return found
    }

    /// Ends an address at once; one that has ended stays so.
    public func disable(_ id: String) async throws {
        let now = now
        try await books.note(at: now) { connection in
            let table = WebhookEndpoints(connection)
            guard try table.endpoint(id) != nil else { throw WebhookRefusal.unknown }
            try table.disable(id, at: now)
        }
    }

    // MARK: - Secrets

    /// A new secret beside the one that is live; it is told this once.
    ///
    /// News are signed with both until the old one is retired.
    public func rotate(_ id: String) async throws -> String {
        let (now, secret) = (now, newSecret())
        try await books.note(at: now) { connection in
            let table = WebhookEndpoints(connection)
            let secrets = try Webhooks.live(id, table)
            guard secrets.count < Webhooks.mostSecrets else { throw WebhookRefusal.secretsTooMany }
            let number = (secrets.last?.number ?? 0) + 1
            try table.add(secret: Array(secret.utf8), number: number, to: id, at: now)
        }
        return secret
    }

    /// Forgets the older of two secrets.
    public func retire(_ id: String) async throws {
        try await books.note(at: now) { connection in
            let table = WebhookEndpoints(connection)
            let secrets = try Webhooks.live(id, table)
            guard secrets.count > 1, let oldest = secrets.first else {
                throw WebhookRefusal.secretIsLast
            }
            try table.forgetSecret(oldest.number, of: id)
        }
    }

    private static func live(
        _ id: String, _ table: WebhookEndpoints
    ) throws -> [WebhookEndpoints.Secret] {
        guard let endpoint = try table.endpoint(id) else { throw WebhookRefusal.unknown }
        guard endpoint.disabled == nil else { throw WebhookRefusal.disabled }
        return try table.secrets(of: id)
    }

    private func newSecret() -> String {
        Webhooks.prefix + PageToken(randomBytes: surroundings.randomBytes(32)).text
    }

    // MARK: - The log

    /// What there was for an address, the newest first.
    ///
    /// - Parameter state: nil: any.
    public func log(
        _ id: String, _ state: WebhookOutbox.Delivery.State? = nil, limit: Int = 100,
        offset: Int = 0
    ) async throws -> [WebhookLogRow] {
        let limit = max(1, min(limit, 500))
        return try await books.look { connection in
            guard try WebhookEndpoints(connection).endpoint(id) != nil else {
                throw WebhookRefusal.unknown
            }
            let outbox = WebhookOutbox(connection)
            return try outbox.deliveries(for: id, state, limit: limit, offset: max(0, offset))
                .map {
                    WebhookLogRow(delivery: $0, attempts: try outbox.attempts(of: $0.number))
                }
        }
    }

    /// Has news brought once more, now: the same body under the same id.
    public func redeliver(_ number: Int64) async throws {
        let now = now
        try await books.note(at: now) { connection in
            let outbox = WebhookOutbox(connection)
            guard let delivery = try outbox.delivery(number) else {
                throw WebhookRefusal.deliveryUnknown
            }
            let endpoint = try WebhookEndpoints(connection).endpoint(delivery.endpoint)
            guard endpoint?.disabled == nil else { throw WebhookRefusal.disabled }
            guard delivery.state != .waiting else { throw WebhookRefusal.deliveryWaits }
            try outbox.redeliver(number, at: now)
        }
    }
}

extension Webhook {
    init(_ endpoint: WebhookEndpoints.Endpoint, _ connection: Connection) throws {
        self.init(
            id: endpoint.id, service: endpoint.service, url: endpoint.url,
            created: endpoint.created, disabled: endpoint.disabled,
            events: Set(endpoint.kinds.compactMap(WebhookEvent.init(rawValue:))),
            secrets: try WebhookEndpoints(connection).secrets(of: endpoint.id).count,
            standing: try WebhookOutbox(connection).standing(of: endpoint.id))
    }
}
