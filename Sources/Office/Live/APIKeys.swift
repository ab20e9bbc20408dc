import Database
import Money
import Provider
import Store
import Synchronization

/// Keys of the API: made, looked up, revoked.
public struct APIKeys: Sendable {
    /// Of one service: the old and the new one while they are changed.
    public static let mostLive = 2
    private static let prefix = "suito_"

    let books: Books
    let surroundings: Surroundings
    private let known = KnownKeys()

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
        try await books.look { try find(secret, $0) }
    }

    /// A key only ever ends: what else there is to it need not be read anew each time.
    func find(_ secret: String, _ connection: Connection) throws -> APIKey? {
        guard secret.hasPrefix(APIKeys.prefix), secret.utf8.count < 100 else { return nil }
        let table = APIKeyTable(connection)
        let digest = PageToken.digest(of: secret)
        if let key = known.find(digest) { return try table.hasEnded(key.id) ? nil : key }
        guard let row = try table.key(digest: digest), row.revoked == nil else { return nil }
        let key = APIKey(row)
        known.keep(key, digest)
        return key
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

/// Keys that were read from the books, by the digests of their secrets.
private final class KnownKeys: Sendable {
    /// More than all services of a city have.
    private static let most = 1_024

    private let keys = Mutex<[[UInt8]: APIKey]>([:])

    func find(_ digest: [UInt8]) -> APIKey? { keys.withLock { $0[digest] } }

    func keep(_ key: APIKey, _ digest: [UInt8]) {
        keys.withLock { keys in
            if keys.count >= KnownKeys.most { keys = [:] }
            keys[digest] = key
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
