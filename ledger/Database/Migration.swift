/// One step of the schema.
///
/// Steps are numbered, go forward only, and never change once released.
///
/// Each module contributes its own; together they are one list, so no two share a number.
public struct Migration: Sendable {
    public let number: Int
    public let name: String
    /// Statements for SQLite, separated by semicolons; run inside a transaction.
    public let sqlite: String
    /// Statements for PostgreSQL; nil where there is nothing to do on it.
    public let postgresql: String?
    /// What statements alone cannot do, such as encoding rows anew: run after ``sqlite`` in the
    /// same transaction, and over the tables of a new database too, which have no rows yet.
    public let code: (@Sendable (Connection) throws -> Void)?
    /// A program that lacks the step may work on beside one that has it: the step makes tables, and
    /// what guards these, and touches nothing else.
    public let expands: Bool

    public init(
        number: Int, name: String, sqlite: String, postgresql: String? = nil,
        expands: Bool = false, code: (@Sendable (Connection) throws -> Void)? = nil
    ) {
        self.number = number
        self.name = name
        self.sqlite = sqlite
        self.postgresql = postgresql
        self.code = code
        self.expands = expands
    }

    func run(_ connection: Connection) throws {
        switch connection.engine {
        case .sqlite:
            try connection.run(sqlite)
            try code?(connection)
        case .postgresql:
            if let postgresql { try connection.run(postgresql) }
        }
        // No statement may be giving rows when a later step changes its table.
        connection.resetStatements()
    }
}
