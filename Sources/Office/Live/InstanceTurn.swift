import Database
public import Money
import Store

/// Work that one of the instances on the books does for all, such as bringing a provider's report.
public struct InstanceTurn: Sendable {
    let books: Books
    let name: String
    let holder: String

    /// - Parameters:
    ///   - name: of the work.
    ///   - holder: names this instance, and no other one.
    public init(_ books: Books, _ name: String, holder: String) {
        self.books = books
        self.name = name
        self.holder = holder
    }

    /// - Returns: false where another instance has the turn until a time that is still to come.
    public func take(until: Moment, at now: Moment) throws -> Bool {
        try books.database.write {
            try Leases($0).take(name, for: holder, until: until, at: now)
        }
    }

    /// Lets another instance try before that time.
    public func giveBack() throws {
        try books.database.write { try Leases($0).giveBack(name, of: holder) }
    }
}
