import GRDB
import GRDBSQLite

extension Database {
    /// Makes a new database with the whole schema.
    ///
    /// - Parameters:
    ///   - path: of a file, or the URL of a cluster (``ClusterAddress``).
    ///   - migrations: of all modules, in any order; no two share a number.
    ///   - busyTimeoutSeconds: how long a write waits for another process's, and for a server that
    ///     is away.
    ///   - logLimits: how long the write-ahead log of a file may grow.
    ///   - populate: first rows, in the same transaction as the schema, so that a half-made
    ///     database is never left.
    /// - Throws: ``DatabaseTrouble/Kind/exists`` where the file, or the schema, has any table
    ///   already.
    public static func create(
        path: String, migrations: [Migration], busyTimeoutSeconds: Int = 10,
        logLimits: LogLimits = .standard, populate: (Connection) throws -> Void = { _ in }
    ) throws -> Database {
        func build(_ connection: Connection) throws -> Int {
            guard try connection.tables().isEmpty else {
                throw DatabaseTrouble(.exists, "there is a database at \(path) already")
            }
            try connection.run(migrationTable(of: connection.engine))
            let version = try apply(sorted(migrations), to: connection)
            try populate(connection)
            return version
        }
        if ClusterAddress.isAddress(path) {
            let address = try ClusterAddress(path)
            return try connect(address, busyTimeoutSeconds) { cluster in
                // By itself: a transaction that waited for its turn does not see at once which
                // schemas there are by then.
                try cluster.write { try PostgreSQLSchema.create(address.schema, $0) }
                return try cluster.write(build)
            }
        }
        return try connect(path, busyTimeoutSeconds, logLimits) { connection in
            try EmbeddedDatabase.transaction(on: connection, build)
        }
    }

    /// Opens a database that has had exactly these migrations, or later ones besides that only
    /// expand (``Migration/expands``).
    ///
    /// - Throws: ``DatabaseTrouble/Kind/missing`` where there is no file, and
    ///   ``DatabaseTrouble/Kind/schema`` where it is newer, older (see
    ///   ``upgrade(path:migrations:)``) or not of this program.
    public static func open(
        path: String, migrations: [Migration], busyTimeoutSeconds: Int = 10,
        logLimits: LogLimits = .standard
    ) throws -> Database {
        func version(_ connection: Connection) throws -> Int {
            let missing = try missingMigrations(of: sorted(migrations), in: connection)
            guard missing.isEmpty else {
                throw DatabaseTrouble(
                    .schema, "the database is older than this program and must be upgraded first")
            }
            return migrations.map(\.number).max() ?? 0
        }
        if ClusterAddress.isAddress(path) {
            return try connect(ClusterAddress(path), busyTimeoutSeconds) { try $0.read(version) }
        }
        try requireFile(path)
        return try connect(path, busyTimeoutSeconds, logLimits, version)
    }

    /// Opens a database after it has been given the migrations that it lacks, all or none.
    ///
    /// Where it lacks none, neither of the two is called. Whatever is thrown, it is as it was.
    ///
    /// - Parameters:
    ///   - before: called while nobody else can write, with the version that the file has.
    ///   - after: called in the same transaction, behind the last migration.
    public static func upgrade(
        path: String, migrations: [Migration], busyTimeoutSeconds: Int = 10,
        logLimits: LogLimits = .standard, before: (_ version: Int) throws -> Void = { _ in },
        after: (Connection) throws -> Void = { _ in }
    ) throws -> Database {
        func move(_ connection: Connection) throws -> Int {
            let known = sorted(migrations)
            let missing = try missingMigrations(of: known, in: connection)
            guard !missing.isEmpty else { return known.last?.number ?? 0 }
            try before(known.dropLast(missing.count).last?.number ?? 0)
            let version = try apply(Array(missing), to: connection)
            try after(connection)
            return version
        }
        if ClusterAddress.isAddress(path) {
            return try connect(ClusterAddress(path), busyTimeoutSeconds) { try $0.write(move) }
        }
        try requireFile(path)
        return try connect(path, busyTimeoutSeconds, logLimits) { connection in
            try EmbeddedDatabase.transaction(on: connection, move)
        }
    }

    /// The number of the last migration that a database has had; nil where it is of no program of
    /// ours.
    public static func schemaVersion(path: String) throws -> Int? {
        try look(into: path) { try $0.schemaVersion() }
    }

    /// Lends a connection that reads whatever is in a place, of any program and any version.
    public static func look<T>(
        into path: String, _ body: (Connection) throws -> T
    ) throws -> T {
        if ClusterAddress.isAddress(path) {
            let cluster = ClusterDatabase(try ClusterAddress(path), busyTimeoutSeconds: 10)
            defer { cluster.close() }
            return try cluster.read(body)
        }
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let handle
        else { throw DatabaseTrouble(handle: handle) }
        // Whoever closes the database last holds it alone while its log is written home.
        sqlite3_busy_timeout(handle, 10_000)
        let connection = Connection(handle: handle)
        defer { connection.forgetStatements() }
        return try body(connection)
    }

    /// Takes everything out of a cluster's schema, where it has a certain table; nothing where it
    /// has not.
    public static func clear(path: String, having table: String) throws {
        let cluster = ClusterDatabase(try ClusterAddress(path), busyTimeoutSeconds: 10)
        defer { cluster.close() }
        try cluster.write { connection in
            guard try connection.tables().contains(table) else { return }
            try connection.run(PostgreSQLSchema.clearing)
        }
    }

    static func migrationTable(of engine: DatabaseEngine) -> String {
        let table = """
            CREATE TABLE schema_migration (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL
            ) STRICT;
            """
        return engine == .sqlite ? table : PostgreSQLSchema.tables(table)
    }

    private static func sorted(_ migrations: [Migration]) -> [Migration] {
        let sorted = migrations.sorted { $0.number < $1.number }
        for (a, b) in zip(sorted, sorted.dropFirst()) {
            precondition(a.number < b.number, "two migrations have the number \(a.number)")
        }
        return sorted
    }

    private static func apply(_ migrations: [Migration], to connection: Connection) throws -> Int {
        let insert = try connection.statement("INSERT INTO schema_migration VALUES (?1, ?2)")
        for migration in migrations {
            try migration.run(connection)
            insert.bind(1, Int64(migration.number))
            insert.bind(2, migration.name)
            try insert.run()
        }
        try connection.noteCompatibility(after: migrations)
        return migrations.last?.number ?? 0
    }

    /// The migrations that the database lacks, all of them later than those it has had.
    private static func missingMigrations(
        of migrations: [Migration], in connection: Connection
    ) throws -> ArraySlice<Migration> {
        guard try connection.schemaVersion() != nil else {
            if connection.engine == .postgresql, try connection.tables().isEmpty {
                throw DatabaseTrouble(.missing, "there are no tables in that schema")
            }
            throw DatabaseTrouble(.schema, "the file is a database, but not of this program")
        }
        let rows = try connection.statement(
            "SELECT number, name FROM schema_migration ORDER BY number")
        var expected = migrations[...]
        while try rows.step() {
            guard let next = expected.popFirst() else {
                // What is there besides was made so that this program can stand beside it.
                let since = try connection.compatibleSince()
                if let since, let own = migrations.last?.number, since <= own { return [] }
                throw DatabaseTrouble(.schema, "the database is newer than this program")
            }
            guard rows.int64(0) == next.number, rows.text(1) == next.name else {
                throw DatabaseTrouble(
                    .schema,
                    "the database has had migration \(rows.int64(0)) “\(rows.text(1))” where this "
                        + "program knows \(next.number) “\(next.name)”")
            }
        }
        return expected
    }
}

extension Database {
    private static func connect(
        _ address: ClusterAddress, _ busyTimeoutSeconds: Int,
        _ prepareSchema: (ClusterDatabase) throws -> Int
    ) throws -> Database {
        let cluster = ClusterDatabase(address, busyTimeoutSeconds: busyTimeoutSeconds)
        let version = try prepareSchema(cluster)
        return Database(.cluster(cluster), path: "\(address)", schemaVersion: version)
    }

    /// Opens the pool and sets the connections up, then lets the schema be looked at.
    private static func connect(
        _ path: String, _ busyTimeoutSeconds: Int, _ logLimits: LogLimits,
        _ prepareSchema: (Connection) throws -> Int
    ) throws -> Database {
        let registry = ConnectionRegistry()
        let log = LogKeeper(
            path: path, limits: logLimits, busyTimeoutSeconds: busyTimeoutSeconds)
        var configuration = Configuration()
        configuration.label = "suito"
        configuration.maximumReaderCount = 1
        configuration.busyMode = .timeout(.init(busyTimeoutSeconds))
        configuration.prepareDatabase { database in
            guard let handle = database.sqliteConnection else { return }
            registry.register(handle)
            let connection = try registry.connection(of: database)
            // Kibibytes when negative: what the writer may hold in memory. Who reads has a
            // connection of ``FileReaders``.
            try connection.run("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY")
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            let version = try pool.writeWithoutTransaction { database in
                let connection = try registry.connection(of: database)
                try setUpWriter(connection)
                log.follow(connection)
                defer { connection.resetStatements() }
                return try prepareSchema(connection)
            }
            let readers = FileReaders(path: path, busyTimeoutSeconds: busyTimeoutSeconds)
            return Database(
                .embedded(
                    EmbeddedDatabase(pool: pool, registry: registry, log: log, readers: readers)),
                path: path, schemaVersion: version)
        } catch let error as DatabaseError {
            throw DatabaseTrouble(error)
        }
    }

    /// Durability and the log's size.
    ///
    /// The pool has switched WAL on, and `synchronous` to NORMAL.
    private static func setUpWriter(_ connection: Connection) throws(DatabaseTrouble) {
        // An answered write survives a power cut: the log is synchronised at every commit.
        // A REPLACE counts as a deletion, so that the books' triggers see it.
        // The log is moved into the file by its keeper, and is cut back to 64 MiB afterwards.
        try connection.run(
            """
            PRAGMA synchronous = FULL;
            PRAGMA recursive_triggers = ON;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = 67108864
            """)
    }

    /// The pool would make a file where there is none.
    static func requireFile(_ path: String) throws(DatabaseTrouble) {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
        guard code != SQLITE_CANTOPEN else {
            throw DatabaseTrouble(.missing, "there is no database at \(path)")
        }
        guard code == SQLITE_OK else { throw DatabaseTrouble(handle: handle) }
    }
}
