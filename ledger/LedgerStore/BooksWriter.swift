import Database
import Ledger
import Money
import Synchronization

/// The one who writes the books: judges batches against the caches, and keeps them in step.
final class BooksWriter: Sendable {
    /// What becomes of one change of a batch: an answer for each voucher, or what its rows threw.
    typealias Answer = Result<[Result<VoucherOutcome, VoucherRefusal>], any Error>

    private let database: Database
    private let recentVouchers: Int
    /// nil until the first batch and after trouble.
    ///
    /// Only touched inside a write transaction, so the lock is never waited for.
    private let staging = Mutex<Staging?>(nil)

    init(_ database: Database, recentVouchers: Int) {
        self.database = database
        self.recentVouchers = recentVouchers
    }

    /// What the rows of changes threw, by the places of these.
    private struct RowsFailure: Error {
        var errors: [Int: any Error]
    }

    /// Posts a batch in one transaction; it is durable when this returns.
    ///
    /// Where a change's rows throw, all is undone and the rest is done again without it: that is
    /// rare, and saves a savepoint for each change that is not. From then on every change's rows
    /// have one, so that all that throw are known at once, however many they are. Where a server
    /// was lost, it is asked whether the batch stands; if not, it is done again.
    func post(_ changes: ArraySlice<Change>) throws -> [Answer] {
        var failures: [Int: any Error] = [:]
        var losses = 0
        while true {
            var made: (answers: [Answer], commit: LedgerHead?)?
            do {
                return try database.write { connection in
                    let written = try judgeAndWrite(changes, except: failures, connection)
                    made = written
                    return written.answers
                }
            } catch let failure as RowsFailure {
                failures.merge(failure.errors) { first, _ in first }
            } catch let trouble as DatabaseTrouble
                where trouble.kind == .io && database.engine == .postgresql && losses < 3
            {
                losses += 1
                forget()
                // It did not come to the COMMIT, so nothing of it stands.
                guard let made else { continue }
                // Rows alone leave no commit by which to tell.
                guard let commit = made.commit else { throw trouble }
                if try stands(commit) { return made.answers }
            } catch {
                // The commit itself may have failed, after the caches had gone ahead.
                forget()
                throw error
            }
        }
    }

    /// Posts one change inside the caller's transaction.
    func post(
        _ change: Change, in connection: Connection
    ) throws -> [Result<VoucherOutcome, VoucherRefusal>] {
        do {
            return try judgeAndWrite([change], except: [:], connection).answers[0].get()
        } catch let failure as RowsFailure {
            throw failure.errors[0] ?? failure
        }
    }

    /// Ends a book day inside the caller's transaction.
    func close(
        _ day: BookDay, recorded: Moment, in connection: Connection
    ) throws -> Result<DayClosing, CloseRefusal> {
        try withStaging(connection) { staging in
            let refusal = CloseRefusal(
                closing: day, begins: staging.stored.begins,
                earliestOpen: staging.stored.earliestOpenDay)
            if let refusal { return .failure(refusal) }
            let closing = try DayClosing.make(
                day, recorded: staging.moment(from: recorded), after: staging.stored, connection)
            staging.advance(to: try closing.write(connection, after: staging.stored))
            return .success(closing)
        }
    }

    /// Whether a commit of which no answer came stands in the books.
    ///
    /// Asked in the turn to write, so that its transaction has ended; and taking the head writes,
    /// so that this does not answer before a standby has all that came before.
    private func stands(_ commit: LedgerHead) throws -> Bool {
        try database.write { connection in
            _ = try LedgerHead.read(connection, writing: database.schemaVersion)
            let row = try connection.statement("SELECT hash FROM ledger_commit WHERE number = ?1")
            row.bind(1, commit.commits)
            defer { row.reset() }
            return try row.step() && row.blob(0) == commit.hash
        }
    }

    private func forget() { staging.withLock { $0 = nil } }

    /// - Returns: the answers, and the head that the batch leaves where it leaves another.
    private func judgeAndWrite(
        _ changes: ArraySlice<Change>, except failures: [Int: any Error], _ connection: Connection
    ) throws -> (answers: [Answer], commit: LedgerHead?) {
        try withStaging(connection) { staging in
            let journal = Journal(
                connection,
                lookups: connection.engine == .sqlite
                    ? nil : try staging.lookUp(changes, connection))
            var answers: [Answer] = []
            answers.reserveCapacity(changes.count)
            // By their places: to copy a change out of the line costs more than to judge it.
            for index in changes.indices {
                if !failures.isEmpty, let error = failures[index] {
                    answers.append(.failure(error))
                } else {
                    answers.append(.success(try staging.stage(changes[index], journal)))
                }
            }
            try BooksWriter.writeRows(
                of: changes, answers, eachApart: !failures.isEmpty, connection)
            let former = staging.stored
            staging.advance(to: try staging.write(connection))
            return (answers, staging.stored == former ? nil : staging.stored)
        }
    }

    /// Writes the further rows of the changes that were not refused.
    ///
    /// - Parameter eachApart: in a savepoint each, and on to the end although some throw.
    private static func writeRows(
        of changes: ArraySlice<Change>, _ answers: [Answer], eachApart: Bool,
        _ connection: Connection
    ) throws {
        var errors: [Int: any Error] = [:]
        var afterwards: [(name: String, work: Change.Afterwards)] = []
        for index in changes.indices {
            guard case .success(let answers) = answers[index - changes.startIndex],
                answers.allSatisfy({ (try? $0.get()) != nil })
            else { continue }
            if let work = changes[index].afterwards {
                for name in work.names where !afterwards.contains(where: { $0.name == name }) {
                    afterwards.append((name, work))
                }
            }
            guard let rows = changes[index].rows else { continue }
            do {
                if eachApart { try connection.run("SAVEPOINT change_rows") }
                try rows(connection)
                if eachApart { try connection.run("RELEASE change_rows") }
            } catch {
                // Where the whole transaction is gone, it was the disk's fault and not the rows'.
                guard connection.isInTransaction else { throw error }
                errors[index] = error
                guard eachApart else { break }
                try connection.rollBack(to: "change_rows")
            }
        }
        if !errors.isEmpty { throw RowsFailure(errors: errors) }
        for (name, work) in afterwards { try work.run(name, connection) }
    }

    /// Takes the head; caches that are not of this head, or that trouble left unfinished, are
    /// dropped.
    ///
    /// A caller may yet undo its own transaction. The head then is not the one left here, and since
    /// it holds the running hash, no other history can pass for the one that was undone.
    private func withStaging<T>(
        _ connection: Connection, _ body: (inout Staging) throws -> T
    ) throws -> T {
        let head = try LedgerHead.read(connection, writing: database.schemaVersion)
        var staging =
            try take(for: head)
            ?? Staging(head, recentVouchers: recentVouchers, connection)
        let result = try body(&staging)
        keep(staging)
        return result
    }

    private func take(for head: LedgerHead) -> Staging? {
        staging.withLock { kept in
            defer { kept = nil }
            return kept?.stored == head ? kept : nil
        }
    }

    private func keep(_ used: Staging) { staging.withLock { $0 = used } }
}
