public import Database
public import Money

/// Keys of the API by the digests of their secrets, and when they were revoked.
public struct APIKeyTable {
    public struct Key: Sendable, Hashable {
        public var id: String
        public var service: String
        public var scopes: [String]
        public var created: Moment
        public var revoked: Moment?

        public init(
            id: String, service: String, scopes: [String], created: Moment, revoked: Moment? = nil
        ) {
            self.id = id
            self.service = service
            self.scopes = scopes
            self.created = created
            self.revoked = revoked
        }
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public func add(_ key: Key, digest: [UInt8]) throws {
        let row = try connection.statement(
            """
            INSERT INTO api_key (id, service, digest, scopes, created) VALUES (?1, ?2, ?3, ?4, ?5)
            """)
        row.bind(1, key.id)
        row.bind(2, key.service)
        row.bind(3, digest)
        row.bind(4, key.scopes.joined(separator: " "))
        row.bind(5, key.created.seconds)
        try row.run()
    }

    /// Revokes a key; one that is revoked stays so.
    public func revoke(_ id: String, at: Moment) throws {
        let row = try connection.statement(
            "INSERT INTO api_key_end (key_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        row.bind(1, id)
        row.bind(2, at.seconds)
        try row.run()
    }

    private static let question = """
        SELECT k.id, k.service, k.scopes, k.created, e.at
        FROM api_key k LEFT JOIN api_key_end e ON e.key_id = k.id
        """

    public func key(digest: [UInt8]) throws -> Key? {
        let row = try connection.statement("\(APIKeyTable.question) WHERE k.digest = ?1")
        row.bind(1, digest)
        defer { row.reset() }
        return try row.step() ? try read(row) : nil
    }

    public func key(_ id: String) throws -> Key? {
        let row = try connection.statement("\(APIKeyTable.question) WHERE k.id = ?1")
        row.bind(1, id)
        defer { row.reset() }
        return try row.step() ? try read(row) : nil
    }

    /// Whether a key has been revoked.
    public func hasEnded(_ id: String) throws -> Bool {
        let row = try connection.statement("SELECT 1 FROM api_key_end WHERE key_id = ?1")
        row.bind(1, id)
        defer { row.reset() }
        return try row.step()
    }

    /// All keys by service, the oldest first.
    public func all() throws -> [Key] {
        let row = try connection.statement(
            "\(APIKeyTable.question) ORDER BY k.service, k.created, k.id")
        defer { row.reset() }
        var keys: [Key] = []
        while try row.step() { keys.append(try read(row)) }
        return keys
    }

    private func read(_ row: Statement) throws(DatabaseTrouble) -> Key {
        Key(
            id: row.text(0), service: row.text(1),
            scopes: row.text(2).split(separator: " ").map(String.init),
            created: try row.moment(3, in: "api_key"),
            revoked: try row.optionalMoment(4, in: "api_key_end"))
    }
}
