public import Database
public import Money

/// Payment links, and when they were ended.
public struct LinkTable {
    public struct Link: Sendable, Hashable {
        public var id: String
        public var service: String
        public var created: Moment
        public var expires: Moment?
        /// It can be paid once.
        public var isSingle: Bool
        /// The order, as its writer wrote it.
        public var content: String
        public var disabled: Moment?

        public init(
            id: String, service: String, created: Moment, expires: Moment?, isSingle: Bool,
            content: String, disabled: Moment? = nil
        ) {
            self.id = id
            self.service = service
            self.created = created
            self.expires = expires
            self.isSingle = isSingle
            self.content = content
            self.disabled = disabled
        }
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public func add(_ link: Link) throws {
        let row = try connection.statement(
            """
            INSERT INTO payment_link (id, service, created, expires, single, content)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        row.bind(1, link.id)
        row.bind(2, link.service)
        row.bind(3, link.created.seconds)
        row.bind(4, link.expires)
        row.bind(5, link.isSingle ? Int64(1) : 0)
        row.bind(6, link.content)
        try row.run()
    }

    /// Ends a link; one that has ended stays so.
    public func disable(_ id: String, at: Moment) throws {
        let row = try connection.statement(
            "INSERT INTO payment_link_end (link, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        row.bind(1, id)
        row.bind(2, at.seconds)
        try row.run()
    }

    private static let question = """
        SELECT l.id, l.service, l.created, l.expires, l.single, l.content, e.at
        FROM payment_link l LEFT JOIN payment_link_end e ON e.link = l.id
        """

    public func link(_ id: String) throws -> Link? {
        let row = try connection.statement("\(LinkTable.question) WHERE l.id = ?1")
        row.bind(1, id)
        defer { row.reset() }
        return try row.step() ? try read(row) : nil
    }

    /// The links of a service, the newest first.
    public func links(of service: String) throws -> [Link] {
        let row = try connection.statement(
            "\(LinkTable.question) WHERE l.service = ?1 ORDER BY l.created DESC, l.id")
        row.bind(1, service)
        defer { row.reset() }
        var links: [Link] = []
        while try row.step() { links.append(try read(row)) }
        return links
    }

    private func read(_ row: Statement) throws(DatabaseTrouble) -> Link {
        Link(
            id: row.text(0), service: row.text(1),
            created: try row.moment(2, in: "payment_link"),
            expires: try row.optionalMoment(3, in: "payment_link"), isSingle: row.int64(4) == 1,
            content: row.text(5), disabled: try row.optionalMoment(6, in: "payment_link_end"))
    }
}
