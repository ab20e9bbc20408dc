import Database
public import Money
public import Provider
import Store
public import Till

/// Payments that their payers dispute, for whoever must answer.
public struct ReadDisputes: Sendable {
    private let books: Books

    public init(_ books: Books) { self.books = books }

    /// All that are wanted, the newest first.
    ///
    /// - Parameters:
    ///   - service: nil: of any.
    ///   - standings: nil: however they stand.
    public func run(
        service: String?, standings: [DisputeWord.Standing]?
    ) throws -> [DisputeSummary] {
        let question = DisputeTable.Question(service: service, standings: standings)
        return try books.database.read { connection in
            let table = DisputeTable(connection)
            return try table.search(question, limit: table.count(question), offset: 0)
        }
    }

    /// How many are not decided, and what is to be done about them.
    public struct Figures: Sendable, Hashable {
        /// Inquiries, those that wait for our answer, and those that are looked at.
        public var undecided = 0
        /// Those that wait for our answer.
        public var waiting = 0
        /// When the first of them is due.
        public var due: Moment?
    }

    public func figures() throws -> Figures {
        let disputes = try run(service: nil, standings: [.inquiry, .open, .underReview])
        let waiting = disputes.filter { $0.standing == .open }
        return Figures(
            undecided: disputes.count, waiting: waiting.count, due: waiting.compactMap(\.due).min())
    }
}
