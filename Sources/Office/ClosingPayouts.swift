import Database
import Ledger
import LedgerStore
import Money
import Reconciliation
import Settlement
import Store

/// Which payouts a day's package speaks of: those whose vouchers were booked on it.
struct ClosingPayouts {
    private let ledger: LedgerStore
    private let connection: Connection

    init(_ ledger: LedgerStore, _ connection: Connection) {
        self.ledger = ledger
        self.connection = connection
    }

    func rows(on day: BookDay) throws -> [PayoutRow] {
        let standings = PayoutStandings(connection)
        var rows: [PayoutRow] = []
        try ledger.forEachVoucher(connection, bookedOn: day) { voucher in
            guard let cause = PayoutCause(voucher.cause) else { return }
            let known = try standings.payout(provider: cause.provider, number: cause.number)
            rows.append(row(voucher, cause, known))
        }
        return rows
    }

    private func row(
        _ voucher: StoredVoucher, _ cause: PayoutCause, _ known: MatchReport.PayoutRow?
    ) -> PayoutRow {
        let isBanked = !cause.isUndone && (voucher.kind == .post || voucher.kind == .confirm)
        let status: PayoutRow.Status =
            cause.isUndone
            ? .corrected
            : isBanked ? (known?.banked == known?.net ? .banked : .differs) : .announced
        return PayoutRow(
            provider: cause.provider, payout: cause.number,
            payDate: known?.payDate ?? voucher.occurred.day, gross: known?.gross ?? .zero,
            refunds: known?.refunds ?? .zero, fee: known?.fee ?? .zero,
            feeTax: known?.feeTax ?? .zero, net: known?.net ?? .zero,
            lines: known?.lineCount ?? 0, status: status, banked: isBanked ? known?.banked : nil,
            bankDay: isBanked ? known?.bankDay : nil,
            bankReference: isBanked ? known?.bankReference : nil,
            voucher: voucher.id.description)
    }
}

/// What a voucher's cause says of a payout: `payout/PROVIDER/NUMBER`, then `/banked`, `#n`.
package struct PayoutCause {
    package var provider: String
    package var number: String
    package var isUndone: Bool

    package init?(_ cause: String) {
        var rest = Substring(cause)
        isUndone = rest.hasPrefix("undo/")
        if isUndone { rest = rest.dropFirst("undo/".count) }
        guard rest.hasPrefix("payout/") else { return nil }
        rest = rest.dropFirst("payout/".count)
        if let mark = rest.lastIndex(of: "#") {
            let digits = rest[rest.index(after: mark)...]
            if !digits.isEmpty, digits.allSatisfy(\.isNumber) { rest = rest[..<mark] }
        }
        if rest.hasSuffix("/banked") { rest = rest.dropLast("/banked".count) }
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        provider = String(rest[..<slash])
        number = String(rest[rest.index(after: slash)...])
    }
}
