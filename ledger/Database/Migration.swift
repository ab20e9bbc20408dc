/// One step of the schema.
///
/// Steps are numbered, go forward only, and never change once released.
///
/// Each module contributes its own; together they are one list, so no two share a number.
public struct Migration: Sendable, Hashable {
    public let number: Int
    public let name: String
    /// Statements for SQLite, separated by semicolons; run inside a transaction.
    public let sqlite: String

    public init(number: Int, name: String, sqlite: String) {
        self.number = number
        self.name = name
        self.sqlite = sqlite
    }
}
