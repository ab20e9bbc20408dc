import Database
import Money
import Reconciliation
import Settlement
import Store

/// Which exceptions a day's package speaks of, and how.
///
/// An exception stands in the package of its own day, or of the earliest day that was open when it
/// was found; and once more where it came to its end after it was carried.
struct ClosingExceptions {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// - Parameter carrying: why, by whom and when open ones are carried forward; nil: they are
    ///   not.
    /// - Throws: ``ClosingDenial/exceptionsOpen(_:_:)`` where one is open and not carried.
    func rows(
        on day: BookDay, carriedBy carrying: (reason: String, person: String, at: Moment)?
    ) throws -> [ExceptionRow] {
        let log = DecisionLog(connection)
        let said = try ClosingLog(connection).lastWords()
        var rows: [ExceptionRow] = []
        var open: [String] = []
        for row in try ExceptionLog(connection).rows(all: true) where row.exception.day <= day {
            let last = said[row.id]
            if row.closed == nil {
                if last?.state == .carried, last?.amount == row.exception.amount { continue }
                open.append(row.id)
                if let carrying {
                    rows.append(
                        self.row(
                            row, .carried, reason: carrying.reason, person: carrying.person,
                            decided: carrying.at))
                }
                continue
            }
            if let last, last.state != .carried { continue }
            if row.closedBy == "decision", let decision = try log.latest(for: row.id) {
                rows.append(
                    self.row(
                        row, .decided, resolution: decision.resolution.rawValue,
                        reason: decision.reason, person: decision.proposedBy,
                        approvedBy: decision.approvedBy, decided: decision.decided))
            } else {
                rows.append(self.row(row, .resolved))
            }
        }
        guard open.isEmpty || carrying != nil else {
            throw ClosingDenial.exceptionsOpen(day, open)
        }
        return rows
    }

    private func row(
        _ row: ExceptionLog.Row, _ state: ExceptionRow.State, resolution: String? = nil,
        reason: String? = nil, person: String? = nil, approvedBy: String? = nil,
        decided: Moment? = nil
    ) -> ExceptionRow {
        ExceptionRow(
            id: row.id, code: row.exception.code.rawValue, provider: row.exception.provider,
            reference: row.exception.reference, day: row.exception.day,
            amount: row.exception.amount, state: state, resolution: resolution, reason: reason,
            person: person, approvedBy: approvedBy, decided: decided)
    }
}
