public import Database
public import Money

/// Work that one instance does at a time: whoever holds its lease, until the time that it says.
public struct Leases {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Takes a lease, or keeps it longer.
    ///
    /// - Parameter holder: names the instance, and no other one.
    /// - Returns: false while another holds it.
    public func take(
        _ name: String, for holder: String, until: Moment, at now: Moment
    ) throws -> Bool {
        let row = try connection.statement(
            """
            INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.until <= ?4
            """)
        row.bind(1, name)
        row.bind(2, holder)
        row.bind(3, until.seconds)
        row.bind(4, now.seconds)
        try row.run()
        return row.changes == 1
    }

    /// Whether another instance holds a lease now.
    public func isElsewhere(_ name: String, than holder: String, at now: Moment) throws -> Bool {
        let row = try connection.statement(
            "SELECT 1 FROM lease WHERE name = ?1 AND holder <> ?2 AND until > ?3")
        row.bind(1, name)
        row.bind(2, holder)
        row.bind(3, now.seconds)
        defer { row.reset() }
        return try row.step()
    }

    /// Whether an instance holds a lease, at least until a moment.
    public func isHeld(_ name: String, by holder: String, until: Moment) throws -> Bool {
        let row = try connection.statement(
            "SELECT 1 FROM lease WHERE name = ?1 AND holder = ?2 AND until >= ?3")
        row.bind(1, name)
        row.bind(2, holder)
        row.bind(3, until.seconds)
        defer { row.reset() }
        return try row.step()
    }

    /// Gives a lease back before its time.
    public func giveBack(_ name: String, of holder: String) throws {
        let row = try connection.statement("DELETE FROM lease WHERE name = ?1 AND holder = ?2")
        row.bind(1, name)
        row.bind(2, holder)
        try row.run()
    }

    /// Forgets what nobody holds since then.
    public func forget(before: Moment) throws {
        let row = try connection.statement("DELETE FROM lease WHERE until < ?1")
        row.bind(1, before.seconds)
        try row.run()
    }
}
