import Crypto
import Database
import Ledger
import LedgerStore
import Store

/// Holds books in one place against the same books in another: every row of every table, what the
/// ledger says of itself, and every piece of evidence.
struct BooksComparison {
    struct Counts: Sendable, Hashable {
        var tables = 0
        var rows: Int64 = 0
        var balances = 0
        var closings: [DayClosing] = []
        var evidence = 0
    }

    let source: Books
    let target: Books

    /// - Parameter connection: to the source, of which nobody changes anything meanwhile.
    /// - Throws: ``DatabaseTrouble/Kind/corrupt`` where they differ.
    func run(_ connection: Connection, progress: (String) -> Void) throws -> Counts {
        try target.database.read { other in
            var counts = Counts()
            for table in try Database.tables(of: Books.migrations) {
                progress(table.name)
                let rows = try same("table \(table.name)", connection, other) { side in
                    try BooksComparison.digest(of: table, side)
                }.rows
                counts.tables += 1
                counts.rows += rows
            }
            try compareLedger(&counts, connection, other)
            try compareEvidence(&counts, connection, other)
            return counts
        }
    }

    private struct Digest: Equatable {
        var rows: Int64
        var hash: [UInt8]
    }

    private static func digest(of table: DatabaseTable, _ side: Connection) throws -> Digest {
        let row = try side.statement(table.query)
        defer { row.reset() }
        var digest = Digest(rows: 0, hash: [])
        var hash = SHA256()
        var bytes: [UInt8] = []
        while try row.step() {
            bytes.removeAll(keepingCapacity: true)
            row.appendRow(to: &bytes)
            bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
            digest.rows += 1
        }
        digest.hash = Array(hash.finalize())
        return digest
    }

    private func compareLedger(
        _ counts: inout Counts, _ connection: Connection, _ other: Connection
    ) throws {
        let ledger = source.ledger
        _ = try same("the head", connection, other) { try ledger.head($0) }
        let balances = try same("balances", connection, other) { side in
            try ledger.balances(side).map { Standing(account: $0.0, balance: $0.1) }
        }
        counts.balances = balances.count
        counts.closings = try same("closings", connection, other) { try ledger.closings($0) }
    }

    private struct Standing: Equatable {
        var account: Account
        var balance: Balance
    }

    private func compareEvidence(
        _ counts: inout Counts, _ connection: Connection, _ other: Connection
    ) throws {
        for file in try FileRegistry(connection).evidence() {
            let kept = try source.evidenceDigest(file.bytes, connection)
            guard let kept, try target.evidenceDigest(file.bytes, other) == kept else {
                throw BooksComparison.differs("evidence \(file.digest)")
            }
            counts.evidence += 1
        }
    }

    private func same<T: Equatable>(
        _ what: String, _ connection: Connection, _ other: Connection,
        _ read: (Connection) throws -> T
    ) throws -> T {
        let here = try read(connection)
        guard try read(other) == here else { throw BooksComparison.differs(what) }
        return here
    }

    private static func differs(_ what: String) -> DatabaseTrouble {
        DatabaseTrouble(.corrupt, "\(what) differs between the two places")
    }
}
