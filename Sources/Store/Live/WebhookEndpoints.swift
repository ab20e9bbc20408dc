public import Database
public import Money

/// Addresses of services to which news are brought, what they want to hear of, and the secrets that
/// news are signed with.
public struct WebhookEndpoints {
    public struct Endpoint: Sendable, Hashable {
        public var id: String
        public var service: String
        public var url: String
        public var created: Moment
        public var disabled: Moment?
        /// Kinds of news; empty: all.
        public var kinds: [String]

        public init(
            id: String, service: String, url: String, created: Moment, disabled: Moment? = nil,
            kinds: [String]
        ) {
            self.id = id
            self.service = service
            self.url = url
            self.created = created
            self.disabled = disabled
            self.kinds = kinds
        }
    }

    /// A secret that is live.
    public struct Secret: Sendable, Hashable {
        /// Grows: the newest is the last.
        public var number: Int
        public var bytes: [UInt8]
        public var created: Moment
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    // MARK: - Endpoints

    public func add(_ endpoint: Endpoint) throws {
        let row = try connection.statement(
            "INSERT INTO webhook_endpoint (id, service, url, created) VALUES (?1, ?2, ?3, ?4)")
        row.bind(1, endpoint.id)
        row.bind(2, endpoint.service)
        row.bind(3, endpoint.url)
        row.bind(4, endpoint.created.seconds)
        try row.run()
        for kind in endpoint.kinds {
            let row = try connection.statement(
                "INSERT INTO webhook_subscription (endpoint, kind) VALUES (?1, ?2)")
            row.bind(1, endpoint.id)
            row.bind(2, kind)
            try row.run()
        }
    }

    /// Ends an address; one that has ended stays so.
    ///
    /// What waits for it is given up.
    public func disable(_ id: String, at: Moment) throws {
        let row = try connection.statement(
            "UPDATE webhook_endpoint SET disabled = ?2 WHERE id = ?1 AND disabled IS NULL")
        row.bind(1, id)
        row.bind(2, at.seconds)
        try row.run()
        let waiting = try connection.statement(
            """
            UPDATE webhook_delivery SET state = 'failed', due = NULL
            WHERE endpoint = ?1 AND state = 'waiting'
            """)
        waiting.bind(1, id)
        try waiting.run()
    }

    private static let question = "SELECT id, service, url, created, disabled FROM webhook_endpoint"

    public func endpoint(_ id: String) throws -> Endpoint? {
        let row = try connection.statement("\(WebhookEndpoints.question) WHERE id = ?1")
        row.bind(1, id)
        defer { row.reset() }
        return try row.step() ? try read(row) : nil
    }

    /// By service, the oldest first; nil: of all services.
    public func endpoints(of service: String?) throws -> [Endpoint] {
        let condition = service == nil ? "" : "WHERE service = ?1"
        let row = try connection.statement(
            "\(WebhookEndpoints.question) \(condition) ORDER BY service, created, id")
        if let service { row.bind(1, service) }
        defer { row.reset() }
        var endpoints: [Endpoint] = []
        while try row.step() { endpoints.append(try read(row)) }
        return endpoints
    }

    private func read(_ row: Statement) throws -> Endpoint {
        Endpoint(
            id: row.text(0), service: row.text(1), url: row.text(2),
            created: try row.moment(3, in: "webhook_endpoint"),
            disabled: try row.optionalMoment(4, in: "webhook_endpoint"),
            kinds: try kinds(of: row.text(0)))
    }

    private func kinds(of endpoint: String) throws -> [String] {
        let row = try connection.statement(
            "SELECT kind FROM webhook_subscription WHERE endpoint = ?1 ORDER BY kind")
        row.bind(1, endpoint)
        defer { row.reset() }
        var kinds: [String] = []
        while try row.step() { kinds.append(row.text(0)) }
        return kinds
    }

    // MARK: - Secrets

    public func add(secret: [UInt8], number: Int, to endpoint: String, at: Moment) throws {
        let row = try connection.statement(
            "INSERT INTO webhook_secret (endpoint, number, secret, created) "
                + "VALUES (?1, ?2, ?3, ?4)")
        row.bind(1, endpoint)
        row.bind(2, Int64(number))
        row.bind(3, secret)
        row.bind(4, at.seconds)
        try row.run()
    }

    /// The live ones, the oldest first.
    public func secrets(of endpoint: String) throws -> [Secret] {
        let row = try connection.statement(
            """
            SELECT number, secret, created FROM webhook_secret WHERE endpoint = ?1
            ORDER BY number
            """)
        row.bind(1, endpoint)
        defer { row.reset() }
        var secrets: [Secret] = []
        while try row.step() {
            secrets.append(
                Secret(
                    number: Int(row.int64(0)), bytes: row.blob(1),
                    created: try row.moment(2, in: "webhook_secret")))
        }
        return secrets
    }

    /// Forgets a secret: nothing is signed with it any more.
    public func forgetSecret(_ number: Int, of endpoint: String) throws {
        let row = try connection.statement(
            "DELETE FROM webhook_secret WHERE endpoint = ?1 AND number = ?2")
        row.bind(1, endpoint)
        row.bind(2, Int64(number))
        try row.run()
    }
}
