public import Database
public import Money

/// How many requests each caller may still make, where several instances count together.
///
/// A bucket is full at first and filled steadily. One that nobody uses for long is forgotten, so
/// there are only those of the last callers.
public struct RequestBuckets {
    static let migration = Migration(
        number: 21, name: "request buckets", sqlite: tables,
        postgresql: PostgreSQLSchema.tables(tables), expands: true)

    private static let tables = """
        CREATE TABLE request_bucket (
            caller TEXT NOT NULL PRIMARY KEY,
            level INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    /// Takes requests out of a caller's bucket, as many as are wanted and there.
    ///
    /// - Parameters:
    ///   - burst: what a bucket holds.
    ///   - perSecond: what is filled in.
    ///   - now: may be behind that of another instance; nothing is filled in twice.
    public func take(
        _ caller: String, upTo wanted: Int64, burst: Int64, perSecond: Int64, at now: Moment
    ) throws -> Int64 {
        let bucket = try connection.statement(
            "SELECT level, at FROM request_bucket WHERE caller = ?1")
        bucket.bind(1, caller)
        var (level, at) = (burst, now.seconds)
        if try bucket.step() {
            let kept = (level: bucket.int64(0), at: bucket.int64(1))
            at = max(at, kept.at)
            // What is longer ago than it takes to fill cannot overflow.
            let seconds = min(at - kept.at, burst / perSecond + 1)
            level = min(burst, kept.level + seconds * perSecond)
        }
        bucket.reset()
        let taken = max(0, min(wanted, level))
        let row = try connection.statement(
            """
            INSERT INTO request_bucket (caller, level, at) VALUES (?1, ?2, ?3)
            ON CONFLICT (caller) DO UPDATE SET level = excluded.level, at = excluded.at
            """)
        row.bind(1, caller)
        row.bind(2, level - taken)
        row.bind(3, at)
        try row.run()
        return taken
    }

    /// Forgets the buckets that nobody has taken from since then: they count as full.
    public func forget(before: Moment) throws {
        let row = try connection.statement("DELETE FROM request_bucket WHERE at < ?1")
        row.bind(1, before.seconds)
        try row.run()
    }
}
