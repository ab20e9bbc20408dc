public import Database
public import Money

/// Books that came out of a backup: they may have forgotten days that closed after it, until
/// somebody says where the packages are, or that none came out.
public struct Restorations {
    static let migration = Migration(
        number: 25, name: "restorations",
        sqlite: tables + guarded.map(onlyAdded).joined(),
        postgresql: PostgreSQLSchema.tables(tables.replacing("IF NOT EXISTS ", with: ""))
            + guarded.map {
                PostgreSQLSchema.onlyAdded($0, message: "\(words): \($0)")
            }.joined(),
        expands: true)

    private static let guarded = ["restoration", "restoration_end"]
    private static let words = "restorations are only added to"

    /// An older backup has the tables before its books are upgraded.
    private static let tables = """
        CREATE TABLE IF NOT EXISTS restoration (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            closed_through INTEGER
        ) STRICT;
        CREATE TABLE IF NOT EXISTS restoration_end (
            restoration INTEGER PRIMARY KEY REFERENCES restoration (number),
            at INTEGER NOT NULL,
            person TEXT NOT NULL,
            packages TEXT
        ) STRICT;

        """

    private static func onlyAdded(_ table: String) -> String {
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table) BEGIN
                SELECT RAISE(ABORT, '\(words): \(table)');
            END;

            """
        }.joined()
    }

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Notes that books were restored; they may be of an older version.
    public func begin(at now: Moment) throws {
        let isOlder = try !connection.tables().contains("restoration")
        if isOlder { try connection.run(Restorations.tables) }
        var through: Int64?
        if try connection.tables().contains("closing") {
            let last = try connection.statement("SELECT max(day) FROM closing")
            try last.step()
            through = last.optionalInt64(0)
            last.reset()
        }
        let row = try connection.statement(
            """
            INSERT INTO restoration (number, at, closed_through)
            SELECT coalesce(max(number), 0) + 1, ?1, ?2 FROM restoration
            """)
        row.bind(1, now.seconds)
        row.bind(2, through)
        try row.run()
        // The upgrade seals what older books have.
        if !isOlder { try TableSeals(connection).keep(of: ["restoration"]) }
    }

    /// The restoration of which nothing has been said yet.
    public struct Open: Sendable, Hashable {
        public var number: Int64
        /// The last day that the backup knew closed; nil where none was.
        public var closedThrough: BookDay?
    }

    public func open() throws -> Open? {
        let row = try connection.statement(
            """
            SELECT number, closed_through FROM restoration
            WHERE number NOT IN (SELECT restoration FROM restoration_end)
            ORDER BY number DESC LIMIT 1
            """)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return Open(
            number: row.int64(0), closedThrough: try row.optionalDay(1, in: "restoration"))
    }

    /// Notes what somebody said of all that are open.
    ///
    /// - Parameter packages: the folder with all packages that are out; nil: none came out since.
    public func settle(by person: String, packages: String?, at now: Moment) throws {
        let row = try connection.statement(
            """
            INSERT INTO restoration_end (restoration, at, person, packages)
            SELECT number, ?1, ?2, ?3 FROM restoration
            WHERE number NOT IN (SELECT restoration FROM restoration_end)
            """)
        row.bind(1, now.seconds)
        row.bind(2, person)
        row.bind(3, packages)
        try row.run()
    }
}
