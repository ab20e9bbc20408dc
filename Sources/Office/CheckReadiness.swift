import Database
import LedgerStore
public import Money

/// Whether the books can take payments now, for those who watch over a service.
public struct CheckReadiness: Sendable {
    /// What can be in the way, each with a stable code.
    public enum Finding: String, Sendable, Hashable, CaseIterable {
        /// The books were upgraded by another program, or cannot be read.
        case schema
        /// The head of the books cannot be read.
        case head
        /// More waits for the books than they can take soon.
        case queue
        /// The books know of a time that has not come: the clock has gone back.
        case clock
    }

    /// How far the clock may lie behind what stands in the books, in seconds.
    public static let clockTolerance: Int64 = 120

    let books: Books

    public init(_ books: Books) { self.books = books }

    /// What is in the way, nothing where all is well; blocks for a few reads.
    public func run(at now: Moment) -> [Finding] {
        var findings: [Finding] = []
        do {
            try books.database.read { connection in
                let row = try connection.statement("SELECT max(number) FROM schema_migration")
                defer { row.reset() }
                guard try row.step(), row.int64(0) == Int64(books.database.schemaVersion) else {
                    findings.append(.schema)
                    return
                }
            }
        } catch {
            findings.append(.schema)
        }
        do {
            let last = try books.database.read { connection -> Int64? in
                let head = try books.ledger.head(connection)
                var last: Int64?
                try books.ledger.forEachVoucher(connection, from: max(1, head.sequence)) {
                    last = $0.recorded.seconds
                }
                return last
            }
            if let last, last > now.seconds + CheckReadiness.clockTolerance {
                findings.append(.clock)
            }
        } catch {
            findings.append(.head)
        }
        if books.ledger.isCrowded { findings.append(.queue) }
        return findings
    }
}

/// What went wrong below the rules, as a service tells it.
public enum ServiceTrouble {
    /// Whether the same may be tried again soon: the books are busy, and nothing was done.
    public static func mayRetry(_ error: any Error) -> Bool {
        (error as? DatabaseTrouble)?.mayRetry ?? false
    }
}
