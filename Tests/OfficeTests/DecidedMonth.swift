import Ledger
import LedgerStore
import Money
import Office
import Reconciliation
import Store
import Testing

/// The sample month after two persons took all exits of one set, and what it was before.
struct DecidedMonth: Sendable {
    var before: [String: Int64] = [:]
    var after: [String: Int64] = [:]
    var exceptions: [ExceptionLog.Row] = []
    /// The vouchers since, by cause.
    var added: [BookedVoucher] = []
    /// Which decision was made on which exception.
    var proposals: [String: DecisionLog.Proposal] = [:]
    var isSound = false
    var postedAgain = 0

    static let first = Result { try DecidedMonth(Exit.all.filter { $0.month == 1 }) }
    static let second = Result { try DecidedMonth(Exit.all.filter { $0.month == 2 }) }

    static func of(_ exit: Exit) throws -> DecidedMonth {
        try exit.month == 1 ? first.get() : second.get()
    }

    private init(_ exits: [Exit]) throws {
        let desk = try AprilBooks.copy()
        before = try desk.balances()
        let known = try desk.vouchers().count
        for exit in exits {
            let id = try desk.exception(exit.code, exit.reference).id
            let proposal = try desk.resolve(id, exit.resolution, to: exit.target)
            if proposal.movesMoney { try desk.approve(id) }
        }
        try desk.reconcile("2026-04-30")
        after = try desk.balances()
        added = Array(try desk.vouchers().dropFirst(known))
        for item in try desk.exceptions(all: true) {
            exceptions.append(item.row)
            if let proposal = item.proposal { proposals[item.row.id] = proposal }
        }
        isSound = try desk.audit().isSound
        let again = try desk.reconcile("2026-04-30")
        postedAgain = again.posted + again.undone
    }

    func row(_ code: ExceptionCode, _ reference: String) -> ExceptionLog.Row? {
        exceptions.first {
            $0.exception.code == code && $0.exception.reference == reference
        }
    }

    /// How much an account of a fund changed.
    func change(_ account: String) -> Int64 {
        after[account, default: 0] - before[account, default: 0]
    }

    /// How much an account changed in all funds together.
    func changeInAllFunds(_ code: String) -> Int64 {
        Set(before.keys).union(after.keys).filter { $0.hasSuffix(" " + code) }
            .reduce(0) { $0 + change($1) }
    }
}
