import City
import Database
public import Money
import Provider
public import Reconciliation
import Settlement
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
        return try books.write { connection in
            let row = try openException(id, connection)
            let code = row.exception.code
            guard row.exception.resolutions.contains(resolution) else {
                throw OfficeDenial.resolutionDoesNotFit(resolution, row.exception)
            }
            if resolution.needsTarget {
                guard let target else { throw OfficeDenial.targetMissing(resolution) }
                try Targets(connection, city: books.city).require(
                    target, for: resolution, code, provider: row.exception.provider)
            }
            let log = DecisionLog(connection)
            if let latest = try log.latest(for: id), latest.amount == row.exception.amount,
                latest.resolution != .wait, latest.approvedBy != nil || !latest.movesMoney
            {
                throw OfficeDenial.exceptionDecided(id)
            }
            let day = try books.lookedThrough(connection, now)
            try books.requireMoney(
                for: row, as: resolution, target: target, on: day, connection)
            _ = try log.propose(
                exception: id, resolution: resolution, target: target,
                amount: row.exception.amount, reason: reason,
                movesMoney: resolution.movesMoney(for: code), by: person, at: now,
                day: day)
            guard let proposal = try log.latest(for: id) else {
                throw OfficeDenial.proposalMissing(id)
            }
            return proposal
        }
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
        return try books.write { connection in
            let log = DecisionLog(connection)
            guard let row = try ExceptionLog(connection).row(id) else {
                throw OfficeDenial.exceptionUnknown(id)
            }
            guard let proposal = try log.latest(for: id), proposal.movesMoney else {
                throw OfficeDenial.proposalMissing(id)
            }
            guard proposal.approvedBy == nil else { throw OfficeDenial.alreadyApproved(id) }
            guard proposal.proposedBy != person else { throw OfficeDenial.samePerson(person) }
            let day = try books.lookedThrough(connection, now)
            // It may have left since it was proposed.
            try books.requireMoney(
                for: row, as: proposal.resolution, target: proposal.target, on: day, connection)
            try log.approve(proposal.number, by: person, at: now, day: day)
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
    /// An exit moves the money of its own exception and no other: what has not come yet, or has
    /// left by another exit, cannot be given on.
    func requireMoney(
        for row: ExceptionLog.Row, as resolution: Resolution, target: String?, on day: BookDay,
        _ connection: Connection
    ) throws {
        let exception = row.exception
        // A gap in the bank's files has no money of its own that could rest anywhere.
        guard resolution.movesMoney(for: exception.code), exception.code != .bankContinuity
        else { return }
        // The newest of all decisions, as the books stand without it.
        let decision = Decision(
            number: .max, exception: row.id, key: exception.key, resolution: resolution,
            target: target, amount: exception.amount, day: day, exceptionDay: exception.day)
        let reconciler = Reconciler(
            try FactLoader(connection).load(city: city, through: day))
        guard reconciler.isFree(targetOf: decision) else {
            throw OfficeDenial.targetTaken(target ?? "")
        }
        let money = reconciler.money(for: decision)
        guard money.needed <= money.resting else {
            throw OfficeDenial.moneyNotThere(money.resting)
        }
    }

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
        /// The closed day that carried it forward; nil where none did, and where a later package
        /// says how it ended.
        public var carried: BookDay?
    }

    let books: Books

    public init(_ books: Books) { self.books = books }

    public func run(all: Bool) throws -> [Item] {
        try books.database.read { connection in
            var proposals: [String: DecisionLog.Proposal] = [:]
            for proposal in try DecisionLog(connection).all() {
                proposals[proposal.exception] = proposal
            }
            let said = try ClosingLog(connection).lastWords()
            return try ExceptionLog(connection).rows(all: all).map { row in
                let word = said[row.id]
                return Item(
                    row: row, proposal: proposals[row.id],
                    carried: word?.state == .carried ? word?.day : nil)
            }
        }
    }

    /// The last day that a run has looked through, or nil before the first.
    public func lastRun() throws -> BookDay? {
        try books.database.read { try ExceptionLog($0).lastRun() }
    }
}
