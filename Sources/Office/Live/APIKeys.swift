import Database
import Money
import Provider
import Store

/// Keys of the API: made, looked up, revoked.
public struct APIKeys: Sendable {
    /// Of one service: the old and the new one while they are changed.
    public static let mostLive = 2
    private static let prefix = "suito_"

    let books: Books
    let surroundings: Surroundings

    public init(_ books: Books, surroundings: Surroundings) {
        self.books = books
        self.surroundings = surroundings
    }

    /// Makes a key; its secret is told this once.
    ///
    /// - Throws: ``CheckoutRefusal/keysTooMany``, ``FieldRefusal``.
    public func create(
        service: String, scopes: Set<APIScope>
    ) async throws -> (key: APIKey, secret: String) {
        try OrderTexts.check(service, "service", letters: 1...60)
        let now = surroundings.now()
        let secret =
            APIKeys.prefix + PageToken(randomBytes: surroundings.randomBytes(32)).text
        let digest = PageToken.digest(of: secret)
        let key = APIKey(
            id: String(Hexadecimal.text(digest.prefix(4))), service: service, scopes: scopes,
            created: now)
        try await books.note(at: now, sealing: ["api_key"]) { connection in
            let table = APIKeyTable(connection)
            let live = try table.all().filter { $0.service == service && $0.revoked == nil }
            guard live.count < APIKeys.mostLive else { throw CheckoutRefusal.keysTooMany }
            try table.add(
                APIKeyTable.Key(
                    id: key.id, service: service, scopes: scopes.map(\.rawValue).sorted(),
                    created: now), digest: digest)
        }
        return (key, secret)
    }

    /// The key of a secret; nil where there is none, or it was revoked.
    public func authenticate(_ secret: String) async throws -> APIKey? {
        guard secret.hasPrefix(APIKeys.prefix), secret.utf8.count < 100 else { return nil }
        let digest = PageToken.digest(of: secret)
        let key = try await books.look { try APIKeyTable($0).key(digest: digest) }
        return key.flatMap { $0.revoked == nil ? APIKey($0) : nil }
    }

    /// All keys, the revoked ones too.
    public func list() async throws -> [APIKey] {
        try await books.look { try APIKeyTable($0).all() }.map { APIKey($0) }
    }

    /// Ends a key at once; one that has ended stays so.
    ///
    /// - Throws: ``CheckoutRefusal/keyUnknown``.
    public func revoke(_ id: String) async throws {
        let now = surroundings.now()
        try await books.note(at: now, sealing: ["api_key_end"]) { connection in
            let table = APIKeyTable(connection)
            guard try table.key(id) != nil else { throw CheckoutRefusal.keyUnknown }
            try table.revoke(id, at: now)
        }
    }
}

extension APIKey {
    init(_ key: APIKeyTable.Key) {
        self.init(
            id: key.id, service: key.service,
            scopes: Set(key.scopes.compactMap { APIScope(rawValue: $0) }), created: key.created,
            revoked: key.revoked)
    }
}
