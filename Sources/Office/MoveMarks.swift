import Database
import Money

/// Marks of books that move from one place to another (``MigrateBooks``): tables that stand beside
/// those of the books while they hold.
struct MoveMarks {
    /// Not all of the books is here yet, or it is not proved yet.
    static let arriving = "books_arriving"
    /// The books stand elsewhere; what is here is what they were then.
    static let left = "books_left"
    /// Beside a file, from before it is made until it holds.
    static let file = ".migrating"

    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Throws where the books are not here yet, or no more.
    func refuse(_ place: BooksPlace) throws {
        let tables = try connection.tables()
        if tables.contains(MoveMarks.arriving) { throw OfficeDenial.booksArriving(place.name) }
        if tables.contains(MoveMarks.left), let other = try self.place(in: MoveMarks.left) {
            throw OfficeDenial.booksLeft(place.name, to: other)
        }
    }

    /// The other place that a mark names, nil where there is no such mark.
    func place(in mark: String) throws -> String? {
        guard try connection.tables().contains(mark) else { return nil }
        let row = try connection.statement("SELECT place FROM \(mark)")
        defer { row.reset() }
        return try row.step() ? row.text(0) : ""
    }

    func arrive(from place: String, at now: Moment) throws {
        try make(MoveMarks.arriving, place, now)
    }

    func settle() throws { try connection.run("DROP TABLE \(MoveMarks.arriving)") }

    /// From here on the database itself refuses whatever is written, also by programs that opened
    /// the books before.
    func leave(for place: String, at now: Moment) throws {
        try make(MoveMarks.left, place, now)
        let message = "帳簿は移されました / the books have moved: \(MoveMarks.left)"
        for table in try connection.tables() where !table.hasPrefix("sqlite_") {
            for verb in ["INSERT", "UPDATE", "DELETE"] {
                let name = "books_left_\(table)_\(verb.lowercased())"
                try connection.run(
                    connection.engine == .sqlite
                        ? """
                        CREATE TRIGGER \(name) BEFORE \(verb) ON \(table) BEGIN
                            SELECT RAISE(ABORT, '\(message)');
                        END
                        """
                        : """
                        CREATE TRIGGER \(name) BEFORE \(verb) ON \(table)
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse('\(message)')
                        """)
            }
        }
    }

    private func make(_ mark: String, _ place: String, _ now: Moment) throws {
        let table = "CREATE TABLE \(mark) (place TEXT NOT NULL, at INTEGER NOT NULL) STRICT;"
        try connection.run(
            connection.engine == .sqlite ? table : PostgreSQLSchema.tables(table))
        let row = try connection.statement("INSERT INTO \(mark) (place, at) VALUES (?1, ?2)")
        row.bind(1, place)
        row.bind(2, now.seconds)
        try row.run()
    }
}
