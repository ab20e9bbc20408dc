import City
import Database
import Ledger
import LedgerStore
public import Money
import Posting
import Provider
public import Reconciliation
public import Store

/// Decides an exception; where money moves, proposes it for a second person's approval.
public struct ResolveException {
    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Parameters:
    ///   - target: what the resolution points at, where it needs something.
    /// - Returns: the decision, with nobody's approval yet where it needs one.
    public func run(
        _ id: String, as resolution: Resolution, target: String?, reason: String,
        by person: String, at now: Moment
    ) throws -> DecisionLog.Proposal {
        for text in [reason, person, target ?? ""] where CardNumberGuard.isFound(in: text) {
            throw OfficeDenial.cardNumber
        }
        return try books.database.write { connection in
            let row = try openException(id, connection)
            let code = row.exception.code
            guard code.resolutions.contains(resolution) else {
                throw OfficeDenial.resolutionDoesNotFit(resolution, code)
            }
            if resolution.needsTarget {
                guard let target else { throw OfficeDenial.targetMissing(resolution) }
                try Targets(connection, city: books.city).require(
                    target, for: resolution, code, provider: row.exception.provider)
            }
            try requireMoney(for: resolution, row.exception, connection)
            let log = DecisionLog(connection)
            if let latest = try log.latest(for: id), latest.amount == row.exception.amount,
                latest.approvedBy != nil || !latest.movesMoney
            {
                throw OfficeDenial.exceptionDecided(id)
            }
            _ = try log.propose(
                exception: id, resolution: resolution, target: target,
                amount: row.exception.amount, reason: reason,
                movesMoney: resolution.movesMoney(for: code), by: person, at: now,
                day: try books.lookedThrough(connection, now))
            guard let proposal = try log.latest(for: id) else {
                throw OfficeDenial.proposalMissing(id)
            }
            return proposal
        }
    }

    /// What was taken by nobody's order cannot be given on before the bank has it.
    private func requireMoney(
        for resolution: Resolution, _ exception: OpenException, _ connection: Connection
    ) throws {
        guard resolution == .book || resolution == .refund, exception.code == .absentFromBooks
        else { return }
        let resting = try books.ledger.balances(connection).reduce(Yen.zero) { sum, row in
            row.0.code == AccountCode.unidentified
                ? sum + row.1.onNormalSide(of: row.0.accountClass) : sum
        }
        guard resting >= exception.amount else { throw OfficeDenial.moneyNotThere(resting) }
    }

    private func openException(_ id: String, _ connection: Connection) throws -> ExceptionLog.Row {
        guard let row = try ExceptionLog(connection).row(id) else {
            throw OfficeDenial.exceptionUnknown(id)
        }
        guard row.closed == nil else { throw OfficeDenial.exceptionClosed(id) }
        return row
    }
}

/// Lets a proposal post: another person stands for it too.
public struct ApproveProposal {
    let books: Books

    public init(_ books: Books) { self.books = books }

    public func run(
        _ id: String, by person: String, at now: Moment
    ) throws -> DecisionLog.Proposal {
        if CardNumberGuard.isFound(in: person) { throw OfficeDenial.cardNumber }
        return try books.database.write { connection in
            let log = DecisionLog(connection)
            guard let row = try ExceptionLog(connection).row(id) else {
                throw OfficeDenial.exceptionUnknown(id)
            }
            guard let proposal = try log.latest(for: id), proposal.movesMoney else {
                throw OfficeDenial.proposalMissing(id)
            }
            guard proposal.approvedBy == nil else { throw OfficeDenial.alreadyApproved(id) }
            guard proposal.proposedBy != person else { throw OfficeDenial.samePerson(person) }
            try log.approve(
                proposal.number, by: person, at: now,
                day: try books.lookedThrough(connection, now))
            if row.exception.code == .bankContinuity, proposal.resolution == .accept {
                try bridge(row.exception.reference, proposal.amount, connection)
            }
            guard let approved = try log.latest(for: id) else {
                throw OfficeDenial.proposalMissing(id)
            }
            return approved
        }
    }

    /// The gap before a bank statement that waits will never be filled: what waits is taken in.
    private func bridge(
        _ reference: String, _ difference: Yen, _ connection: Connection
    ) throws {
        guard let gap = WaitingStatement.parse(reference),
            let account = books.city.bankAccounts.first(where: { $0.id == gap.account })
        else { return }
        try BankContinuity(connection, city: books.city).bridge(
            account, from: gap.from, difference: difference)
    }
}

extension Books {
    /// The book day of a decision: the last day that was looked through, never after today.
    func lookedThrough(_ connection: Connection, _ now: Moment) throws -> BookDay {
        min(try ExceptionLog(connection).lastRun() ?? now.day, now.day)
    }
}

/// The exceptions with what was proposed on them.
public struct ListExceptions {
    public struct Item: Sendable {
        public var row: ExceptionLog.Row
        public var proposal: DecisionLog.Proposal?
    }

    let books: Books

    public init(_ books: Books) { self.books = books }

    public func run(all: Bool) throws -> [Item] {
        try books.database.read { connection in
            var proposals: [String: DecisionLog.Proposal] = [:]
            for proposal in try DecisionLog(connection).all() {
                proposals[proposal.exception] = proposal
            }
            return try ExceptionLog(connection).rows(all: all).map {
                Item(row: $0, proposal: proposals[$0.id])
            }
        }
    }

    /// The last day that a run has looked through, or nil before the first.
    public func lastRun() throws -> BookDay? {
        try books.database.read { try ExceptionLog($0).lastRun() }
    }
}
