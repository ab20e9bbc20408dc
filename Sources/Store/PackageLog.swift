public import Database
public import Money

/// Packages: what was sealed, once, and where it came out.
public struct PackageLog {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public struct Package: Sendable, Hashable {
        public var day: BookDay
        /// The text of `SHA256SUMS`.
        public var digests: String
        /// SHA-256 of the certificate that sealed it, hexadecimal.
        public var certificate: String
        /// `chain.pem` and `crl.pem` as they were then.
        public var chain: [UInt8]
        public var revocations: [UInt8]?
        /// A timestamp belongs to it.
        public var isStamped: Bool
        /// The bytes of `SHA256SUMS.p7s`.
        public var seal: [UInt8]
        /// The bytes of `SHA256SUMS.p7s.tsr`.
        public var timestamp: [UInt8]?
        /// By what the seal came from another certificate; nil where it did not, or where nothing
        /// says so.
        public var handover: Handover?
        /// Nothing more has to be signed for it.
        public var isComplete: Bool { !isStamped || timestamp != nil }

        public init(
            day: BookDay, digests: String, certificate: String, chain: [UInt8],
            revocations: [UInt8]?, isStamped: Bool, seal: [UInt8], timestamp: [UInt8]? = nil,
            handover: Handover? = nil
        ) {
            self.day = day
            self.digests = digests
            self.certificate = certificate
            self.chain = chain
            self.revocations = revocations
            self.isStamped = isStamped
            self.seal = seal
            self.timestamp = timestamp
            self.handover = handover
        }
    }

    /// What the former key says when another seals from now on.
    public struct Handover: Sendable, Hashable {
        /// The text of `handover.txt`.
        public var statement: String
        /// The bytes of `handover.txt.p7s`.
        public var seal: [UInt8]

        public init(statement: String, seal: [UInt8]) {
            self.statement = statement
            self.seal = seal
        }
    }

    /// A day has one seal: a second is refused by the database.
    public func insert(_ package: Package) throws {
        let statement = try connection.statement(
            """
            INSERT INTO package (day, digests, certificate, chain, revocations, stamped, seal)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        statement.bind(1, Int64(package.day.number))
        statement.bind(2, package.digests)
        statement.bind(3, package.certificate)
        statement.bind(4, package.chain)
        statement.bind(5, package.revocations)
        statement.bind(6, package.isStamped ? Int64(1) : 0)
        statement.bind(7, package.seal)
        try statement.run()
        guard let handover = package.handover else { return }
        let row = try connection.statement(
            "INSERT INTO package_handover (day, statement, seal) VALUES (?1, ?2, ?3)")
        row.bind(1, Int64(package.day.number))
        row.bind(2, handover.statement)
        row.bind(3, handover.seal)
        try row.run()
    }

    public func insert(timestamp: [UInt8], on day: BookDay) throws {
        let statement = try connection.statement(
            "INSERT INTO package_timestamp (day, timestamp) VALUES (?1, ?2)")
        statement.bind(1, Int64(day.number))
        statement.bind(2, timestamp)
        try statement.run()
    }

    /// Notes that the package stands at its place.
    public func noteIssue(_ day: BookDay, path: String, at: Moment) throws {
        let statement = try connection.statement(
            "INSERT INTO package_issue (day, path, at) VALUES (?1, ?2, ?3)")
        statement.bind(1, Int64(day.number))
        statement.bind(2, path)
        statement.bind(3, at.seconds)
        try statement.run()
    }

    /// What was sealed of a day, nil where nothing was yet.
    public func package(_ day: BookDay) throws -> Package? {
        let statement = try connection.statement(
            """
            SELECT p.digests, p.certificate, p.chain, p.revocations, p.stamped, p.seal, t.timestamp,
                h.statement, h.seal
            FROM package p LEFT JOIN package_timestamp t ON t.day = p.day
                LEFT JOIN package_handover h ON h.day = p.day
            WHERE p.day = ?1
            """)
        statement.bind(1, Int64(day.number))
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return Package(
            day: day, digests: statement.text(0), certificate: statement.text(1),
            chain: statement.blob(2), revocations: statement.isNull(3) ? nil : statement.blob(3),
            isStamped: statement.int64(4) == 1, seal: statement.blob(5),
            timestamp: statement.isNull(6) ? nil : statement.blob(6),
            handover: statement.isNull(7)
                ? nil : Handover(statement: statement.text(7), seal: statement.blob(8)))
    }

    /// The last day that was sealed, nil where none was.
    public func lastSealed() throws -> Package? {
        let statement = try connection.statement("SELECT max(day) FROM package")
        defer { statement.reset() }
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return try package(statement.day(0, in: "package"))
    }

    /// The folders that days were closed for and those that packages came out in.
    public func folders() throws -> Set<String> {
        let row = try connection.statement(
            """
            SELECT folder FROM closing
            UNION SELECT substr(path, 1, length(path) - 11) FROM package_issue
            """)
        defer { row.reset() }
        var folders: Set<String> = []
        // A path ends with a slash and the day, ten characters.
        while try row.step() { folders.insert(row.text(0)) }
        return folders
    }

    /// Where a day's package came out, nil where it has not.
    public func path(_ day: BookDay) throws -> String? {
        let statement = try connection.statement("SELECT path FROM package_issue WHERE day = ?1")
        statement.bind(1, Int64(day.number))
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : nil
    }
}
