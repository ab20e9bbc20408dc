public import Database
public import Money

/// The city file in all its versions, as it was written.
public struct CityFiles {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// The one that holds, or nil in books that were never opened.
    public func current() throws -> String? {
        let statement = try connection.statement(
            "SELECT yaml FROM city_file ORDER BY version DESC LIMIT 1")
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : nil
    }

    /// The one that held at a moment, or nil before the first.
    public func file(at moment: Moment) throws -> String? {
        let statement = try connection.statement(
            "SELECT yaml FROM city_file WHERE applied <= ?1 ORDER BY version DESC LIMIT 1")
        statement.bind(1, moment.seconds)
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : nil
    }

    public func add(_ yaml: String, at: Moment) throws {
        let statement = try connection.statement(
            "INSERT INTO city_file (applied, yaml) VALUES (?1, ?2)")
        statement.bind(1, at.seconds)
        statement.bind(2, yaml)
        try statement.run()
    }

    /// The last day of which anything was taken in.
    public func usedThrough() throws -> BookDay? {
        let statement = try connection.statement(
            """
            SELECT max(day) FROM (
                SELECT max(day) AS day FROM sale
                UNION ALL SELECT max(day) FROM provider_line
                UNION ALL SELECT max(paid_day) FROM slip
                UNION ALL SELECT max(day) FROM bank_line
                UNION ALL SELECT max(issued) FROM bill
                UNION ALL SELECT max(through) FROM run) AS days
            """)
        _ = try statement.step()
        defer { statement.reset() }
        return try statement.optionalDay(0, in: "city_file")
    }
}
